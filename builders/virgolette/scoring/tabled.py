"""Spans from files as tables for `spans.score_tables`: Parquet, and predictions by schema/prediction."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from virgolette.errors import InputError
from virgolette.scoring.columns import COLUMNS
from virgolette.scoring.result import Score
from virgolette.scoring.spans import score_tables

Table = Any
_REMEDY = "Give mentions as {label, segments: [{start, end}]}, or use: virgolette score"
# Bytes that are parsed together, as long as no line is longer: few, so that all processors have some of a small file.
# Of two megabytes on two processors that takes a tenth off.
_BLOCK = 1 << 18


def score_files(gold: Path, predicted: Path) -> list[Score]:
    """Score the spans of one file against those of another, as `spans.score_tables`.

    Args:
        gold, predicted: Parquet where the name ends in .parquet, else JSON Lines.

    Raises:
        InputError: As `from_parquet`, `from_lines` and `spans.score_tables`.
    """
    # pyarrow parses on all processors as it is, but the few blocks of a small file leave them idle at its end: to read
    # both at once takes a twentieth off a thousand documents.
    with ThreadPoolExecutor(1) as thread:
        theirs = thread.submit(_read, predicted)
        return score_tables(_read(gold), theirs.result())


def _read(path: Path) -> Table:
    return from_parquet(path) if path.suffix == ".parquet" else from_lines(path)


def from_parquet(path: Path) -> Table:
    """The spans of a Parquet file with the columns doc_id, start, end and label.

    Raises:
        InputError: Where the file can't be read or lacks a column.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path, read_dictionary=["doc_id", "label"]) as file:
            missing = [name for name in COLUMNS if name not in file.schema_arrow.names]
            if missing:
                remedy = f"Give the columns {', '.join(COLUMNS)}."
                raise InputError(f"has no column {missing[0]}", where=str(path), remedy=remedy)
            # Small as such files are, threads cost more than they save: a tenth of the time of reading.
            return file.read(columns=list(COLUMNS), use_threads=False)
    except (OSError, pa.ArrowException) as error:
        raise _unreadable(path, error, "Name a Parquet file.") from None


def from_lines(path: Path) -> Table:
    """The mentions in a file of predictions, of which each is given by the offsets of one segment.

    Nothing is looked up in a text, and nothing else of the lines is looked at: `virgolette score` does both.

    Raises:
        InputError: Where the file can't be read, has a document twice, or a mention has words instead of offsets, or
            several segments.
    """
    import pyarrow as pa
    from pyarrow import compute

    lines = _parsed(path)
    if lines["doc_id"].null_count:
        lines = lines.filter(compute.is_valid(lines["doc_id"]))
    names = lines["doc_id"].combine_chunks()
    if len(names.unique()) < len(names):
        raise InputError("has a document twice", where=str(path), remedy="Keep one line a document.")
    mentions = lines["entities"].combine_chunks()
    owners, records = compute.list_parent_indices(mentions), mentions.flatten()
    labels, segments = records.field("label"), records.field("segments")
    if compute.any(compute.not_equal(compute.list_value_length(segments), 1)).as_py() or segments.null_count:
        raise InputError("a mention hasn't just one segment", where=str(path), remedy=_REMEDY)
    spans = segments.flatten()
    columns = (owners.cast("int32"), spans.field("start"), spans.field("end"), labels)
    if any(column.null_count for column in columns):
        raise InputError("a mention has no label or no offsets", where=str(path), remedy=_REMEDY)
    documents = pa.DictionaryArray.from_arrays(columns[0], names)
    return pa.table(dict(zip(COLUMNS, (documents, *columns[1:]), strict=True)))


def _parsed(path: Path) -> Table:
    """doc_id and entities of all lines."""
    import pyarrow as pa
    from pyarrow import json

    segment = pa.struct({"start": pa.int64(), "end": pa.int64()})
    mention = pa.struct({"label": pa.string(), "segments": pa.list_(segment)})
    wanted = pa.schema({"doc_id": pa.string(), "entities": pa.list_(mention)})
    options = json.ParseOptions(explicit_schema=wanted, unexpected_field_behavior="ignore")

    def read(block: int) -> Table:
        return json.read_json(path, read_options=json.ReadOptions(block_size=block), parse_options=options)

    try:
        if not path.stat().st_size:
            return wanted.empty_table()
        try:
            return read(_BLOCK)
        except pa.ArrowInvalid as error:
            if "block" not in str(error):
                raise
            with path.open("rb") as file:
                longest = max(map(len, file))
            return read(longest + 1)
    except (OSError, pa.ArrowException) as error:
        raise _unreadable(path, error, _REMEDY) from None


def _unreadable(path: Path, error: Exception, remedy: str) -> InputError:
    return InputError(f"can't be read ({str(error).partition(chr(10))[0]})", where=str(path), remedy=remedy)
