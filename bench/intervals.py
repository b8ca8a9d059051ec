"""How often the intervals of `virgolette score` hold the truth, by simulation. Run by hand alone.

A system has a true micro-F1 over infinitely many stories. A story has a size (lognormal), a recall and a
precision of its own (beta, correlated with nothing): stories differ more than chance alone would make them. Of
each sample of n stories a 95% interval is made, in three ways: the jackknife on the logit that the scorer uses,
the same without the logit, and the percentile bootstrap. A way is honest where about 95 of 100 intervals hold
the true value.

    python bench/intervals.py [--runs 2000] [--seed 1]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import stdtrit

from virgolette.scoring.statistics import FEWEST, LEVEL, jackknife
from virgolette.tabular import table

Array = Any
SIZES = (6, 10, 20, 50, 100)
RATES = ((0.5, 6.0), (0.8, 8.0), (0.95, 10.0))
"""Mean recall and precision of a story, and how alike stories are (the sum of the beta's parameters)."""

RESAMPLES = 1000


def stories(rng: np.random.Generator, shape: tuple[int, ...], mean: float, alike: float) -> Array:
    """Counts (gold, predicted, correct) of stories drawn at random."""
    gold = 1 + rng.poisson(rng.lognormal(2.5, 0.6, shape))
    correct = rng.binomial(gold, rng.beta(mean * alike, (1 - mean) * alike, shape))
    precision = np.clip(rng.beta(mean * alike, (1 - mean) * alike, shape), 0.05, 1)
    return np.stack([gold, correct + rng.poisson(correct * (1 - precision) / precision), correct], axis=-1).astype(
        float
    )


def f1(counts: Array) -> Array:
    """Micro-F1 over the last axis but one."""
    total = counts.sum(axis=-2)
    return 2 * total[..., 2] / (total[..., 0] + total[..., 1])


def logit_jackknife(units: Array, rng: np.random.Generator) -> tuple[float, float]:
    """The scorer's own."""
    low, high = jackknife(units[:, None, :])[0]
    assert low is not None and high is not None
    return low, high


def plain_jackknife(units: Array, rng: np.random.Generator) -> tuple[float, float]:
    """The same without the logit."""
    n = len(units)
    without = np.array([f1(np.delete(units, k, axis=0)) for k in range(n)])
    spread = stdtrit(n - 1, (1 + LEVEL) / 2) * np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum())
    return f1(units) - spread, f1(units) + spread


def percentile(units: Array, rng: np.random.Generator) -> tuple[float, float]:
    """Percentile bootstrap over stories."""
    n = len(units)
    draws = rng.integers(0, n, (RESAMPLES, n))
    times = np.bincount((draws + n * np.arange(RESAMPLES)[:, None]).ravel(), minlength=n * RESAMPLES).reshape(
        RESAMPLES, n
    )
    total = times @ units
    found = 2 * total[:, 2] / (total[:, 0] + total[:, 1])
    low, high = np.quantile(found, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


WAYS: tuple[tuple[str, Callable[[Array, np.random.Generator], tuple[float, float]]], ...] = (
    ("jackknife, logit", logit_jackknife),
    ("jackknife", plain_jackknife),
    ("bootstrap", percentile),
)


def coverage(runs: int, seed: int) -> list[list[str | int | float | None]]:
    """A row a truth and number of stories: the share of intervals that hold the truth, and their mean width."""
    rng = np.random.default_rng(seed)
    rows: list[list[str | int | float | None]] = []
    for mean, alike in RATES:
        truth = float(f1(stories(rng, (400_000,), mean, alike)))
        for n in SIZES:
            assert n >= FEWEST
            held, width = np.zeros(len(WAYS)), np.zeros(len(WAYS))
            for _ in range(runs):
                units = stories(rng, (n,), mean, alike)
                for k, (_, way) in enumerate(WAYS):
                    low, high = way(units, rng)
                    held[k] += low <= truth <= high
                    width[k] += high - low
            rows.append([f"{truth:.3f}", n, *(x for k in range(len(WAYS)) for x in (held[k] / runs, width[k] / runs))])
    return rows


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description="Coverage of 95% intervals, by simulation.")
    parser.add_argument("--runs", type=int, default=2000, help="samples a row (default 2000)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    head = ["true F1", "stories", *(x for name, _ in WAYS for x in (name, "width"))]
    sys.stdout.write(table(head, coverage(options.runs, options.seed)) + "\n")


if __name__ == "__main__":
    main()
