"""Axes: from numbers to places between 0 and 100 percent, with round ticks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from virgolette.view.figures import grouped

# Room for a label beyond the last value; a sum at the very edge would look as if it went on.
_ROOM = 1.12
# Numbers further apart than this can't be told apart on a linear axis.
_FAR = 150
# Short scale, as in English.
_LARGE = ((Decimal(10) ** 12, "tn"), (Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "M"))
_FIXED = "\u00a0"


class Axis(Struct, frozen=True):
    """An axis.

    Attributes:
        low, high: Its ends; their decimal logarithms where `log`.
        log: Whether equal steps are equal factors.
        ticks: (number, place in percent, words).
    """

    low: float
    high: float
    log: bool
    ticks: tuple[tuple[float, float, str], ...]

    def at(self, number: float) -> float:
        """Place of a number in percent, kept inside the axis."""
        value = (math.log10(number) if number > 0 else self.low) if self.log else number
        return round(min(100.0, max(0.0, (value - self.low) / (self.high - self.low) * 100)), 2)


def axis(numbers: Sequence[Decimal]) -> Axis:
    """An axis from zero that holds all numbers; logarithmic where they are of very different size."""
    values = [float(n) for n in numbers]
    low, high = min([0.0, *values]), max([0.0, *values])
    positive = [v for v in values if v > 0]
    if positive and low == 0 and max(positive) / min(positive) > _FAR:
        return _powers(math.floor(math.log10(min(positive))), math.ceil(math.log10(max(positive)) + 0.1))
    span = (high - low) * _ROOM or 1.0
    step = _step(span / 5)
    if low < 0:
        low = math.floor(low * _ROOM / step) * step
    high = max(high * _ROOM, step)
    made = Axis(low, high, False, ())
    first = math.ceil(low / step)
    numbers_ = [i * step for i in range(first, math.floor(high / step) + 1)]
    return Axis(low, high, False, tuple((n, made.at(n), short(Decimal(f"{n:.10g}"))) for n in numbers_))


def _powers(low: int, high: int) -> Axis:
    made = Axis(low, high, True, ())
    ticks = [10.0**i for i in range(low, high + 1)]
    return Axis(low, high, True, tuple((n, made.at(n), short(Decimal(f"{n:.10g}"))) for n in ticks))


def _step(rough: float) -> float:
    """The next round step: 1, 2 or 5 times a power of ten."""
    power: float = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)


def short(number: Decimal) -> str:
    """A number as short as it can be said exactly: `500 bn`, `1 536`, `4.8 M`."""
    size = abs(number)
    for unit, name in _LARGE:
        if size >= unit:
            return f"{grouped(_plain(number / unit))}{_FIXED}{name}"
    return grouped(_plain(number))


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
