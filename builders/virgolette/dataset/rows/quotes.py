"""Quotes with their speakers and the paragraphs around them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from virgolette import segment
from virgolette.dataset.columns import parties
from virgolette.dataset.context import Article, Context
from virgolette.dataset.records import Records
from virgolette.dataset.rows.base import Columns, hulls, joined, known_as, names, pieces, spans_of, where, words
from virgolette.model import Quote
from virgolette.spans import covered, hull


def rows(article: Article, context: Context) -> Records:
    """A row a quote, in the order of the annotation file."""
    quotes = article.annotations.quotes
    contents, cues = [q.content for q in quotes], [q.cue for q in quotes]
    return Records(
        hulls(contents),
        quotes,
        quote_id=known_as(article, [q.id for q in quotes]),
        **where(article, context, len(quotes)),
        content=[joined(article, content) for content in contents],
        segments=pieces(article, contents),
        cue=[joined(article, cue) for cue in cues],
        cue_segments=pieces(article, cues),
        parent=[article.known_as(q.parent) for q in quotes],
        **_parties(quotes, article, context),
        **_around(article, quotes),
    )


def _parties(quotes: Sequence[Quote], article: Article, context: Context) -> Columns:
    """Columns of those who take part in quotes: their own fields, the mention's words, the name."""
    found: Columns = {}
    for party, fields in parties().items():
        people = [getattr(q, party) for q in quotes]
        mentions = [None if p is None else article.mentions.get(p.mention or "") for p in people]
        spans = spans_of(mentions)
        columns = {key: [None if p is None else getattr(p, key) for p in people] for key in fields}
        columns["name"] = names(context, columns["entity"])
        columns["mention"] = [article.known_as(m) for m in columns["mention"]]
        columns["start"] = [None if s is None else s.start for s in spans]
        columns["end"] = [None if s is None else s.end for s in spans]
        columns["text"] = words(article, spans)
        found |= {f"{party}_{key}": values for key, values in columns.items()}
    return found


def _around(article: Article, quotes: Sequence[Quote]) -> Columns:
    """The paragraphs that content and cue touch, as one text, and the paragraph before them."""
    paragraphs = segment.paragraphs(article.text)
    starts, ends = [p.start for p in paragraphs], [p.end for p in paragraphs]
    found: list[tuple[str | None, int | None, int | None, str | None]] = []
    for quote in quotes:
        whole = hull([*quote.content, *quote.cue])
        first = bisect_right(ends, whole.start)
        last = bisect_left(starts, whole.end) - 1
        if last < first:
            found.append((None, None, None, None))
            continue
        start, end = starts[first], ends[last]
        before = covered(article.text, paragraphs[first - 1]) if first else None
        found.append((article.text[start:end], start, end, before))
    keys = ("context", "context_start", "context_end", "previous_paragraph")
    return {key: [row[i] for row in found] for i, key in enumerate(keys)}
