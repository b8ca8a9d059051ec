"""Claims in their normal form."""

from __future__ import annotations

from collections.abc import Sequence

from virgolette.dataset.context import Article, Context
from virgolette.dataset.records import Lists, Records, chained
from virgolette.dataset.rows.base import Columns, hulls, known_as, names, pieces, repeated, spans_of, where, words
from virgolette.dataset.rows.batch import Batch
from virgolette.model import Claim, Value


def rows(batch: Batch, context: Context) -> Records:
    """A row a claim, in the order of the annotation files."""
    layer = batch.layer("claims")
    claims, of = layer.objects, layer.of
    frames = [c.frame for c in claims]
    return Records(
        layer.places,
        layer.fields,
        frames,
        claim_id=layer.ids,
        **where(batch.articles, layer.counts, context),
        text=layer.text,
        segments=pieces(of, layer.segments),
        **_claimers(of, claims, context),
        subject_name=names(context, [f.subject for f in frames]),
        values=_values(of, [f.values for f in frames]),
        clusters=[context.clusters.get(claim_id, ()) for claim_id in layer.ids],
    )


def _claimers(of: Sequence[Article], claims: Sequence[Claim], context: Context) -> Columns:
    """`author`, or the quote's global id with its speaker: entity, canonical name, words of the mention."""
    quotes = [a.quotes.get(c.claimer) for a, c in zip(of, claims, strict=True)]
    entities = [None if q is None else q.speaker.entity for q in quotes]
    mentions = [None if q is None else a.mentions.get(q.speaker.mention or "") for a, q in zip(of, quotes, strict=True)]
    return {
        "claimer": [c.claimer if q is None else a.prefix + q.id for a, c, q in zip(of, claims, quotes, strict=True)],
        "claimer_entity": entities,
        "claimer_name": names(context, entities),
        "claimer_text": words(of, spans_of(mentions)),
    }


def _values(of: Sequence[Article], figures: Sequence[Sequence[str]]) -> Lists:
    """The figures of claims: the mention, its words, its value."""
    held = [[a.mentions[m] for m in own if m in a.mentions] for a, own in zip(of, figures, strict=True)]
    mentions, counts = chained(held), list(map(len, held))
    values, of = [m.value for m in mentions], repeated(of, counts)
    return Lists(
        counts,
        Records(
            mention=known_as(of, [m.id for m in mentions]),
            label=[m.label for m in mentions],
            text=words(of, hulls([m.segments for m in mentions])),
            **{
                key: [None if value is None else getattr(value, key) for value in values]
                for key in Value.__struct_fields__
            },
        ),
    )
