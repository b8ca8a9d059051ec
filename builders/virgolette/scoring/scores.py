"""From counts to scores: nothing here looks at a text, so that anyone can recompute a result from its counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from virgolette.scoring.kept import Kept
from virgolette.scoring.measures import MEASURES, WIDTH, Measure
from virgolette.scoring.result import DocumentCounts, Score, Sums
from virgolette.scoring.statistics import Interval, intervals

Array = Any
# Figures that differ in the last bits between machines would make files differ.
DIGITS = 6
COREFERENCE = ("clusters.muc", "clusters.b3", "clusters.ceafe")
RELATION = "relations."


def ratio(part: float, whole: float) -> float | None:
    """part / whole; None for nothing of nothing."""
    return round(part / whole, DIGITS) if whole else None


def f1(gold: float, predicted: float, correct: float) -> float | None:
    """2 · correct / (gold + predicted), in [0, 1]; None where neither side has any."""
    return ratio(2 * correct, gold + predicted)


class Totals:
    """The sums that scores are made from, over tables of counts."""

    def __init__(self, measures: Sequence[Measure]) -> None:
        import numpy as np

        self._measures = measures
        self._counts = np.zeros((len(measures), WIDTH), np.int64)
        # Of the documents' own values: their sum, and how many there are.
        self._own = np.zeros((2, len(measures)))

    def add(self, table: Array) -> None:
        """Add the counts of some documents: (document, measure, WIDTH)."""
        import numpy as np

        self._counts += table.sum(axis=0)
        values, defined = _own(table)
        # One after the other: sums in another order differ in their last bits.
        self._own[0] = np.add.accumulate(np.concatenate([self._own[:1], values]), axis=0)[-1]
        self._own[1] += defined.sum(axis=0)

    def scores(self, ends: Sequence[Interval] | None = None) -> list[Score]:
        """The scores, with the intervals that are given."""
        nothing = Interval(None, None)
        return [
            _score(m, self._counts[k].tolist(), self._own[:, k].tolist(), ends[k] if ends else nothing)
            for k, m in enumerate(self._measures)
        ]


def document_scores(
    documents: Sequence[DocumentCounts], measures: Sequence[Measure] = MEASURES, *, inference: bool
) -> list[Score]:
    """The scores of all counted measures.

    Args:
        documents: The counts.
        measures: What they count, in order.
        inference: Whether to compute intervals.
    """
    kept = documents if isinstance(documents, Kept) else Kept(documents)
    totals = Totals(measures)
    for table in kept.tables():
        totals.add(table.reshape(-1, len(measures), WIDTH))
    return totals.scores(intervals(kept, len(measures)) if inference else None)


def _own(counts: Array) -> tuple[Array, Array]:
    """The documents' own values (document, measure), 0 where there is none, and where there is one."""
    import numpy as np

    wholes = counts[..., 0] + counts[..., 1]
    values = np.divide(2 * counts[..., 2], wholes, out=np.zeros(wholes.shape), where=wholes > 0)
    scaled = values * 10**DIGITS
    rounded = np.rint(scaled) / 10**DIGITS
    # What lies in the middle is to be rounded as Python does it, which looks at the last bit.
    # (`scaled % 1` takes as long as all the rest here.)
    middle = np.abs(scaled - np.floor(scaled) - 0.5) < 1e-4
    rounded[middle] = [round(value, DIGITS) for value in values[middle].tolist()]
    return rounded, wholes > 0


def _score(m: Measure, total: Sequence[int], macro: Sequence[float], ends: Interval) -> Score:
    gold, predicted, correct, lost = total
    value = f1(gold, predicted, correct)
    low, high = ends
    if value is not None and low is not None and high is not None:
        # The logit never reaches 0 or 1, which the score may.
        low, high = min(round(low, DIGITS), value), max(round(high, DIGITS), value)
    return Score(
        measure=m.name,
        kind=m.kind,
        gold=gold / m.points,
        predicted=predicted / m.points,
        correct=correct / m.points,
        value=value,
        precision=ratio(correct, predicted) if m.kind == "f1" else None,
        recall=ratio(correct, gold) if m.kind != "accuracy" else None,
        macro=ratio(macro[0], macro[1]),
        low=low,
        high=high,
        aligned=f1(gold, predicted - lost, correct),
    )


def cluster_scores(sums: Sequence[Sums]) -> list[Score]:
    """The scores of clusters and relations, and their means: CoNLL over three, macro over the relations met."""
    found = {s.measure: _of_sums(s) for s in sums}
    conll = [found[name].value for name in COREFERENCE if name in found]
    relations = [score.value for name, score in found.items() if name.startswith(RELATION)]
    return [*found.values(), _mean("clusters.conll", conll), _mean("relations.macro", relations)]


def _of_sums(s: Sums) -> Score:
    precision, recall = (
        ratio(s.precision_part, s.precision_whole),
        ratio(s.recall_part, s.recall_whole),
    )
    value: float | None = None
    if precision is not None or recall is not None:
        # Not from the rounded ones, which would round twice.
        p = s.precision_part / s.precision_whole if s.precision_whole else 0.0
        r = s.recall_part / s.recall_whole if s.recall_whole else 0.0
        value = round(2 * p * r / (p + r), DIGITS) if p + r else 0.0
    blank: Mapping[str, None] = dict.fromkeys(("macro", "low", "high", "aligned"))
    return Score(
        measure=s.measure,
        kind="f1",
        gold=round(s.recall_whole, DIGITS),
        predicted=round(s.precision_whole, DIGITS),
        correct=round(s.recall_part, DIGITS),
        value=value,
        precision=precision,
        recall=recall,
        **blank,
    )


def _mean(name: str, values: Sequence[float | None]) -> Score:
    held = [v for v in values if v is not None]
    fields: dict[str, None] = dict.fromkeys(("precision", "recall", "macro", "low", "high", "aligned"))
    value = ratio(sum(held), len(held))
    return Score(measure=name, kind="mean", gold=0.0, predicted=0.0, correct=0.0, value=value, **fields)
