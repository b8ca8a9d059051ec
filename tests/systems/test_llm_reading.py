"""From passages to predictions: how a text is cut, how answers are read, how their parts are stitched."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from virgolette import segment
from virgolette.scoring.lines import line
from virgolette.scoring.predictions import Place, PredictedEntity, PredictedQuote, PredictedSpeaker
from virgolette.spans import Span
from virgolette.systems.base import lines
from virgolette.systems.llm import answer
from virgolette.systems.llm.chunks import chunks
from virgolette.systems.llm.reading import Reading
from virgolette.systems.llm.settings import LAYERS
from virgolette.systems.llm.stitching import stitched
from virgolette.systems.llm.system import Asking


@settings(max_examples=200)
@given(st.text(st.sampled_from("Aab. \n“”!"), max_size=200), st.integers(1, 80))
def test_passages_hold_the_whole_text_in_order(text: str, limit: int) -> None:
    found = chunks(text, limit)
    assert all(a.end <= b.start for a, b in pairwise(found))
    covered = "".join(text[slice(*s)] for s in found)
    assert "".join(covered.split()) == "".join(text.split())
    sentences = {s.end - s.start for s in segment.sentences(text)}
    assert all(s.end - s.start <= limit or s.end - s.start in sentences for s in found)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.sampled_from(["T1", "author"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)

place = st.fixed_dictionaries(
    {
        "text": st.sampled_from(["Ada", "Li", "x", " ", "", "«Ada", "\ud800", "ada li tace oggi e domani"])
        | json_values,
        "occurrence": json_values,
        "left": json_values | st.sampled_from(["Ada", "\udfff"]),
    }
)

field_names = ("id", "label", "segments", "value", "date", "entity", "type", "content", "cue", "speaker", "claimer")

field_names += ("frame", "check_worthy", "time")

record = st.dictionaries(
    st.sampled_from(field_names),
    st.lists(place, max_size=2) | st.sampled_from(["PER", "MONEY", "direct", "Q1", "T1", "author", True]) | json_values,
    max_size=8,
)

speaking = st.fixed_dictionaries(
    {
        "id": json_values,
        "content": st.lists(place, max_size=2),
        "cue": st.lists(place, max_size=1),
        "speaker": st.dictionaries(st.sampled_from(["mention", "segments", "entity"]), st.lists(place) | json_values),
    }
)

stating = st.fixed_dictionaries(
    {
        "segments": st.lists(place, max_size=2),
        "frame": st.dictionaries(
            st.sampled_from(["subject", "metric", "values", "valid_time", "scope"]), json_values | st.just(["T1"])
        ),
    }
)

answers = st.fixed_dictionaries(
    {layer: st.lists(record | speaking | stating | json_values, max_size=3) for layer in LAYERS}
)

TEXT = "Ieri Ada Li tace. «Ada Li tace oggi e domani», dice Li."


@settings(max_examples=300)
@given(answers)
def test_any_answer_is_read_into_lines_that_the_scorer_reads(said: Any) -> None:

    reading = Asking(LAYERS).reading(json.dumps(said), TEXT)
    assert reading.error == ""
    found = stitched("uno-1", [(Span(0, len(TEXT)), reading), (Span(100, 155), reading)], LAYERS)
    raw = lines([found])
    (read,) = [line(1, raw)]
    assert read.status == "scored"
    for layer in LAYERS:
        records = getattr(reading, layer)
        assert len(records) == len(said[layer])
        assert len(read.layers.get(layer, ())) == 2 * len(said[layer])
        ids = [r.id for r in getattr(found, layer) if r.id is not None]
        assert len(ids) == len(set(ids))
        for r in records:
            spots = r.content if layer == "quotes" else r.segments
            assert all(s.text == " " or 0 <= (s.start or 0) < (s.end or 0) <= len(TEXT) for s in spots)
    # A journal gives back what was put in.

    assert msgspec.json.decode(msgspec.json.encode(reading), type=Reading) == reading


@settings(max_examples=100)
@given(st.text(max_size=60), st.sampled_from(["stop", "length", "content_filter", "x"]), st.booleans())
def test_any_string_is_an_answer_or_a_reason(content: str, finish: str, refused: bool) -> None:
    assert Asking(LAYERS).reading(content, TEXT, finish, refused=refused).error


@pytest.mark.parametrize(
    "content",
    [
        '{"a": 1}',
        ' \n{"a": 1}\n',
        '```json\n{"a": 1}\n```',
        'Ecco:\n```\n{"a": 1}\n```\nFatto.',
        '<think>{"a": 2} or not</think>{"a": 1}',
        'Ecco {"a": 1} fatto',
    ],
)
def test_the_object_is_found_whatever_stands_around_it(content: str) -> None:
    assert answer.parsed(content) == {"a": 1}


def test_references_are_counted_on_and_what_nobody_has_stays_so() -> None:
    mention = PredictedEntity(label="PER", segments=(Place(start=1, end=3),), id="T1")
    speaker = PredictedSpeaker(mention="T1")
    quote = PredictedQuote(content=(Place(start=5, end=9),), id="Q1", speaker=speaker)
    lost = PredictedQuote(content=(Place(text=" "),), id="Q2", speaker=PredictedSpeaker(mention="T0"))
    reading = Reading(entities=(mention,), quotes=(quote, lost))
    found = stitched("d-1", [(Span(0, 10), reading), (Span(20, 30), reading)], ("entities", "quotes"))
    assert [e.id for e in found.entities or ()] == ["T1", "T2"]
    assert [(q.id, q.speaker.mention) for q in found.quotes or () if q.speaker] == [
        ("Q1", "T1"),
        ("Q2", "T0"),
        ("Q3", "T2"),
        ("Q4", "T0"),
    ]
    assert [q.content[0].start for q in found.quotes or ()] == [5, None, 25, None]
    assert found.claims is None


def test_one_passage_that_fails_fails_its_document() -> None:
    found = stitched("d-1", [(Span(0, 1), Reading()), (Span(2, 3), Reading(error="no"))], LAYERS)
    assert (found.error, found.entities) == ("no", None)
