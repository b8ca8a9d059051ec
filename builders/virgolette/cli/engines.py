"""Options of commands that work through shards: what does the work, and how many at once."""

from __future__ import annotations

import argparse
from pathlib import Path
from urllib.parse import urlsplit

from virgolette.corpus import shards, texts_dir
from virgolette.engine import NAMES, Engine
from virgolette.errors import InputError

# How Dask's schedulers are spoken to.
_SCHEMES = ("tcp", "tls", "ws", "wss")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options, for a corpus in packed form."""
    group = parser.add_argument_group("for a corpus in packed form (seeds/shards/)")
    group.add_argument("--engine", choices=NAMES, default=NAMES[0], help=f"what does the work (default: {NAMES[0]})")
    group.add_argument("--workers", type=_count, metavar="N", help="how many at once (default: one a processor)")
    group.add_argument("--scheduler", metavar="ADDRESS", help="of a running Dask cluster (default: start one here)")


def engine(options: argparse.Namespace) -> Engine:
    """The engine that was named.

    Raises:
        InputError: Where the options contradict each other, or the scheduler's address can't be one.
    """
    if options.scheduler is not None and options.engine != "dask":
        raise InputError("goes with --engine dask only", where="--scheduler", remedy="Add --engine dask.")
    if options.workers is not None and options.scheduler is not None:
        raise InputError("the cluster has its own workers", where="--workers", remedy="Leave it out.")
    if options.workers is not None and options.engine == NAMES[0]:
        remedy = f"Leave it out, or name --engine {' or '.join(NAMES[1:])}."
        raise InputError("a sequential engine has one worker", where="--workers", remedy=remedy)
    if options.scheduler is not None and not _is_address(options.scheduler):
        remedy = "Give one like tcp://host:8786."
        where = f"--scheduler {options.scheduler[:80]}".rstrip()
        raise InputError("isn't the address of a Dask scheduler", where=where, remedy=remedy)
    return Engine(options.engine, options.workers, options.scheduler)


def _is_address(given: str) -> bool:
    try:
        parts = urlsplit(given if "://" in given else f"tcp://{given}")
        return parts.scheme in _SCHEMES and bool(parts.hostname and parts.port)
    except ValueError:  # a bracket too few, a port that is none
        return False


def located(root: Path) -> str:
    """The folder of a corpus in packed form, as workers and findings name it.

    Raises:
        InputError: Where there is no shard, or a name can't be written into a finding.
    """
    for path in (root.absolute(), *shards.shards(root)):
        try:
            str(path).encode("utf-8")
        except UnicodeEncodeError:
            raise InputError("its name isn't UTF-8", where=str(path), remedy="Rename it.") from None
    return str(root.absolute())


def texts(options: argparse.Namespace) -> str | None:
    """The folder of external texts, as workers name it: they may stand elsewhere, and have other variables.

    Raises:
        InputError: Where it isn't one.
    """
    folder = texts_dir(options.texts)
    return None if folder is None else str(folder.absolute())


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
