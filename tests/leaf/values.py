"""Values in a few words."""

from __future__ import annotations

from virgolette.model import Value


def value(
    low: str | None,
    high: str | None = "",
    comparator: str = "=",
    unit: str | None = "chip",
    change: str = "none",
    approximate: bool = False,
) -> Value:
    return Value(
        low=low,
        high=low if high == "" else high,
        comparator=comparator,
        unit=unit,
        change=change,
        approximate=approximate,
    )
