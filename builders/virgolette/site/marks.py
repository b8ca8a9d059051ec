"""One value on an axis: where its bounds lie, which of them are open, and how it is said in a few signs."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from virgolette import numerals, schema
from virgolette.model import Value
from virgolette.site.scale import Axis, short

_FIXED = "\u00a0"
_SIGNS = {"<=": "≤", ">=": "≥", "=": ""}
_CHANGES = {"up": "↑", "down": "↓"}
_SHARES = ("percent", "ratio")
# How far an approximate value is drawn to both sides, as a share of it; a little more than nothing at least.
_SOFT, _LEAST = 0.05, 1.2
# Length of the arrow of an open bound, in percent of the axis: it says where to, not how far.
_ARROW = 9.0


class Mark(Struct, frozen=True):
    """One value as it is drawn; places in percent of the axis.

    Attributes:
        at: Where its sign stands: the number, the bound, the middle of an interval.
        low, high: Both ends of an interval; the same otherwise.
        arrow: Where the arrow of an open bound ends; None without one.
        hollow: Whether the bound itself is excluded.
        soft: Left and right end of what an approximate value may be; None for an exact one.
        label: The value in a few signs.
        anchor: start, middle or end: how the label stands to `at`, so that it isn't cut off.
    """

    at: float
    low: float
    high: float
    arrow: float | None
    hollow: bool
    soft: tuple[float, float] | None
    label: str
    anchor: str


def unit_of(value: Value, units: set[str]) -> str:
    """The unit on whose axis a value is drawn: shares as percent where both occur."""
    unit = value.unit or ""
    return "percent" if unit in _SHARES and units.issuperset(_SHARES) else unit


def numbers(value: Value, unit: str, *, signed: bool) -> tuple[Decimal | None, Decimal | None]:
    """Both bounds in the axis's unit; negative for a fall on an axis that rises and falls."""
    low, high = numerals.bounds(value)[:2]
    if value.unit == "ratio" and unit == "percent":
        low, high = (None if b is None else b * 100 for b in (low, high))
    if signed and value.change == "down":
        low, high = (None if b is None else -b for b in (high, low))
    return low, high


def mark(value: Value, unit: str, axis: Axis, *, signed: bool) -> Mark:
    """A value on its axis."""
    low, high = numbers(value, unit, signed=signed)
    bounded = [b for b in (low, high) if b is not None]
    ends = [axis.at(float(b)) for b in bounded] or [0.0]
    at = sum(ends) / len(ends)
    arrow = None
    if low is None and high is not None:
        arrow = max(0.0, min(at - 2.5, max(at - _ARROW, 0.8)))
    elif high is None and low is not None:
        arrow = min(100.0, at + _ARROW)
    soft = None
    if value.approximate and bounded:
        left, right = axis.at(float(bounded[0]) * (1 - _SOFT)), axis.at(float(bounded[-1]) * (1 + _SOFT))
        soft = max(0.0, min(left, at - _LEAST)), min(100.0, max(right, at + _LEAST))
    anchor = "start" if at < 14 else "end" if at > 84 else "middle"
    return Mark(at, min(ends), max(ends), arrow, value.comparator in "<>", soft, said(value), anchor)


def said(value: Value) -> str:
    """Direction, approximation, bounds and unit in a few signs: `↓ ≈ 17 %`, `< 6 M USD`."""
    low, high = numerals.bounds(value)[:2]
    sign = "" if low is not None and high is not None else _SIGNS.get(value.comparator, value.comparator)
    parts = [short(b) for b in (low, high) if b is not None] or ["?"]
    number = parts[0] if low == high or len(parts) < 2 else _interval(parts[0], parts[1])
    signs = [_CHANGES.get(value.change, ""), "≈" if value.approximate else "", sign, number, unit_name(value.unit)]
    return _FIXED.join(part for part in signs if part)


def _interval(low: str, high: str) -> str:
    """Both ends, the word for a large number only once."""
    head, _, word = low.rpartition(_FIXED)
    return f"{head}–{high}" if head and high.endswith(f"{_FIXED}{word}") else f"{low}–{high}"


def unit_name(unit: str | None) -> str:
    """A unit as it stands behind a number."""
    if unit is None:
        return ""
    if unit.isupper():
        return unit
    names = schema.labels("value", "$defs/unit")
    return {"percent": "%", "ratio": "×"}.get(unit) or names.get(unit, {"en": unit})["en"].partition(",")[0]
