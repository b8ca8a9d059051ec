"""Measures on cases counted by hand, and the counting against an oracle that tries every matching."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scoring.drawn import blank, counted, seg, skip
from virgolette.model import Claim, Entity, Frame, Mark, Quote, Speaker, Value
from virgolette.scoring.content import bare
from virgolette.scoring.items import Item, nested
from virgolette.scoring.match import heaviest
from virgolette.scoring.measures import MEASURES, NAMES, WIDTH
from virgolette.scoring.measures.values import same_value
from virgolette.scoring.pairing import candidates, halves, most, tied
from virgolette.scoring.predictions import (
    Place,
    PredictedClaim,
    PredictedEntity,
    PredictedFrame,
    PredictedQuote,
    PredictedSpeaker,
    Prediction,
)
from virgolette.spans import Span, covered, iou, within

TEXT = "Secondo Ilda Terzi, “il molo costa 40 milioni di euro”. Poi piove. Il resto è pubblicità."
edges = st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=9)


def find(words, n=1):
    at = -1
    for _ in range(n):
        at = TEXT.index(words, at + 1)
    return at, at + len(words)


def value(low="40000000", high="40000000", unit="EUR", comparator="=", change="none"):
    return Value(low=low, high=high, comparator=comparator, unit=unit, change=change, approximate=False)


ENTITIES = (
    Entity(id="T1", label="PER", segments=(seg(*find("Ilda Terzi")),), surface="ok", mention="named", entity="ilda"),
    Entity(id="T2", label="MONEY", segments=(seg(*find("40 milioni di euro")),), surface="ok", value=value()),
)
MARKS = tuple(Mark(start=a, end=b, role=r, defects=()) for (a, b), r in ((find("“"), "open"), (find("”"), "close")))
QUOTE = Quote(
    id="Q1", type="direct", content=(seg(*find("il molo costa 40 milioni di euro")),), marks=MARKS,
    cue=(seg(*find("Secondo")),), speaker=Speaker(mention="T1", form="named", referent="individual", entity="ilda"),
    medium="speech",
)  # fmt: skip
CLAIM = Claim(
    id="C1", type="quantity", segments=QUOTE.content, check_worthy=True, claimer="Q1", certainty="certain",
    polarity="positive", time="present", statement="x", statement_en="x",
    frame=Frame(subject="molo", metric="cost", values=("T2",), valid_time=None, scope=None),
)  # fmt: skip
GOLD = blank(TEXT, entities=ENTITIES, quotes=(QUOTE,), claims=(CLAIM,), skip=(skip(*find("Il resto è pubblicità.")),))


def place(words, **fields):
    return (Place(text=words, **fields),)


def count(name, **layers):
    """(gold, predicted, correct, lost) of one measure."""
    found = counted(TEXT, GOLD, Prediction(schema_version="1.0", doc_id="prova-1", **layers))
    k = NAMES.index(name)
    return found.document.counts[WIDTH * k : WIDTH * (k + 1)]


def quote(words="il molo costa 40 milioni di euro", **fields):
    return PredictedQuote(content=place(words), **fields)


def figure(found=None, words="40 milioni di euro", id=None):
    return PredictedEntity(label="MONEY", segments=place(words), value=found, id=id)


@pytest.mark.parametrize(
    "words",
    ["“il molo costa 40 milioni di euro”.", "il molo costa 40 milioni di euro", ", “il molo costa 40 milioni di euro”"],
)
def test_marks_and_edge_punctuation_of_a_quote_do_not_count(words):
    assert count("quotes.exact", quotes=(quote(words),)) == (1, 1, 1, 0)


def test_a_word_more_is_no_exact_content():
    assert count("quotes.exact", quotes=(quote("molo costa 40 milioni di euro"),)) == (1, 1, 0, 0)
    assert count("quotes.overlap", quotes=(quote("molo costa 40 milioni di euro"),)) == (1, 1, 1, 0)


SPEAKERS = {
    "its mention's id": PredictedSpeaker(mention="m1"),
    "its words": PredictedSpeaker(segments=place("Ilda Terzi")),
    "its entity": PredictedSpeaker(entity="ilda"),
    "most of its words": PredictedSpeaker(segments=place("Terzi,")),
}


@pytest.mark.parametrize(
    ("how", "mentions", "joint"),
    [("its mention's id", 1, 1), ("its words", 1, 1), ("its entity", 0, 1), ("most of its words", 1, 1)],
)
def test_a_speaker_is_told_in_any_of_three_ways(how, mentions, joint):
    person = PredictedEntity(label="PER", segments=place("Ilda Terzi"), id="m1")
    layers = {"entities": (person,), "quotes": (quote(speaker=SPEAKERS[how]),)}
    assert count("quotes.joint", **layers) == (1, 1, joint, 0)
    assert count("quotes.speaker", **layers) == (1, 1, joint, 0)
    assert count("quotes.mention", **layers)[:2] == (1, mentions)
    assert count("quotes.mention", **layers)[2] == (mentions if how != "most of its words" else 0)


@pytest.mark.parametrize(
    "speaker",
    [
        None,
        PredictedSpeaker(entity="bruno"),
        PredictedSpeaker(mention="gone"),
        PredictedSpeaker(segments=place("piove")),
    ],
)
def test_a_wrong_or_missing_speaker_makes_no_joint_match(speaker):
    assert count("quotes.joint", quotes=(quote(speaker=speaker),)) == (1, 1, 0, 0)
    assert count("quotes.overlap", quotes=(quote(speaker=speaker),)) == (1, 1, 1, 0)


@pytest.mark.parametrize(
    ("found", "exact", "one", "five"),
    [
        (value(), 1, 1, 1),
        (value("40300000", "40300000"), 0, 1, 1),
        (value("41000000", "41000000"), 0, 0, 1),
        (value("40", "40"), 0, 0, 0),
        (value(unit="USD"), 0, 0, 0),
        (value(unit=None), 0, 0, 0),
        (value(change="up"), 0, 0, 0),
        (value(high=None, comparator=">="), 0, 0, 0),
        (None, 0, 0, 0),
    ],
)
def test_values(found, exact, one, five):
    layers = {"entities": (figure(found),)}
    for name, right in (("value", exact), ("value.1pct", one), ("value.5pct", five)):
        assert count(f"entities.{name}", **layers) == (1, 1, right, 0), name
    assert count("entities.value.joint", **layers) == (1, 1, exact, 0)


def test_an_approximate_bound_stays_exact_by_default():
    assert not same_value(value("0", "0"), value("0.1", "0.1"), "0.05")
    assert same_value(value("100", "100"), value("95", "95"), "0.05")


def chain(**changed):
    fields = {"speaker": PredictedSpeaker(entity="ilda"), "value": value(), "claimer": "q", **changed}
    claim = PredictedClaim(
        segments=place("il molo costa 40 milioni"), claimer=fields["claimer"], frame=PredictedFrame(values=("m",))
    )
    layers = {"entities": (figure(fields["value"], id="m"),), "quotes": (quote(id="q", speaker=fields["speaker"]),)}
    return count("claims.chain", **layers, claims=(claim,))


def test_the_chain_holds_only_where_every_link_does():
    assert chain() == (1, 1, 1, 0)
    assert chain(value=value(unit="USD")) == (1, 1, 0, 0)
    assert chain(speaker=PredictedSpeaker(entity="bruno")) == (1, 1, 0, 0)
    assert chain(speaker=None) == (1, 0, 0, 0)
    assert chain(claimer="author") == (1, 0, 0, 0)


def test_sentences_that_hold_claims():
    claims = tuple(PredictedClaim(segments=place(words)) for words in ("il molo", "piove", "costa 40"))
    assert count("claims.sentence", claims=claims) == (1, 2, 1, 0)


def test_what_lies_in_a_skipped_passage_does_not_count():
    inside = PredictedEntity(label="ORG", segments=place("pubblicità"))
    across = PredictedEntity(label="ORG", segments=place("piove. Il resto"))
    assert count("entities.strict", entities=(inside,)) == (2, 0, 0, 0)
    assert count("entities.strict", entities=(across,)) == (2, 1, 0, 0)


def test_what_cannot_be_placed_is_a_wrong_prediction_and_is_told():
    layers = {"entities": (figure(value(), "44 milioni"), figure(value()))}
    assert count("entities.strict", **layers) == (2, 2, 1, 1)
    found = counted(TEXT, GOLD, Prediction(schema_version="1.0", doc_id="prova-1", **layers)).predicted
    assert found.tally["entities"] == {"unaligned": 1, "exact": 1}
    assert [(p.path, p.kind) for p in found.problems] == [("/entities/0/segments/0", "unaligned")]


def test_hard_cases_are_recalls_of_gold():
    kinds = {m.name: m.kind for m in MEASURES}
    assert kinds["quotes.joint@null_subject"] == "recall"
    assert count("quotes.overlap@defective_marks", quotes=(quote(),)) == (0, 0, 0, 0)
    assert count("claims.iou50@figure") == (1, 1, 0, 0)


@given(edges)
def test_most_is_the_size_of_the_greatest_matching(pairs):
    def matching(chosen):
        return len({i for i, _ in chosen}) == len(chosen) == len({j for _, j in chosen})

    sizes = (n for n in range(min(5, len(pairs)), -1, -1) if any(map(matching, combinations(pairs, n))))
    assert most(pairs) == next(sizes)
    assert heaviest(dict.fromkeys(pairs, 1.0)) == most(pairs)


@given(edges)
def test_ends_are_tied_that_several_edges_have(pairs):
    for k, found in enumerate(tied(pairs)):
        ends = [pair[k] for pair in pairs]
        assert found == {end for end in ends if ends.count(end) > 1}


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), max_size=6),
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), max_size=12),
)
def test_the_crowded_way_keeps_the_greatest_matching(left, right):
    ours, theirs = ([(Span(a, a + n),) for a, n in side] for side in (left, right))
    few, whole = candidates(ours, theirs, many=0), candidates(ours, theirs)
    assert set(few) <= set(whole)
    weights = [{(p.left, p.right): p.iou for p in pairs} for pairs in (few, whole)]
    assert heaviest(weights[0]) == pytest.approx(heaviest(weights[1]))
    assert most(weights[0]) == most(weights[1])
    # Half a point for an overlap, in the short way and by assignment.
    points = {pair: 2.0 if ours[pair[0]] == theirs[pair[1]] else 1.0 for pair in weights[1]}
    for found in weights:
        pairs = list(found)
        assert halves([pair for pair in pairs if points[pair] > 1], pairs) == heaviest(points)
    assert all(p.iou == pytest.approx(iou(ours[p.left], theirs[p.right])) for p in few)


@given(st.text(st.sampled_from("ab .,“”%")), st.data())
def test_bare_content_covers_the_same_words(text, data):
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)))))
    segments = [Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    found = bare(text, segments)
    words = [i for s in segments for i in range(*s) if text[i] in "ab%"]
    assert [i for s in found for i in range(*s) if text[i] in "ab%"] == words
    assert bare(text, found) == found
    if words:
        assert all(covered(text, s)[0] in "ab%" and covered(text, s)[-1] in "ab%" for s in found)


places = st.lists(st.sets(st.integers(0, 12), min_size=2, max_size=4).map(sorted), max_size=8)


@given(places, places)
def test_nested_is_inside_a_longer_one(mine, others):
    items, among = (
        [Item(tuple(Span(a, b) for a, b in zip(e[::2], e[1::2], strict=False))) for e in x] for x in (mine, others)
    )
    inside = {i for i, x in enumerate(items) if any(x.spans != y.spans and within(x.spans, y.spans) for y in among)}
    assert nested(items, among) == inside
