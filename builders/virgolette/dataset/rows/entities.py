"""Sentences with tokens, tags and spans; and mentions one by one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import islice
from operator import attrgetter, is_, sub

from virgolette import segment
from virgolette.dataset import bio
from virgolette.dataset.context import Article, Context
from virgolette.dataset.records import Lists, Part, Records, Shared, chained, shared
from virgolette.dataset.rows.base import Columns, known_as, names, pieces, repeated, where, words
from virgolette.dataset.rows.batch import Batch, Layer
from virgolette.model import Entity, Skip
from virgolette.spans import Span, Spanned, trimmed

Placed = Sequence[tuple[Entity, Spanned]]
"""Mentions with their hulls."""


def sentences(batch: Batch, context: Context) -> Records:
    """A row a sentence, but for sentences that lie in skipped passages.

    A mention belongs to the sentence that its first segment starts in, also where it runs on into the next
    one: then its end lies beyond the sentence's, and its tags stop at the sentence's last token.
    """
    layer = batch.layer("entities")
    placed = iter(zip(layer.objects, layer.hulls, strict=True))
    cut = [_Cut(a, islice(placed, count)) for a, count in zip(batch.articles, layer.counts, strict=True)]
    kept = [len(c.spans) for c in cut]
    of = repeated(batch.articles, kept)
    spans, own, counts = chained(c.spans for c in cut), chained(c.mentions for c in cut), chained(c.counts for c in cut)
    return Records(
        spans,
        **where(batch.articles, kept, context),
        sentence=chained(c.numbers for c in cut),
        text=words(of, spans),
        tokens=Lists(counts, chained(c.tokens for c in cut)),
        token_starts=Lists(counts, chained(c.starts for c in cut)),
        token_ends=Lists(counts, chained(c.ends for c in cut)),
        ner_tags=Lists(counts, chained(c.tags for c in cut)),
        **_inside(layer, of, own, spans, context),
    )


class _Cut:
    """The sentences of an article that have rows.

    Args:
        article: The article.
        placed: All of its mentions.

    Attributes:
        numbers, spans: Of each sentence, its number in the text and its place.
        mentions: Of each sentence those that belong to it, with their hulls.
        counts: How many tokens each has.
        tokens, starts, ends, tags: Of all these tokens; in code points from their sentence's start.
    """

    def __init__(self, article: Article, placed: Iterable[tuple[Entity, Spanned]]) -> None:
        found = segment.sentences(article.text)
        firsts = [s.start for s in found]
        held: dict[int, list[tuple[Entity, Spanned]]] = {}
        for own in placed:
            held.setdefault(max(0, bisect_right(firsts, own[1].start) - 1), []).append(own)
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


def _inside(
    layer: Layer, of: Sequence[Article], own: Sequence[Placed], sentences: Sequence[Span], context: Context
) -> Columns:
    """The mentions of each sentence, and their segments, with their offsets in it."""
    counts, starts = list(map(len, own)), [s.start for s in sentences]
    flat = [mention for mention, _ in chained(own)]
    fields, places, text, ids = layer.fields, layer.places, layer.text, layer.ids
    # As a rule no mention lies in a skipped passage, and the layer is in the order of the text: it has the columns.
    if len(flat) != len(layer.objects) or not all(map(is_, flat, layer.objects)):
        fields, places, articles = Part(flat), Part([place for _, place in chained(own)]), repeated(of, counts)
        text, ids = shared(words(articles, places.objects)), shared(known_as(articles, [m.id for m in flat]))
    inside = _relative(places, text, repeated(starts, counts))
    spans = Records(fields, id=ids, **inside, name=names(context, [m.entity for m in flat]))
    # Nor is a mention of two segments, so that the segments are where the mentions are.
    single = all(len(m.segments) == 1 for m in flat)
    segments = Lists(counts, Records(annotation=ids, **inside)) if single else _segments(of, own, starts)
    return {"spans": Lists(counts, spans), "segments": segments}


def _segments(of: Sequence[Article], own: Sequence[Placed], starts: Sequence[int]) -> Lists:
    """The segments of the mentions of each sentence."""
    taken = [[(s, m.id) for m, _ in mentions for s in m.segments] for mentions in own]
    flat, counts = chained(taken), list(map(len, taken))
    articles, places = repeated(of, counts), Part([s for s, _ in flat])
    inside = _relative(places, shared(words(articles, places.objects)), repeated(starts, counts))
    return Lists(counts, Records(annotation=known_as(articles, [known for _, known in flat]), **inside))


def _relative(places: Part, text: Shared, bases: Sequence[int]) -> Columns:
    """Spans with their words: offsets from the sentence's start, those in the document beside them."""
    starts, ends = places.attributes(["start", "end"])
    inside = {"start": shared(map(sub, starts, bases)), "end": shared(map(sub, ends, bases))}
    return {**inside, "text": text, "doc_start": starts, "doc_end": ends}


def mentions(batch: Batch, context: Context) -> Records:
    """A row a mention, in the order of the annotation files."""
    layer = batch.layer("entities")
    return Records(
        layer.places,
        layer.fields,
        mention_id=layer.ids,
        **where(batch.articles, layer.counts, context),
        text=layer.text,
        segments=pieces(layer.of, layer.segments),
        name=names(context, [m.entity for m in layer.objects]),
    )
