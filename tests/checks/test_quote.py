"""Marks and quotes: what must not be reported, and what the golden examples leave open."""

from __future__ import annotations

import pytest

from tests.checks.building import at, codes, document, mark, missing, note, quote
from virgolette.checks import mark as mark_family
from virgolette.checks import quote as quote_family
from virgolette.checks.defect import grouped
from virgolette.model import KnownEntity, Mark, Party, Quote, Skip, Speaker

BOTH = (*mark_family.CHECKS, *quote_family.CHECKS)


def test_a_glyph_may_close_a_quote_and_the_quote_around_it():
    text = "Disse: «Lei rispose: “No, mai”."
    shared = mark(text, "”", "close")
    outer = quote(
        "Q1",
        "direct",
        [at(text, "Lei rispose: “No, mai")],
        [mark(text, "«", "open"), shared],
        cue=[at(text, "Disse")],
    )
    inner = quote("Q2", "direct", [at(text, "No, mai")], [mark(text, "“", "open"), shared], parent="Q1")
    found = codes(BOTH, document(text, layers={"quotes": [outer, inner]}))
    assert found == ["mark-glyph-unsaid"]
    apart = quote("Q2", "direct", [at(text, "No, mai")], [mark(text, "“", "open"), shared])
    assert "mark-shared" in codes(BOTH, document(text, layers={"quotes": [outer, apart]}))


def test_a_glyph_in_a_skipped_passage_needs_no_owner():
    text = "«Titolo»\nTesto «vero».\n"
    skip = Skip(start=0, end=8, kind="repeated_title")
    found = codes(mark_family.CHECKS, document(text, layers={"skip": [skip]}))
    assert found == ["mark-unaccounted"] * 2


@pytest.mark.parametrize(
    ("text", "words", "marks"),
    [
        ("Disse „va bene“ e basta.", "va bene", [("„", "open"), ("“", "close")]),
        ("Disse ‚va bene‘ e basta.", "va bene", [("‚", "open"), ("‘", "close")]),
        (
            "Disse ”va bene“ e basta.",
            "va bene",
            [("”", "open", "wrong_direction"), ("“", "close", "wrong_direction")],
        ),
        ("Disse « va bene » e basta.", "va bene", [("«", "open", "spaced"), ("»", "close", "spaced")]),
        ("Disse«va bene»e basta.", "va bene", [("«", "open", "spaced"), ("»", "close", "spaced")]),
        ("Disse ««va bene» e basta.", "va bene", [("««", "open", "doubled"), ("»", "close")]),
        ('Disse «va bene" e basta.', "va bene", [("«", "open"), ('"', "close", "wrong_glyph")]),
        ("Disse “va bene” e basta.", "va bene", [("“", "open"), ("”", "close")]),
        ("Disse `va bene' e basta.", "va bene", [("`", "open"), ("'", "close")]),
    ],
)
def test_defects_that_are_said_are_no_finding(text, words, marks):
    owned = [mark(text, *m) for m in marks]
    q = quote("Q1", "direct", [at(text, words)], owned, cue=[at(text, "Disse")])
    assert codes(BOTH, document(text, layers={"quotes": [q]})) == []
    n = note("scare", [at(text, words)], owned)
    assert codes(BOTH, document(text, layers={"notes": [n]})) == []


@pytest.mark.parametrize(
    ("text", "defect"),
    [
        ("Disse «va bene» e basta.", "wrong_direction"),
        ('Disse "va bene" e basta.', "wrong_direction"),
        ("Disse „va bene“ e basta.", "wrong_direction"),
        ("Disse «va bene» e basta.", "spaced"),
        ("Disse «va bene» e basta.", "doubled"),
        ("Disse «va bene» e basta.", "wrong_glyph"),
    ],
)
def test_defects_that_the_text_contradicts_are_findings(text, defect):
    words = at(text, "va bene")
    opening = Mark(start=words.start - 1, end=words.start, role="open", defects=())
    closing = Mark(start=words.end, end=words.end + 1, role="close", defects=(defect,))
    n = note("scare", [words], [opening, closing])
    assert codes(mark_family.CHECKS, document(text, layers={"notes": [n]})) == ["mark-defect-false"]


