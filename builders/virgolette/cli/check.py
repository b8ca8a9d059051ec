"""virgolette check: what is wrong with annotations, where, and what to do about it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from virgolette import checks, corpus
from virgolette.checks import report
from virgolette.checks.targets import Target, targets
from virgolette.cli import engines
from virgolette.corpus import shards
from virgolette.errors import InputError, VirgoletteError
from virgolette.finding import Finding
from virgolette.model import Corpus, Document

# Trimming may change the order of what was in order; a third round finds nothing left to do.
ROUNDS = 3


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.epilog = "Exit code: 0 nothing found (or all of it waived), 1 findings, 2 wrong usage or environment."
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="corpus folders, annotation files or folders of them (default: the shipped corpus)",
    )
    parser.add_argument(
        "--texts", type=Path, metavar="DIR", help="folder of external texts (default: VIRGOLETTE_TEXTS)"
    )
    parser.add_argument(
        "--from",
        dest="source_format",
        metavar="FORMAT",
        help="PATH holds somebody else's corpus: brat, conll, docbin, labelstudio or webanno. "
        "Texts, spans and references are checked, without any scheme",
    )
    parser.add_argument(
        "--format",
        choices=("text", "json", "sarif", "github"),
        default="text",
        help="how findings are written (default: text)",
    )
    parser.add_argument(
        "--select",
        action="append",
        default=[],
        metavar="CODES",
        help="only these codes or families, comma-separated; what can't be read is always told",
    )
    parser.add_argument("--ignore", action="append", default=[], metavar="CODES", help="not these codes or families")
    parser.add_argument(
        "--fix",
        action="store_true",
        help="mend what can be mended without a change of meaning, then check again",
    )
    parser.add_argument(
        "--codes", action="store_true", help="list all codes with their families and severities, and stop"
    )
    parser.add_argument(
        "--work",
        type=Path,
        metavar="DIR",
        help="of a corpus in packed form: folder for intermediate results that all workers can write to "
        "(default: a temporary one)",
    )
    engines.configure(parser)


def run(options: argparse.Namespace) -> int:
    """Check, report; 1 where a finding stands."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal that can't show a character gets its escape, not a traceback.
            stream.reconfigure(errors="backslashreplace")
    if options.codes:
        return _codes()
    try:
        return _check(options)
    except VirgoletteError as error:
        # Paths and ids of hostile input must not reach the terminal raw.
        what, where, remedy = (report.visible(part) for part in (error.what, error.where, error.remedy))
        raise type(error)(what, where=where, remedy=remedy) from None


def _check(options: argparse.Namespace) -> int:
    if options.source_format is not None:
        from virgolette.cli import check_from

        return check_from.run(options)
    if (root := _packed(options.paths)) is not None:
        from virgolette.cli import check_packed

        return check_packed.run(options, root)
    # Before that a path that isn't there is told: no other form of it would help.
    named = targets(options.paths)
    engines.refuse(options)
    select, ignore = checks.chosen(",".join(options.select)), checks.chosen(",".join(options.ignore))
    told = sys.stdout if options.format == "text" else sys.stderr
    batches = []
    for target in named:
        found, findings = _one(target, options.texts, select, ignore)
        for _ in range(ROUNDS if options.fix else 0):
            if not _mended(found, findings):
                break
            before, (found, findings) = findings, _one(target, options.texts, select, ignore)
            _tell(before, findings, told)
        batches.append(report.Batch(found, findings))
        if line := corpus.left_out(found):
            print(report.visible(line), file=sys.stderr)
    return _print(batches, options.format)


def _packed(named: Sequence[Path]) -> Path | None:
    """The corpus in packed form that was named; None where there is none.

    Raises:
        InputError: Where others are named beside it, or a part of it is: findings tell lines of shards, and --fix
            writes files, only where the whole is known for what it is.
    """
    for path in named:
        if shards.packed(path):
            if len(named) > 1:
                remedy = "Call virgolette check for it alone."
                raise InputError("is in packed form, and can't be checked with others", where=str(path), remedy=remedy)
            return path
        around = next((p for p in path.absolute().parents if shards.packed(p)), None)
        if around is not None and path.exists() and path.absolute().is_relative_to(around / shards.FOLDER):
            remedy = f"Check the whole of it: virgolette check {around}"
            raise InputError("is a part of a corpus in packed form", where=str(path), remedy=remedy)
    return None


def _one(
    target: Target, texts: Path | None, select: frozenset[str], ignore: frozenset[str]
) -> tuple[Corpus, list[Finding]]:
    """The corpus, and the findings of reading it and of the checks."""
    found, unread = corpus.scan(target.root, texts, files=target.files)
    # Whatever was selected, a file that couldn't be read wasn't checked: that must show.
    findings = [f for f in unread if f.code not in ignore]
    findings += checks.run(found, select=select, ignore=ignore, whole=target.files is None, track=_tracked)
    if target.clusters is not None:
        findings += checks.of_clusters(found, target.clusters, select=select, ignore=ignore)
    return found, findings


def _tracked(documents: Sequence[Document]) -> Iterable[Document]:
    if not sys.stderr.isatty():
        return documents
    from tqdm import tqdm

    return tqdm(documents, unit="document", delay=1, leave=False)


def _fixable(findings: Sequence[Finding]) -> list[Finding]:
    return [f for f in findings if f.code in checks.FIXABLE and f.waived is None]


def _mended(found: Corpus, findings: Sequence[Finding]) -> bool:
    """Mend files; whether any was written."""
    written = False
    for document in found.documents:
        codes = {f.code for f in _fixable(findings) if f.doc_id == document.entry.doc_id}
        better = checks.mend(document, codes) if codes and document.path else None
        if better is not None and better != document.annotations:
            corpus.write(Path(document.path).resolve(), better)
            written = True
    return written


def _tell(before: Sequence[Finding], after: Sequence[Finding], told: TextIO) -> None:
    """One line for every finding that mending took away."""
    left = {(f.code, f.id, f.message) for f in after}
    for f in _fixable(before):
        if (f.code, f.id, f.message) not in left:
            print(report.visible(f"mended {f.file}#{f.path} [{f.code}] {f.message}"), file=told)


def _print(batches: Sequence[report.Batch], form: str) -> int:
    counts = report.summary(batches)
    last = report.counted(counts)
    if form == "text":
        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        lines: Iterable[str] = (*report.as_text(batches, colour=colour), last)
    elif form == "github":
        lines = report.as_github(batches)
    else:
        lines = (report.as_json(batches) if form == "json" else report.as_sarif(batches),)
    for line in lines:
        print(line)
    if form != "text":
        print(last, file=sys.stderr)
    return 1 if counts.errors or counts.warnings else 0


def _codes() -> int:
    for entry in checks.CATALOGUE:
        fixable = " (--fix)" if entry.fixable else ""
        print(f"{entry.code:<32} {entry.family:<11} {entry.severity:<8} {entry.about}{fixable}")
    return 0
