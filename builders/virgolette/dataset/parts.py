"""The Parquet files of a built folder, measured."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from virgolette.dataset import standoff
from virgolette.dataset.columns import CONFIGS
from virgolette.dataset.features import split_names

if TYPE_CHECKING:
    import pyarrow as pa


class Part(Struct, frozen=True):
    """One split of one configuration.

    Attributes:
        path: In the repository.
        size: Bytes of the file.
        memory: Bytes of its rows in Arrow.
    """

    config: str
    split: str
    path: str
    rows: int
    size: int
    memory: int
    sha256: str
    schema: pa.Schema


def measured(folder: Path) -> tuple[Part, ...]:
    """All files, configurations and splits in their order."""
    import pyarrow.parquet as pq

    found = []
    for config in (*CONFIGS, standoff.NAME):
        for split in split_names():
            path = folder / config / f"{split}.parquet"
            if path.is_file():
                data, raw = pq.read_table(path), path.read_bytes()
                found.append(
                    Part(
                        config=config,
                        split=split,
                        path=f"{config}/{split}.parquet",
                        rows=data.num_rows,
                        size=len(raw),
                        memory=data.nbytes,
                        sha256=hashlib.sha256(raw).hexdigest(),
                        schema=data.schema.remove_metadata(),
                    )
                )
    return tuple(found)


def by_config(parts: tuple[Part, ...]) -> dict[str, list[Part]]:
    """Configuration → its files, in order."""
    found: dict[str, list[Part]] = {}
    for part in parts:
        found.setdefault(part.config, []).append(part)
    return found
