"""What a command reads and writes must be several files: an output never takes an input's place."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

from virgolette.errors import InputError


def distinct(**paths: Path | None) -> None:
    """Nothing where no two options name the same file, by whatever path.

    Args:
        paths: What options name, by the option's name without dashes; None for one that wasn't given.

    Raises:
        InputError: Where two do.
    """
    given = [(f"--{name}", path) for name, path in paths.items() if path is not None]
    for (one, path), (other, same) in combinations(given, 2):
        if path.resolve() == same.resolve():
            what = f"is named by both {one} and {other}"
            raise InputError(what.replace("--predictions", "PREDICTIONS"), where=str(path), remedy="Name two files.")
