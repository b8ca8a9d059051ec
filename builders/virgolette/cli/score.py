"""virgolette score: what a system's predictions are worth against gold."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from virgolette.report.examined import Collector
    from virgolette.scoring.result import Result


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("predictions", type=Path, metavar="PREDICTIONS", help="JSON Lines, by schema/prediction")
    parser.add_argument("--split", default="all", help="train, validation, test, reference or all (default)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the result, by schema/result")
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="write scores and errors as one HTML page, without external texts"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument("--full", action="store_true", help="print every label, type and hard case too")
    folders = (
        ("--gold", "gold annotation files, or of a corpus in packed form (default: the corpus's own)"),
        ("--texts", "external texts (default: VIRGOLETTE_TEXTS)"),
        ("--corpus", "the corpus (default: the project's own)"),
    )
    for name, what in folders:
        parser.add_argument(name, type=Path, metavar="DIR", help=f"folder of {what}")


def run(options: argparse.Namespace) -> int:
    """Score and print. Bad predictions score badly; that is no failure of the command."""
    from virgolette.cli import paths
    from virgolette.report.examined import Collector
    from virgolette.scoring import result
    from virgolette.scoring.run import score
    from virgolette.scoring.tables import render

    paths.distinct(predictions=options.predictions, out=options.out, report=options.report)
    paths.root(options.corpus)
    for out in (options.out, options.report):
        for folder in (options.corpus, options.gold):
            if out is not None:
                paths.apart(out, folder)
    collector = None if options.report is None else Collector()
    found = score(
        options.predictions,
        root=options.corpus,
        split=options.split,
        gold=options.gold,
        texts=options.texts,
        each=collector,
        on_disk=True,
    )
    if options.out is not None:
        result.write(options.out, found)
    if collector is not None:
        _report(options, found, collector)
    if options.json:
        for part in result.parts(found):
            sys.stdout.write(part.decode("utf-8"))
    else:
        sys.stdout.write(render(found, full=options.full))
    return 0


def _report(options: argparse.Namespace, found: Result, collector: Collector) -> None:
    from virgolette import corpus, resources
    from virgolette.corpus import shards
    from virgolette.report.page import page

    packed = options.gold is not None and shards.packed(options.gold)
    known = corpus.knowledge(options.gold if packed else options.corpus or resources.root())
    corpus.write_bytes(
        options.report, page(found, collector.documents, known, options.predictions.stem).encode("utf-8")
    )