def test_the_halves_of_a_doubled_mark_count_once():
    text = "Disse ««va bene» e basta."
    first, second = mark(text, "«", "open"), mark(text, "«", "open", "doubled", n=2)
    closing = mark(text, "»", "close")
    assert grouped([closing, second, first]) == [first, closing]
    q = quote("Q1", "direct", [at(text, "va bene")], [first, second, closing])
    assert codes(BOTH, document(text, layers={"quotes": [q]})) == []


def test_a_missing_mark_balances_the_one_that_is_there():
    text = "Disse: «Va bene. Poi uscì."
    content = at(text, "Va bene.")
    q = quote("Q1", "direct", [content], [mark(text, "«", "open"), missing(content.end, "close")])
    assert codes(BOTH, document(text, layers={"quotes": [q]})) == []
    other = Mark(start=content.end, end=content.end, role="close", defects=("missing", "spaced"))
    q = quote("Q1", "direct", [content], [mark(text, "«", "open"), other])
    assert codes(BOTH, document(text, layers={"quotes": [q]})) == ["mark-defect-false"]


def test_a_note_may_declare_an_apostrophe_and_a_quote_may_not_own_one():
    text = "Nell’aria c’era altro."
    lone = note("apostrophe", [at(text, "’")], [mark(text, "’", "close")])
    assert codes(mark_family.CHECKS, document(text, layers={"notes": [lone]})) == []
    scare = note("scare", [at(text, "aria c")], [mark(text, "’", "open"), mark(text, "’", "close", n=2)])
    assert "mark-without-glyph" in codes(mark_family.CHECKS, document(text, layers={"notes": [scare]}))


@pytest.mark.parametrize(
    ("text", "content", "marks"),
    [
        # Two stretches with a cue between them, each in marks of its own.
        ("«Va bene», disse. «Poi vedremo.»", ["Va bene", "Poi vedremo."], ["«»", "«»"]),
        # The cue stands inside one pair of marks.
        ("«Va bene – disse – per ora».", ["Va bene", "per ora"], ["«»"]),
        # Inner marks belong to another owner and stay in the content.
        ("«Lo chiamano “Gino”», disse.", ["Lo chiamano “Gino”"], ["«»"]),
    ],
)
def test_direct_content_runs_from_mark_to_mark(text, content, marks):
    owned = [
        mark(text, glyph, role, n=k)
        for k, pair in enumerate(marks, 1)
        for glyph, role in zip(pair, ("open", "close"), strict=True)
    ]
    q = quote("Q1", "direct", [at(text, words) for words in content], owned)
    assert codes(quote_family.CHECKS, document(text, layers={"quotes": [q]})) == []


def test_direct_content_that_starts_late_or_goes_on_after_its_marks_is_found():
    text = "«Va bene», disse. Poi vedremo."
    marks = [mark(text, "«", "open"), mark(text, "»", "close")]
    late = quote("Q1", "direct", [at(text, "bene")], marks)
    assert codes(quote_family.CHECKS, document(text, layers={"quotes": [late]})) == ["quote-content-off-marks"]
    longer = quote("Q1", "direct", [at(text, "Va bene"), at(text, "Poi vedremo")], marks)
    assert codes(quote_family.CHECKS, document(text, layers={"quotes": [longer]})) == ["quote-content-off-marks"]


def test_a_fragment_may_begin_or_end_the_clause():
    text = "Lo giudica «lento» e «caro»."
    marks = [mark(text, glyph, role, n=n) for n in (1, 2) for glyph, role in (("«", "open"), ("»", "close"))]
    q = quote("Q1", "mixed", [at(text, "lento» e «caro")], marks, cue=[at(text, "giudica")])
    assert codes(BOTH, document(text, layers={"quotes": [q]})) == []


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("che il pane manca", True),
        ("di essersi sbagliata", True),
        ("di non avere fretta", True),
        ("di averlo visto", True),
        ("che cosa manca", False),
        ("chef e camerieri mancano", False),
        ("di notte si lavora", False),
        ("se piove si chiude", False),
        ("il pane manca", False),
    ],
)
def test_a_subordinator_is_told_from_words_that_look_like_one(words, wrong):
    text = f"Disse {words}."
    q = quote("Q1", "indirect", [at(text, words)], cue=[at(text, "Disse")])
    found = codes(quote_family.CHECKS, document(text, layers={"quotes": [q]}))
    assert found == (["quote-subordinator"] if wrong else [])


