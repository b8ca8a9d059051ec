"""Sentences with tokens, tags and spans; and mentions one by one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from virgolette import segment
from virgolette.checks.nearby import Nearby
from virgolette.dataset import bio
from virgolette.dataset.context import Article, Context
from virgolette.dataset.rows.base import Row, mention_fields, pieces, span, where
from virgolette.model import Entity, Skip
from virgolette.spans import Span, covered, hull, trimmed


def sentences(article: Article, context: Context) -> Iterator[Row]:
    """A row a sentence, but for sentences that lie in skipped passages.

    A mention belongs to the sentence that its first segment starts in, also where it runs on into the next
    one: then its end lies beyond the sentence's, and its tags stop at the sentence's last token.
    """
    found = segment.sentences(article.text)
    starts = [s.start for s in found]
    held: dict[int, list[Entity]] = {}
    for mention in article.annotations.entities:
        held.setdefault(max(0, bisect_right(starts, hull(mention.segments).start) - 1), []).append(mention)
    skips = Nearby((skip, skip) for skip in sorted(article.annotations.skip, key=lambda s: s.start))
    for index, sentence in enumerate(found):
        if not _skipped(article, sentence, skips.at(*sentence)):
            yield {
                **where(article, context),
                "sentence": index,
                **_sentence(article, sentence, held.get(index, []), context),
            }


def _skipped(article: Article, sentence: Span, near: Iterable[Skip]) -> bool:
    """Whether nothing but white space of a sentence lies outside of skipped passages (those near it, sorted).

    A sentence that is skipped in part (a dateline before its first words) stays, whole.
    """
    rest, start = [], sentence.start
    for skip in near:
        if skip.end > start and skip.start < sentence.end:
            rest.append(Span(start, max(start, skip.start)))
            start = skip.end
    rest.append(Span(start, max(start, sentence.end)))
    return all(trimmed(article.text, r).start == trimmed(article.text, r).end for r in rest)


def _sentence(article: Article, sentence: Span, mentions: list[Entity], context: Context) -> Row:
    tokens = segment.tokens(article.text, sentence)
    base = sentence.start
    return {
        **span(article, [sentence]),
        "tokens": [covered(article.text, t) for t in tokens],
        "token_starts": [t.start - base for t in tokens],
        "token_ends": [t.end - base for t in tokens],
        "ner_tags": bio.tags(tokens, mentions),
        "spans": [
            {
                "id": article.known_as(m.id),
                **_relative(span(article, m.segments), base),
                **mention_fields(m, context),
            }
            for m in mentions
        ],
        "segments": [
            {"annotation": article.known_as(m.id), **_relative(piece, base)}
            for m in mentions
            for piece in pieces(article, m.segments)
        ],
    }


def _relative(row: Row, base: int) -> Row:
    """A span's offsets from the sentence's start, those in the document beside them."""
    start, end = row["start"], row["end"]
    return {**row, "start": start - base, "end": end - base, "doc_start": start, "doc_end": end}


def mentions(article: Article, context: Context) -> Iterator[Row]:
    """A row a mention, in the order of the annotation file."""
    for mention in article.annotations.entities:
        yield {
            "mention_id": article.known_as(mention.id),
            **where(article, context),
            **span(article, mention.segments),
            "segments": pieces(article, mention.segments),
            **mention_fields(mention, context),
        }
