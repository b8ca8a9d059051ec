"""Where spans of an edited text go: what is unchanged is carried, nothing moves silently."""

from __future__ import annotations

import re
from itertools import count, pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from virgolette.align.edits import align
from virgolette.align.moves import Moves, Place
from virgolette.spans import Span, covered

# Texts of words that each occur once, so that every edit has one right answer.


@st.composite
def edits(draw):
    """(old text, spans, new text, new spans): edits between spans, none touching one."""
    fresh = count()

    def word():
        return f"parola{next(fresh)}x"

    old, new, before, after = "", "", [], []
    for _ in range(draw(st.integers(1, 8))):
        kept = " ".join(word() for _ in range(draw(st.integers(1, 4))))
        before.append(Span(len(old), len(old) + len(kept)))
        after.append(Span(len(new), len(new) + len(kept)))
        glue = draw(st.sampled_from([" ", ". ", ",\n", "\n\n"]))
        steady = " ".join(word() for _ in range(draw(st.integers(2, 5))))
        out, into = (" ".join(word() for _ in range(draw(st.integers(0, 6)))) for _ in range(2))
        old += f"{kept} {steady}{glue}{out} {steady[::-1]} "
        new += f"{kept} {steady}{glue}{into} {steady[::-1]} "
    return old, before, new, after


@given(edits())
def test_edits_outside_spans_change_no_span(case):
    old, before, new, after = case
    found = Moves(old, new)
    assert [found.place(s) for s in before] == [Place("carried", s) for s in after]


texts = st.text(alphabet="ab 1,.«»\n\u0301é", max_size=40)


@settings(max_examples=400)
@given(texts, texts, st.integers(0, 40), st.integers(1, 8))
def test_a_span_never_silently_moves_to_other_words(old, new, start, size):
    span = Span(start, min(len(old), start + size))
    assume(span.start < span.end)
    place = Moves(old, new).place(span)
    if place.status in ("carried", "ambiguous", "alone", "joined"):
        assert covered(new, place.span) == covered(old, span)
    elif place.status == "changed":
        assert 0 <= place.span.start < place.span.end <= len(new)
        assert covered(new, place.span) == covered(new, place.span).strip()
    else:
        assert place == Place("vanished", None)


@given(texts, texts)
def test_runs_are_equal_text_in_order_and_maximal(old, new):
    runs = align(old, new)
    assert all(old[r.old : r.old + r.length] == new[r.new : r.new + r.length] for r in runs)
    for a, b in pairwise(runs):
        assert a.old + a.length <= b.old and a.new + a.length <= b.new
        assert (a.old + a.length, a.new + a.length) != (b.old, b.new)
    assert all(r.length for r in runs)


@given(texts, texts, st.integers(0, 40), st.integers(1, 8))
def test_carried_spans_keep_their_order(old, new, start, size):
    found = Moves(old, new)
    spans = [Span(i, i + size) for i in range(start, min(len(old) - size, start + 6))]
    kept = [p.span for s in spans if (p := found.place(s)).status == "carried"]
    assert kept == sorted(set(kept))


@given(texts)
def test_the_same_text_carries_every_span_and_point(text):
    found = Moves(text, text)
    for i in range(len(text)):
        assert found.place(Span(i, i + 1)) == Place("carried", Span(i, i + 1))
        for role in ("open", "close"):
            assert found.point(i, role) == Place("carried", Span(i, i))


def test_which_of_two_namesakes_stayed_is_asked():
    old = "Anna Brè parla piano. Anna Brè tace sempre.\n"
    place = Moves(old, "Anna Brè tace sempre.\n").place(Span(0, 8))
    assert place.status == "ambiguous"


def test_which_of_two_equal_paragraphs_stayed_is_asked():
    paragraph = "Il faro di Codalunga è stato riacceso ieri sera, ha detto Ada Rigon dopo la lunga riunione.\n"
    found = Moves("Titolo.\n" + paragraph * 2 + "Fine.\n", "Titolo.\n" + paragraph + "Fine.\n")
    spans = [Span(m.start(), m.end()) for m in re.finditer("Ada Rigon", "Titolo.\n" + paragraph * 2)]
    assert {found.place(s).status for s in spans} <= {"ambiguous", "vanished"}


def test_the_same_name_in_a_rewritten_text_is_not_the_same_mention():
    old = "Piove forte sopra Codalunga mentre tutti dormono tranquilli.\n"
    new = "Nessuno vuole andare verso Codalunga senza ombrello rosso.\n"
    start = old.index("Codalunga")
    assert Moves(old, new).place(Span(start, start + 9)).status == "alone"
