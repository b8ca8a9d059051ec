"""Findings written as they are found: of a corpus of any size no more than one document is held."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator

import msgspec

from virgolette.checks.report.batch import Batch, Summary, shown_path, summary
from virgolette.checks.report.machine import as_github, as_sarif, sarif_results
from virgolette.checks.report.terminal import as_text

_Written = Callable[[Batch], Iterator[str]]


class Tally:
    """The counts of all batches so far."""

    def __init__(self) -> None:
        self.counts = summary(())

    def add(self, batch: Batch) -> None:
        """Count one more batch."""
        one, so_far = summary((batch,)), self.counts
        self.counts = Summary(
            errors=so_far.errors + one.errors,
            warnings=so_far.warnings + one.warnings,
            waived=so_far.waived + one.waived,
            documents=so_far.documents + one.documents,
            left_out=(),
        )


def streamed(form: str, batches: Iterable[Batch], tally: Tally, *, colour: bool = False) -> Iterator[str]:
    """The lines of all findings in a format (text, json, sarif, github); the tally is whole when they end."""
    if form in ("text", "github"):
        for batch in batches:
            tally.add(batch)
            yield from as_text((batch,), colour=colour) if form == "text" else as_github((batch,))
    elif form == "json":
        yield '{\n "findings": ['
        yield from _items(batches, tally, _as_json)
        yield f' ],\n "summary": {json.dumps(msgspec.to_builtins(tally.counts))}\n}}'
    else:
        # The log of no finding has one empty list of results, which the findings go into.
        head, _, tail = as_sarif(()).partition('"results": []')
        yield f'{head}"results": ['
        yield from _items(batches, tally, _as_sarif)
        yield f"]{tail}"


def _items(batches: Iterable[Batch], tally: Tally, written: _Written) -> Iterator[str]:
    """Items of a JSON list, a line each; a comma goes before all but the first."""
    first = True
    for batch in batches:
        tally.add(batch)
        for item in written(batch):
            yield f"  {item}" if first else f"  ,{item}"
            first = False


def _as_json(batch: Batch) -> Iterator[str]:
    for finding in batch.findings:
        shown = msgspec.structs.replace(batch.publishable(finding), file=shown_path(finding.file))
        yield json.dumps(msgspec.to_builtins(shown))


def _as_sarif(batch: Batch) -> Iterator[str]:
    yield from (json.dumps(result) for result in sarif_results((batch,)))
