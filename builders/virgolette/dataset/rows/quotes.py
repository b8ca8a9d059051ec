"""Quotes with their speakers and the paragraphs around them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from virgolette import segment
from virgolette.dataset.columns import parties
from virgolette.dataset.context import Article, Context
from virgolette.dataset.records import Records
from virgolette.dataset.rows.base import Columns, joined, names, pieces, spans_of, where, words
from virgolette.dataset.rows.batch import Batch
from virgolette.model import Quote
from virgolette.spans import covered, hull


def rows(batch: Batch, context: Context) -> Records:
    """A row a quote, in the order of the annotation files."""
    layer = batch.layer("quotes")
    quotes, of = layer.objects, layer.of
    cues = [q.cue for q in quotes]
    return Records(
        layer.places,
        layer.fields,
        quote_id=layer.ids,
        **where(batch.articles, layer.counts, context),
        content=joined(of, layer.segments),
        segments=pieces(of, layer.segments),
        cue=joined(of, cues),
        cue_segments=pieces(of, cues),
        parent=[a.known_as(q.parent) for a, q in zip(of, quotes, strict=True)],
        **_parties(of, quotes, context),
        **_around(batch.articles),
    )


def _parties(of: Sequence[Article], quotes: Sequence[Quote], context: Context) -> Columns:
    """Columns of those who take part in quotes: their own fields, the mention's words, the name."""
    found: Columns = {}
    for party, fields in parties().items():
        people = [getattr(q, party) for q in quotes]
        mentions = [None if p is None else a.mentions.get(p.mention or "") for a, p in zip(of, people, strict=True)]
        spans = spans_of(mentions)
        columns = {key: [None if p is None else getattr(p, key) for p in people] for key in fields}
        columns["name"] = names(context, columns["entity"])
        columns["mention"] = [a.known_as(m) for a, m in zip(of, columns["mention"], strict=True)]
        columns["start"] = [None if s is None else s.start for s in spans]
        columns["end"] = [None if s is None else s.end for s in spans]
        columns["text"] = words(of, spans)
        found |= {f"{party}_{key}": values for key, values in columns.items()}
    return found


def _around(articles: Sequence[Article]) -> Columns:
    """The paragraphs that content and cue touch, as one text, and the paragraph before them."""
    found = [around for article in articles for around in _of_article(article)]
    keys = ("context", "context_start", "context_end", "previous_paragraph")
    return {key: [row[i] for row in found] for i, key in enumerate(keys)}


def _of_article(article: Article) -> Iterator[tuple[str | None, int | None, int | None, str | None]]:
    """For each quote that text, its start and end (code points in the document), and the paragraph before it."""
    if not article.annotations.quotes:
        return
    paragraphs = segment.paragraphs(article.text)
    starts, ends = [p.start for p in paragraphs], [p.end for p in paragraphs]
    for quote in article.annotations.quotes:
        whole = hull([*quote.content, *quote.cue])
        first = bisect_right(ends, whole.start)
        last = bisect_left(starts, whole.end) - 1
        if last < first:
            yield None, None, None, None
            continue
        start, end = starts[first], ends[last]
        before = covered(article.text, paragraphs[first - 1]) if first else None
        yield article.text[start:end], start, end, before
