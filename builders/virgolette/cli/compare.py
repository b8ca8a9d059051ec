"""virgolette compare: whether one system is better than another."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("results", type=Path, nargs="+", metavar="RESULT", help="files written by score --out")
    parser.add_argument("--measure", action="append", metavar="NAME", help="a measure (default: the headlines)")
    parser.add_argument("--json", action="store_true", help="all figures as JSON")


def run(options: argparse.Namespace) -> int:
    """Compare and print."""
    import msgspec

    from virgolette.errors import InputError
    from virgolette.scoring import result
    from virgolette.scoring.compare import compare
    from virgolette.scoring.measures import HEADLINES
    from virgolette.scoring.tables import render_comparison

    for k, path in enumerate(options.results):
        if path.resolve() in [p.resolve() for p in options.results[:k]]:
            raise InputError("is named twice", where=str(path), remedy="Compare the results of different systems.")
    named = list(zip(_names(options.results), map(result.read, options.results), strict=True))
    found = compare(named, options.measure or HEADLINES)
    if options.json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(found), indent=2).decode("utf-8") + "\n")
    else:
        sys.stdout.write(render_comparison(found))
    return 0


def _names(paths: list[Path]) -> list[str]:
    """Each file's name, or its folder's where it is called result.json; the path where two are the same."""
    names = [p.resolve().parent.name if p.name == "result.json" else p.stem for p in paths]
    return [name if names.count(name) == 1 else str(path) for name, path in zip(names, paths, strict=True)]
