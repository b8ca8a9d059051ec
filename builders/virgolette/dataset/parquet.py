"""Parquet files that are the same bytes for the same rows (under the same version of pyarrow).

Nothing of the machine, the time or the way that rows arrived goes into a file: row groups have a fixed
number of rows, and every option of the writer that has a default which may change is set.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from virgolette.dataset import arrow
from virgolette.dataset.records import Records

if TYPE_CHECKING:
    import pyarrow as pa

# Rows a row group. Readers take a row group at a time, so this bounds what they (and we) hold in memory.
GROUP = 1000
# Rows that are whole documents weigh as much as many of the others.
HEAVY = 250


class Writer:
    """A Parquet file that rows are added to as they come; made when the first one does, flushed by `close`.

    A row group is written by a thread while the rows of the next one are made: neither Arrow's encoding nor its
    compressing needs Python, and a build takes a seventh less.

    Args:
        path: The new file.
        schema: Of its rows.
        thread: Writes the row groups, in the order they are given.
        group: Rows a row group.
    """

    def __init__(self, path: Path, schema: pa.Schema, thread: Executor, group: int = GROUP) -> None:
        self.path, self.schema, self.count, self._group, self._thread = path, schema, 0, group, thread
        self._tables: list[pa.Table] = []
        self._held = 0
        self._open: tuple[Any, Any] | None = None
        self._writing: list[Future[None]] = []

    def add(self, rows: Records) -> None:
        """Add rows at the end."""
        found = arrow.table(rows, self.schema)
        self.count += found.num_rows
        while self._held + found.num_rows >= self._group:
            size = self._group - self._held
            # One at a time, so that no more than one row group waits in memory.
            self._wait()
            self._start(self._write, [*self._tables, found.slice(0, size)])
            self._tables, self._held, found = [], 0, found.slice(size)
        if found.num_rows:
            self._tables.append(found)
            self._held += found.num_rows

    def end(self) -> None:
        """No more rows come: begin to write what is left, and to flush the file to the disk."""
        if self.count:
            self._start(self._finish, self._tables)
            self._tables, self._held = [], 0

    def close(self) -> None:
        """Write what is left and flush the file to the disk; without rows there is none.

        Raises:
            OSError: Where it can't be written.
        """
        self.end()
        self._wait()

    def discard(self) -> None:
        """Let go of the file: it is gone unless it was closed."""
        wait(self._writing)
        if self._open is not None:
            stream, writer = self._open
            # Else it would want to end the file when it is collected, and complain.
            writer.is_open = False
            stream.close()
            self.path.unlink()
            self._open = None

    def _start(self, job: Callable[[list[pa.Table]], None], tables: list[pa.Table]) -> None:
        self._writing.append(self._thread.submit(job, tables))

    def _wait(self) -> None:
        for writing in self._writing:
            writing.result()
        self._writing = []

    def _write(self, tables: list[pa.Table]) -> None:
        """Write tables as one row group, in one piece however they came."""
        import pyarrow as pa

        self._writer().write_table(pa.concat_tables(tables).combine_chunks(), row_group_size=self._group)

    def _finish(self, tables: list[pa.Table]) -> None:
        if tables:
            self._write(tables)
        if self._open is not None:
            stream, writer = self._open
            writer.close()
            stream.close()
            self._open = None
            with self.path.open("rb") as written:
                os.fsync(written.fileno())

    def _writer(self) -> Any:
        import pyarrow as pa
        import pyarrow.parquet as pq

        if self._open is None:
            self.path.parent.mkdir(exist_ok=True)
            self.path.touch(exist_ok=False)
            # Not a file of Python, which Arrow would wait for at every page; by bytes, as a path needn't be UTF-8.
            stream = pa.OSFile(os.fsencode(self.path), "wb")
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
    with ThreadPoolExecutor(1) as thread:
        writer = Writer(path, schema, thread, group)
        try:
            for some in rows:
                writer.add(some)
            writer.close()
        finally:
            writer.discard()
    return writer.count
