"""From a corpus to Arrow tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from virgolette.dataset import arrow, records
from virgolette.dataset.columns import arrow_schema
from virgolette.dataset.context import Article, Context
from virgolette.dataset.records import Records, Row
from virgolette.dataset.rows import claims, documents, entities, pairs, quotes
from virgolette.dataset.rows.batch import Batch

if TYPE_CHECKING:
    import pyarrow as pa

# The rows that documents give. Pairs of claims belong to two documents.
BY_DOCUMENT: dict[str, Callable[[Batch, Context], Records]] = {
    "documents": documents.rows,
    "entities": entities.sentences,
    "quotes": quotes.rows,
    "claims": claims.rows,
    "mentions": entities.mentions,
}
# Documents whose rows are made at once, or code points of their texts: fewer take longer, more take more memory.
AT_ONCE, LONG = 25, 1 << 18


def rows(name: str, split: str, context: Context) -> Iterator[Records]:
    """The rows of one table in one split, some at a time, documents in the manifest's order."""
    if name == "claim_pairs":
        yield records.of(list(pairs.rows(split, context)), arrow_schema(name).names)
    else:
        some: list[Article] = []
        for article in context.split(split):
            some.append(article)
            if full(some):
                yield BY_DOCUMENT[name](Batch(some), context)
                some = []
        if some:
            yield BY_DOCUMENT[name](Batch(some), context)


def full(articles: Sequence[Article]) -> bool:
    """Whether rows are to be made of these documents, before there are more."""
    return len(articles) >= AT_ONCE or sum(article.entry.chars for article in articles) >= LONG


def of_document(name: str, article: Article, context: Context) -> list[Row]:
    """The rows of one table that one document gives, as dictionaries."""
    return records.rows(BY_DOCUMENT[name](Batch([article]), context), arrow_schema(name))


def table(name: str, split: str, context: Context) -> pa.Table:
    """One table of one split in memory."""
    import pyarrow as pa

    schema = arrow_schema(name)
    found = [arrow.table(some, schema) for some in rows(name, split, context)]
    return pa.concat_tables([schema.empty_table(), *found]).combine_chunks()
