"""What the rows of several tables share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct

from virgolette.dataset.context import Article, Context
from virgolette.model import Entity, Segment
from virgolette.spans import Span, covered, hull

Row = dict[str, Any]


def tree(record: Struct) -> Row:
    """A record as dictionaries and lists."""
    found: Row = msgspec.to_builtins(record)
    return found


def where(article: Article, context: Context) -> Row:
    """The columns that place a row."""
    entry = article.entry
    return {
        "doc_id": entry.doc_id,
        "story": entry.story,
        "split": entry.split,
        "fold": context.folds.get(entry.doc_id),
    }


def span(article: Article, segments: Sequence[Segment | Span]) -> Row:
    """Hull of segments (code points in the document) and the text that the hull covers."""
    # Nearly all spans are one segment.
    whole = segments[0] if len(segments) == 1 else hull(segments)
    return {"start": whole.start, "end": whole.end, "text": covered(article.text, whole)}


def pieces(article: Article, segments: Sequence[Segment]) -> list[Row]:
    """Each segment with its text."""
    return [span(article, [segment]) for segment in segments]


def joined(article: Article, segments: Sequence[Segment]) -> str | None:
    """The words of all segments, joined with a blank; None where there is no segment."""
    return " ".join(covered(article.text, s) for s in segments) or None


def mention_fields(mention: Entity, context: Context) -> Row:
    """All plain fields of a mention but its id, and the canonical name of its entity."""
    fields = tree(mention)
    del fields["id"], fields["segments"]
    return fields | {"name": context.names.get(mention.entity or "")}


def party(prefix: str, fields: Row, article: Article, context: Context) -> Row:
    """Columns of somebody who takes part in a quote: its own fields, the mention's words, the name."""
    row = {
        **fields,
        "mention": article.known_as(fields["mention"]),
        "name": context.names.get(fields["entity"] or ""),
    }
    mention = article.mentions.get(fields["mention"] or "")
    if mention is not None:
        row |= span(article, mention.segments)
    return {f"{prefix}_{key}": value for key, value in row.items()}
