"""How far a score can be trusted: intervals over units, tests between systems.

A unit is what was drawn on its own: a story, whose documents tell of one event. The sentences of a document, or
the documents of a story, resemble each other, and resampling them would make intervals too narrow. Under six
units, and over articles about one event, there is nothing to infer from: figures are descriptive only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from virgolette.scoring.kept import BLOCK, Kept
from virgolette.scoring.measures import WIDTH
from virgolette.scoring.result import DocumentCounts

Array = Any
FEWEST = 6
SEED = 20130614
SAMPLES = 10_000
# Up to 2^13 swaps are all tried.
EXACT = 13
LEVEL = 0.95
# Added to the odds' either side (Haldane 1956, Anscombe 1956), so that the logit of 0 and 1 is finite.
_HALF = 0.5


class Interval(NamedTuple):
    """A confidence interval; None where there is no honest one."""

    low: float | None
    high: float | None


def by_unit(documents: Sequence[DocumentCounts], measures: int) -> tuple[list[str], Array]:
    """Unit names, sorted, and an array (unit, measure, 3) of gold, predicted and correct."""
    import numpy as np

    names = sorted({d.unit for d in documents})
    place = {name: i for i, name in enumerate(names)}
    table = np.zeros((len(names), measures, 3))
    for document in documents:
        counts = np.asarray(document.counts, dtype=float).reshape(measures, WIDTH)
        table[place[document.unit]] += counts[:, :3]
    return names, table


def intervals(documents: Sequence[DocumentCounts], measures: int) -> list[Interval]:
    """A 95% interval of every measure; memory doesn't grow with the documents where these are `Kept`."""
    import numpy as np

    kept = documents if isinstance(documents, Kept) else Kept(documents)
    order, begins = kept.by_unit

    def units() -> Iterator[Array]:
        # The last unit of a block may go on in the next one.
        last = np.zeros((0, kept.width), np.int64)
        for start in range(0, len(order), BLOCK):
            first = begins[start : start + BLOCK]
            edges = np.union1d([0], np.flatnonzero(first))
            table = np.add.reduceat(kept.rows(order[start : start + BLOCK].tolist()), edges, axis=0)
            if first[0]:
                yield _told(last, measures)
            else:
                table[0] += last[0]
            yield _told(table[:-1], measures)
            last = table[-1:]
        yield _told(last, measures)

    return _jackknife(units, LEVEL)


def _told(counts: Array, measures: int) -> Array:
    """(unit, measure, 3) of (unit, count)."""
    return counts.reshape(-1, measures, WIDTH)[..., :3].astype(float)


def jackknife(units: Array, level: float = LEVEL) -> list[Interval]:
    """Delete-one-unit jackknife on the logit of F1, with t of n − 1 degrees of freedom.

    Args:
        units: (unit, measure, 3): gold, predicted, correct.
        level: Nominal coverage, in (0, 1).

    Returns:
        An interval a measure, inside [0, 1]. Units where neither side has anything say nothing and don't count;
        under FEWEST of the others there is none.

    Source: Tukey (1958); Miller (1974), The jackknife: a review. bench/intervals.py shows its coverage.
    """
    return _jackknife(lambda: [units], level)


def _jackknife(blocks: Callable[[], Iterable[Array]], level: float) -> list[Interval]:
    """The same over units that come in blocks, three times: what it computes doesn't depend on where these end."""
    import numpy as np
    from scipy.special import expit, stdtrit

    total = sum(units.sum(axis=0) for units in blocks())
    n = sum(_telling(units).sum(axis=0) for units in blocks())
    count = np.maximum(n, 1)
    mean = _summed(np.where(_telling(units), _logit(total[None] - units), 0) for units in blocks()) / count
    squares = _summed(np.where(_telling(units), (_logit(total[None] - units) - mean) ** 2, 0) for units in blocks())
    spread = np.sqrt((count - 1) / count * squares) * stdtrit(np.maximum(n - 1, 1), (1 + level) / 2)
    centre = _logit(total)
    low, high = expit(centre - spread), expit(centre + spread)
    return [
        Interval(float(a), float(b)) if k >= FEWEST else Interval(None, None)
        for a, b, k in zip(low, high, n, strict=True)
    ]


def _telling(units: Array) -> Array:
    return units[..., :2].sum(axis=2) > 0


def _summed(blocks: Iterable[Array]) -> Array:
    """The sum over the first axis of all blocks, one row after the other: sums in another order differ in last bits."""
    import numpy as np

    total: Array = 0.0
    for block in blocks:
        if len(block):
            total = np.add.accumulate(np.concatenate([np.broadcast_to(total, block[:1].shape), block]), axis=0)[-1]
    return total


def _logit(counts: Array) -> Array:
    import numpy as np

    right = 2 * counts[..., 2]
    wrong = counts[..., 0] + counts[..., 1] - right
    return np.log(right + _HALF) - np.log(wrong + _HALF)


def swap_test(a: Array, b: Array, samples: int = SAMPLES, seed: int = SEED) -> float:
    """Two-sided p-value of a difference in micro-F1, by swapping the two systems' counts unit by unit.

    Args:
        a, b: (unit, 3) of either system on the same units: gold, predicted, correct.
        samples, seed: Of the random swaps; up to 2^EXACT swaps are all tried instead, and nothing is random.

    Returns:
        The share of swaps whose difference is at least as great, in (0, 1]; 1 where no unit differs.

    Source: Noreen (1989), Computer-intensive methods for testing hypotheses; Yeh (2000).
    """
    import numpy as np

    differing = (a != b).any(axis=1)
    # Where the two are the same, a swap changes nothing.
    same = a[~differing].sum(axis=0)
    a, b = a[differing], b[differing]
    n = len(a)
    if n == 0:
        return 1.0
    if n <= EXACT:
        swaps = (np.arange(2**n)[:, None] >> np.arange(n)) & 1
    else:
        swaps = np.random.default_rng(seed).integers(0, 2, (samples, n))
    ours, theirs = swaps @ a + (1 - swaps) @ b + same, swaps @ b + (1 - swaps) @ a + same
    differences = np.abs(_f1(ours) - _f1(theirs))
    observed = abs(_f1(a.sum(axis=0) + same) - _f1(b.sum(axis=0) + same))
    # Sums in another order differ in their last bits.
    greater = int((differences >= observed - 1e-12).sum())
    return greater / len(swaps) if n <= EXACT else (1 + greater) / (1 + len(swaps))


def _f1(counts: Array) -> Array:
    import numpy as np

    whole = counts[..., 0] + counts[..., 1]
    return np.where(whole > 0, 2 * counts[..., 2] / np.maximum(whole, 1), 0.0)


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values adjusted for being several, in their order; in [p, 1], and none smaller than a lesser one's.

    Source: Holm (1979), A simple sequentially rejective multiple test procedure.
    """
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted = [0.0] * len(p_values)
    least = 0.0
    for rank, i in enumerate(order):
        least = max(least, min(1.0, (len(p_values) - rank) * p_values[i]))
        adjusted[i] = least
    return adjusted
