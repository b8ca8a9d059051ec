"""Values and dates in the few signs that a reader takes in at a glance."""

from __future__ import annotations

from functools import cache

from virgolette import schema
from virgolette.model import Date, Entity, Value

# No line may break inside a figure: a narrow no-break space between thousands, a no-break one before units.
_THIN, _FIXED = "\u202f", "\u00a0"
_SIGNS = {"<=": "≤", ">=": "≥", "=": ""}
_ARROWS = {"up": "↑", "down": "↓"}
_UNITS = {"percent": "%", "ratio": "×"}


def words(mention: Entity) -> str:
    """What a numeric mention or date means (`≥ 500 000 000 000 USD`); "" for a name."""
    if mention.value is not None:
        return of_value(mention.value)
    return of_date(mention.date) if mention.date is not None else ""


def of_value(value: Value) -> str:
    """Direction, approximation, bounds and unit: `↓ ≈ 17 %`."""
    if value.low is not None and value.high is not None:
        number = grouped(value.low) if value.low == value.high else f"{grouped(value.low)}–{grouped(value.high)}"
        sign = ""
    else:
        number = grouped(value.low or value.high or "?")
        sign = _SIGNS.get(value.comparator, value.comparator)
    unit = "" if value.unit is None else _unit(value.unit)
    approximate = "≈" if value.approximate else ""
    return _FIXED.join(part for part in (_ARROWS.get(value.change, ""), approximate, sign, number, unit) if part)


def of_date(date: Date) -> str:
    """The ISO date, or the reason why there is none."""
    if date.iso is not None:
        return date.iso.replace("/", " / ")
    reasons = schema.labels("date", "properties/reason")
    return f"no date: {reasons.get(date.reason or '', {}).get('en', date.reason or 'unknown')}"


def grouped(number: str) -> str:
    """A decimal string with its thousands apart: `1234567.5` → `1 234 567.5`."""
    whole, dot, rest = number.partition(".")
    sign = "-" if whole.startswith("-") else ""
    digits = whole.removeprefix("-")
    if not digits.isdigit():
        return number
    head = len(digits) % 3
    parts = ([digits[:head]] if head else []) + [digits[i : i + 3] for i in range(head, len(digits), 3)]
    # Years and other four-figure numbers read better whole.
    joined = digits if len(digits) <= 4 else _THIN.join(parts)
    return f"{sign}{joined}{dot}{rest}"


@cache
def _named_units() -> dict[str, str]:
    # A unit that stands for several things is known by the first of them.
    return {label: told["en"].partition(",")[0] for label, told in schema.labels("value", "$defs/unit").items()}


def _unit(unit: str) -> str:
    # A currency is best known by its code.
    return unit if unit.isupper() else _UNITS.get(unit) or _named_units().get(unit, unit)
