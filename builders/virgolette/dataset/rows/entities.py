"""Sentences with tokens, tags and spans; and mentions one by one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from operator import sub

from virgolette import segment
from virgolette.checks.nearby import Nearby
from virgolette.dataset import bio
from virgolette.dataset.context import Article, Context
from virgolette.dataset.records import Lists, Records
from virgolette.dataset.rows.base import Columns, hulls, known_as, names, pieces, where, words
from virgolette.model import Entity, Skip
from virgolette.spans import Span, Spanned, trimmed


def sentences(article: Article, context: Context) -> Records:
    """A row a sentence, but for sentences that lie in skipped passages.

    A mention belongs to the sentence that its first segment starts in, also where it runs on into the next
    one: then its end lies beyond the sentence's, and its tags stop at the sentence's last token.
    """
    found = segment.sentences(article.text)
    starts = [s.start for s in found]
    held: dict[int, list[Entity]] = {}
    entities = article.annotations.entities
    for mention, whole in zip(entities, hulls([m.segments for m in entities]), strict=True):
        held.setdefault(max(0, bisect_right(starts, whole.start) - 1), []).append(mention)
    kept = _kept(article, found)
    own, spans = [held.get(i, ()) for i in kept], [found[i] for i in kept]
    tokens = [segment.tokenised(article.text, span) for span in spans]
    return Records(
        spans,
        **where(article, context, len(kept)),
        sentence=kept,
        text=words(article, spans),
        tokens=[t.words for t in tokens],
        token_starts=[t.starts for t in tokens],
        token_ends=[t.ends for t in tokens],
        ner_tags=[bio.tags(t.starts, t.ends, m, s.start) for t, m, s in zip(tokens, own, spans, strict=True)],
        spans=_spans(article, context, own, spans),
        segments=_segments(article, own, spans),
    )


def _kept(article: Article, found: Sequence[Span]) -> list[int]:
    """The sentences, by their numbers, that don't lie in skipped passages."""
    if not article.annotations.skip:
        return list(range(len(found)))
    skips = Nearby((skip, skip) for skip in sorted(article.annotations.skip, key=lambda s: s.start))
    near = [skips.at(*sentence) for sentence in found]
    return [i for i, sentence in enumerate(found) if not near[i] or not _skipped(article, sentence, near[i])]


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


def _spans(article: Article, context: Context, own: Sequence[Sequence[Entity]], sentences: Sequence[Span]) -> Lists:
    """The mentions of each sentence, with their offsets in it."""
    flat = [mention for mentions in own for mention in mentions]
    bases = [s.start for s, mentions in zip(sentences, own, strict=True) for _ in mentions]
    mentions = Records(
        flat,
        id=known_as(article, [m.id for m in flat]),
        **_relative(article, hulls([m.segments for m in flat]), bases),
        name=names(context, [m.entity for m in flat]),
    )
    return Lists(list(map(len, own)), mentions)


def _segments(article: Article, own: Sequence[Sequence[Entity]], sentences: Sequence[Span]) -> Lists:
    """The segments of the mentions of each sentence."""
    flat = [(s, m.id, base.start) for base, ms in zip(sentences, own, strict=True) for m in ms for s in m.segments]
    segments = Records(
        annotation=known_as(article, [own for _, own, _ in flat]),
        **_relative(article, [s for s, _, _ in flat], [base for _, _, base in flat]),
    )
    return Lists([sum(len(m.segments) for m in mentions) for mentions in own], segments)


def _relative(article: Article, spans: Sequence[Spanned], bases: Sequence[int]) -> Columns:
    """Spans with their words: offsets from the sentence's start, those in the document beside them."""
    starts, ends = [s.start for s in spans], [s.end for s in spans]
    return {
        "start": list(map(sub, starts, bases)),
        "end": list(map(sub, ends, bases)),
        "text": words(article, spans),
        "doc_start": starts,
        "doc_end": ends,
    }


def mentions(article: Article, context: Context) -> Records:
    """A row a mention, in the order of the annotation file."""
    found = article.annotations.entities
    segmented = [m.segments for m in found]
    spans = hulls(segmented)
    return Records(
        spans,
        found,
        mention_id=known_as(article, [m.id for m in found]),
        **where(article, context, len(found)),
        text=words(article, spans),
        segments=pieces(article, segmented),
        name=names(context, [m.entity for m in found]),
    )
