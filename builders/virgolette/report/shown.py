"""One document of a report, ready for the template."""

from __future__ import annotations

from msgspec import Struct

from virgolette.model import Knowledge, ManifestEntry
from virgolette.report import columns
from virgolette.report.examined import Examined
from virgolette.report.kinds import NAMES
from virgolette.report.rows import Row, rows


class Shown(Struct, frozen=True):
    """One document.

    Attributes:
        id: Prefix of what can be linked to in it.
        entry, status: What it is, and what the predictions had for it.
        kinds: Class → how many records.
        total: How many records.
        lines: The text, line by line, with gold's items and with the predicted ones; empty where it may not be shown.
        rows: The errors.
        placed, alone: Numbers of records that hang on the predicted side, and on gold's only.
        listed: Numbers of records in `rows`.
    """

    id: str
    entry: ManifestEntry
    status: str
    kinds: dict[str, int]
    errors: int
    total: int
    lines: list[tuple[columns.Line, columns.Line]]
    rows: list[Row]
    placed: frozenset[int]
    alone: frozenset[int]
    listed: frozenset[int]


def shown(document: Examined, knowledge: Knowledge) -> Shown:
    """A document with its errors in the text and as a list."""
    ours: list[columns.Line] = []
    theirs: list[columns.Line] = []
    if document.text is not None:
        ours = columns.lines(document.text, document.gold, document.records, "gold")
        theirs = columns.lines(document.text, document.found.items, document.records, "predicted")
    placed = frozenset(i for i, r in enumerate(document.records) if r.predicted is not None)
    listed = rows(document, knowledge)
    return Shown(
        id=document.doc_id,
        entry=document.entry,
        status=document.status,
        kinds={k: sum(t.kinds[k] for t in document.tally) for k in NAMES},
        errors=document.errors,
        total=len(document.records),
        lines=list(zip(ours, theirs, strict=True)),
        rows=listed,
        placed=placed,
        alone=frozenset(range(len(document.records))) - placed,
        listed=frozenset(r.number for r in listed),
    )
