"""virgolette build: the data set as Parquet, from a corpus without errors."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from virgolette.cli import engines

if TYPE_CHECKING:
    from virgolette.dataset.build import Built


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        required=True,
        help="folder of the data set; an earlier build there is replaced",
    )
    parser.add_argument(
        "--texts", type=Path, metavar="DIR", help="folder of external texts (default: VIRGOLETTE_TEXTS)"
    )
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="folder of the corpus (default: the project's own)")
    engines.configure(parser)


def run(options: argparse.Namespace) -> int:
    """Build; 1 where the corpus has errors that no waiver covers: then what was there stays."""
    from virgolette import checks, corpus
    from virgolette.checks import report
    from virgolette.cli import paths
    from virgolette.corpus import shards
    from virgolette.dataset import build

    paths.apart(options.out, options.corpus)
    if options.corpus is not None and shards.packed(options.corpus):
        return _packed(options)
    if options.corpus is not None:
        corpus.manifest(options.corpus)
    engines.refuse(options)
    # First of all, so that a target that isn't ours to replace is refused at once.
    build.prepare(options.out)
    found, unread = corpus.scan(options.corpus, options.texts)
    errors = [f for f in (*unread, *checks.run(found)) if f.severity == "error" and f.waived is None]
    if errors:
        batch = report.Batch(found, errors)
        for line in report.as_text([batch]):
            print(line)
        print(f"{report.counted(report.summary([batch]))}: not built", file=sys.stderr)
        return 1
    return _told(build.build(found, options.out))


def _packed(options: argparse.Namespace) -> int:
    """Build a corpus in packed form."""
    from virgolette.checks import report
    from virgolette.dataset.packed import PackedBuild

    root, texts = Path(engines.located(options.corpus)), engines.texts(options)
    work = PackedBuild(root, options.out, engines.engine(options), texts)
    tally = report.Tally()
    for batch in work.batches():
        errors = [f for f in batch.findings if f.severity == "error" and f.waived is None]
        told = report.Batch(batch.corpus, errors, clean=batch.clean)
        tally.add(told)
        for line in report.as_text([told]):
            print(line)
    if work.built is None:
        print(f"{report.counted(tally.counts)}: not built", file=sys.stderr)
        return 1
    return _told(work.built)


def _told(built: Built) -> int:
    from virgolette.checks import report

    for line in built.left_out:
        print(report.visible(line), file=sys.stderr)
    for config, splits in built.counts.items():
        print(f"{config}: " + ", ".join(f"{count} in {split}" for split, count in splits.items()))
    print(f"built {report.visible(str(built.path))}")
    return 0
