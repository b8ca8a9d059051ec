"""What the rows of several tables share."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import msgspec
from msgspec import Struct

from virgolette.dataset.context import Article, Context
from virgolette.dataset.records import Column, Lists, Records, Row
from virgolette.model import Entity, Segment
from virgolette.spans import Spanned, hull

Columns = dict[str, Column]


def tree(record: Struct) -> Row:
    """A record as dictionaries and lists."""
    found: Row = msgspec.to_builtins(record)
    return found


def where(article: Article, context: Context, count: int) -> Columns:
    """The columns that place rows, for so many of them."""
    entry = article.entry
    return {
        "doc_id": [entry.doc_id] * count,
        "story": [entry.story] * count,
        "split": [entry.split] * count,
        "fold": [context.folds.get(entry.doc_id)] * count,
    }


def whole(segments: Sequence[Segment]) -> Spanned:
    """The hull of segments (code points in the document)."""
    # Nearly all spans are one segment.
    return segments[0] if len(segments) == 1 else hull(segments)


def hulls(segmented: Sequence[Sequence[Segment]]) -> list[Spanned]:
    """The hull of each list of segments (code points in the document)."""
    return list(map(whole, segmented))


def spans_of(mentions: Sequence[Entity | None]) -> list[Spanned | None]:
    """The hull of each mention; None for None."""
    return [None if mention is None else whole(mention.segments) for mention in mentions]


def words(article: Article, spans: Sequence[Spanned | None]) -> list[str | None]:
    """The text that each span covers; None where there is no span, or the text isn't at hand."""
    text = article.document.text
    if text is None:
        return [None] * len(spans)
    return [None if span is None else text[span.start : span.end] for span in spans]


def pieces(article: Article, segmented: Sequence[Sequence[Segment]]) -> Lists:
    """For each list of segments all of them, each with its text."""
    flat = list(chain.from_iterable(segmented))
    return Lists(list(map(len, segmented)), Records(flat, text=words(article, flat)))


def joined(article: Article, segments: Sequence[Segment]) -> str | None:
    """The words of all segments, joined with a blank; None where there is no segment."""
    return " ".join(article.text[s.start : s.end] for s in segments) or None


def known_as(article: Article, ids: Sequence[str]) -> list[str]:
    """The ids across documents (`doc_id#T3`) of annotations' ids."""
    prefix = f"{article.entry.doc_id}#"
    return [prefix + own for own in ids]


def names(context: Context, entities: Sequence[str | None]) -> list[str | None]:
    """The canonical names of entities; None where there is none."""
    known = context.names
    return [known.get(entity or "") for entity in entities]
