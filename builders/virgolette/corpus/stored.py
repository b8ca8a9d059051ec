"""The lines of a shard as they are stored: JSON Lines, or the column `line` of a Parquet file, read as Arrow.

The same lines; Parquet takes less room, and is what engines that work with Arrow write.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import Any

from virgolette.errors import InputError

LINES, PARQUET = ".jsonl", ".parquet"
COLUMN = "line"
# Bytes that are read at once: several lines, which are of tens of kilobytes.
_BUFFER = 1 << 18
# A row group ends with so many rows, or bytes; so many rows are taken out of it at once, and are in memory.
_GROUP, _LARGE, _SOME = 100, 1 << 23, 10
_AGAIN = "Write the file again."


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a shard without their ends, each with its place: what `at` finds it by.

    A place is the offset of the line's first byte, or of Parquet the number of its row, from 0.

    Raises:
        InputError: Where the file can't be read, or is Parquet without lines of text.
    """
    with _told(path):
        if path.suffix == PARQUET:
            yield from enumerate(_rows(path))
            return
        with path.open("rb", _BUFFER) as stream:
            offset = 0
            for raw in stream:
                yield offset, raw.removesuffix(b"\n")
                offset += len(raw)


def at(path: Path, places: Sequence[int]) -> Iterator[bytes]:
    """The lines at some places, in the order of these.

    Raises:
        InputError: As `lines`.
    """
    with _told(path):
        if path.suffix == PARQUET:
            yield from _rows_at(path, places)
            return
        with path.open("rb") as stream:
            for offset in places:
                stream.seek(offset)
                yield stream.readline().removesuffix(b"\n")


def write(path: Path, raws: Iterable[bytes]) -> None:
    """Write lines, given with their ends, to a new shard.

    Raises:
        OSError: Where it can't be written.
    """
    if path.suffix != PARQUET:
        with path.open("xb") as stream:
            stream.writelines(raws)
        return
    import pyarrow as pa
    from pyarrow import parquet

    schema = pa.schema({COLUMN: pa.string()})
    with path.open("xb") as stream, parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        for some in _grouped(raws):
            writer.write_table(pa.table({COLUMN: pa.array(some, pa.string())}))


def _grouped(raws: Iterable[bytes]) -> Iterator[list[bytes]]:
    """The lines of each row group."""
    some, size = list[bytes](), 0
    for raw in raws:
        some.append(raw.removesuffix(b"\n"))
        size += len(raw)
        if len(some) == _GROUP or size >= _LARGE:
            yield some
            some, size = [], 0
    if some:
        yield some


def _rows(path: Path) -> Iterator[bytes]:
    with _opened(path) as file:
        for group in range(file.num_row_groups):
            yield from _group(file, group)


def _rows_at(path: Path, places: Sequence[int]) -> Iterator[bytes]:
    with _opened(path) as file:
        sizes = [file.metadata.row_group(k).num_rows for k in range(file.num_row_groups)]
        firsts, group, row = list(accumulate(sizes, initial=0)), -1, 0
        raw, following = b"", iter(list[bytes]())
        for place in places:
            if (wanted := bisect_right(firsts, place) - 1) != group or place < row - 1:
                group, row, following = wanted, firsts[wanted], _group(file, wanted)
            # `row` comes next; the one before it is at hand.
            while row <= place:
                raw, row = next(following), row + 1
            yield raw


def _group(file: Any, group: int) -> Iterator[bytes]:
    """The lines of a row group. A missing one is empty: the strict parser says so."""
    import pyarrow as pa

    # Threads would keep memory of their own.
    for batch in file.iter_batches(batch_size=_SOME, row_groups=[group], columns=[COLUMN], use_threads=False):
        column = batch.column(0)
        if isinstance(column, pa.ExtensionArray):
            column = column.storage
        for raw in column.cast(pa.large_binary()).to_pylist():
            yield (raw or b"").removesuffix(b"\n")


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        # By ourselves, as pyarrow takes names for UTF-8; and not all of its bytes, which would stay in memory.
        with path.open("rb") as stream, parquet.ParquetFile(stream, pre_buffer=False, buffer_size=_BUFFER) as file:
            _check(path, file.schema_arrow)
            yield file
    except MemoryError:
        raise
    except pa.ArrowException as error:
        raise _unreadable(path, str(error), _AGAIN) from None


def _check(path: Path, schema: Any) -> None:
    import pyarrow.types as is_

    remedy = f"Write a column {COLUMN} with the lines of JSON: virgolette pack --form parquet."
    found = schema.get_all_field_indices(COLUMN)
    if len(found) != 1:
        what = f"has {len(found)} columns {COLUMN}" if found else f"has no column {COLUMN}"
        raise InputError(what, where=str(path), remedy=remedy)
    # Such as JSON, which is text by another name.
    kind = getattr(schema.field(found[0]).type, "storage_type", schema.field(found[0]).type)
    if not any(test(kind) for test in (is_.is_string, is_.is_large_string, is_.is_binary, is_.is_large_binary)):
        raise InputError(f"its column {COLUMN} holds {kind}, not text", where=str(path), remedy=remedy)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Says what can't be read."""
    try:
        yield
    except OSError as error:
        # Arrow raises them without a number where the content isn't right.
        remedy = _AGAIN if error.errno is None else "Name an existing, readable file."
        raise _unreadable(path, error.strerror or str(error), remedy) from None


def _unreadable(path: Path, why: str, remedy: str) -> InputError:
    return InputError(f"can't be read ({why.partition(chr(10))[0]})", where=str(path), remedy=remedy)
