"""Parquet files that are the same bytes for the same rows (under the same version of pyarrow).

Nothing of the machine, the time or the way that rows arrived goes into a file: row groups have a fixed
number of rows, and every option of the writer that has a default which may change is set.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from virgolette.dataset import arrow, records
from virgolette.dataset.records import Records

if TYPE_CHECKING:
    import pyarrow as pa

# Rows a row group. Readers take a row group at a time, so this bounds what they (and we) hold in memory.
GROUP = 1000
# Rows that are whole documents weigh as much as many of the others.
HEAVY = 250


# Records that are held as they come, those in lists counted: in Arrow they take a tenth of the room, but to make Arrow
# of few at a time takes longer.
CONVERTED = 2000


class Writer:
    """A Parquet file that rows are added to as they come; made when the first one does, flushed by `close`.

    Args:
        path: The new file.
        schema: Of its rows.
        group: Rows a row group.
    """

    def __init__(self, path: Path, schema: pa.Schema, group: int = GROUP) -> None:
        self.path, self.schema, self.count, self._group = path, schema, 0, group
        self._rows: list[Records] = []
        self._size = 0
        self._tables: list[pa.Table] = []
        self._held = 0
        self._open: tuple[Any, Any] | None = None

    def add(self, rows: Records) -> None:
        """Add rows at the end."""
        if len(rows):
            self._rows.append(rows)
            self._size += rows.size
        if self._size >= CONVERTED:
            self._convert()

    def close(self) -> None:
        """Write what is left and flush the file to the disk; without rows there is none."""
        self._convert()
        self._write(self._held)
        if self._open is not None:
            stream, writer = self._open
            writer.close()
            stream.flush()
            os.fsync(stream.fileno())
            self.discard()

    def discard(self) -> None:
        """Let go of the file as it is."""
        if self._open is not None:
            self._open[0].close()
            self._open = None

    def _convert(self) -> None:
        if self._rows:
            found = arrow.table(records.joined(self._rows), self.schema)
            self._tables.append(found)
            self._held += found.num_rows
            self.count += found.num_rows
            self._rows, self._size = [], 0
        while self._held >= self._group:
            self._write(self._group)

    def _write(self, size: int) -> None:
        """Write the first rows that are held as one row group, in one piece however they came."""
        import pyarrow as pa

        if size:
            held = pa.concat_tables(self._tables)
            group, rest = held.slice(0, size), held.slice(size)
            self._tables, self._held = [rest] if rest.num_rows else [], rest.num_rows
            self._writer().write_table(group.combine_chunks(), row_group_size=self._group)

    def _writer(self) -> Any:
        import pyarrow.parquet as pq

        if self._open is None:
            self.path.parent.mkdir(exist_ok=True)
            stream = self.path.open("xb")
            writer = pq.ParquetWriter(
                stream,
                self.schema,
                version="2.6",
                data_page_version="1.0",
                compression="zstd",
                compression_level=1,
                use_dictionary=True,
                write_statistics=True,
                use_compliant_nested_type=True,
                store_schema=True,
            )
            self._open = stream, writer
        return self._open[1]


def group(config: str) -> int:
    """Rows a row group of a configuration."""
    return HEAVY if config == "documents" else GROUP


def write(path: Path, schema: pa.Schema, rows: Iterable[Records], group: int = GROUP) -> int:
    """Write rows to a new file and flush it to the disk; where there are none, no file is made.

    Returns:
        The number of rows.
    """
    writer = Writer(path, schema, group)
    try:
        for some in rows:
            writer.add(some)
        writer.close()
    finally:
        writer.discard()
    return writer.count
