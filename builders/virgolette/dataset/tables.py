"""From a corpus to Arrow tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from virgolette.dataset import arrow, records
from virgolette.dataset.columns import arrow_schema
from virgolette.dataset.context import Article, Context
from virgolette.dataset.records import Records, Row
from virgolette.dataset.rows import claims, documents, entities, pairs, quotes

if TYPE_CHECKING:
    import pyarrow as pa

# The rows that one document gives. Pairs of claims belong to two documents.
BY_DOCUMENT: dict[str, Callable[[Article, Context], Records]] = {
    "documents": documents.rows,
    "entities": entities.sentences,
    "quotes": quotes.rows,
    "claims": claims.rows,
    "mentions": entities.mentions,
}


def rows(name: str, split: str, context: Context) -> Iterator[Records]:
    """The rows of one table in one split, some at a time, documents in the manifest's order."""
    if name == "claim_pairs":
        yield records.of(list(pairs.rows(split, context)), arrow_schema(name).names)
    else:
        for article in context.split(split):
            yield BY_DOCUMENT[name](article, context)


def of_document(name: str, article: Article, context: Context) -> list[Row]:
    """The rows of one table that one document gives, as dictionaries."""
    return records.rows(BY_DOCUMENT[name](article, context), arrow_schema(name))


def table(name: str, split: str, context: Context) -> pa.Table:
    """One table of one split in memory."""
    return arrow.table(records.joined(list(rows(name, split, context))), arrow_schema(name))
