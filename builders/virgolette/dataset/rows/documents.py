"""Documents: everything that the annotation file says, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec

from virgolette import schema
from virgolette.dataset.columns import RENAMED
from virgolette.dataset.context import Article, Context
from virgolette.dataset.features import layers, lifted, plain, role
from virgolette.dataset.records import Lists, Records, Row, chained
from virgolette.dataset.rows.base import Columns, repeated, words
from virgolette.dataset.rows.batch import Batch, Layer
from virgolette.model import Annotations, Mark, Segment


def rows(batch: Batch, context: Context) -> Records:
    """A row a document."""
    articles = batch.articles
    entries, said = [a.entry for a in articles], [a.annotations for a in articles]
    columns: Columns = {new: [getattr(entry, old) for entry in entries] for old, new in RENAMED.items()}
    columns["fold"] = [context.folds.get(entry.doc_id) for entry in entries]
    columns["text"] = [a.document.text for a in articles]
    columns |= {key: [getattr(own, key) for own in said] for key in plain("annotations") if key not in layers()}
    columns |= {name: _records(batch.layer(name), name) for name in layers()}
    columns["segments"] = _segments(articles, [_taken(own, "segment") for own in said])
    columns["marks"] = _marks([_taken(own, "mark") for own in said])
    return Records(entries, **columns)


@cache
def _fields(layer: str, kind: str) -> tuple[str, ...]:
    """The fields of a layer's records that are lists of segments, or of marks."""
    return tuple(key for key, held in lifted(layers()[layer]).items() if held == kind)


def _records(layer: Layer, name: str) -> Lists:
    """The records of a layer with what they are on; their segments and marks are columns of the row."""
    if not _fields(name, "segment"):
        return Lists(layer.counts, Records(layer.fields))
    return Lists(layer.counts, Records(layer.places, layer.fields, text=layer.text))


def _taken(annotations: Annotations, kind: str) -> list[tuple[Any, str, str]]:
    """All segments, or all marks: each with its annotation's id and the field that it was taken from."""
    return [
        (item, record.id, field)
        for layer in layers()
        if (fields := _fields(layer, kind))
        for record in getattr(annotations, layer)
        for field in fields
        for item in getattr(record, field)
    ]


def _segments(articles: Sequence[Article], taken: Sequence[Sequence[tuple[Segment, str, str]]]) -> Lists:
    """Segments with their own words, or what their offsets cover where the text is at hand."""
    all_, counts = chained(taken), list(map(len, taken))
    flat = [segment for segment, _, _ in all_]
    covered = zip(flat, words(repeated(articles, counts), flat), strict=True)
    found = Records(
        flat,
        annotation=[own for _, own, _ in all_],
        role=[role(field) for _, _, field in all_],
        text=[under if segment.text is None else segment.text for segment, under in covered],
    )
    return Lists(counts, found)


def _marks(taken: Sequence[Sequence[tuple[Mark, str, str]]]) -> Lists:
    all_ = chained(taken)
    found = Records([mark for mark, _, _ in all_], annotation=[own for _, own, _ in all_])
    return Lists(list(map(len, taken)), found)


def annotations_of(row: Mapping[str, Any]) -> Annotations:
    """The annotations that a row of `documents` was made from, equal field by field.

    Args:
        row: A row as the datasets library, `Table.to_pylist` or `virgolette.frame` gives it.
    """
    found: Row = {key: row[key] for key in plain("annotations") if key not in layers()}
    segments = _grouped(row["segments"], "segment")
    marks = _grouped(row["marks"], "mark")
    for layer, name in layers().items():
        found[layer] = []
        for record in row[layer]:
            own = {key: record[key] for key in plain(name)}
            for key, kind in lifted(name).items():
                own[key] = (
                    marks.get((own["id"], ""), []) if kind == "mark" else segments.get((own["id"], role(key)), [])
                )
            found[layer].append(own)
    return msgspec.convert(found, Annotations)


def _grouped(items: Iterable[Row], name: str) -> dict[tuple[str, str], list[Row]]:
    """(annotation, role) → its segments, or (annotation, "") → its marks, with the schema's fields only."""
    keys = tuple(schema.fields(name))
    found: dict[tuple[str, str], list[Row]] = {}
    for item in items:
        own = {key: item.get(key) for key in keys}
        if own.get("digest") is not None:
            # In the file the digest stands instead of the text.
            own["text"] = None
        found.setdefault((item["annotation"], "" if name == "mark" else item["role"]), []).append(own)
    return found
