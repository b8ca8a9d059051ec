"""virgolette stats: what the corpus holds, by layer, label, split and document."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from virgolette import corpus


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("--hard-cases", action="store_true", help="how often each hard phenomenon occurs")
    parser.add_argument("--json", action="store_true", help="the same numbers as JSON")
    parser.add_argument(
        "--texts", type=Path, metavar="DIR", help="folder of external texts (default: VIRGOLETTE_TEXTS)"
    )
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="folder of the corpus (default: the project's own)")


def run(options: argparse.Namespace) -> int:
    """Count and print."""
    import msgspec

    from virgolette.dataset import hardcases, statistics, statistics_text

    found = corpus.load(options.corpus, options.texts)
    if missing := corpus.left_out(found):
        print(missing.replace("Left out", "Counted without their words"), file=sys.stderr)
    counts = hardcases.report(found) if options.hard_cases else statistics.count(found)
    if options.json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(counts), indent=2).decode("utf-8") + "\n")
    elif isinstance(counts, list):
        sys.stdout.write(hardcases.render(counts))
    else:
        sys.stdout.write(statistics_text.render(counts))
    return 0
