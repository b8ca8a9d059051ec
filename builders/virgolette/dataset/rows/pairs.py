"""The judged pairs of claims."""

from __future__ import annotations

from collections.abc import Iterator

from virgolette.dataset import records
from virgolette.dataset.columns import SIDE, arrow_schema
from virgolette.dataset.context import Article, Context
from virgolette.dataset.records import Row
from virgolette.dataset.rows import claims
from virgolette.dataset.rows.base import tree
from virgolette.dataset.rows.batch import Batch
from virgolette.errors import InputError
from virgolette.model import Cluster, Relation


def rows(split: str, context: Context) -> Iterator[Row]:
    """A row a judged pair of one split, in the order of the clusters file.

    Pairs of which a document has no rows are left out; `unpaired` counts them.

    Raises:
        InputError: Where a pair's documents are in different splits, or one of its claims doesn't exist.
    """
    read, known = set[str](), dict[str, Row]()
    for cluster, relation in _relations(context):
        a, b = (_article(cluster, claim_id, context) for claim_id in (relation.a, relation.b))
        if a is None or b is None:
            continue
        if a.entry.split != b.entry.split:
            told = f"{relation.a} is in {a.entry.split}, {relation.b} in {b.entry.split}"
            raise InputError(
                f"{told}: a pair can't belong to two splits",
                where=f"clusters#{cluster.id}",
                remedy="Give both documents the same split in seeds/manifest.json, or take the pair out.",
            )
        if a.entry.split == split:
            for article in (a, b):
                if article.entry.doc_id not in read:
                    read.add(article.entry.doc_id)
                    known |= _claims(article, context)
            yield _pair(cluster, relation, known[relation.a], known[relation.b])


def unpaired(context: Context) -> int:
    """Judged pairs that have no row, because a document has none."""
    ends = ((relation.a, relation.b) for _, relation in _relations(context))
    return sum(any(end.partition("#")[0] not in context.articles for end in pair) for pair in ends)


def _relations(context: Context) -> Iterator[tuple[Cluster, Relation]]:
    for cluster in context.corpus.knowledge.clusters:
        for relation in cluster.relations:
            yield cluster, relation


def _article(cluster: Cluster, claim_id: str, context: Context) -> Article | None:
    """The document of a claim; None where that has no rows."""
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
    return article


def _claims(article: Article, context: Context) -> dict[str, Row]:
    """The rows of a document's claims by their ids."""
    found = records.rows(claims.rows(Batch([article]), context), arrow_schema("claims"))
    return {row["claim_id"]: row for row in found}


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
