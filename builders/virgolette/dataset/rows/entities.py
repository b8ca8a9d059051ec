"""Sentences with tokens, tags and spans; and mentions one by one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from operator import attrgetter, sub

from virgolette import segment
from virgolette.dataset import bio
from virgolette.dataset.context import Article, Context
from virgolette.dataset.records import Lists, Records, chained
from virgolette.dataset.rows.base import Columns, hulls, known_as, listed, names, pieces, repeated, where, whole, words
from virgolette.model import Entity, Skip
from virgolette.spans import Span, Spanned, trimmed

Placed = Sequence[tuple[Entity, Spanned]]
"""Mentions with their hulls."""


def sentences(articles: Sequence[Article], context: Context) -> Records:
    """A row a sentence, but for sentences that lie in skipped passages.

    A mention belongs to the sentence that its first segment starts in, also where it runs on into the next
    one: then its end lies beyond the sentence's, and its tags stop at the sentence's last token.
    """
    cut = [_Cut(article) for article in articles]
    of = repeated(articles, [len(c.spans) for c in cut])
    spans, own, counts = chained(c.spans for c in cut), chained(c.mentions for c in cut), chained(c.counts for c in cut)
    return Records(
        spans,
        **where(of, context),
        sentence=chained(c.numbers for c in cut),
        text=words(of, spans),
        tokens=Lists(counts, chained(c.tokens for c in cut)),
        token_starts=Lists(counts, chained(c.starts for c in cut)),
        token_ends=Lists(counts, chained(c.ends for c in cut)),
        ner_tags=Lists(counts, chained(c.tags for c in cut)),
        spans=_spans(of, own, spans, context),
        segments=_segments(of, own, spans),
    )


class _Cut:
    """The sentences of an article that have rows.

    Attributes:
        numbers, spans: Of each sentence, its number in the text and its place.
        mentions: Of each sentence those that belong to it, with their hulls.
        counts: How many tokens each has.
        tokens, starts, ends, tags: Of all these tokens; in code points from their sentence's start.
    """

    def __init__(self, article: Article) -> None:
        found = segment.sentences(article.text)
        firsts = [s.start for s in found]
        held: dict[int, list[tuple[Entity, Spanned]]] = {}
        for mention in article.annotations.entities:
            place = whole(mention.segments)
            held.setdefault(max(0, bisect_right(firsts, place.start) - 1), []).append((mention, place))
        self.numbers = _kept(article, found)
        self.spans = [found[i] for i in self.numbers]
        self.mentions: list[Placed] = [held.get(i, ()) for i in self.numbers]
        self._tokenise(article.text)

    def _tokenise(self, text: str) -> None:
        # Of the text at once: no token begins in one sentence and ends in another.
        tokens, starts, ends = segment.tokenised(text, Span(0, len(text)))
        self.counts, self.tokens, self.starts, self.ends, self.tags = [], [], [], [], []
        for span, mentions in zip(self.spans, self.mentions, strict=True):
            base = span.start
            first, last = bisect_left(starts, base), bisect_left(starts, span.end)
            own, until = starts[first:last], ends[first:last]
            self.counts.append(last - first)
            self.tokens += tokens[first:last]
            self.starts += [start - base for start in own]
            self.ends += [end - base for end in until]
            self.tags += bio.tags(own, until, mentions)


def _kept(article: Article, found: Sequence[Span]) -> list[int]:
    """The sentences, by their numbers, that don't lie in skipped passages."""
    starts, ends = [s.start for s in found], [s.end for s in found]
    near: dict[int, list[Skip]] = {}
    for skip in sorted(article.annotations.skip, key=attrgetter("start")):
        for i in range(bisect_right(ends, skip.start), bisect_left(starts, skip.end)):
            near.setdefault(i, []).append(skip)
    return [i for i, sentence in enumerate(found) if i not in near or not _skipped(article, sentence, near[i])]


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


def _spans(of: Sequence[Article], own: Sequence[Placed], sentences: Sequence[Span], context: Context) -> Lists:
    """The mentions of each sentence, with their offsets in it."""
    placed, counts = chained(own), list(map(len, own))
    flat, places = [mention for mention, _ in placed], [place for _, place in placed]
    articles, bases = repeated(of, counts), repeated([s.start for s in sentences], counts)
    mentions = Records(
        flat,
        id=known_as(articles, [m.id for m in flat]),
        **_relative(articles, places, bases),
        name=names(context, [m.entity for m in flat]),
    )
    return Lists(counts, mentions)


def _segments(of: Sequence[Article], own: Sequence[Placed], sentences: Sequence[Span]) -> Lists:
    """The segments of the mentions of each sentence."""
    taken = [[(s, m.id) for m, _ in mentions for s in m.segments] for mentions in own]
    flat, counts = chained(taken), list(map(len, taken))
    articles, bases = repeated(of, counts), repeated([s.start for s in sentences], counts)
    segments = Records(
        annotation=known_as(articles, [own for _, own in flat]),
        **_relative(articles, [s for s, _ in flat], bases),
    )
    return Lists(counts, segments)


def _relative(of: Sequence[Article], spans: Sequence[Spanned], bases: Sequence[int]) -> Columns:
    """Spans with their words: offsets from the sentence's start, those in the document beside them."""
    starts, ends = [s.start for s in spans], [s.end for s in spans]
    return {
        "start": list(map(sub, starts, bases)),
        "end": list(map(sub, ends, bases)),
        "text": words(of, spans),
        "doc_start": starts,
        "doc_end": ends,
    }


def mentions(articles: Sequence[Article], context: Context) -> Records:
    """A row a mention, in the order of the annotation files."""
    found, of = listed(articles, "entities")
    segmented = [m.segments for m in found]
    spans = hulls(segmented)
    return Records(
        spans,
        found,
        mention_id=known_as(of, [m.id for m in found]),
        **where(of, context),
        text=words(of, spans),
        segments=pieces(of, segmented),
        name=names(context, [m.entity for m in found]),
    )
