"""Reading and placing predictions: bad input of every kind is told and counted, and nothing crashes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scoring.drawn import as_line, blank, counted, seg
from virgolette.model import Entity
from virgolette.scoring.measures import NAMES, WIDTH
from virgolette.scoring.placing import Placer
from virgolette.scoring.predictions import Place, PredictedEntity, PredictedQuote, PredictedSpeaker, Prediction
from virgolette.spans import covered

TEXT = "Ada ha detto che piove. Bruno ha detto che Ada ha detto: “Esco, Ada, e torno presto da te”."
HEAD = {"schema_version": "1.0", "doc_id": "prova-1"}
GOOD = {"label": "PER", "segments": [{"start": 0, "end": 3}]}
GOLD = blank(
    TEXT,
    entities=(Entity(id="T1", label="PER", segments=(seg(0, 3),), surface="ok", mention="named", entity="ada"),),
)


def raw(**layers):
    return json.dumps({**HEAD, **layers}).encode()


@pytest.mark.parametrize(
    "line",
    [
        b'{"schema_version": "1.0", "doc_id": "prova-1", "entit',
        b"\xff\xfe",
        b"[]",
        b"7",
        b"null",
        b'{"schema_version": "1.0"}',
        b'{"schema_version": "1.0", "doc_id": 7}',
        b'{"schema_version": "1.0", "doc_id": "prova-1", "doc_id": "prova-2"}',
        b"[" * 100_000,
        b'{"a": ' * 5_000 + b"1" + b"}" * 5_000,
    ],
)
def test_lines_that_tell_no_document_are_unreadable(line):
    found = as_line(line)
    assert (found.status, found.doc_id, len(found.problems)) == ("unreadable", "", 1)


@pytest.mark.parametrize(
    "layers",
    [
        {"entities": {}},
        {"entities": "none"},
        {"quotes": 3},
        {"mentions": []},
        {"schema_version": "2.0"},
        {"clusters": []},
        {"entities": [GOOD], "claims": False},
    ],
)
def test_a_line_whose_frame_breaks_the_schema_is_an_empty_document(layers):
    found = as_line(raw(**layers))
    assert (found.status, found.doc_id) == ("invalid", "prova-1")
    assert found.problems[0].kind == "document" and found.problems[0].message
    counts = counted(TEXT, GOLD, raw(**layers)).document
    assert counts.status == "invalid" and counts.counts[:WIDTH] == (1, 0, 0, 0)


BROKEN = [
    7,
    None,
    {},
    {**GOOD, "label": "PERSON"},
    {**GOOD, "segments": []},
    {**GOOD, "segments": [{"start": -1, "end": 3}]},
    {**GOOD, "segments": [{"start": "0", "end": 3}]},
    {**GOOD, "segments": [{"start": 0.0, "end": 3}]},
    {**GOOD, "segments": [{"start": True, "end": 3}]},
    {**GOOD, "segments": [{"start": 0, "end": 3, "text": "Ada"}]},
    {**GOOD, "segments": [{"start": 0}]},
    {**GOOD, "segments": [{"start": 0, "end": 10**400}]},
    {**GOOD, "segments": [{"text": ""}]},
    {**GOOD, "surface": "ok"},
    {**GOOD, "id": ""},
    {**GOOD, "value": {"low": 17}},
    {**GOOD, "entity": "\ud800"},
    {**GOOD, "segments": [{"start": 3, "end": 3}]},
    {**GOOD, "segments": [{"start": 3, "end": 2}]},
    {**GOOD, "segments": [{"start": 0, "end": len(TEXT) + 1}]},
]


@pytest.mark.parametrize("record", BROKEN, ids=repr)
def test_an_invalid_annotation_is_a_wrong_prediction_and_leaves_the_others_alone(record):
    for k, records in enumerate(([record, GOOD], [GOOD, record])):
        found = counted(TEXT, GOLD, raw(entities=records))
        assert found.document.status == "scored"
        assert found.document.counts[:WIDTH] == (1, 2, 1, 1)
        assert found.predicted.tally["entities"] == {"invalid": 1, "offsets": 1}
        (problem,) = found.predicted.problems
        assert problem.kind == "annotation" and problem.path.startswith(f"/entities/{k}")


@pytest.mark.parametrize("word", [b"NaN", b"Infinity", b"1e400", b"0.5", b"1" * 5_000])
def test_numbers_that_are_no_offsets(word):
    line = raw(entities=[GOOD, {**GOOD, "segments": [{"start": 0, "end": 987654}]}]).replace(b"987654", word)
    assert counted(TEXT, GOLD, line).document.counts[:WIDTH] == (1, 2, 1, 1)


def test_a_key_given_twice_is_invalid():
    line = raw(entities=[GOOD, GOOD]).replace(b'"label": "PER"', b'"label": "PER", "label": "PER"', 1)
    assert counted(TEXT, GOLD, line).document.counts[:WIDTH] == (1, 2, 1, 1)


def test_null_says_the_same_as_left_out():
    line = raw(entities=[{**GOOD, "id": None, "entity": None, "value": None}], quotes=None, error=None)
    assert as_line(line) == as_line(raw(entities=[GOOD]))
    value = {"low": None, "high": "3", "comparator": "<", "unit": None, "change": "none", "approximate": False}
    assert as_line(raw(entities=[{**GOOD, "value": value}])).layers["entities"][0].value.low is None


def test_a_byte_order_mark_and_windows_line_ends_are_read():
    assert as_line(b"\xef\xbb\xbf" + raw(entities=[GOOD]) + b"\r\n") == as_line(raw(entities=[GOOD]))


def test_a_failed_document_says_why():
    found = as_line(raw(error="timeout"))
    assert (found.status, found.problems[0].message) == ("failed", "timeout")
    assert as_line(raw(error="timeout", entities=[7])).status == "failed"


def test_ids_given_twice_and_references_to_nothing_are_told():
    twice = [{**GOOD, "id": "a"}, {**GOOD, "id": "a"}]
    quote = {"content": [{"text": "piove"}], "speaker": {"mention": "b"}}
    claim = {"segments": [{"text": "piove"}], "claimer": "q", "frame": {"values": ["a", "c"]}}
    found = counted(TEXT, GOLD, raw(entities=twice, quotes=[quote], claims=[claim])).predicted
    told = [(p.kind, p.path) for p in found.problems]
    assert told == [
        ("repeated", "/entities/1/id"),
        ("reference", "/quotes/0/speaker/mention"),
        ("reference", "/claims/0/claimer"),
        ("reference", "/claims/0/frame/values/1"),
    ]


def spans(found):
    return [covered(TEXT, s) for s in found.spans], [s.start for s in found.spans]


def test_equal_words_of_a_layer_are_dealt_their_occurrences():
    found = Placer(TEXT).layer([(Place(text="Ada"),)] * 4, fuzzy=False)
    assert [p.spans[0].start for p in found[:3]] == [0, 43, 64]
    assert (found[3].spans, found[3].method) == ((), "unaligned") and "occurrence 4 of 3" in found[3].reason


def test_an_occurrence_or_what_stands_before_tells_which():
    placer = Placer(TEXT)
    (second,) = placer.layer([(Place(text="Ada", occurrence=2),)], fuzzy=False)
    (third,) = placer.layer([(Place(text="Ada", left="Esco,"),)], fuzzy=False)
    assert (second.spans[0].start, third.spans[0].start) == (43, 64)


def test_cues_and_speakers_are_the_nearest_outside_of_the_content():
    placer = Placer(TEXT)
    (content,) = placer.layer([(Place(text="Esco, Ada, e torno presto da te"),)], fuzzy=True)
    assert placer.near((Place(text="Ada"),), content.spans).spans[0].start == 43
    assert placer.near((Place(text="ha detto"),), content.spans).spans[0].start == 47
    (rain,) = placer.layer([(Place(text="piove"),)], fuzzy=True)
    assert placer.near((Place(text="Ada"),), rain.spans).spans[0].start == 0
    assert placer.near((Place(text="ha detto", occurrence=2),), rain.spans).spans[0].start == 30
    assert placer.near((Place(text="Carla"),), rain.spans).method == "unaligned"


@given(st.text("ab ", min_size=1, max_size=40), st.integers(0, 39), st.integers(1, 5))
def test_nearest_by_bisection_is_the_nearest_of_all(text, start, length):
    content = (slice(start, start + length).indices(len(text))[:2],)
    if content[0][0] >= content[0][1]:
        return
    (placed,) = Placer(text).layer([(Place(start=content[0][0], end=content[0][1]),)], fuzzy=False)
    found = Placer(text).near((Place(text="a"),), placed.spans)
    every = [p for p in Placer(text).layer([(Place(text="a"),)] * text.count("a"), fuzzy=False) if p.spans]

    def apart(p):
        (span,), (other,) = p.spans, placed.spans
        return span.start < other.end and other.start < span.end, max(span.start - other.end, other.start - span.end, 0)

    assert bool(found.spans) == bool(every)
    if every:
        assert apart(found) == min(map(apart, every))


def test_only_quotes_and_claims_are_placed_fuzzily():
    words = "Esco, Ada, e torno prestissimo da te"
    layers = {"entities": (PredictedEntity(label="WORK", segments=(Place(text=words),)),)}
    layers["quotes"] = (PredictedQuote(content=(Place(text=words),)),)
    tally = counted(TEXT, GOLD, Prediction(schema_version="1.0", doc_id="prova-1", **layers)).predicted.tally
    assert tally == {"entities": {"unaligned": 1}, "quotes": {"fuzzy": 1}}


def test_segments_are_put_in_order_and_joined():
    (found,) = Placer(TEXT).layer([tuple(Place(start=a, end=b) for a, b in ((9, 12), (0, 3), (2, 5)))], fuzzy=False)
    assert found.spans == ((0, 5), (9, 12))


def test_one_segment_that_cannot_be_placed_loses_the_whole():
    (found,) = Placer(TEXT).layer([(Place(text="Ada"), Place(text="Carla"))], fuzzy=False)
    assert (found.spans, found.method, found.segment) == ((), "unaligned", 1)


def test_sixty_thousand_mentions_on_top_of_each_other():
    """As many as must not need the product with gold; most of them are beyond anything that could match."""
    text = "Ada " * 400
    gold = blank(
        text,
        entities=tuple(
            Entity(id=f"T{k + 1}", label="PER", segments=(seg(4 * k, 4 * k + 3),), surface="ok", mention="named")
            for k in range(60)
        ),
    )
    pairs = [(a, b) for a in range(120) for b in range(a + 1, a + 501)]
    entities = [{"label": "PER", "segments": [{"start": a, "end": b}]} for a, b in pairs]
    found = counted(text, gold, raw(entities=entities))
    # Those of gold that begin where any prediction does.
    assert found.document.counts[:WIDTH] == (60, len(pairs), 30, 0)


def test_a_word_that_occurs_five_thousand_times():
    text = "Ada " * 5_000
    records = [{"label": "PER", "segments": [{"text": "Ada"}]}] * 5_001
    quotes = [{"content": [{"start": 400, "end": 403}], "speaker": {"segments": [{"text": "Ada"}]}}] * 20
    found = counted(text, blank(text), raw(entities=records, quotes=quotes))
    assert found.predicted.tally["entities"] == {"exact": 5_000, "unaligned": 1}
    assert found.predicted.tally["speakers"] == {"exact": 20}


def test_a_speaker_without_an_entity_takes_that_of_the_gold_mention_there():
    speaker = PredictedSpeaker(segments=(Place(text="Ada"),))
    quote = PredictedQuote(content=(Place(text="piove"),), speaker=speaker)
    found = counted(TEXT, GOLD, Prediction(schema_version="1.0", doc_id="prova-1", quotes=(quote,)))
    assert found.predicted.items.quotes[0].speaker == "ada"
    assert len(found.document.counts) == WIDTH * len(NAMES)
