"""Options of commands that work through shards: what does the work, and how many at once."""

from __future__ import annotations

import argparse

from virgolette.engine import NAMES, Engine
from virgolette.errors import InputError


def configure(parser: argparse.ArgumentParser) -> None:
    """The options, for a corpus in packed form."""
    group = parser.add_argument_group("for a corpus in packed form (seeds/shards/)")
    group.add_argument("--engine", choices=NAMES, default=NAMES[0], help=f"what does the work (default: {NAMES[0]})")
    group.add_argument("--workers", type=_count, metavar="N", help="how many at once (default: one a processor)")
    group.add_argument("--scheduler", metavar="ADDRESS", help="of a running Dask cluster (default: start one here)")


def engine(options: argparse.Namespace) -> Engine:
    """The engine that was named.

    Raises:
        InputError: Where the options contradict each other.
    """
    if options.scheduler is not None and options.engine != "dask":
        raise InputError("goes with --engine dask only", where="--scheduler", remedy="Add --engine dask.")
    if options.workers is not None and (options.engine == NAMES[0] or options.scheduler is not None):
        why = "a sequential engine has one worker" if options.scheduler is None else "the cluster has its own workers"
        raise InputError(why, where="--workers", remedy=f"Leave it out, or name --engine {' or '.join(NAMES[1:])}.")
    return Engine(options.engine, options.workers, options.scheduler)


def refuse(options: argparse.Namespace) -> None:
    """Nothing where none of the options was given: a corpus with files of its own is done here, in turn.

    Raises:
        InputError: Otherwise.
    """
    given = [name for name in ("workers", "scheduler", "work") if getattr(options, name, None) is not None]
    given += ["engine"] if options.engine != NAMES[0] else []
    if given:
        remedy = "Make the packed form with: virgolette pack CORPUS --out DIR"
        raise InputError("goes with a corpus in packed form only", where=f"--{given[-1]}", remedy=remedy)


def _count(given: str) -> int:
    if not given.isdecimal() or not 1 <= int(given) <= 1024:
        raise argparse.ArgumentTypeError(f"{given[:40]!r} isn't a number from 1 to 1024")
    return int(given)
