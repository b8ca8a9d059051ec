"""Engines against each other, start-up counted; and peak memory of check and build as a corpus grows.

python bench/engines.py [--documents 5000] [--more 50000]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

import corpora
from measure import Row, peak, printed, shown

COMMAND = Path(sys.executable).parent / "virgolette"
ROUNDS = 3


def rows(documents: int = 5000, more: int = 50_000) -> list[Row]:
    """Two workers against one, and memory at two sizes."""
    with tempfile.TemporaryDirectory() as folder:
        small = corpora.packed(Path(folder) / "small", corpora.documents(documents), documents // 10)
        found = _engines(small, documents)
        large = corpora.packed(Path(folder) / "large", corpora.documents(more), documents // 10)
        return found + _memory(Path(folder), small, large, f"{more:,} documents / {documents:,}")


def _engines(root: Path, documents: int) -> list[Row]:
    command: list[str | Path] = [COMMAND, "check", root]
    named = {"threads": 2, "processes": 2, "dask": 2}
    taken: dict[str, list[float]] = {name: [] for name in ("sequential", *named)}
    for _ in range(ROUNDS):
        taken["sequential"].append(peak(command)[0])
        for name, workers in named.items():
            taken[name].append(peak([*command, "--engine", name, "--workers", str(workers)])[0])
    medians = {name: statistics.median(times) for name, times in taken.items()}
    one = medians["sequential"]
    note = f"{documents:,} documents in ten shards, the command as a whole."
    return [
        Row(
            f"check: one worker / two by {name}",
            shown(one),
            shown(medians[name]),
            one / medians[name],
            "≥ 1.7" if name != "threads" else "",
            note if name != "threads" else f"{note} Python runs one thread at a time: of use where it doesn't.",
        )
        for name in named
    ]


def _memory(folder: Path, small: Path, large: Path, sizes: str) -> list[Row]:
    found = []
    note = "The largest process of two workers and the one that gives them work."
    for name, before in (("check", []), ("build", ["--out", folder / "out", "--corpus"])):
        after = ["--engine", "processes", "--workers", "2"]
        few, many = (peak([COMMAND, name, *before, root, *after])[1] for root in (small, large))
        what = f"{name}: peak memory, {sizes}"
        found.append(Row(what, f"{many:.0f} MB", f"{few:.0f} MB", many / few, "≤ 1.1", note))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--more", type=int, default=50_000)
    options = parser.parse_args()
    printed(rows(options.documents, options.more))


if __name__ == "__main__":
    main()
