"""The status as tables for people: what needs work comes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from virgolette.scoring.agreement import LAYERS
from virgolette.tabular import Cell, cell, table
from virgolette.workflow.status import TODO, Row, Status, Totals

_HEAD = ("document", "split", "to do", "gold", "passes", "text", "diff.", "open", *(f"F1 {x}" for x in LAYERS[:4]))
_WORK = ("document", "annotator", "pulled", *LAYERS, "left aside")


def ordered(rows: Sequence[Row]) -> list[Row]:
    """Documents by what is to be done, most undecided differences first, else as in the manifest."""
    return sorted(rows, key=lambda row: (TODO.index(row.todo), -row.undecided))


def render(status: Status) -> str:
    """One line a document, one a piece of work, then the totals; findings are told elsewhere."""
    rows = ordered(status.documents)
    parts = [table(_HEAD, map(_row, rows), words=6)]
    if work := [line for row in rows for line in _work(row)]:
        parts.append(table(_WORK, work, words=3))
    return "\n\n".join([*parts, "\n".join(_totals(status.totals))]) + "\n"


def _row(row: Row) -> Sequence[Cell]:
    pair = next((p for p in row.pairs if p.adjudicated), None)
    spans = [pair.agreement[x].exact.f1 if pair and pair.agreement else None for x in LAYERS[:4]]
    names = " ".join(w.annotator if w.usable else f"{w.annotator}(!)" for w in row.passes)
    differing = (pair.differences, pair.undecided) if pair else (None, None)
    return row.doc_id, row.split, row.todo, row.gold, names or "-", row.text, *differing, *spans


def _work(row: Row) -> Iterator[Sequence[Cell]]:
    for w in row.passes:
        # A day is enough here; JSON has the time.
        pulled = f"{w.pulled['updated'][:10]}{', edited since' if w.pulled['edited'] else ''}" if w.pulled else "-"
        counts = [w.layers[x] if w.layers else None for x in LAYERS]
        yield row.doc_id, w.annotator, pulled, *counts, w.pulled["kept"] if w.pulled else None
    for p in row.pairs:
        if not p.adjudicated:
            exact = [f"F1 {cell(p.agreement[x].exact.f1)}" if p.agreement else None for x in LAYERS]
            yield row.doc_id, f"{p.a} ~ {p.b}", f"{p.differences} differences", *exact, None
    if row.gold_layers:
        yield row.doc_id, "= gold", "-", *(row.gold_layers[x] for x in LAYERS), None


def _totals(totals: Totals) -> Iterator[str]:
    def listed(counts: dict[str, int]) -> str:
        return ", ".join(f"{n} {name}" for name, n in counts.items()) or "none"

    many = "document" if totals.documents == 1 else "documents"
    yield f"{totals.documents} {many} ({listed(totals.splits)}): {listed(totals.todo)}"
    passes = ", ".join(f"{name} {n}" for name, n in totals.annotators.items()) or "none"
    yield f"passes: {passes}; gold: {listed(totals.gold)}"
    yield f"{totals.differences} differences, {totals.decided} decided, {totals.undecided} open"
    spans = ", ".join(f"{layer} {cell(r.f1)}" for layer, r in totals.agreement.items() if r.f1 is not None)
    yield f"exact span F1 over all adjudicated pairs: {spans or '-'}"
    if totals.unfinished:
        yield f"{totals.unfinished} pieces of pulled work have items left aside"
