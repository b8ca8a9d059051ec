"""Dates relative to the day of publishing, as ISO 8601."""

from __future__ import annotations

from datetime import date, timedelta

from virgolette.systems.rules.lexicon import MONTHS

_SEASONS = {"primavera": 3, "estate": 6, "autunno": 9, "inverno": 12}
SEASONS = tuple(_SEASONS)


def day(iso: str | None) -> date | None:
    """The day that a full ISO date names, None for anything else."""
    try:
        return date.fromisoformat(iso) if iso is not None and len(iso) == 10 else None
    except ValueError:
        return None


def back(origin: date, count: int, unit: str) -> str | None:
    """The day, month or year that lies `count` units before the origin; weeks give a day.

    None before the year 1000, which no news means.
    """
    try:
        if unit in ("giorno", "giorni"):
            return _late((origin - timedelta(days=count)).isoformat())
        if unit in ("settimana", "settimane"):
            return _late((origin - timedelta(weeks=count)).isoformat())
        if unit in ("mese", "mesi"):
            months = origin.year * 12 + origin.month - 1 - count
            return _late(f"{months // 12:04d}-{months % 12 + 1:02d}")
    except OverflowError:
        return None
    return _late(f"{origin.year - count:04d}") if count < origin.year else None


def _late(iso: str) -> str | None:
    return iso if iso[:1] != "0" and len(iso.partition("-")[0]) == 4 else None


def weekday(origin: date, number: int, *, future: bool) -> str:
    """The last day of that name up to the origin; with a verb in the future the next one after it."""
    ahead = (number - origin.weekday()) % 7
    days = (ahead or 7) if future else -((origin.weekday() - number) % 7)
    return _shifted(origin, days)


def week(origin: date, shift: int) -> str:
    """The week from Monday to Sunday that lies `shift` weeks from the origin's."""
    days = 7 * shift - origin.weekday()
    return f"{_shifted(origin, days)}/{_shifted(origin, days + 6)}"


def _shifted(origin: date, days: int) -> str:
    return date.fromordinal(min(max(origin.toordinal() + days, 1), date.max.toordinal())).isoformat()


def month(name: str, year: int | None, origin: date | None, *, future: bool) -> str | None:
    """A month; without a year the last one up to the origin, or the next one."""
    number = MONTHS.index(name) + 1
    if year is None:
        if origin is None:
            return None
        passed = number <= origin.month
        year = origin.year + (passed and number != origin.month if future else 0 if passed else -1)
    return f"{year:04d}-{number:02d}"


def season(name: str, year: int | None, origin: date | None, *, future: bool) -> str | None:
    """A season as an interval of months; winter begins in December."""
    number = _SEASONS[name]
    if year is None:
        if origin is None:
            return None
        begun = number <= origin.month
        year = origin.year + (begun if future else 0 if begun else -1)
    end = f"{year + 1:04d}-02" if number == 12 else f"{year:04d}-{number + 2:02d}"
    return f"{year:04d}-{number:02d}/{end}"


def full(number: int, name: str, year: int | None, origin: date | None) -> str | None:
    """A day; without a year the last one up to the origin. None for a day that isn't (31 aprile)."""
    wanted = MONTHS.index(name) + 1
    try:
        if year is not None:
            return date(year, wanted, number).isoformat()
        if origin is None:
            return None
        found = date(origin.year, wanted, number)
        return (found if found <= origin else date(origin.year - 1, wanted, number)).isoformat()
    except ValueError:
        return None
