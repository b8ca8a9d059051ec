"""Parquet files that are the same bytes for the same rows (under the same version of pyarrow).

Nothing of the machine, the time or the way that rows arrived goes into a file: row groups have a fixed
number of rows, and every option of the writer that has a default which may change is set.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from virgolette.dataset.rows.base import Row

if TYPE_CHECKING:
    import pyarrow as pa

# Rows a row group. Readers take a row group at a time, so this bounds what they (and we) hold in memory.
GROUP = 1000


def write(path: Path, schema: pa.Schema, rows: Iterable[Row]) -> int:
    """Write rows to a new file and flush it to the disk; where there are none, no file is made.

    Returns:
        The number of rows.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    source = iter(rows)
    group = list(itertools.islice(source, GROUP))
    if not group:
        return 0
    path.parent.mkdir(exist_ok=True)
    count = 0
    with path.open("xb") as stream:
        with pq.ParquetWriter(
            stream,
            schema,
            version="2.6",
            data_page_version="1.0",
            compression="zstd",
            compression_level=1,
            use_dictionary=True,
            write_statistics=True,
            use_compliant_nested_type=True,
            store_schema=True,
        ) as writer:
            while group:
                writer.write_table(pa.Table.from_pylist(group, schema=schema), row_group_size=GROUP)
                count += len(group)
                group = list(itertools.islice(source, GROUP))
        stream.flush()
        os.fsync(stream.fileno())
    return count
