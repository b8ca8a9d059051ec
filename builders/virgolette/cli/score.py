"""virgolette score: what a system's predictions are worth against gold."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("predictions", type=Path, metavar="PREDICTIONS", help="JSON Lines, by schema/prediction")
    parser.add_argument("--split", default="all", help="train, validation, test, reference or all (default)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the result, by schema/result")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument("--full", action="store_true", help="print every label, type and hard case too")
    folders = (
        ("--gold", "gold annotation files (default: the corpus's own)"),
        ("--texts", "external texts (default: VIRGOLETTE_TEXTS)"),
        ("--corpus", "the corpus (default: the project's own)"),
    )
    for name, what in folders:
        parser.add_argument(name, type=Path, metavar="DIR", help=f"folder of {what}")


def run(options: argparse.Namespace) -> int:
    """Score and print. Bad predictions score badly; that is no failure of the command."""
    from virgolette.corpus import canonical
    from virgolette.scoring import result
    from virgolette.scoring.run import score
    from virgolette.scoring.tables import render

    found = score(options.predictions, root=options.corpus, split=options.split, gold=options.gold, texts=options.texts)
    if options.out is not None:
        result.write(options.out, found)
    sys.stdout.write(canonical(found).decode("utf-8") if options.json else render(found, full=options.full))
    return 0
