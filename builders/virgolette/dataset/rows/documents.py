"""Documents: everything that the annotation file says, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from virgolette import schema
from virgolette.dataset.columns import RENAMED
from virgolette.dataset.context import Article, Context
from virgolette.dataset.features import layers, lifted, plain, role
from virgolette.dataset.rows.base import Row, tree
from virgolette.model import Annotations
from virgolette.spans import Span, covered, hull


def rows(article: Article, context: Context) -> Iterator[Row]:
    """The one row of a document."""
    entry, annotations = article.entry, tree(article.annotations)
    row: Row = {RENAMED.get(key, key): value for key, value in tree(entry).items()}
    row |= {
        "fold": context.folds.get(entry.doc_id),
        "text": article.document.text,
        "segments": [],
        "marks": [],
    }
    row |= {key: annotations[key] for key in plain("annotations") if key not in layers()}
    for layer, name in layers().items():
        row[layer] = [_record(name, record, article, row) for record in annotations[layer]]
    yield row


def _record(name: str, record: Row, article: Article, row: Row) -> Row:
    """The plain fields of an annotation; its segments and marks go to columns of the row."""
    found = {key: record.get(key) for key in plain(name)}
    for key, kind in lifted(name).items():
        items = [{**item, "annotation": record["id"]} for item in record[key]]
        if kind == "mark":
            row["marks"] += items
            continue
        row["segments"] += [{**item, "role": role(key), "text": _words(item, article)} for item in items]
        if "start" not in found:
            # The first list of segments is what the annotation is on; the cue of a quote comes after it.
            whole = hull([Span(item["start"], item["end"]) for item in items])
            text = None if article.document.text is None else covered(article.text, whole)
            found |= {"start": whole.start, "end": whole.end, "text": text}
    return found


def _words(segment: Row, article: Article) -> str | None:
    """A segment's text: its own, or what its offsets cover where the text is at hand."""
    own: str | None = segment.get("text")
    if own is None and article.document.text is not None:
        return covered(article.text, Span(segment["start"], segment["end"]))
    return own


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
