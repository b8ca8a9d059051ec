"""The configuration `reference_standoff`: external documents without a word of their texts.

A row is a document as in `documents`, but every column that could hold its words is gone from the schema: a
row that tried to carry them has nowhere to put them. Beside the annotations a row has what they refer to
(names, clusters, judged pairs), so that whoever holds the texts gets all configurations back (`hydration`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from virgolette.dataset import columns, features
from virgolette.dataset.context import Article, Context
from virgolette.dataset.records import Row
from virgolette.dataset.rows.base import tree
from virgolette.dataset.tables import of_document
from virgolette.errors import InputError
from virgolette.model import Annotations, Document

if TYPE_CHECKING:
    import pyarrow as pa

NAME = "reference_standoff"
ABOUT = "a row an external document: offsets, digests and annotations, none of its words"
# In every other configuration these hold a document's own words.
WORDS = ("title", "text")


@cache
def arrow_schema() -> pa.Schema:
    """The columns, derived from those of `documents`."""
    import pyarrow as pa

    kept = {key: _wordless(kind) for key, kind in columns.documents().items() if key not in WORDS}
    string, whole = pa.string(), pa.int32()
    cluster = features.item_types("clusters", "clusters")
    asked = {key: cluster[key] for key in ("question", "question_en", "subject", "metric")}
    relation = features.item_types("clusters", "clusters", "relations")
    known = features.item_types("entities", "entities")
    kept["dataset_version"] = string
    kept["names"] = features.records({key: known[key] for key in ("id", "name", "type")})
    kept["clusters"] = features.records({"claim": string, "cluster": string})
    kept["relations"] = features.records({"index": whole, "cluster": string, **asked, **relation})
    return pa.schema(list(kept.items()))


def _wordless(kind: pa.DataType) -> pa.DataType:
    """A list of records without the words that a record covers; any other type as it is."""
    import pyarrow.types as is_

    if is_.is_list(kind) and is_.is_struct(kind.value_type):
        fields = columns.members(kind.value_type)
        return features.records({key: _wordless(inner) for key, inner in fields.items() if key not in WORDS})
    return kind


def external(documents: Iterable[Document]) -> list[Document]:
    """The annotated documents whose texts may not be shown."""
    return [d for d in documents if d.entry.text == "external" and d.annotations is not None]


def rows(context: Context, split: str) -> Iterator[Row]:
    """The rows of one split, in the manifest's order.

    Raises:
        InputError: Where a document carries words of its text.
    """
    for document in external(context.corpus.documents):
        if document.entry.split == split and document.annotations is not None:
            yield _row(document, document.annotations, context)


def _row(document: Document, annotations: Annotations, context: Context) -> Row:
    bare = Document(document.entry, None, annotations)
    (row,) = of_document("documents", Article(bare, annotations), context)
    refuse_words(row)
    doc_id = document.entry.doc_id
    own = f"{doc_id}#"
    row["dataset_version"] = context.corpus.manifest.dataset_version
    row["names"] = _names(annotations, context)
    row["clusters"] = [
        {"claim": claim, "cluster": cluster}
        for claim, held in context.clusters.items()
        if claim.startswith(own)
        for cluster in held
    ]
    row["relations"] = [r for r in _relations(context) if r["a"].startswith(own)]
    return row


def refuse_words(row: Row) -> None:
    """Nothing where a row of `documents` holds no word of its text.

    Raises:
        InputError: Where it does, or lacks the digest that stands for one.
    """
    where = f"{row['doc_id']}"
    if row.get("text") is not None or row.get("title") is not None:
        raise InputError("an external document carries its text or title", where=where)
    for segment in row["segments"]:
        if segment.get("text") is not None or segment.get("digest") is None:
            raise InputError(
                "a segment of an external document carries words instead of their digest",
                where=f"{where}#{segment['annotation']}",
                remedy="Run virgolette check, and mend what it finds.",
            )


def _names(annotations: Annotations, context: Context) -> list[Row]:
    """The entities that the annotations of a document refer to, in the order of the entities file."""
    used = {m.entity for m in annotations.entities} | {c.frame.subject for c in annotations.claims}
    for quote in annotations.quotes:
        used |= {p.entity for p in (quote.speaker, quote.via, quote.addressee) if p is not None}
    known = context.corpus.knowledge.entities
    return [{"id": e.id, "name": e.name, "type": e.type} for e in known if e.id in used]


def _relations(context: Context) -> Iterator[Row]:
    """All judged pairs, numbered in the order of the clusters file."""
    pairs = [(c, r) for c in context.corpus.knowledge.clusters for r in c.relations]
    for index, (cluster, relation) in enumerate(pairs):
        asked = {key: getattr(cluster, key) for key in ("question", "question_en", "subject", "metric")}
        yield {"index": index, "cluster": cluster.id, **asked, **tree(relation)}
