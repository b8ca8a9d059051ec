"""From a JSON pointer to the line of a canonical file: one record a line."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from virgolette.corpus.stored import PARQUET

# Beyond this a file isn't looked into for a line number.
LARGEST = 8 * 1024 * 1024


def line_of(file: str, pointer: str) -> int:
    """1-based line of what a pointer leads to; 1 where the file isn't in canonical form, or has no lines (Parquet).

    In shards and files of other formats a finding names the line itself (L12, L12/entry).
    """
    if file.endswith(PARQUET):
        return 1
    line = pointer.partition("/")[0]
    if line.startswith("L") and line[1:].isdecimal():
        return int(line[1:])
    key, _, rest = pointer.removeprefix("/").partition("/")
    lines = _lines(file)
    head = f" {json.dumps(key)}: "
    at = next((i for i, line in enumerate(lines) if line.startswith(head)), None)
    if at is None:
        return 1
    item = rest.partition("/")[0]
    if item.isdecimal() and len(item) < 10 and lines[at] == f"{head}[" and at + 1 + int(item) < len(lines):
        return at + 2 + int(item)
    return at + 1


@lru_cache(maxsize=8)
def _lines(file: str) -> tuple[str, ...]:
    path = Path(file)
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return ()
        return tuple(path.read_text(encoding="utf-8").split("\n"))
    except (OSError, ValueError):
        return ()
