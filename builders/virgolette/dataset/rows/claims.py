"""Claims in their normal form."""

from __future__ import annotations

from collections.abc import Sequence

from virgolette.dataset.context import Article, Context
from virgolette.dataset.records import Lists, Records
from virgolette.dataset.rows.base import Columns, hulls, known_as, names, pieces, spans_of, where, words
from virgolette.model import Claim, Value


def rows(article: Article, context: Context) -> Records:
    """A row a claim, in the order of the annotation file."""
    claims = article.annotations.claims
    segmented, frames = [c.segments for c in claims], [c.frame for c in claims]
    spans, ids = hulls(segmented), known_as(article, [c.id for c in claims])
    return Records(
        spans,
        claims,
        frames,
        claim_id=ids,
        **where(article, context, len(claims)),
        text=words(article, spans),
        segments=pieces(article, segmented),
        **_claimers(article, claims, context),
        subject_name=names(context, [f.subject for f in frames]),
        values=_values(article, [f.values for f in frames]),
        clusters=[context.clusters.get(claim_id, ()) for claim_id in ids],
    )


def _claimers(article: Article, claims: Sequence[Claim], context: Context) -> Columns:
    """`author`, or the quote's global id with its speaker: entity, canonical name, words of the mention."""
    quotes = [article.quotes.get(c.claimer) for c in claims]
    entities = [None if q is None else q.speaker.entity for q in quotes]
    mentions = [None if q is None else article.mentions.get(q.speaker.mention or "") for q in quotes]
    return {
        "claimer": [c.claimer if q is None else article.known_as(q.id) for c, q in zip(claims, quotes, strict=True)],
        "claimer_entity": entities,
        "claimer_name": names(context, entities),
        "claimer_text": words(article, spans_of(mentions)),
    }


def _values(article: Article, listed: Sequence[Sequence[str]]) -> Lists:
    """The figures of claims: the mention, its words, its value."""
    held = [[article.mentions[m] for m in own if m in article.mentions] for own in listed]
    mentions = [mention for own in held for mention in own]
    values = [m.value for m in mentions]
    return Lists(
        list(map(len, held)),
        Records(
            mention=known_as(article, [m.id for m in mentions]),
            label=[m.label for m in mentions],
            text=words(article, hulls([m.segments for m in mentions])),
            **{
                key: [None if value is None else getattr(value, key) for value in values]
                for key in Value.__struct_fields__
            },
        ),
    )
