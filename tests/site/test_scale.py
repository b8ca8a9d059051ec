"""Axes and numbers on them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virgolette.model import Value
from virgolette.site import marks
from virgolette.site.scale import axis, short

numbers = st.lists(st.decimals("0.0001", "1e13", allow_nan=False), min_size=1, max_size=8)


@given(numbers)
def test_an_axis_holds_its_numbers_in_order(found):
    scale = axis(found)
    places = [scale.at(float(n)) for n in sorted(found)]
    assert places == sorted(places) and all(0 <= p <= 100 for p in places)
    assert len(scale.ticks) >= 2 and all(0 <= x <= 100 for _, x, _ in scale.ticks)


@given(numbers)
def test_an_axis_leaves_room_on_the_right(found):
    scale = axis(found)
    assert scale.log or scale.at(float(max(found))) < 95


def test_zero_is_the_start_unless_sizes_are_far_apart():
    assert axis([Decimal(12), Decimal(17)]).at(0) == 0
    assert axis([Decimal(1), Decimal(10**6)]).log
    assert not axis([]).log
    assert axis([Decimal(-5), Decimal(5)]).at(0) > 40


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("17", "17"),
        ("4800000", "4.8\u00a0M"),
        ("500000000000", "500\u00a0bn"),
        ("2000000000000", "2\u00a0tn"),
        ("0.05", "0.05"),
        ("1536", "1536"),
        ("10000", "10\u202f000"),
    ],
)
def test_numbers_are_said_short_and_exactly(number, words):
    assert short(Decimal(number)) == words


def value(low, high, comparator="=", unit="USD", change="none", approximate=False):
    return Value(low=low, high=high, comparator=comparator, unit=unit, change=change, approximate=approximate)


def test_a_value_in_a_few_signs():
    assert marks.said(value("17", "17", unit="percent", change="down")) == "↓\u00a017\u00a0%"
    assert marks.said(value("40000000", "50000000")) == "40–50\u00a0M\u00a0USD"
    assert marks.said(value(None, "6000000", "<")) == "<\u00a06\u00a0M\u00a0USD"
    assert marks.said(value("100", None, ">=", "chip", approximate=True)) == "≈\u00a0≥\u00a0100\u00a0chips"


def test_open_bounds_are_arrows_intervals_are_bars_and_approximate_values_have_soft_ends():
    scale = axis([Decimal(100)])
    below, above = (marks.mark(value(*v), "USD", scale, signed=False) for v in ((None, "50", "<"), ("50", None, ">=")))
    assert below.arrow < below.at and below.hollow and below.soft is None
    assert above.arrow > above.at and not above.hollow
    bar = marks.mark(value("40", "50"), "USD", scale, signed=False)
    assert bar.low < bar.at < bar.high and bar.arrow is None
    soft = marks.mark(value("50", "50", approximate=True), "USD", scale, signed=False).soft
    assert soft[0] < below.at < soft[1]


def test_shares_are_drawn_on_one_axis_and_falls_to_the_left_of_rises():
    assert marks.unit_of(value("0.05", "0.05", unit="ratio"), {"ratio", "percent"}) == "percent"
    assert marks.numbers(value("0.05", "0.05", unit="ratio"), "percent", signed=False) == (5, 5)
    assert marks.numbers(value("3", None, ">", "percent", "down"), "percent", signed=True) == (None, -3)
