"""Shards: what a line holds comes back as it went in, and nothing unsound comes out of one."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.folders import entry
from tests.typed import annotated
from virgolette import corpus, schema
from virgolette.corpus import jsonio, pack, shards
from virgolette.errors import InputError
from virgolette.model import Document, Packed


@pytest.fixture(autouse=True)
def no_texts(monkeypatch):
    monkeypatch.delenv("VIRGOLETTE_TEXTS", raising=False)


def document(text="Parla Anna.", doc_id="prova-1", kind="included", annotations=None) -> Document:
    return Document(entry(text, doc_id, kind), text, annotations)


def shard(folder, *lines: bytes):
    path = folder / "00000.jsonl"
    path.write_bytes(b"".join(lines))
    return path


@given(st.lists(annotated(), max_size=4))
def test_documents_come_back_as_they_went_in(tmp_path_factory, made) -> None:
    documents = [document(text, f"prova-{i}", annotations=a) for i, (text, a) in enumerate(made)]
    documents = [
        msgspec.structs.replace(d, annotations=msgspec.structs.replace(d.annotations, doc_id=d.entry.doc_id))
        for d in documents
    ]
    path = shard(tmp_path_factory.mktemp("shard"), *map(shards.encode, documents))
    read = list(shards.read(path))
    assert [line.findings for line in read] == [()] * len(documents)
    assert [(d.entry, d.text, d.annotations) for line in read for d in [line.document]] == [
        (d.entry, d.text, d.annotations) for d in documents
    ]
    assert [line.number for line in read] == list(range(1, len(documents) + 1))
    places = [(line.number, line.place) for line in reversed(read)]
    assert list(shards.read_at(path, places)) == read[::-1]


@given(st.data())
def test_only_what_the_strict_reader_accepts_is_proven(data) -> None:
    raw = shards.encode(document()).removesuffix(b"\n")
    at = data.draw(st.integers(0, len(raw) - 1))
    cut = data.draw(st.integers(0, 3))
    more = data.draw(st.sampled_from([b"", b" ", b",", b'"', b"{", b"1", b"\\u0065", b'"text":"x",', b"\xff", b"\0"]))
    changed = raw[:at] + more + raw[at + cut :]
    proven = shards._proven(changed)
    instance, flaws = jsonio.parse(changed)
    if proven is not None:
        assert flaws == []
        assert schema.violations("packed", instance) == []
        assert msgspec.convert(instance, Packed) == proven


def test_another_order_and_more_white_space_are_the_same_document(tmp_path) -> None:
    tree = json.loads(shards.encode(document()))
    turned = json.dumps(dict(reversed(tree.items())), indent=None, separators=(" , ", " : ")).encode() + b"\n"
    (line,) = shards.read(shard(tmp_path, turned))
    assert line.findings == ()
    assert line.document == document()


GOOD = shards.encode(document("Un altro testo.", "prova-2"))


@pytest.mark.parametrize(
    ("bad", "code", "path"),
    [
        (b"\n", "json-malformed", "L1"),
        (b'{"entry":\n', "json-malformed", "L1"),
        (b"\xff\n", "json-malformed", "L1"),
        (b"[" * 200_000 + b"\n", "json-malformed", "L1"),
        (shards.encode(document()).replace(b'"text":"Parla', b'"text":"x","text":"Parla'), "json-malformed", "L1"),
        (shards.encode(document()).replace(b'"chars":11', b'"chars":11.0'), "json-malformed", "L1/entry/chars"),
        (
            shards.encode(document()).replace(b'"split":"train"', b'"split":"trein"'),
            "schema-violation",
            "L1/entry/split",
        ),
        (shards.encode(document()).replace(b"Parla Anna.", b"Parla Anno."), "text-changed", "L1/text"),
        (shards.encode(document()).replace(b'"chars":11', b'"chars":12'), "text-length", "L1/text"),
        (shards.encode(document()).replace(b'"Parla Anna."', b"null"), "schema-violation", "L1/text"),
        (
            shards.encode(document()).replace(b'"text":"included"', b'"text":"external"'),
            "schema-violation",
            "L1/text",
        ),
    ],
    ids=lambda value: None if isinstance(value, bytes) else value,
)
def test_a_poisoned_line_gives_its_finding_and_the_rest_goes_on(tmp_path, bad, code, path) -> None:
    first, second = shards.read(shard(tmp_path, bad, GOOD))
    assert [(f.code, f.path) for f in first.findings] == [(code, path)]
    assert first.document is None or first.document.text is None
    assert second.document is not None
    assert second.document.text == "Un altro testo."
    assert second.findings == ()


def test_annotations_of_another_document(tmp_path) -> None:
    shipped = corpus.load().documents[10]
    other = msgspec.structs.replace(shipped, entry=msgspec.structs.replace(shipped.entry, doc_id="prova-1"))
    (line,) = shards.read(shard(tmp_path, shards.encode(other)))
    assert [(f.code, f.path) for f in line.findings] == [("document-misnamed", "L1/annotations/doc_id")]


def test_an_external_text_stays_out_and_is_found_by_its_sha256(tmp_path) -> None:
    text = "Parole di altri."
    path = shard(tmp_path, shards.encode(document(text, kind="external")))
    assert text.encode() not in path.read_bytes()
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "any.txt").write_text(text, encoding="utf-8")
    (bare,) = shards.read(path, shards.externals(path))
    (full,) = shards.read(path, shards.externals(path, tmp_path / "texts"))
    assert bare.document is not None and bare.document.text is None and bare.findings == ()
    assert full.document is not None and full.document.text == text


def test_packing_and_loading_gives_the_corpus_again(tmp_path) -> None:
    shipped = corpus.load()
    assert pack.pack(shipped, tmp_path / "packed", 10) == 8
    again = corpus.load(tmp_path / "packed")
    assert again.manifest == shipped.manifest
    assert again.knowledge == shipped.knowledge
    assert [(d.entry, d.text, d.annotations) for d in again.documents] == [
        (d.entry, d.text, d.annotations) for d in shipped.documents
    ]


@pytest.mark.parametrize("size", [0, -1])
def test_a_shard_holds_a_document_at_least(tmp_path, size) -> None:
    with pytest.raises(InputError, match="can't fill a shard"):
        pack.pack(corpus.load(), tmp_path / "packed", size)


def test_nothing_is_packed_over_something(tmp_path) -> None:
    (tmp_path / "packed").mkdir()
    (tmp_path / "packed" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="exists already"):
        pack.pack(corpus.load(), tmp_path / "packed")
    assert [p.name for p in tmp_path.rglob("*")] == ["packed", "mine.txt"]


def test_a_corpus_without_shards_says_how_to_make_them(tmp_path) -> None:
    (tmp_path / "seeds" / "shards").mkdir(parents=True)
    with pytest.raises(InputError, match="virgolette pack"):
        shards.shards(tmp_path)


def test_lines_are_stored_in_ways_that_are_known(tmp_path) -> None:
    with pytest.raises(InputError, match="parquet isn't a way to store lines"):
        pack.pack(corpus.load(), tmp_path / "x", suffix="parquet")
    assert not (tmp_path / "x").exists()
