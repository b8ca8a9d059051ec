"""The parts of the system llm: the form, the passages, what is read, how long is waited, what is remembered."""

from __future__ import annotations

import json
import os
import stat
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.systems.endpoint import said_of
from virgolette import corpus, schema, segment
from virgolette.errors import EnvironmentFault, InputError
from virgolette.model import KnownEntity
from virgolette.scoring.lines import line
from virgolette.scoring.predictions import Place, PredictedEntity, PredictedQuote, PredictedSpeaker
from virgolette.spans import Span
from virgolette.systems.base import lines
from virgolette.systems.llm import answer, library, prompt, waiting
from virgolette.systems.llm.chunks import chunks
from virgolette.systems.llm.form import Asked, form
from virgolette.systems.llm.journal import Entry, Journal, Usage, digest
from virgolette.systems.llm.reading import Reading
from virgolette.systems.llm.spent import Spent
from virgolette.systems.llm.stitching import stitched
from virgolette.systems.llm.system import Asking

LAYERS = ("entities", "quotes", "claims")
SOME = [("entities",), ("quotes",), ("claims",), ("entities", "quotes"), ("quotes", "claims"), LAYERS]
ASKED = [Asked(layers, *both) for layers, both in product(SOME, product([False, True], repeat=2))]
# What every strict server understands.
KEYWORDS = {"type", "description", "properties", "required", "additionalProperties", "items", "enum", "anyOf"}


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    inner = [
        *node.get("properties", {}).values(),
        *node.get("anyOf", ()),
        *([node["items"]] if "items" in node else []),
    ]
    for child in inner:
        yield from nodes(child)


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_the_form_is_what_strict_servers_understand(asked: Asked) -> None:
    found = form(asked)
    jsonschema.Draft202012Validator.check_schema(found)
    assert list(found["properties"]) == list(asked.layers)
    for node in nodes(found):
        assert set(node) <= KEYWORDS
        assert isinstance(node.get("type", "x"), str)
        assert ("type" in node) != ("anyOf" in node)
        if node.get("type") == "object":
            assert node["required"] == list(node["properties"])
            assert node["additionalProperties"] is False
        if "anyOf" in node:
            assert node["anyOf"][1:] == [{"type": "null"}]


def test_the_form_has_all_labels_and_no_offsets() -> None:
    written = json.dumps(form(Asked()))
    assert "offsets" not in written
    for name, pointer in (("entity", "properties/label"), ("quote", "properties/type"), ("claim", "properties/type")):
        assert all(f'"{label}"' in written for label in schema.labels(name, pointer))
    assert not {'"start"', '"end"', '"$ref"', '"x-labels"', '"pattern"'} & set(written.replace(":", " ").split())
    properties = form(Asked())["properties"]["entities"]["items"]["properties"]
    assert properties["label"]["enum"] == list(schema.labels("entity", "properties/label"))


def test_what_gold_says_in_words_fits_the_form() -> None:
    validator = jsonschema.Draft202012Validator(form(Asked()))
    (document,) = [d for d in corpus.load().documents if d.entry.doc_id == "velasca-1"]
    assert document.text
    assert document.annotations
    said = said_of(document.text, document.annotations, 0, len(document.text))
    assert [e.message for e in validator.iter_errors(json.loads(json.dumps(said)))] == []


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_the_prompt_tells_of_every_field_and_label_and_of_nothing_else(asked: Asked) -> None:
    told = prompt.system(asked)
    names = {key for node in nodes(form(asked)) for key in node.get("properties", {})} - {"text", "occurrence", "left"}
    assert all(f"- `{name}`:" in told or f"`{name}`" in told for name in names)
    for layer in LAYERS:
        assert (f"# {layer}\n" in told) == (layer in asked.layers)
    if "quotes" in asked.layers:
        assert "reported (riferita)" in told


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


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        (None, 1.0),
        ("0", 1.0),
        ("30", 30.0),
        ("1.5", 1.5),
        ("-3", 1.0),
        ("nonsense", 1.0),
        ("Sun, 06 Nov 2033 08:50:37 GMT", 60.0),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 1.0),
    ],
)
def test_a_server_s_wish_is_honoured(asked: str | None, seconds: float) -> None:
    now = datetime(2033, 11, 6, 8, 49, 37, tzinfo=UTC)
    assert waiting.pause(1, asked, lambda: 1.0, now) == seconds


