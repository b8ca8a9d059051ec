"""virgolette docs: are the generated figures in the documentation those of the data? Or write them."""

from __future__ import annotations

import argparse
from pathlib import Path

from virgolette import corpus, resources


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("--write", action="store_true", help="write what is stale")
    parser.add_argument("--texts", type=Path, metavar="DIR", help="folder of external texts (VIRGOLETTE_TEXTS)")


def run(options: argparse.Namespace) -> int:
    """Name the stale files, or write them; 1 where one is stale and isn't written."""
    from virgolette.docs import refresh
    from virgolette.docs.blocks import Source

    source = Source(corpus.load(None, options.texts), resources.root())
    changed = refresh.write(source) if options.write else refresh.stale(source)
    for path in changed:
        print(f"{path}: {'written' if options.write else 'stale; run make docs'}")
    if not source.complete:
        print("Blocks that count words were left as they are: not all texts are at hand.")
    return 1 if changed and not options.write else 0
