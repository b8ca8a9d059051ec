"""DATE mentions: what answers when, found by patterns and resolved against the day of publishing."""

from __future__ import annotations

import re
from datetime import date

from virgolette.numerals.figures import cardinal
from virgolette.spans import Span
from virgolette.systems.rules import calendar
from virgolette.systems.rules.found import Mention
from virgolette.systems.rules.lexicon import MONTHS, WEEKDAYS
from virgolette.systems.rules.page import Page

_MONTH = f"(?P<month>{'|'.join(MONTHS)})"
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_IN_YEAR = rf"(?:\s(?:del\s)?{_YEAR})?"
_COUNT = r"(?P<count>un|una|[0-9]{1,3}|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|venti|trenta)"
_NEXT = r"(?:scors[oa]|prossim[oa])"
_EDGE = r"(?:inizio|fine|metà)"
_UNIT = r"(?P<unit>giorn[oi]|settiman[ae]|mes[ei]|ann[oi])"
_B, _E = r"(?<![\w.,-])", r"(?![\w]|[.,-][0-9])"

# In order of preference where two begin together and are equally long.
_PATTERNS = tuple(
    (kind, re.compile(_B + pattern + _E, re.IGNORECASE))
    for kind, pattern in (
        ("full", rf"(?P<day>[0-9]{{1,2}}|primo|1[°º])\s{_MONTH}{_IN_YEAR}"),
        ("month", rf"(?:(?:{_EDGE}|{_NEXT})\s)?{_MONTH}(?:\s{_NEXT})?{_IN_YEAR}"),
        ("edge", rf"{_EDGE}\s(?:del\s)?{_YEAR}"),
        ("edge", rf"{_EDGE}\s(?:dell['’])?anno"),
        ("year", rf"(?:anno\s)?{_YEAR}"),
        ("last_year", r"(?:scorso anno|anno scorso|anno passato|passato anno)"),
        ("next_year", r"(?:prossimo anno|anno prossimo)"),
        ("this_year", r"quest['’]anno"),
        ("last_week", r"(?:scorsa settimana|settimana scorsa)"),
        ("next_week", r"(?:prossima settimana|settimana prossima)"),
        ("this_week", r"questa settimana"),
        ("last_month", r"(?:scorso mese|mese scorso)"),
        ("weekday", rf"(?:{_NEXT}\s)?(?P<weekday>{'|'.join(WEEKDAYS)})(?:\s{_NEXT})?"),
        ("yesterday", r"(?:altro\s)?ieri"),
        ("tomorrow", r"(?:dopo)?domani"),
        ("season", rf"(?:{_NEXT}\s)?(?P<season>{'|'.join(calendar.SEASONS)})(?:\s{_NEXT})?{_IN_YEAR}"),
        ("ago", rf"{_COUNT}\s{_UNIT}\sfa"),
        ("apart", rf"{_COUNT}\s{_UNIT}\s(?P<way>dopo|prima|più tardi)"),
    )
)  # fmt: skip
_FUTURE = re.compile(r"\b(?!però\b)\w{2,}(?:rà|ranno|remo|rò)\b", re.IGNORECASE)
# Four figures alone may count anything; after one of these they are a year.
_BEFORE_YEAR = re.compile(
    r"(?:\b(?:nel|del|dal|al|il|entro il|fino al|sul|dell['’]anno|anno|estate|primavera|autunno|inverno)\s|[(–/])\s*$",
    re.IGNORECASE,
)


def dates(page: Page, published: str | None) -> list[Mention]:
    """All dates in text order, none overlapping."""
    reader = _Reader(page, calendar.day(published))
    matches = [(m, kind) for kind, pattern in _PATTERNS for m in pattern.finditer(page.text)]
    matches.sort(key=lambda found: (found[0].start(), -found[0].end()))
    end = 0
    for found, kind in matches:
        if found.start() >= end and "\n" not in found[0] and reader.take(found, kind):
            end = found.end()
    return reader.found


