"""virgolette board: where systems stand; running those that ship, and keeping what they and others score."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--update",
        nargs="*",
        metavar="SYSTEM",
        help="train, run and score rules, crf, spacy (default: those whose library is installed) on the test split "
        "and the reference articles, and keep that under results/",
    )
    what.add_argument(
        "--add",
        nargs="+",
        metavar=("NAME", "FILE"),
        help="score somebody's own predictions on the test split (and then on the reference articles), and keep them",
    )
    parser.add_argument("--about", default="", metavar="TEXT", help="with --add: what the system is, in a line")
    parser.add_argument("--version", default="1", dest="stated", metavar="TEXT", help="with --add: its version")
    parser.add_argument(
        "--texts", type=Path, metavar="DIR", help="folder of external texts (default: VIRGOLETTE_TEXTS)"
    )
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="folder of the corpus (default: the project's own)")


def run(options: argparse.Namespace) -> int:
    """Update where asked, and print the board; 1 where a stored result doesn't hold any more."""
    from virgolette.cli import paths
    from virgolette.report.board import standing

    root = paths.root(options.corpus)
    if options.update is not None:
        _update(options, root)
    elif options.add is not None:
        _add(options, root)
    found = standing.board(root)
    sys.stdout.write(standing.text(found))
    # Whoever adds a result of their own needn't mend others'.
    stale = [s for s in found.stale if options.add is None or s[0] == options.add[0]]
    return 1 if stale else 0


def _update(options: argparse.Namespace, root: Path) -> None:
    from virgolette.errors import EnvironmentFault
    from virgolette.report.board import made

    for name in options.update or made.SHIPPED:
        try:
            kept = made.shipped(root, name, options.texts)
        except EnvironmentFault as error:
            # Named, it must run; among all of them, what can't run has no row.
            if options.update or "pip install" not in error.remedy:
                raise
            print(f"{name}: left out, {error.what}. {error.remedy}", file=sys.stderr)
        else:
            print(f"results/{name}: {kept.about.version} on {', '.join(kept.results)}", file=sys.stderr)


def _add(options: argparse.Namespace, root: Path) -> None:
    from virgolette.errors import InputError
    from virgolette.report.board import made, stored
    from virgolette.report.board.stored import SPLITS

    name, *files = options.add
    if not 1 <= len(files) <= len(SPLITS):
        what = f"{len(files)} files of predictions"
        raise InputError(what, where="--add", remedy="Name one on the test split, and perhaps one on the reference.")
    held = [s for s in SPLITS if (stored.folder(root) / name / f"{s}.json").is_file()]
    made.added(root, name, options.stated, options.about or name, [Path(f) for f in files], options.texts)
    if held:
        gone = [s for s in held if s not in SPLITS[: len(files)]]
        lost = f"; what it had on {', '.join(gone)} is gone" if gone else ""
        print(f"results/{name}: replaced what it had on {', '.join(held)}{lost}", file=sys.stderr)
