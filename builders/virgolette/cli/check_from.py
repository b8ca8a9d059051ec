"""virgolette check --from FORMAT: other people's corpora, read a document at a time."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

from virgolette import checks, formats
from virgolette.checks import foreign, report
from virgolette.cli import engines
from virgolette.errors import InputError
from virgolette.finding import Finding
from virgolette.foreign import Foreign, size
from virgolette.formats import Format
from virgolette.model import Corpus, Knowledge, Manifest

_NOBODYS = Manifest(schema_version="1.0", dataset_version="", documents=())


class _Batch(report.Batch):
    """Findings of one foreign document; each names its file itself."""

    def _placed(self, finding: Finding) -> Finding:
        return finding


def run(options: argparse.Namespace) -> int:
    """Check, report while reading; 1 where a finding stands."""
    if options.fix or options.texts:
        unfit = "--fix" if options.fix else "--texts"
        raise InputError("doesn't go with --from", where=unfit, remedy="Leave it out: texts lie beside annotations.")
    engines.refuse(options)
    if not options.paths:
        raise InputError("needs a file or folder", where="--from", remedy="Name what to check.")
    chosen = formats.named(options.source_format)
    select, ignore = checks.chosen(",".join(options.select)), checks.chosen(",".join(options.ignore))
    tally, counted = report.Tally(), _Counted()
    batches = _batches(_documents(chosen, options.paths, counted), select, ignore)
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    for line in report.streamed(options.format, batches, tally, colour=colour):
        print(line)
    told = sys.stdout if options.format == "text" else sys.stderr
    print(f"{report.counted(tally.counts)}, {counted.annotations:,} annotations", file=told)
    return 1 if tally.counts.errors or tally.counts.warnings else 0


class _Counted:
    """How much was read."""

    annotations = 0


def _documents(chosen: Format, paths: Collection[Path], counted: _Counted) -> Iterator[Foreign]:
    for path in paths:
        for document in chosen.read(path):
            counted.annotations += size(document)
            yield document


def _batches(documents: Iterator[Foreign], select: Collection[str], ignore: Collection[str]) -> Iterator[report.Batch]:
    for document in documents:
        found = foreign.run(document, select=select, ignore=ignore)
        held = Corpus("", _NOBODYS, (foreign.as_document(document),), Knowledge())
        yield _Batch(held, found)
