"""Kappa against textbook cases; agreement on spans."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virgolette.scoring import kappa
from virgolette.spans import Span


def test_kappa_of_a_textbook_table():
    # Cohen's kappa of the table 20 5 / 10 15: p_o .7, p_e .5.
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    found = kappa.nominal(pairs)
    assert (found.n, found.agreed, found.observed, found.kappa) == (50, 35, 0.7, pytest.approx(0.4))


@pytest.mark.parametrize(
    ("pairs", "observed", "wanted"),
    [([], None, None), ([("a", "a")] * 3, 1, None), ([("a", "b")] * 3, 0, 0), ([("a", "a"), ("b", "b")], 1, 1)],
)
def test_degenerate_kappa(pairs, observed, wanted):
    found = kappa.nominal(pairs)
    assert (found.observed, found.kappa) == (observed, wanted)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), max_size=12))
def test_kappa_is_symmetric_and_bounded(pairs):
    found = kappa.nominal(pairs)
    assert found == kappa.nominal([(b, a) for a, b in pairs])
    assert found.kappa is None or -1 <= found.kappa <= 1


def test_missing_on_both_sides_is_no_span_to_agree_on():
    here, there = (Span(0, 4),), (Span(2, 6),)
    found = kappa.placed([((), ()), (here, here), (here, there), (here, ())])
    assert (found.n, found.agreed, found.overlapping, found.kappa) == (3, 1, 2, None)
    assert found.mean_iou == pytest.approx((1 + 2 / 6 + 0) / 3)
