"""virgolette check of a corpus in packed form: shard by shard, with any engine."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from virgolette import checks
from virgolette.checks import report
from virgolette.checks.packed import Checked
from virgolette.checks.shard import Task
from virgolette.cli import engines
from virgolette.errors import EnvironmentFault, InputError


def run(options: argparse.Namespace, root: Path) -> int:
    """Check, report shard by shard; 1 where a finding stands."""
    if options.fix:
        remedy = "Mend the corpus that it was packed from, and pack it again."
        raise InputError("doesn't go with a corpus in packed form", where="--fix", remedy=remedy)
    select, ignore = checks.chosen(",".join(options.select)), checks.chosen(",".join(options.ignore))
    engine, texts, place = engines.engine(options), engines.texts(options), engines.located(root)
    with working(options.work) as work:
        checked = Checked(Task(place, str(work), texts, select, ignore), engine)
        tally = report.Tally()
        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        for line in report.streamed(options.format, checked.batches(), tally, colour=colour):
            print(line)
    print(report.counted(tally.counts), file=sys.stdout if options.format == "text" else sys.stderr)
    told(checked)
    return 1 if tally.counts.errors or tally.counts.warnings else 0


def told(checked: Checked) -> None:
    """Say how many documents were left out, if any."""
    if left_out := checked.seen.left_out:
        few = "one external document" if left_out == 1 else f"{left_out} external documents"
        print(
            f"Left out, because the text is not at hand: {few}. "
            "Give the folder with the texts by --texts DIR or VIRGOLETTE_TEXTS.",
            file=sys.stderr,
        )


@contextmanager
def working(named: Path | None) -> Iterator[Path]:
    """A folder of our own for what the shards give, gone at the end.

    Raises:
        InputError: Where it can't be written to.
        EnvironmentFault: Where what workers wrote into it isn't there.
    """
    try:
        if named is not None:
            named.mkdir(parents=True, exist_ok=True)
        within = named.absolute() if named else None
        # That a worker still writes there must not hide what ended the others.
        folder = tempfile.TemporaryDirectory(prefix="virgolette-", dir=within, ignore_cleanup_errors=True)
    except OSError as error:
        where = "the folder for temporary files" if named is None else str(named)
        remedy = "Name a folder that you may write to by --work."
        raise InputError(f"can't be written to ({error.strerror})", where=where, remedy=remedy) from None
    with folder as path:
        try:
            yield Path(path)
        except OSError as error:
            if not str(error.filename or "").startswith(path):
                raise
            what = f"intermediate results can't be written or read ({error.strerror})"
            remedy = "Name a folder by --work that has room, and that all workers can write to."
            raise EnvironmentFault(what, where=str(named or Path(path).parent), remedy=remedy) from None