def test_a_speaker_inside_the_words_passes_where_they_are_passed_on():
    text = "Il pane manca, dice Ilda."
    speaker = Speaker(mention="T1", form="named", referent="individual", entity="ilda")
    mention = _person(text, "Ilda")
    words = [at(text, "Il pane manca, dice Ilda")]
    plain = quote("Q1", "indirect", words, speaker=speaker)
    assert _speaking(text, plain, mention) == ["quote-speaker-in-content"]
    passed_on = quote("Q1", "indirect", words, speaker=speaker, via=Party(mention=None, entity="gazzetta"))
    assert _speaking(text, passed_on, mention) == []


@pytest.mark.parametrize(
    ("referent", "form", "wrong"),
    [
        ("individual", "named", False),
        ("group", "named", False),
        ("organisation", "named", True),
        ("document", "named", True),
        ("anonymous", "named", True),
        ("anonymous", "nominal", False),
    ],
)
def test_a_referent_goes_with_what_the_speaker_is(referent, form, wrong):
    text = "Ilda dice che il pane manca."
    speaker = Speaker(mention="T1", form=form, referent=referent, entity="ilda")
    q = quote("Q1", "indirect", [at(text, "il pane manca")], speaker=speaker)
    found = _speaking(text, q, _person(text, "Ilda", mention=form))
    assert found == (["quote-referent"] if wrong else [])


def _person(text, words, mention="named"):
    from virgolette.model import Entity

    return Entity(id="T1", label="PER", segments=(at(text, words),), surface="ok", mention=mention, entity="ilda")


def _speaking(text, q, mention):
    known = KnownEntity(id="ilda", name="Ilda", type="PER", aliases=())
    return codes(quote_family.CHECKS, document(text, layers={"quotes": [q], "entities": [mention]}), entities=[known])


def _nested(links: dict[str, str | None]) -> list[Quote]:
    """Quotes Q1, Q2 … each a word shorter than the one before, with these parents."""
    text = "a b c d e f g"
    found = []
    for k, (id_, parent) in enumerate(links.items()):
        extra = {"parent": parent} if parent else {}
        found.append(quote(id_, "indirect", [at(text, text[2 * k :])], cue=[at(text, "a")] if k else (), **extra))
    return found


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ({"Q1": None, "Q2": "Q1", "Q3": "Q2"}, {}),
        ({"Q1": None, "Q2": "Q1", "Q3": "Q1"}, {"quote-parent-missing": 1}),
        ({"Q1": "Q9"}, {}),
        ({"Q1": None, "Q2": "Q1", "Q3": "Q2", "Q4": "Q3", "Q5": "Q4"}, {"quote-too-deep": 2}),
        ({"Q1": "Q3", "Q2": "Q1", "Q3": "Q2"}, {"quote-parent-cycle": 1, "quote-outside-parent": 1}),
    ],
)
def test_nesting_is_judged_by_parents(links, expected):
    found = codes(quote_family.CHECKS, document("a b c d e f g", layers={"quotes": _nested(links)}))
    # The outermost has no cue, since the words left for one are its own.
    counted = {
        code: found.count(code) for code in found if code not in ("quote-parent-cueless", "quote-cue-in-content")
    }
    assert counted == expected


def test_offsets_beyond_the_text_are_left_to_the_span_checks():
    text = "«Va bene», disse."
    far = Mark(start=400, end=401, role="close", defects=())
    q = quote("Q1", "direct", [at(text, "Va bene")], [mark(text, "«", "open"), far])
    assert "mark-without-glyph" in codes(BOTH, document(text, layers={"quotes": [q]}))


def test_without_a_text_only_what_needs_none_is_checked():
    text = "Disse: va bene."
    q = quote("Q1", "direct", [at(text, "va bene")])
    bare = document(text, layers={"quotes": [q]})
    from msgspec.structs import replace

    assert codes(BOTH, replace(bare, text=None)) == ["quote-direct-unmarked"]
