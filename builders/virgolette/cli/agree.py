"""virgolette agree: how well two passes over the same documents agree."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    about = "an annotator under annotations/passes/, gold, or a folder of annotation files"
    parser.add_argument("left", metavar="PASS_A", help=about)
    parser.add_argument("right", metavar="PASS_B", help=about)
    parser.add_argument("--json", action="store_true", help="all figures, with their counts, as JSON")
    folders = (
        ("--texts", "external texts (default: VIRGOLETTE_TEXTS)"),
        ("--corpus", "the corpus (default: the project's own)"),
    )
    for name, what in folders:
        parser.add_argument(name, type=Path, metavar="DIR", help=f"folder of {what}")


def run(options: argparse.Namespace) -> int:
    """Compare and print."""
    import msgspec

    from virgolette.cli import paths
    from virgolette.workflow import agree

    paths.root(options.corpus)
    left, right = (agree.read_pass(name, options.corpus) for name in (options.left, options.right))
    found = agree.agree(left, right, options.corpus, options.texts)
    if options.json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(found), indent=2).decode("utf-8") + "\n")
    else:
        sys.stdout.write(agree.render(found))
    return 0
