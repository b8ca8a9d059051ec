"""What holds for any text and any query."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from virgolette.align import Aligner, Query, locate
from virgolette.align.find import bared, occurrences
from virgolette.align.fold import fold
from virgolette.align.guard import change
from virgolette.spans import Span, covered, inside_cluster, trimmed

law = settings(deadline=None)  # a busy machine is no counterexample

# Small and nasty: everything that folding or clustering treats in a way of its own, and few letters.
NASTY = st.text(
    "aàe\u0300\u0301è sßfﬁ.,…-—–'’\"«»“”\n\u00a0\u2009\u00ad\u200b\u200d\ufe0f\u034f66２²½€%❤👍\U0001f3fd"
    "\U0001f1ee\U0001f1f9İı\u0345ŉ\r\ud800",
    max_size=24,
)
ANY = NASTY | st.text(max_size=12)
WORDS = ("ai", "AI", "mai", "MAI", "casa", "casale", "è", "più", "né", "l’AI", "po’", "«forse»", "ha—detto")
ATOMS = st.lists(st.sampled_from((*WORDS, "6", "66", "6,6", "2.000", "2.0")), min_size=1, max_size=14)
ONCE = ("d’acqua", "perché", "—", "città", "«sì»", "così,", "l'arte", "via…", "po'", "“mai”", "6,6", "Èlia")
UNIQUE = st.lists(st.sampled_from(ONCE), min_size=3, unique=True)


@law
@given(ANY)
@example("\u200b\u0300")
@example("a\u200b\u0300")
@example("ﬁ\u0301.…..' ' \"")
def test_fold_is_idempotent_and_keeps_the_way_back(text):
    folded, starts, ends = fold(text)
    assert fold(folded).text == folded
    assert len(folded) == len(starts) == len(ends)
    assert all(start < end <= len(text) for start, end in zip(starts, ends, strict=True))
    assert list(starts) == sorted(starts)
    assert list(ends) == sorted(ends)


@law
@given(st.text("aàeÈùñçs \u0300\u0301\u0308\u0327\u00ad«’"), st.sampled_from(["NFC", "NFD"]))
def test_fold_ignores_composition(text, form):
    assert fold(unicodedata.normalize(form, text)).text == fold(text).text


@law
@given(st.text("ab ", max_size=30), st.text("ab ", min_size=1, max_size=6))
def test_occurrences_are_all_places(text, query):
    places = [at for at in range(len(text)) if text.startswith(query, at)]
    assert list(occurrences(text, query)) == places


@law
@given(ANY, ANY, st.none() | st.integers(-1, 4), st.none() | ANY, st.booleans())
def test_whatever_is_asked_the_answer_is_sound(text, query, occurrence, left, fuzzy):
    answer = locate(text, query, occurrence=occurrence, left=left, fuzzy=fuzzy)
    assert answer.method in ("exact", "folded", "fuzzy", "none")
    assert bool(answer.spans) == (answer.method != "none") == (not answer.reason) == (answer.score > 0)
    for span in answer.spans:
        assert 0 <= span.start < span.end <= len(text)
        assert not inside_cluster(text, span.start)
        assert not inside_cluster(text, span.end)
        found = covered(text, span)
        assert found == found.strip()
        assert (found == query.strip()) == (answer.method == "exact")
        assert answer.score == 1


def core(string: str) -> str:
    return bared(fold(string).text.strip(" "))


@law
@given(NASTY, st.data())
def test_a_piece_of_a_text_is_found_or_ambiguous(text, data):
    first = data.draw(st.integers(0, len(text)))
    last = data.draw(st.integers(first, len(text)))
    query = text[first:last]
    answer = locate(text, query)
    for span in answer.spans:
        assert core(covered(text, span)) == core(query)
    start, end = trimmed(text, Span(first, last))
    if not (inside_cluster(text, start) or inside_cluster(text, end) or answer.spans):
        assert re.match("ambiguous|changed digit|white space only|empty|invalid", answer.reason)


@law
@given(ATOMS, st.data())
def test_any_substring_between_words_is_found_by_its_occurrence(atoms, data):
    text = " ".join(atoms)
    first = data.draw(st.integers(0, len(atoms) - 1))
    last = data.draw(st.integers(first, len(atoms) - 1))
    query = " ".join(atoms[first : last + 1])
    start = len(" ".join(atoms[:first])) + (first > 0)
    # Independent of the implementation: every place with a word's edge, and no number's inside, at both ends.
    places = [m.start() for m in re.finditer(rf"(?<!\w)(?<!\d[.,])(?={re.escape(query)}(?!\w)(?![.,]\d))", text)]
    answer = locate(text, query, occurrence=places.index(start) + 1)
    assert answer.spans == (Span(start, start + len(query)),)
    assert (answer.method, answer.occurrences) == ("exact", len(places))
    assert covered(text, answer.spans[0]) == query
    if len(places) > 1:
        assert locate(text, query).reason.startswith("ambiguous")
    windowed = locate(text, query, window=Span(start, start + len(query)))
    assert windowed.spans == answer.spans


CORRUPTIONS = {
    "marks": lambda s: re.sub("[’'«»“”]", lambda m: {"«": '"', "»": '"', "'": "´"}.get(m.group(), "`"), s),
    "doubled": lambda s: re.sub("([«»“”])", r"\1\1", s),
    "elision": lambda s: re.sub("([’'])", r"\1 ", s),
    "spaced": lambda s: s.replace("«", "« ").replace("»", " »"),
    "spaces": lambda s: s.replace(" ", "\u00a0\n "),
    "upper": str.upper,
    "lower": str.lower,
    "decomposed": lambda s: unicodedata.normalize("NFD", s),
    "hyphens": lambda s: s.replace("t", "t\u00ad").replace("a", "a\u200b"),
    "dashes": lambda s: s.replace("—", "--"),
    "dots": lambda s: s.replace("…", "..."),
    "framed": lambda s: f"“ {s}”, ",
}


@law
@given(UNIQUE, st.data(), st.lists(st.sampled_from(sorted(CORRUPTIONS)), min_size=1, max_size=4))
def test_corrupted_typography_finds_the_same_span(atoms, data, kinds):
    first = data.draw(st.integers(0, len(atoms) - 1))
    last = data.draw(st.integers(first, len(atoms) - 1))
    query = " ".join(atoms[first : last + 1])
    assume(query != "—" and ("framed" not in kinds or "—" not in query[:1] + query[-1:]))
    start = len(" ".join(atoms[:first])) + (first > 0)
    text = " ".join(atoms)
    for kind in kinds:
        query = CORRUPTIONS[kind](query)
    expected = Span(start, start + len(" ".join(atoms[first : last + 1])))
    answer = locate(text, query)
    if "framed" in kinds:
        # Which of the outer marks are the text's own can't be told any more: the words are.
        assert answer.spans
        assert expected.start <= answer.spans[0].start <= expected.start + 1
        assert expected.end - 1 <= answer.spans[0].end <= expected.end
    else:
        assert answer.spans == (expected,)


@law
@given(
    ATOMS,
    st.lists(
        st.builds(
            Query,
            st.sampled_from(["ai", "AI", "Ai", "6", "66", "6,6", "l'ai", "forse", "mai AI", "casa casa"]),
            st.none() | st.integers(0, 3),
            st.none() | st.sampled_from(["ai", "casa", "l’", "6"]),
            st.none() | st.builds(Span, st.integers(0, 20), st.integers(20, 60)),
            st.booleans(),
        ),
        max_size=12,
    ),
)
def test_locate_all_keeps_identical_queries_apart(atoms, queries):
    text = " ".join(atoms)
    answers = Aligner(text).locate_all(queries)
    assert len(answers) == len(queries)
    seen = set()
    last: dict[Query, Span] = {}
    for query, answer in zip(queries, answers, strict=True):
        for span in answer.spans:
            assert (query.text, span) not in seen
            seen.add((query.text, span))
            assert last.get(query, Span(-1, -1)) < span
            last[query] = span
            assert fold(covered(text, span)).text == fold(query.text).text
            if query.window:
                assert query.window.start <= span.start < span.end <= query.window.end
    for query in set(queries):
        if queries.count(query) == 1 == sum(q.text == query.text for q in queries):
            wanted = {field: getattr(query, field) for field in ("occurrence", "left", "window", "fuzzy")}
            alone = locate(text, query.text, **wanted)
            assert not alone.spans or alone == answers[queries.index(query)]


EDITS = st.lists(st.sampled_from((*WORDS, "6", "66", "…", "milioni", "non")), max_size=20)


@law
@given(ATOMS, EDITS, st.integers(0, 40))
def test_fuzzy_is_sound_and_changes_no_facts(atoms, edits, end):
    text = "Ecco: " + " e poi: ".join(atoms * 3)
    words = text.split()[: 8 + len(edits)]
    for at, word in enumerate(edits):
        words[at * 5 % len(words)] = word
    query, window = " ".join(words), Span(3, len(text) - end)
    answer = locate(text, query, window=window, fuzzy=True)
    for span in answer.spans:
        found = covered(text, span)
        assert window.start <= span.start < span.end <= window.end
        assert found == found.strip()
        assert 0.7 <= answer.score <= 1
        if "…" not in query:
            assert change(fold(query).text, fold(found).text) == ""


DIGITS = "La cooperativa ha venduto 2.400 trattori, 17 mietitrebbie e 6,6 milioni di semi in tutta la valle"


@law
@given(st.data())
def test_a_changed_digit_is_never_passed_over(data):
    at = data.draw(st.sampled_from([i for i, c in enumerate(DIGITS) if c.isdigit()]))
    digit = data.draw(st.sampled_from("0123456789"))
    assume(digit != DIGITS[at])
    drop = data.draw(st.sampled_from(["cooperativa ", "in ", "tutta ", ""]))
    query = (DIGITS[:at] + digit + DIGITS[at + 1 :]).replace(drop, "")
    answer = locate(f"Ieri. {DIGITS}. Domani.", query, fuzzy=True)
    assert answer.spans == ()
    assert answer.reason.startswith("changed digit: ")
