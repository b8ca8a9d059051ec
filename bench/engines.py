"""Engines against each other, start-up counted; and peak memory of check and build as a corpus grows.

python bench/engines.py [--documents 5000] [--more 50000]
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median

import corpora
from measure import COMMAND, Row, by_round, main, peak, shown, turns

ROUNDS = 3
SHARD = 500


def rows(documents: int = 5000, more: int = 50_000) -> list[Row]:
    """Two workers against one on the larger corpus, and memory at both sizes."""
    with tempfile.TemporaryDirectory() as folder:
        small, large = (
            corpora.packed(Path(folder) / f"{count}", corpora.documents(count), SHARD) for count in (documents, more)
        )
        found = _engines(large, f"{more:,} documents in shards of {SHARD}, the command as a whole, start-up counted.")
        return found + _memory(Path(folder), small, large, f"{more:,} documents / {documents:,}")


def _engines(root: Path, note: str) -> list[Row]:
    command: list[str | Path] = [COMMAND, "check", root]
    named = ("threads", "processes", "dask")
    commands = [command, *([*command, "--engine", name, "--workers", "2"] for name in named)]
    one, *two = turns([partial(_seconds, each) for each in commands], ROUNDS)
    return [_row(name, one, seconds, note) for name, seconds in zip(named, two, strict=True)]


def _row(name: str, one: Sequence[float], two: Sequence[float], note: str) -> Row:
    ratio, rounds = by_round(one, two)
    told = f"{note} {rounds}"
    if name == "threads":
        told += " Python runs one thread at a time: of use where it doesn't."
    what, seconds = f"check: one worker / two by {name}", (shown(median(one)), shown(median(two)))
    return Row(what, *seconds, ratio, "" if name == "threads" else "≥ 1.7", told)


def _seconds(command: Sequence[str | Path]) -> float:
    return peak(command)[0]


def _memory(folder: Path, small: Path, large: Path, sizes: str) -> list[Row]:
    found = []
    note = "The largest process of two workers and the one that gives them work."
    before: dict[str, list[str | Path]] = {"check": [], "build": ["--out", folder / "out", "--corpus"]}
    for name in before:
        after = ["--engine", "processes", "--workers", "2"]
        few, many = (peak([COMMAND, name, *before[name], root, *after])[1] for root in (small, large))
        what = f"{name}: peak memory, {sizes}"
        found.append(Row(what, f"{many:.0f} MB", f"{few:.0f} MB", many / few, "≤ 1.1", note))
    return found


if __name__ == "__main__":
    main(rows, __doc__)
