"""When a predicted value is right."""

from __future__ import annotations

from decimal import Decimal

from virgolette.model import Value


def same_value(gold: Value | None, predicted: Value | None, tolerance: str = "0") -> bool:
    """Unit, comparator and direction of change equal, and either bound within `tolerance`, a share of gold's.

    A wrong currency or scale (10⁹ for 10⁶) is wrong whatever the tolerance; an open bound equals only an open
    one. `approximate` isn't compared. Two missing values aren't equal: there is nothing to get right.
    """
    if gold is None or predicted is None:
        return False
    if (gold.unit, gold.comparator, gold.change) != (predicted.unit, predicted.comparator, predicted.change):
        return False
    return all(_near(g, p, tolerance) for g, p in ((gold.low, predicted.low), (gold.high, predicted.high)))


def _near(gold: str | None, predicted: str | None, tolerance: str) -> bool:
    if gold is None or predicted is None or gold == predicted:
        return gold == predicted
    number = Decimal(gold)
    return abs(Decimal(predicted) - number) <= Decimal(tolerance) * number
