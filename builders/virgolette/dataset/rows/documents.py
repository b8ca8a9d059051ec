"""Documents: everything that the annotation file says, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from virgolette import schema
from virgolette.dataset.columns import RENAMED
from virgolette.dataset.context import Article, Context
from virgolette.dataset.features import LIFTED, layers, lifted, plain, role
from virgolette.dataset.records import Lists, Records, Row
from virgolette.dataset.rows.base import Columns, hulls, words
from virgolette.model import Annotations, Mark, Segment


def rows(article: Article, context: Context) -> Records:
    """The one row of a document."""
    entry, annotations = article.entry, article.annotations
    own = {key: [getattr(annotations, key)] for key in plain("annotations") if key not in layers()}
    columns: Columns = {new: [getattr(entry, old)] for old, new in RENAMED.items()}
    columns |= {"fold": [context.folds.get(entry.doc_id)], "text": [article.document.text], **own}
    segments: list[tuple[Segment, str, str]] = []
    marks: list[tuple[Mark, str]] = []
    for layer, name in layers().items():
        records = getattr(annotations, layer)
        segmented, marked = ([k for k, kind in lifted(name).items() if kind == wanted] for wanted in LIFTED)
        roles = [(key, role(key)) for key in segmented]
        segments += [(s, r.id, part) for r in records for key, part in roles for s in getattr(r, key)]
        marks += [(mark, r.id) for r in records for key in marked for mark in getattr(r, key)]
        columns[layer] = Lists([len(records)], _records(article, records, segmented))
    columns["segments"] = Lists([len(segments)], _segments(article, segments))
    found = Records([mark for mark, _ in marks], annotation=[own for _, own in marks])
    return Records([entry], **columns, marks=Lists([len(marks)], found))


def _records(article: Article, records: Sequence[Any], segmented: Sequence[str]) -> Records:
    """The records of a layer with what they are on; their segments and marks are columns of the row."""
    if not segmented:
        return Records(records)
    # The first list of segments is what the annotation is on; the cue of a quote comes after it.
    spans = hulls([getattr(record, segmented[0]) for record in records])
    return Records(spans, records, text=words(article, spans))


def _segments(article: Article, segments: Sequence[tuple[Segment, str, str]]) -> Records:
    """Segments with their own words, or what their offsets cover where the text is at hand."""
    flat = [segment for segment, _, _ in segments]
    covered = zip(flat, words(article, flat), strict=True)
    return Records(
        flat,
        annotation=[own for _, own, _ in segments],
        role=[part for _, _, part in segments],
        text=[under if segment.text is None else segment.text for segment, under in covered],
    )


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
