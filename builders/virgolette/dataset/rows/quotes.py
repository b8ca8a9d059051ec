"""Quotes with their speakers and the paragraphs around them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from virgolette import segment
from virgolette.dataset.columns import parties
from virgolette.dataset.context import Article, Context
from virgolette.dataset.features import plain
from virgolette.dataset.rows.base import Row, joined, party, pieces, span, tree, where
from virgolette.model import Quote
from virgolette.spans import Span, covered, hull


def rows(article: Article, context: Context) -> Iterator[Row]:
    """A row a quote, in the order of the annotation file."""
    paragraphs = segment.paragraphs(article.text)
    for quote in article.annotations.quotes:
        fields = tree(quote)
        row = {
            "quote_id": article.known_as(quote.id),
            **where(article, context),
            **{key: fields.get(key) for key in plain("quote") if key not in ("id", *parties())},
            **span(article, quote.content),
            "content": joined(article, quote.content),
            "segments": pieces(article, quote.content),
            "cue": joined(article, quote.cue),
            "cue_segments": pieces(article, quote.cue),
            "marks": fields["marks"],
            "parent": article.known_as(quote.parent),
        }
        del row["text"]
        for name in parties():
            if fields.get(name) is not None:
                row |= party(name, fields[name], article, context)
        yield row | _around(article, quote, paragraphs)


def _around(article: Article, quote: Quote, paragraphs: list[Span]) -> Row:
    """The paragraphs that content and cue touch, as one text, and the paragraph before them."""
    whole = hull([*quote.content, *quote.cue])
    first = bisect_right(paragraphs, whole.start, key=lambda p: p.end)
    last = bisect_left(paragraphs, whole.end, key=lambda p: p.start) - 1
    if last < first:
        return {}
    context = hull([paragraphs[first], paragraphs[last]])
    return {
        "context": covered(article.text, context),
        "context_start": context.start,
        "context_end": context.end,
        "previous_paragraph": covered(article.text, paragraphs[first - 1]) if first else None,
    }
