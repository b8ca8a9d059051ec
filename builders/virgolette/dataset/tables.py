"""From a corpus to Arrow tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from virgolette.dataset.columns import arrow_schema
from virgolette.dataset.context import Article, Context
from virgolette.dataset.rows import claims, documents, entities, quotes
from virgolette.dataset.rows.base import Row

if TYPE_CHECKING:
    import pyarrow as pa

# The rows that one document gives. Pairs of claims belong to two documents.
BY_DOCUMENT: dict[str, Callable[[Article, Context], Iterator[Row]]] = {
    "documents": documents.rows,
    "entities": entities.sentences,
    "quotes": quotes.rows,
    "claims": claims.rows,
    "mentions": entities.mentions,
}


def rows(table: str, split: str, context: Context) -> Iterator[Row]:
    """The rows of one table in one split, documents in the manifest's order."""
    if table == "claim_pairs":
        yield from claims.pairs(split, context)
    else:
        for article in context.split(split):
            yield from BY_DOCUMENT[table](article, context)


def table(name: str, split: str, context: Context) -> pa.Table:
    """One table of one split in memory."""
    import pyarrow as pa

    return pa.Table.from_pylist(list(rows(name, split, context)), schema=arrow_schema(name))
