"""The public functions: the shipped corpus as data sets, data frames and objects, offline.

Every function takes `texts`, the folder with the external texts (default: the environment variable
VIRGOLETTE_TEXTS); without it, what needs those texts is left out, and a warning says so.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Collection
from typing import TYPE_CHECKING

from virgolette import corpus
from virgolette.dataset import records, tables
from virgolette.dataset.columns import CONFIGS, TABLES, arrow_schema, features
from virgolette.dataset.context import Context
from virgolette.dataset.features import split_names
from virgolette.dataset.hydration import hydrated as hydrate
from virgolette.dataset.records import Row
from virgolette.dataset.rows.documents import annotations_of
from virgolette.errors import InputError
from virgolette.model import Document

if TYPE_CHECKING:
    import datasets
    import pandas as pd
    import pyarrow as pa

PathLike = str | os.PathLike[str]

__all__ = ["annotations_of", "documents", "frame", "hydrate", "load", "rows"]


def load(
    config: str = "documents", split: str | None = None, *, texts: PathLike | None = None
) -> datasets.Dataset | datasets.DatasetDict:
    """The corpus as a data set of the datasets library, in memory: no network, no cache.

    Args:
        config: `documents`, `entities`, `quotes`, `claims` or `claim_pairs`.
        split: `train`, `validation`, `test` or `reference`; None for all that have rows.
        texts: Folder of the external texts.

    Returns:
        A Dataset where a split is named, else a DatasetDict of the splits that have rows.

    Raises:
        InputError: For an unknown configuration, or a split without rows.

    Example:
        >>> quotes = virgolette.load("quotes", split="train")
        >>> quotes[0]["speaker_name"], quotes[0]["content"]
    """
    from datasets import Dataset, DatasetDict, DatasetInfo, NamedSplit

    _known("configuration", config, CONFIGS)
    if split is not None:
        _known("split", split, split_names())
    context = _context(texts)
    version = context.corpus.manifest.dataset_version
    info = DatasetInfo(features=features(config), config_name=config, dataset_name="virgolette", version=version)
    wanted = context.splits if split is None else (split,)
    every = {name: tables.table(config, name, context) for name in wanted}
    found = {name: Dataset(data, info=info, split=NamedSplit(name)) for name, data in every.items() if data.num_rows}
    if split is None:
        return DatasetDict(found)
    if split not in found:
        held = [name for name in context.splits if tables.table(config, name, context).num_rows]
        reason = " ".join([f"Splits with rows: {', '.join(held) or 'none'}.", *context.left_out()])
        raise InputError(f"the split {split} of {config} has no rows", where="virgolette.load", remedy=reason)
    return found[split]


def frame(layer: str, *, texts: PathLike | None = None) -> pd.DataFrame:
    """One layer of the whole corpus as a pandas data frame, all splits one after the other.

    Args:
        layer: A configuration as in `load`, or `mentions`: a row a mention.
        texts: Folder of the external texts.

    Returns:
        A frame with the columns of the configuration. A record becomes a column a field (`value.low`), lists
        stay lists of dictionaries, whole numbers and truth values stay such where some are missing.

    Raises:
        InputError: For an unknown layer.

    Example:
        >>> mentions = virgolette.frame("mentions")
        >>> mentions[mentions.label == "MONEY"][["text", "value.low", "value.unit"]]
    """
    import pyarrow as pa

    _known("layer", layer, TABLES)
    context = _context(texts)
    return _frame(
        pa.concat_tables(
            [tables.table(layer, name, context) for name in context.splits] or [arrow_schema(layer).empty_table()]
        )
    )


def rows(config: str = "documents", split: str | None = None, *, texts: PathLike | None = None) -> list[Row]:
    """The rows of `load` as plain dictionaries, without importing datasets (which alone takes about a second).

    Args:
        config: As in `load`, or `mentions`: a row a mention.
        split: As in `load`; None for all that have rows.
        texts: Folder of the external texts.

    Returns:
        The rows; none where the split has none.

    Raises:
        InputError: For an unknown configuration or split.

    Example:
        >>> [row["speaker_name"] for row in virgolette.rows("quotes", "train")]
    """
    _known("configuration", config, TABLES)
    if split is not None:
        _known("split", split, split_names())
    context = _context(texts)
    wanted = context.splits if split is None else (split,)
    found = (some for name in wanted for some in tables.rows(config, name, context))
    return [row for some in found for row in records.rows(some, arrow_schema(config))]


def documents(texts: PathLike | None = None) -> list[Document]:
    """The documents of the corpus as frozen records: manifest entry, text, annotations.

    Args:
        texts: Folder of the external texts; without it `text` is None for those documents.

    Example:
        >>> for document in virgolette.documents():
        ...     print(document.entry.doc_id, len(document.annotations.quotes))
    """
    return list(corpus.load(external=texts).documents)


def _context(texts: PathLike | None) -> Context:
    """The shipped corpus; what is left out of it is said in a warning."""
    context = Context(corpus.load(external=texts))
    if line := corpus.left_out(context.corpus):
        warnings.warn(line, stacklevel=3)
    return context


def _known(kind: str, name: str, names: Collection[str]) -> None:
    if not isinstance(name, str) or name not in names:
        raise InputError(f"there is no {kind} {name!r}", where="virgolette", remedy=f"Name one of {', '.join(names)}.")


def _frame(data: pa.Table) -> pd.DataFrame:
    """Arrow to pandas without turning whole numbers into floats, or lists into arrays."""
    import pandas as pd
    import pyarrow as pa

    kept = {pa.int32(): pd.Int32Dtype(), pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    while any(pa.types.is_struct(field.type) for field in data.schema):
        data = data.flatten()
    found: pd.DataFrame = data.to_pandas(types_mapper=kept.get)
    for field in data.schema:
        if pa.types.is_list(field.type):
            found[field.name] = pd.Series(data.column(field.name).to_pylist(), index=found.index, dtype=object)
    return found
