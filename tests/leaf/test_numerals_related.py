"""Values against words, bounds and other values: what contradicts, what may be the same number."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations_with_replacement

import pytest

from tests.leaf.values import value
from virgolette.model import Value
from virgolette.numerals import agrees, bounds, relate


@pytest.mark.parametrize(
    ("given_value", "surface", "label", "contradicted"),
    [
        (value("3000", None, ">"), "oltre 3.000 GPU", "QUANTITY", None),
        (value("3000", None, ">="), "oltre 3.000 GPU", "QUANTITY", "comparator"),
        (value("3048", None, ">"), "oltre 3.000 GPU", "QUANTITY", "low"),
        (value(None, "60", "<=", "percent"), "fino al 6%", "PERCENT", "high"),
        (value("3000", None, ">", "item"), "oltre 3.000 GPU", "QUANTITY", "unit"),
        (value("3000", None, ">", None), "oltre 3.000 GPU", "QUANTITY", "unit"),
        (value("3000", None, ">", approximate=True), "oltre 3.000 GPU", "QUANTITY", "approximate"),
        (value("3000"), "circa 3.000 GPU", "QUANTITY", "approximate"),
        (value("3000", change="down"), "3.000 GPU", "QUANTITY", None),
        (value("3000"), "3.000", "QUANTITY", None),
        (value("3000"), "3.000 mattoncini", "QUANTITY", None),
        (value("3000", unit="item"), "3.000 unità", "QUANTITY", None),
        (value("3000", unit="TWD"), "3.000 dollari", "MONEY", None),
        (value("3000", unit="EUR"), "3.000 dollari", "MONEY", "unit"),
        (value("3000", unit="JPY"), "¥ 3.000", "MONEY", None),
        (value("10", unit="day"), "una decina di giorni", "DURATION", None),
        (value("0.33", unit="ratio"), "un terzo", "RATIO", None),
        (value("0.33333333", unit="ratio"), "un terzo", "RATIO", None),
        (value("0.3", unit="ratio"), "un terzo", "RATIO", "low"),
        (value("0.34", unit="ratio"), "un terzo", "RATIO", "low"),
        (value("1"), "una scatola di 12 GPU", "QUANTITY", None),
    ],
)
def test_a_value_is_held_against_the_words(
    given_value: Value, surface: str, label: str, contradicted: str | None
) -> None:
    found = agrees(given_value, surface, label)
    assert (found is None) == (contradicted is None), found
    assert contradicted is None or contradicted in (found or "")


@pytest.mark.parametrize(
    ("given_value", "expected"),
    [
        (value("2"), (Decimal(2), Decimal(2), True, True)),
        (value("2", "3"), (Decimal(2), Decimal(3), True, True)),
        (value("2", None, ">"), (Decimal(2), None, False, False)),
        (value("2", None, ">="), (Decimal(2), None, True, False)),
        (value(None, "3", "<"), (None, Decimal(3), False, False)),
        (value(None, "3", "<=", approximate=True), (None, Decimal(3), False, True)),
    ],
)
def test_bounds_are_those_stated(given_value: Value, expected: object) -> None:
    assert bounds(given_value) == expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (value("17", unit="percent"), value("17", unit="percent"), "equal"),
        (value("17", unit="percent"), value("14", unit="percent"), "disjoint"),
        (value("17", unit="percent", change="down"), value("17", unit="percent"), "incomparable"),
        (value("17", unit="percent"), value("17", unit="point"), "incomparable"),
        (value("17", unit=None), value("17", unit=None), "equal"),
        (value("17"), value("17.0"), "equal"),
        (value("2000", approximate=True), value("2000"), "intersect"),
        (value("2000", approximate=True), value("2048"), "intersect"),
        (value("2000", approximate=True), value("2100"), "intersect"),
        (value("2000", approximate=True), value("2250"), "disjoint"),
        (value("2000", approximate=True), value("2200", approximate=True), "intersect"),
        (value("2000", approximate=True), value("2300", approximate=True), "disjoint"),
        (value("2000", None, ">"), value("2000"), "intersect"),
        (value("2000", None, ">"), value("1999"), "disjoint"),
        (value("2000", None, ">="), value("2000"), "intersect"),
        (value("2000", None, ">"), value(None, "2000", "<="), "disjoint"),
        (value("2000", None, ">"), value("9", None, ">"), "intersect"),
        (value("40", "50"), value("50", "60"), "intersect"),
        (value("40", "50"), value("55"), "disjoint"),
        (value(None, "600", "<", approximate=True), value("610"), "intersect"),
    ],
)
def test_two_values_are_related(a: Value, b: Value, expected: str) -> None:
    assert relate(a, b) == relate(b, a) == expected


def fits(number: Decimal, stated: Value) -> bool:
    low, high, low_closed, high_closed = bounds(stated)
    above = low is None or number > low or (low_closed and number == low)
    return above and (high is None or number < high or (high_closed and number == high))


# Every way to state the numbers 0 to 2.
BORDERS = [
    *((str(low), str(high), "=") for low, high in combinations_with_replacement(range(3), 2)),
    *((None, str(high), comparator) for high in range(3) for comparator in ("<", "<=")),
    *((str(low), None, comparator) for low in range(3) for comparator in (">", ">=")),
]
VALUES = [
    value(*borders, unit, change, approximate)
    for borders in BORDERS
    for unit, change in (("chip", "none"), (None, "none"), ("chip", "up"))
    for approximate in (False, True)
]


def test_relation_is_symmetric_and_means_a_shared_number() -> None:
    for a, b in combinations_with_replacement(VALUES, 2):
        found = relate(a, b)
        assert found == relate(b, a)
        assert (found == "incomparable") == (a.unit != b.unit or a.change != b.change)
        if found == "incomparable":
            continue
        # Every border is a whole number, so that halves and a number on either side try all cases.
        shared = any(fits(Decimal(n) / 2, a) and fits(Decimal(n) / 2, b) for n in range(-2, 7))
        # A point may be the rounding of what lies beyond an open bound of the same number.
        pairs = [(p, o) for p, o in ((a, b), (b, a)) if p.low is not None and p.low == p.high]
        shared |= any(o.comparator in ("<", ">") and p.low == (o.low or o.high) for p, o in pairs)
        if not a.approximate and not b.approximate:
            assert (found != "disjoint") == shared
            assert (found == "equal") == (a == b)
        elif shared:
            assert found == "intersect"


@pytest.mark.parametrize(
    ("a", "b", "how"),
    [
        ("2000", "2048", "intersect"),
        ("5", "4.8", "intersect"),
        ("17", "17.4", "intersect"),
        ("100", "120", "disjoint"),
        ("17", "14", "disjoint"),
        ("50", "55", "disjoint"),
    ],
)
def test_a_point_meets_what_it_may_be_the_rounding_of(a: str, b: str, how: str) -> None:
    assert relate(value(a), value(b)) == relate(value(b), value(a)) == how
