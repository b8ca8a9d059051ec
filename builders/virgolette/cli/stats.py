"""virgolette stats: what the corpus holds, by layer, label, split and document."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from virgolette import corpus


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("--json", action="store_true", help="the same numbers as JSON")
    parser.add_argument(
        "--texts", type=Path, metavar="DIR", help="folder of external texts (default: VIRGOLETTE_TEXTS)"
    )
    parser.add_argument(
        "--corpus", type=Path, metavar="DIR", help="folder of the corpus (default: the project's own)"
    )


def run(options: argparse.Namespace) -> int:
    """Count and print."""
    import msgspec

    from virgolette.dataset import statistics, statistics_text

    counts = statistics.count(corpus.load(options.corpus, options.texts))
    if options.json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(counts), indent=2).decode("utf-8") + "\n")
    else:
        sys.stdout.write(statistics_text.render(counts))
    return 0
