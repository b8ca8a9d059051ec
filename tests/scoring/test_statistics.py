"""Intervals and tests: against plain loops, exact enumeration, and what they must never claim."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t

from virgolette.scoring.result import DocumentCounts
from virgolette.scoring.statistics import FEWEST, by_unit, holm, jackknife, swap_test

rows = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)).map(lambda r: (r[0], r[1], min(r)))


def units(*counts):
    return np.array(counts, dtype=float)[:, None, :]


def f1(counts):
    g, p, c = (sum(column) for column in zip(*counts, strict=True))
    return 2 * c / (g + p) if g + p else 0.0


def plainly(counts):
    """The definition, one unit after the other."""
    counts = [c for c in counts if c[0] + c[1]]
    n = len(counts)

    def logit(kept):
        g, p, c = (sum(column) for column in zip(*kept, strict=True))
        return math.log(2 * c + 0.5) - math.log(g + p - 2 * c + 0.5)

    without = [logit(counts[:k] + counts[k + 1 :]) for k in range(n)]
    mean = sum(without) / n
    spread = math.sqrt((n - 1) / n * sum((x - mean) ** 2 for x in without)) * t.ppf(0.975, n - 1)
    return [1 / (1 + math.exp(-x)) for x in (logit(counts) - spread, logit(counts) + spread)]


@given(st.lists(rows, min_size=FEWEST, max_size=12))
def test_jackknife_follows_its_definition(counts):
    if sum(g + p > 0 for g, p, _ in counts) < FEWEST:
        assert jackknife(units(*counts)) == [(None, None)]
    else:
        assert jackknife(units(*counts))[0] == pytest.approx(plainly(counts))


def test_no_interval_under_six_units_that_say_something():
    assert jackknife(units(*[(5, 5, 4)] * 5)) == [(None, None)]
    assert jackknife(units(*[(5, 5, 4)] * 5, *[(0, 0, 0)] * 9)) == [(None, None)]
    low, high = jackknife(units(*[(5, 5, 4), (5, 5, 3), (5, 5, 5)] * 2))[0]
    assert 0 < low < 0.8 < high < 1


def test_documents_of_a_story_are_one_unit():
    documents = [
        DocumentCounts(doc_id=f"d{k}", unit=unit, status="scored", counts=(3, 2, 1, 9))
        for k, unit in enumerate(["b", "a", "b"])
    ]
    names, table = by_unit(documents, 1)
    assert names == ["a", "b"] and table.tolist() == [[[3, 2, 1]], [[6, 4, 2]]]


@given(st.lists(st.tuples(rows, rows), min_size=1, max_size=6))
@settings(max_examples=60)
def test_swap_test_tries_every_swap(counts):
    a, b = ([pair[side] for pair in counts] for side in (0, 1))
    observed = abs(f1(a) - f1(b))
    ways = list(product((False, True), repeat=len(counts)))
    as_great = sum(
        abs(
            f1([y if swap else x for x, y, swap in zip(a, b, way, strict=True)])
            - f1([x if swap else y for x, y, swap in zip(a, b, way, strict=True)])
        )
        >= observed - 1e-12
        for way in ways
    )
    assert swap_test(np.array(a, float), np.array(b, float)) == pytest.approx(as_great / len(ways))


def test_swap_test_samples_where_there_are_many_units_and_repeats_itself():
    rng = np.random.default_rng(0)
    gold = np.full(30, 20)
    a = np.stack([gold, gold, rng.binomial(20, 0.8, 30)], axis=1).astype(float)
    b = np.stack([gold, gold, rng.binomial(20, 0.5, 30)], axis=1).astype(float)
    assert swap_test(a, b, samples=500) == swap_test(a, b, samples=500) == swap_test(b, a, samples=500) == 1 / 501
    assert swap_test(a, a) == 1


def test_equal_systems_are_rarely_told_apart():
    """At 5% about one of twenty pairs of equal systems: 200 pairs, 9 units each, all swaps tried."""
    rng = np.random.default_rng(7)
    told = 0
    for _ in range(200):
        a, b = (
            np.stack([np.full(9, 15), np.full(9, 15), rng.binomial(15, 0.7, 9)], axis=1).astype(float) for _ in "ab"
        )
        told += swap_test(a, b) <= 0.05
    assert told <= 20


@given(st.lists(st.floats(0, 1), max_size=6))
def test_holm_never_lowers_and_keeps_the_order(p_values):
    adjusted = holm(p_values)
    assert all(p <= q <= 1 for p, q in zip(p_values, adjusted, strict=True))
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    assert [adjusted[i] for i in order] == sorted(adjusted)


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