def test_waits_grow_and_are_bounded() -> None:
    found = [waiting.pause(n, None, lambda: 0.0) for n in range(1, 12)]
    assert found == sorted(found)
    assert (found[0], found[-1]) == (0.5, 30.0)


def test_a_journal_gives_back_what_was_added_by_many(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "journal"
    journal = Journal(path)

    def add(first: int) -> None:
        for n in range(first, first + 50):
            journal.add(Entry(request=f"r{n}", usage=Usage(prompt=n), answer="così «" * 50))

    threads = [threading.Thread(target=add, args=(50 * n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    journal.add(Entry(request="server", tier="prompt"))
    journal.close()
    again = Journal(path)
    assert again.unread == 0
    assert [again.answer(f"r{n}").usage.prompt for n in range(200)] == list(range(200))
    assert again.tier("server") == "prompt"
    assert (again.answer("server"), again.tier("r1")) == (None, None)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again.close()


@pytest.mark.parametrize("cut", [1, 10, 40])
def test_half_a_line_at_the_end_is_no_line_and_hurts_no_other(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "journal"
    journal = Journal(path)
    journal.add(Entry(request="a", answer="1" * 99))
    journal.add(Entry(request="b", answer="2" * 99))
    journal.close()
    path.write_bytes(path.read_bytes()[:-cut])
    journal = Journal(path)
    assert journal.answer("a") is not None
    # Without its line feed alone the line is whole.
    assert (journal.answer("b") is None, journal.unread) == ((False, 0) if cut == 1 else (True, 1))
    journal.add(Entry(request="c", answer="3"))
    journal.close()
    journal = Journal(path)
    assert journal.answer("a") is not None
    assert journal.answer("c") is not None
    journal.close()


def test_a_journal_that_can_t_be_one(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="can't be used as a journal"):
        Journal(tmp_path)


@pytest.mark.parametrize("foreign", [b"mine", b"[]\n", b'{"a": 1}\n{"b": 2}\n', b"\n", b'{"request": "a\nb\n'])
def test_a_foreign_file_is_no_journal_and_stays(tmp_path: Path, foreign: bytes) -> None:
    path = tmp_path / "thesis"
    path.write_bytes(foreign)
    with pytest.raises(InputError, match="is no journal"):
        Journal(path)
    assert path.read_bytes() == foreign


@pytest.mark.parametrize("begun", [b"", b"{", b'{"req', b'{"request": "0123'])
def test_a_journal_whose_first_line_was_cut_off_is_one(tmp_path: Path, begun: bytes) -> None:
    path = tmp_path / "journal"
    path.write_bytes(begun)
    journal = Journal(path)
    journal.add(Entry(request="a"))
    journal.close()
    assert path.read_bytes().startswith(begun)


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path / "j")

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(EnvironmentFault, match="No space left"):
        journal.add(Entry(request="a"))


def test_a_digest_doesn_t_depend_on_the_order_of_keys() -> None:
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest("a", "b") != digest("ab") != digest(["a", "b"])


def test_costs_are_counted_exactly_and_unknown_ones_are_said() -> None:
    spent = Spent((Decimal("0.1"), Decimal("0.3")))
    for _ in range(3):
        spent.add(Usage(prompt=1_000_000, completion=1_000_000), {}, now=True)
    spent.add(None, {"field": 2}, now=False)
    assert spent.report().splitlines() == [
        "Requests: 3, 3000000 tokens in, 3000000 out, cost 1.2000",
        "From the journal: 1, 0 tokens in, 0 out (1 without a count), cost 0.0000",
        "In answers: 2 field",
    ]


def test_known_entities_change_what_is_asked() -> None:
    known = [KnownEntity(id="ada-li", name="Ada Li", type="PER", aliases=("Li",))]
    assert "- ada-li: Ada Li; Li (PER)" in Asking(LAYERS, known).instructions
    assert "`entity`" not in Asking(LAYERS).instructions


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    # None in the table of modules is how Python is told that there is none.
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(EnvironmentFault, match=r"virgolette\[llm\]"):
        library.httpx()
