"""Claims in their normal form, and the judged pairs of them."""

from __future__ import annotations

from collections.abc import Iterator

from virgolette.dataset.columns import SIDE
from virgolette.dataset.context import Article, Context
from virgolette.dataset.rows.base import Row, pieces, span, tree, where
from virgolette.errors import InputError
from virgolette.model import Claim, Cluster, Relation


def rows(article: Article, context: Context) -> Iterator[Row]:
    """A row a claim, in the order of the annotation file."""
    for claim in article.annotations.claims:
        yield row(article, claim, context)


def row(article: Article, claim: Claim, context: Context) -> Row:
    """One claim."""
    claim_id = article.known_as(claim.id)
    fields = tree(claim)
    frame = fields.pop("frame")
    del fields["id"], fields["segments"]
    return {
        "claim_id": claim_id,
        **where(article, context),
        **span(article, claim.segments),
        "segments": pieces(article, claim.segments),
        **fields,
        **_claimer(article, claim, context),
        **frame,
        "subject_name": context.names.get(claim.frame.subject or ""),
        "values": [value for mention in claim.frame.values for value in _value(article, mention)],
        "clusters": list(context.clusters.get(claim_id or "", ())),
    }


def _claimer(article: Article, claim: Claim, context: Context) -> Row:
    """`author`, or the quote's global id with its speaker: entity, canonical name, words of the mention."""
    quote = article.quotes.get(claim.claimer)
    if quote is None:
        return {"claimer": claim.claimer}
    mention = article.mentions.get(quote.speaker.mention or "")
    return {
        "claimer": article.known_as(quote.id),
        "claimer_entity": quote.speaker.entity,
        "claimer_name": context.names.get(quote.speaker.entity or ""),
        "claimer_text": span(article, mention.segments)["text"] if mention is not None else None,
    }


def _value(article: Article, mention_id: str) -> Iterator[Row]:
    mention = article.mentions.get(mention_id)
    if mention is not None:
        value = tree(mention.value) if mention.value is not None else {}
        words = span(article, mention.segments)["text"]
        yield {"mention": article.known_as(mention.id), "label": mention.label, "text": words, **value}


def pairs(split: str, context: Context) -> Iterator[Row]:
    """A row a judged pair of one split, in the order of the clusters file.

    Pairs of which a document has no rows are left out; `unpaired` counts them.

    Raises:
        InputError: Where a pair's documents are in different splits, or one of its claims doesn't exist.
    """
    for cluster, relation in _relations(context):
        sides = [_side(cluster, claim_id, context) for claim_id in (relation.a, relation.b)]
        if any(side is None for side in sides):
            continue
        a, b = ({} if side is None else side for side in sides)
        if a["split"] != b["split"]:
            held = f"{relation.a} is in {a['split']}, {relation.b} in {b['split']}"
            raise InputError(
                f"{held}: a pair can't belong to two splits",
                where=f"clusters#{cluster.id}",
                remedy="Give both documents the same split in seeds/manifest.json, or take the pair out.",
            )
        if a["split"] == split:
            yield _pair(cluster, relation, a, b)


def unpaired(context: Context) -> int:
    """Judged pairs that have no row, because a document has none."""
    ends = ((relation.a, relation.b) for _, relation in _relations(context))
    return sum(any(end.partition("#")[0] not in context.articles for end in pair) for pair in ends)


def _relations(context: Context) -> Iterator[tuple[Cluster, Relation]]:
    for cluster in context.corpus.knowledge.clusters:
        for relation in cluster.relations:
            yield cluster, relation


def _side(cluster: Cluster, claim_id: str, context: Context) -> Row | None:
    doc_id, _, own = claim_id.partition("#")
    article = context.articles.get(doc_id)
    if article is None and any(d.entry.doc_id == doc_id for d in context.corpus.documents):
        return None
    if article is None or own not in article.claims:
        raise InputError(
            "there is no such claim",
            where=claim_id,
            remedy=f"Mend the cluster {cluster.id} in annotations/clusters.json.",
        )
    return row(article, article.claims[own], context)


def _pair(cluster: Cluster, relation: Relation, a: Row, b: Row) -> Row:
    fields = tree(cluster)
    found = {
        "cluster": cluster.id,
        **{k: fields[k] for k in ("question", "question_en", "subject", "metric")},
    }
    found |= {"split": a["split"], "fold": _later(a["fold"], b["fold"])}
    for end, side in (("a", a), ("b", b)):
        found |= {f"{key}_{end}": side.get(key) for key in SIDE}
    pair = tree(relation)
    return found | {"claim_a": pair.pop("a"), "claim_b": pair.pop("b")} | pair


def _later(a: int | None, b: int | None) -> int | None:
    """The fold that scores a pair: each pair is scored once, in the fold of its later document.

    Who trains for a fold must leave out every pair that touches its document: see fold_a and fold_b.
    """
    return None if a is None or b is None else max(a, b)
