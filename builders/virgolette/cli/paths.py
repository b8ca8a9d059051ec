"""The files and folders that a command is given: an output never takes an input's place, a corpus is one."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

from virgolette import resources
from virgolette.errors import InputError

# What a corpus is made of, in its folder.
_PARTS = ("seeds", "annotations")


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


def root(named: Path | None) -> Path:
    """The corpus folder that was named; the shipped one for None.

    Raises:
        InputError: Where it isn't one.
    """
    found = named or resources.root()
    if not (found / "seeds" / "manifest.json").is_file():
        remedy = "Give --corpus a folder that has one."
        raise InputError("is no corpus: there is no seeds/manifest.json", where=str(found), remedy=remedy)
    return found


def apart(out: Path, corpus: Path | None) -> None:
    """Nothing where what is written doesn't stand among the files that a corpus is made of.

    Raises:
        InputError: Where it would: what is read from there would then hold what was written.
    """
    parts = [((corpus or resources.root()) / part).resolve() for part in _PARTS]
    if any(out.resolve().is_relative_to(part) for part in parts):
        raise InputError("lies among the files of the corpus", where=str(out), remedy="Name a place elsewhere.")