class _Reader:
    """Resolves matches in text order, since some refer to the date before them."""

    def __init__(self, page: Page, origin: date | None) -> None:
        self.page, self.origin = page, origin
        self.found: list[Mention] = []
        self._future: dict[int, bool] = {}

    def take(self, found: re.Match[str], kind: str) -> bool:
        """Enter a match; False where it is no date."""
        before = self.page.text[max(0, found.start() - 24) : found.start()]
        if kind == "year" and not found[0].casefold().startswith("anno") and not _BEFORE_YEAR.search(before):
            return False
        # A capital in mid-sentence is a surname or a title (Agosto, Maggio).
        if kind in ("month", "season") and found[0][0].isupper() and before.rstrip()[-1:].isalnum():
            return False
        iso = self.resolved(found, kind)
        self.found.append(Mention(Span(*found.span()), "DATE", "figure", date=iso))
        return True

    def future(self, offset: int) -> bool:
        """Whether the sentence around an offset has a verb in the future."""
        number = self.page.at(self.page.index(offset)).sentence
        if number not in self._future:
            text = self.page.text[slice(*self.page.sentences[number])] if number >= 0 else ""
            self._future[number] = _FUTURE.search(text) is not None
        return self._future[number]

    def resolved(self, found: re.Match[str], kind: str) -> str | None:
        groups, low = found.groupdict(), found[0].casefold()
        year = int(groups["year"]) if groups.get("year") else None
        future = "prossim" in low or ("scors" not in low and self.future(found.start()))
        name = (groups.get("month") or groups.get("season") or "").casefold()
        if kind == "full":
            first = groups["day"].rstrip("°º")
            return calendar.full(1 if first.casefold() == "primo" else int(first), name, year, self.origin)
        if kind == "month":
            return calendar.month(name, year, self.origin, future=future)
        if kind == "season":
            return calendar.season(name, year, self.origin, future=future)
        if year is not None:
            return f"{year:04d}"
        if kind == "apart":
            return self.apart(found, self.count(groups), groups["way"].casefold())
        return self.relative(kind, low, groups, future=future) if self.origin is not None else None

    def relative(self, kind: str, low: str, groups: dict[str, str | None], *, future: bool) -> str | None:
        """What only the day of publishing resolves."""
        origin = self.origin
        if origin is None:
            return None
        if kind == "weekday":
            return calendar.weekday(origin, WEEKDAYS.index((groups["weekday"] or "").casefold()), future=future)
        if kind == "ago":
            return calendar.back(origin, self.count(groups), (groups["unit"] or "").casefold())
        shifts = {"last": -1, "this": 0, "next": 1}
        way, _, unit = kind.partition("_")
        if unit == "week":
            return calendar.week(origin, shifts[way])
        if unit == "year":
            return f"{origin.year + shifts[way]:04d}"
        days = {"yesterday": 1 + low.startswith("altro"), "tomorrow": -1 - low.startswith("dopo")}
        if kind in days:
            return calendar.back(origin, days[kind], "giorni")
        return calendar.back(origin, 1, "mesi") if unit == "month" else f"{origin.year:04d}"

    def count(self, groups: dict[str, str | None]) -> int:
        word = (groups["count"] or "").casefold()
        return int(word) if word.isdecimal() else cardinal(word) or 1

    def apart(self, found: re.Match[str], count: int, way: str) -> str | None:
        """`quattro giorni dopo la presentazione`: the day it leads to is the sentence's own date, told before.

        Alone (`tre giorni prima, …`) it counts from the last day that the text named.
        """
        earlier = [m for m in self.found if calendar.day(m.date)]
        if not earlier or not found["unit"].casefold().startswith("giorn"):
            return None
        last = earlier[-1]
        index = self.page.index
        if re.match(r"\s(?:il|la|lo|l['’]|i|le|gli|un|del|dal|all)", self.page.text[found.end() : found.end() + 5]):
            same = self.page.at(index(last.span.start)).sentence == self.page.at(index(found.start())).sentence
            return last.date if same else None
        anchor = calendar.day(last.date)
        return None if anchor is None else calendar.back(anchor, count if way == "prima" else -count, "giorni")
