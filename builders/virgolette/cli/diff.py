"""virgolette diff: which annotations differ between two versions of the data."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.epilog = "Exit code: 0 the same, 1 something differs, 2 wrong usage or environment."
    parser.add_argument("a", type=Path, metavar="A", help="the older one: a corpus folder or a built data set")
    parser.add_argument("b", type=Path, metavar="B", help="the newer one, of either kind")
    parser.add_argument("--json", action="store_true", help="the same as JSON")


def run(options: argparse.Namespace) -> int:
    """Compare and print a table for the changelog; 1 where something differs."""
    import msgspec

    from virgolette.corpus.visible import visible
    from virgolette.dataset import changes, sides

    found = changes.compare(sides.read(options.a), sides.read(options.b))
    if options.json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(found), indent=2).decode("utf-8") + "\n")
    else:
        for line in changes.table(found):
            print(visible(line))
    return 1 if found.differ else 0
