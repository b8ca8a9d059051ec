"""The lines of a shard as they are stored: JSON Lines, or the column `line` of a Parquet file, read as Arrow.

The same lines; Parquet takes less room, and is what engines that work with Arrow write.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

from virgolette.errors import InputError

LINES, PARQUET = ".jsonl", ".parquet"
COLUMN = "line"
# Bytes that are read at once: several lines, which are of tens of kilobytes.
_BUFFER = 1 << 18
# Rows of a row group, and rows that are taken out of it at once: so many lines are in memory.
_GROUP = 100


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

    schema, rest = pa.schema({COLUMN: pa.string()}), (raw.removesuffix(b"\n") for raw in raws)
    with path.open("xb") as stream, parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        while some := list(islice(rest, _GROUP)):
            writer.write_table(pa.table({COLUMN: pa.array(some, pa.string())}))


def _rows(path: Path) -> Iterator[bytes]:
    with _opened(path) as file:
        for batch in file.iter_batches(batch_size=_GROUP, columns=[COLUMN]):
            yield from _taken(batch)


def _rows_at(path: Path, places: Sequence[int]) -> Iterator[bytes]:
    with _opened(path) as file:
        sizes = [file.metadata.row_group(k).num_rows for k in range(file.num_row_groups)]
        firsts, group, held = list(accumulate(sizes, initial=0)), -1, list[bytes]()
        for place in places:
            if (wanted := bisect_right(firsts, place) - 1) != group:
                group, held = wanted, _taken(file.read_row_group(wanted, columns=[COLUMN]))
            yield held[place - firsts[group]]


def _taken(rows: Any) -> list[bytes]:
    """A missing line is an empty one: the strict parser says so."""
    import pyarrow as pa

    return [raw or b"" for raw in rows.column(0).cast(pa.large_binary()).to_pylist()]


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        # By ourselves, as pyarrow takes names for UTF-8; and not all of its bytes, which would stay in memory.
        with path.open("rb") as stream, parquet.ParquetFile(stream, pre_buffer=False, buffer_size=_BUFFER) as file:
            _check(path, file.schema_arrow)
            yield file
    except pa.ArrowException as error:
        raise _unreadable(path, str(error)) from None


def _check(path: Path, schema: Any) -> None:
    import pyarrow.types as is_

    kind = schema.field(COLUMN).type if COLUMN in schema.names else None
    textual = (is_.is_string, is_.is_large_string, is_.is_binary, is_.is_large_binary)
    if kind is None or not any(test(kind) for test in textual):
        what = f"has no column {COLUMN}" if kind is None else f"its column {COLUMN} holds {kind}, not text"
        remedy = "Write the lines of JSON there: virgolette pack --form parquet."
        raise InputError(what, where=str(path), remedy=remedy)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Says what can't be read."""
    try:
        yield
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from None


def _unreadable(path: Path, why: str) -> InputError:
    what = f"can't be read ({why.partition(chr(10))[0]})"
    return InputError(what, where=str(path), remedy="Name an existing, readable file.")
