"""What the rows of several tables share.

Rows are made of many documents at once: what is said of rows (`items`) goes with the article of each (`of`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, repeat
from typing import TypeVar

import msgspec
from msgspec import Struct

from virgolette.dataset.context import Article, Context
from virgolette.dataset.records import Column, Lists, Records, Row, chained
from virgolette.model import Entity, Segment
from virgolette.spans import Spanned, hull

Columns = dict[str, Column]
T = TypeVar("T")


def tree(record: Struct) -> Row:
    """A record as dictionaries and lists."""
    found: Row = msgspec.to_builtins(record)
    return found


def repeated(items: Sequence[T], counts: Iterable[int]) -> list[T]:
    """Each item as often as its count says."""
    return list(chain.from_iterable(map(repeat, items, counts)))


def where(articles: Sequence[Article], counts: Sequence[int], context: Context) -> Columns:
    """The columns that place rows: as many of each article as its count says."""
    entries = [article.entry for article in articles]
    ids = [entry.doc_id for entry in entries]
    return {
        "doc_id": repeated(ids, counts),
        "story": repeated([entry.story for entry in entries], counts),
        "split": repeated([entry.split for entry in entries], counts),
        "fold": repeated(list(map(context.folds.get, ids)), counts),
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


def words(of: Sequence[Article], spans: Sequence[Spanned | None]) -> list[str | None]:
    """The text that each span covers; None where there is no span, or the text isn't at hand."""
    texts = [article.document.text for article in of]
    return [
        None if text is None or span is None else text[span.start : span.end]
        for text, span in zip(texts, spans, strict=True)
    ]


def pieces(of: Sequence[Article], segmented: Sequence[Sequence[Segment]]) -> Lists:
    """For each list of segments all of them, each with its text."""
    flat, counts = chained(segmented), list(map(len, segmented))
    return Lists(counts, Records(flat, text=words(repeated(of, counts), flat)))


def joined(of: Sequence[Article], segmented: Sequence[Sequence[Segment]]) -> list[str | None]:
    """For each list of segments the words of all, joined with a blank; None where there is no segment."""
    return [
        " ".join([article.text[s.start : s.end] for s in segments]) or None
        for article, segments in zip(of, segmented, strict=True)
    ]


def known_as(of: Sequence[Article], ids: Sequence[str]) -> list[str]:
    """The ids across documents (`doc_id#T3`) of annotations' ids."""
    return [article.prefix + own for article, own in zip(of, ids, strict=True)]


def names(context: Context, entities: Sequence[str | None]) -> list[str | None]:
    """The canonical names of entities; None where there is none."""
    known = context.names
    return [known.get(entity or "") for entity in entities]
