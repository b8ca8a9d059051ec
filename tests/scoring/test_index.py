"""The short ways through a file of predictions say the same as the long ones, whatever stands in it."""

from __future__ import annotations

import json
import os
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scoring.drawn import annotations, blank, texts, write_corpus
from virgolette.errors import InputError
from virgolette.scoring import convert, index, lines, places
from virgolette.scoring.index import _document
from virgolette.scoring.lines import Lines, line
from virgolette.scoring.run import score

PLACES = st.fixed_dictionaries(
    {"start": st.one_of(st.integers(0, 40), st.sampled_from([0.0, 1.5, -1, 10**20, None, True]))},
    optional={"end": st.integers(1, 50), "text": st.sampled_from(["Ada", 'di "Ada"', "è", ""])},
)
VALUES = st.fixed_dictionaries(
    {
        "low": st.sampled_from(["1", None]), "high": st.sampled_from(["1", None]), "comparator": st.just("="),
        "unit": st.sampled_from([None, "EUR"]), "change": st.just("none"), "approximate": st.booleans(),
    }
)  # fmt: skip
MENTIONS = st.fixed_dictionaries(
    {"label": st.sampled_from(["PER", "PERSON"]), "segments": st.lists(PLACES, max_size=2)},
    optional={"id": st.sampled_from(["a", None, 'a"']), "value": VALUES, "entity": st.sampled_from([None, "ada"])},
)
PREDICTIONS = st.fixed_dictionaries(
    {"schema_version": st.sampled_from(["1.0", "2.0"]), "doc_id": st.sampled_from(["prova-1", "è", "", None, 7])},
    optional={
        "entities": st.one_of(st.none(), st.lists(MENTIONS, max_size=3)),
        "error": st.sampled_from([None, "timeout", 'the "model"']),
        "clusters": st.sampled_from([None, [], [{"members": ["a-1#C1"]}]]),
        "other": st.just([{}]),
    },
)
# What may be done to a line: nothing, a key given twice, something cut or put in.
SPOILT = st.one_of(
    st.just(lambda raw: raw),
    st.sampled_from([b'"doc_id": "prova-2", ', b'"entities": [], ', b'"doc\\u005fid": "x", ', b'"error": "\\"", ']).map(
        lambda more: lambda raw: raw[:1] + more + raw[1:]
    ),
    st.tuples(
        st.integers(0, 200), st.sampled_from([b"", b'"', b"\\", b"\xff", b"{", b",", b"\xef\xbb\xbf", b"\\u0022"])
    ).map(lambda where: lambda raw: raw[: where[0]] + where[1] + raw[where[0] + 1 :]),
)


def encoded(tree, style):
    separators = (",", ":") if style % 2 else (", ", ": ")
    return json.dumps(tree, ensure_ascii=style > 1, separators=separators).encode()


raws = st.tuples(PREDICTIONS, st.integers(0, 3), SPOILT).map(lambda x: x[2](encoded(x[0], x[1])))


@given(st.one_of(raws, st.binary(max_size=20)))
def test_a_document_is_told_at_a_glance_only_where_reading_the_line_tells_the_same(raw):
    assert _document(raw) in ("", line(1, raw).doc_id)


def test_lines_of_every_style_are_told_at_a_glance():
    tree = {"schema_version": "1.0", "doc_id": "prova-1", "entities": [{"label": "PER", "id": 'a"è', "segments": []}]}
    for style in range(4):
        assert _document(encoded(tree, style)) == _document(encoded(dict(reversed(tree.items())), style)) == "prova-1"
    assert _document(b'{"doc_id": "a", "doc_id": "b"}') == _document(b'{"doc_id": "a", "other": {}}') == ""


@given(raws)
def test_the_short_way_reads_what_the_long_way_reads(raw):
    quick = line(1, raw)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "_proven", lambda raw: None)
        assert line(1, raw) == quick


@given(texts.flatmap(annotations))
def test_what_we_write_takes_the_short_way(found):
    prediction = convert.from_gold(found)
    for style in range(4):
        raw = encoded(json.loads(convert.msgspec.json.encode(prediction)), style)
        assert lines._proven(raw) == prediction


def test_a_pipe_is_read_as_a_file_is(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    content = b'{"schema_version": "1.0", "doc_id": "a-1"}\n\n{'
    writer = threading.Thread(target=pipe.write_bytes, args=(content,))
    writer.start()
    with lines.open_lines(pipe) as file:
        found = list(Lines(pipe).raw(file))
        writer.join()
        assert [(number, offset) for number, offset, _ in found] == [(1, 0), (3, 44)]
        assert file.seek(44) == 44 and file.readline() == b"{"


def test_a_folder_is_no_file_of_predictions(tmp_path):
    with pytest.raises(InputError, match="can't be read"):
        lines.open_lines(tmp_path)


names = st.text(st.sampled_from("ab-1è\0"), max_size=4)


@given(st.lists(names, max_size=12), st.lists(names, max_size=5), st.integers(1, 5))
def test_places_are_those_of_a_dictionary(ids, others, size):
    known = [name for name in ids if not name.endswith("\0")]
    found = places.Places(known[k : k + size] for k in range(0, len(known), size))
    for name in [*known, *others]:
        assert found.find(name) == (known.index(name) if name in known and "\0" not in name else None)
    assert [found.name(k) for k in range(len(found))] == known
    twice = [(known.index(x), k) for k, x in enumerate(known) if x in known[:k]]
    assert (found.repeated() is None) == (not twice)
    if twice:
        first, second = found.repeated()
        assert first < second and known[first] == known[second]


def test_a_line_told_at_a_glance_that_cannot_be_read_is_an_empty_document(tmp_path, monkeypatch):
    root = write_corpus(tmp_path / "root", [("Ada esce. Bruno resta.", blank("Ada esce. Bruno resta.", "a-1"))])
    path = tmp_path / "p.jsonl"
    path.write_bytes(b'{"schema_version": "1.0", "doc_id": "a-1"}\n')
    monkeypatch.setattr(index, "line", lambda number, raw: line(number, b"["))
    found = score(path, root=root)
    assert ([d.status for d in found.documents], found.problems_total) == (["invalid"], 1)


READABLE = [b'{"schema_version": "1.0", "doc_id": "a-1"}', b'{"schema_version": "1.0", "doc_id": null, "clusters": []}']


@pytest.mark.parametrize("other", [b"", *READABLE])
def test_a_file_of_something_else_has_no_score(tmp_path, other):
    root = write_corpus(tmp_path / "root", [("Ada esce. Bruno resta.", blank("Ada esce. Bruno resta.", "a-1"))])
    path = tmp_path / "annotations.json"
    path.write_bytes(b'{\n "doc_id": "a-1",\n' + other + b"\n[]\n")
    if other:
        assert score(path, root=root).problems_total >= 3
    else:
        with pytest.raises(InputError, match="nor is any other line") as raised:
            score(path, root=root)
        assert "not JSON" in str(raised.value) and "a document a line" in str(raised.value)
    path.write_bytes(other)
    assert score(path, root=root).documents
