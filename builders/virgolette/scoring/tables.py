"""A result, and a comparison, as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from virgolette.corpus.visible import visible
from virgolette.scoring.compare import Comparison
from virgolette.scoring.measures import HEADLINES, MEASURES
from virgolette.scoring.result import Result, Score
from virgolette.tabular import Cell, table

_HEAD = ("measure", "value", "95% interval", "precision", "recall", "gold", "predicted", "correct", "macro", "aligned")
_SHOWN = 10
_ABOUT = {m.name: m.about for m in MEASURES}


def render(found: Result, *, full: bool = False) -> str:
    """Headlines, then a table a layer, how predictions were placed, and what is wrong with them.

    Args:
        found: The result.
        full: With hard cases and labels, which are left out otherwise.
    """
    parts = [_title(found), _table([s for name in HEADLINES for s in found.scores if s.measure == name])]
    for layer in dict.fromkeys(s.measure.partition(".")[0] for s in found.scores):
        scores = [s for s in found.scores if s.measure.startswith(f"{layer}.") and _met(s)]
        chosen = [s for s in scores if full or not _detail(s.measure)]
        if chosen:
            parts.append(f"{layer}\n{_table(chosen)}")
    parts += [_placing(found), *_problems(found)]
    note = "value: F1, or accuracy or recall where there is no precision (-); macro: mean over documents; "
    note += "aligned: without the predictions that couldn't be placed in the text"
    return "\n\n".join([*parts, note]) + "\n"


def _met(s: Score) -> bool:
    return s.value is not None


def _detail(name: str) -> bool:
    """Whether a measure is of one label, type or hard case."""
    last = name.rpartition(".")[2]
    return "@" in name or last.isupper() or last in ("direct", "indirect", "mixed", "reported")


def _title(found: Result) -> str:
    statuses = Counter(d.status for d in found.documents)
    counted = ", ".join(f"{n} {status}" for status, n in sorted(statuses.items()))
    lines = [
        f"virgolette {found.scorer_version}, data {found.dataset_version}, gold {found.gold_digest[:12]}",
        f"split {found.split}: {len(found.documents)} documents ({counted}), {found.units} units ({found.unit})",
    ]
    if found.inference == "descriptive":
        lines.append(f"Descriptive only, no intervals: {found.reason}.")
    if found.left_out:
        lines.append(f"Left out, without gold or without their texts: {', '.join(found.left_out)}.")
    if found.elsewhere:
        lines.append(f"Lines for documents that aren't scored here: {found.elsewhere}.")
    return "\n".join(lines)


def _table(scores: Sequence[Score]) -> str:
    return table(_HEAD, [_row(s) for s in scores])


def _row(s: Score) -> list[Cell]:
    interval = None if s.low is None or s.high is None else f"{s.low:.3f}–{s.high:.3f}"
    sizes: list[Cell] = [_plain(x) for x in (s.gold, s.predicted, s.correct)]
    if s.kind == "mean":
        sizes = [None, None, None]
    return [s.measure, s.value, interval, s.precision, s.recall, *sizes, s.macro, s.aligned]


def _plain(x: float) -> Cell:
    return int(x) if x == int(x) else x


def _placing(found: Result) -> str:
    head = ("placed", "offsets", "exact", "folded", "fuzzy", "unaligned", "invalid", "skipped")
    rows = [[a.layer, *(getattr(a, name) for name in head[1:])] for a in found.alignment]
    return table(head, rows)


def _problems(found: Result) -> Iterator[str]:
    if not found.problems_total:
        return
    kinds = Counter(p.kind for p in found.problems)
    listed = ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items()))
    lines = [f"{found.problems_total} problems ({listed}{', …' if found.problems_total > len(found.problems) else ''})"]
    for p in found.problems[:_SHOWN]:
        where = " ".join(filter(None, (f"line {p.line}", p.doc_id, p.path)))
        lines.append(f"  {where}: {p.kind}{f': {visible(p.message)}' if p.message else ''}")
    if found.problems_total > _SHOWN:
        lines.append("  … (--json or --out has more)")
    yield "\n".join(lines)


def render_comparison(found: Comparison) -> str:
    """Values system by system, then each pair's differences."""
    names = found.systems
    rows: list[list[Cell]] = [[m, *values] for m, values in zip(found.measures, found.values, strict=True)]
    parts = [f"split {found.split}, {found.units} units ({found.unit})", table(("measure", *names), rows)]
    head = ("measure", "systems", "difference", "p", "p (Holm)")
    parts.append(
        table(
            head,
            [
                [d.measure, f"{d.a} − {d.b}", None if d.difference is None else f"{d.difference:+.3f}", d.p, d.p_holm]
                for d in found.differences
            ],
            words=2,
        )
    )
    if found.reason:
        parts.append(f"Descriptive only, no tests: {found.reason}.")
    else:
        parts.append("p: two-sided, by swapping the systems' counts unit by unit; Holm over all pairs of a measure")
    return "\n\n".join(parts) + "\n"
