"""Law: a row of `documents` gives back exactly the annotations that it was made from."""

from __future__ import annotations

import types
import typing

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from virgolette import corpus
from virgolette.dataset.context import Article, Context
from virgolette.dataset.rows.documents import annotations_of
from virgolette.dataset.tables import of_document, table
from virgolette.model import Annotations, Corpus, Document, Knowledge, Manifest, ManifestEntry, Segment

TEXT = "La città 😀 di Codalunga dorme, e il faro pure. " * 4
words = st.text(st.characters(codec="utf-8"), max_size=6)


@st.composite
def segments(draw):
    start = draw(st.integers(0, len(TEXT) - 2))
    end = draw(st.integers(start + 1, len(TEXT)))
    if draw(st.booleans()):
        return Segment(start=start, end=end, text=TEXT[start:end])
    return Segment(start=start, end=end, digest=draw(st.text("0123456789abcdef", min_size=16, max_size=16)))


def of(hint, owner="", name=""):
    """Any value of a type of the model, ids aside."""
    if hint is Segment:
        return segments()
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        hints = typing.get_type_hints(hint)
        return st.builds(hint, **{key: of(inner, hint.__name__, key) for key, inner in hints.items()})
    if typing.get_origin(hint) is tuple:
        covers = (owner, name) in {(o, "segments") for o in ("Entity", "Claim", "Note")} | {("Quote", "content")}
        return st.lists(of(typing.get_args(hint)[0]), min_size=int(covers), max_size=3).map(tuple)
    if typing.get_origin(hint) is types.UnionType:
        return st.one_of(*(of(arg) for arg in typing.get_args(hint)))
    return {int: st.integers(0, 2**31 - 1), str: words, bool: st.booleans(), type(None): st.none()}[hint]


def renamed(found):
    """The annotations with unique ids."""
    layers = {
        key: tuple(msgspec.structs.replace(r, id=f"{letter}{i}") for i, r in enumerate(getattr(found, key), 1))
        for key, letter in (("entities", "T"), ("quotes", "Q"), ("claims", "C"), ("notes", "N"))
    }
    return msgspec.structs.replace(found, **layers)


def entry(**fields):
    texts = dict.fromkeys(ManifestEntry.__struct_fields__, "x")
    return ManifestEntry(**{**texts, "chars": len(TEXT), "split": "train", "text": "included", **fields})


@settings(max_examples=60)
@given(of(Annotations).map(renamed), st.booleans())
def test_any_annotations(found, at_hand):
    document = Document(entry(), TEXT if at_hand else None, found)
    manifest = Manifest(schema_version="1.0", dataset_version="0.0.1", documents=())
    context = Context(Corpus("", manifest, (document,), Knowledge()), textless=True)
    (row,) = of_document("documents", Article(document, found), context)
    assert annotations_of(row) == found


def test_fixture_documents_with_and_without_texts(corpus_dir, texts_dir):
    for outside in (texts_dir, None):
        held = corpus.load(corpus_dir, outside)
        context = Context(held, textless=True)
        found = {r["doc_id"]: r for s in context.splits for r in table("documents", s, context).to_pylist()}
        assert list(found) == ["porto-1", "porto-2", "faro-1", "faro-2"]
        for document in held.documents:
            row = found[document.entry.doc_id]
            assert annotations_of(row) == document.annotations
            assert row["text"] == document.text
            for layer in ("entities", "quotes", "claims", "notes"):
                for record in row[layer]:
                    under = None if row["text"] is None else row["text"][record["start"] : record["end"]]
                    assert record["text"] == under
            for segment in row["segments"]:
                own = None if row["text"] is None else row["text"][segment["start"] : segment["end"]]
                assert segment["text"] == own
                assert (segment["digest"] is None) == (document.entry.text == "included")


def test_shipped_documents():
    """Every document of the project that is annotated."""
    held = corpus.load()
    context = Context(held, textless=True)
    for split in context.splits:
        for row in table("documents", split, context).to_pylist():
            assert annotations_of(row) == context.articles[row["doc_id"]].annotations
