"""Numeric mentions: [approximator] number [scale] unit, currency or counted noun, with their values."""

from __future__ import annotations

import re
from collections.abc import Collection

import msgspec

from virgolette import numerals
from virgolette.numerals.figures import cardinal, ordinal
from virgolette.numerals.lexicon import COLLECTIVES, MULTIPLES, PLURALS, QUALIFIERS, SCALES, VAGUE
from virgolette.numerals.reader import keys
from virgolette.numerals.units import CURRENCIES, NOUNS, SYMBOLS, TIMES, Noun
from virgolette.spans import Span
from virgolette.systems.rules.found import Mention
from virgolette.systems.rules.lexicon import ARTICLES, CONTRACTED, DEMONSTRATIVES, FUNCTION, PEOPLE, PERSONS, listed
from virgolette.systems.rules.page import Page
from virgolette.systems.rules.verbs import forms

_DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+)*(?:mila)?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_DASHES = frozenset("-–—")
_ONE = frozenset({"un", "uno", "una", "un'"})
_SCALES = frozenset(SCALES) | frozenset(COLLECTIVES)
_CURRENCY_SIGNS = frozenset("$€£¥₩₹")
_SIGNS = _CURRENCY_SIGNS | frozenset("%‰×")
_PERCENTS = frozenset({"percent", "percentage_point", "basis_point"})
# Adjectives that go before what is counted (quattro grandi aziende); after it they are left out.
_BEFORE_NOUN = listed(
    "grandi nuovi nuove principali diversi diverse piccoli piccole giovani importanti singoli singole interi intere "
    "maggiori migliori peggiori ex primi prime ultimi ultime prossimi prossime altri altre mila"
)
_OF_TIME = listed("prossimi prossime ultimi ultime scorsi scorse primi prime successivi successive")
_TILDES = frozenset("~≈<>≤≥")
# Prepositions that belong to the sentence and not to the approximator behind them (su circa 1.500 chip).
_NO_PART = frozenset({"su", "di"})
_VAGUE_TIMES = listed("anni mesi settimane giorni ore decenni secoli")
# Pairs and triples with an article point back (le due aziende) and count nothing anew.
_ANAPHORIC = frozenset({"due", "tre", "2", "3"})


def figures(page: Page, taken: Collection[Span], codes: Collection[int]) -> list[Mention]:
    """All figures in text order.

    Args:
        page: The text.
        taken: Dates, whose numbers are theirs.
        codes: Tokens that begin a product's name which can be counted itself (8.000 TW90).
    """
    busy = {i for span in taken for i in page.within(span)}
    found, i = [], 0
    while i < len(page.tokens):
        mention, end = (None, i + 1) if i in busy else _Figure(page, i, busy, codes).read()
        if mention is not None:
            found.append(mention)
        i = max(end, i + 1)
    return found


class _Figure:
    """One attempt to read a figure whose number begins at token `at`."""

    def __init__(self, page: Page, at: int, busy: Collection[int], codes: Collection[int]) -> None:
        self.page, self.at, self.busy, self.codes = page, at, busy, codes
        self.limit = page.sentence(at).stop
        self.floor = page.sentence(at).start

    def low(self, i: int) -> str:
        return self.page.at(i).low if self.floor <= i < self.limit and i not in self.busy else ""

    def number(self, i: int) -> bool:
        low = self.low(i)
        return bool(_DIGITS.fullmatch(low)) or (low not in _ONE and cardinal(low) is not None)

    def read(self) -> tuple[Mention | None, int]:
        """The figure, if there is one, and the token to go on at."""
        if share := self.share():
            first, last = share
            return self.mention(self.qualified(first), last, "RATIO"), last + 1
        end = self.core()
        if end is None:
            return self.bare_time()
        unit, last = self.unit(end)
        signed = self.page.at(self.at - 1).text in _CURRENCY_SIGNS and self.at > self.floor
        label = self.label(unit, end, last, signed=signed)
        if label is None or (label == "QUANTITY" and self.points_back()):
            return None, end
        first = self.at - 1 if signed else self.at
        if signed and self.low(first - 1) == "us":
            first -= 1
        if label == "DURATION" and self.low(first - 1) in _OF_TIME:
            first -= 1
        return self.mention(self.qualified(first), last, label), last + 1

    def share(self) -> tuple[int, int] | None:
        """un terzo, due quinti, metà, (il) doppio; `a metà`, `un quarto modello` are none."""
        low, following = self.low(self.at), self.low(self.at + 1)
        if low == "metà" and self.low(self.at - 1) not in ("a", "di"):
            return self.at, self.at
        if low in MULTIPLES and self.low(self.at - 1) in ARTICLES | CONTRACTED:
            return self.at, self.at
        fraction = ordinal(following) is not None and (low == "un" or (self.number(self.at) and following[-1:] == "i"))
        return (self.at, self.at + 1) if fraction and not self.counted(self.at + 2) else None

    def core(self) -> int | None:
        """One past the number with its scale words; None where no number stands here."""
        i, low = self.at, self.low(self.at)
        if self.number(i):
            if low == "cento" and self.low(i - 1) == "per":
                return None
            i += 1
        elif low in PLURALS or (low in _SCALES and self.low(i - 1) in VAGUE):
            i += 1
        elif low in _ONE | VAGUE and self.low(i + 1) in _SCALES - {"mila", "mille"}:
            i += 2
        else:
            return None
        while True:
            low, following = self.low(i), self.low(i + 1)
            half = low == "e" and following in ("mezzo", "mezza")
            scaled = low in ("di", "d'") and following in _SCALES and self.low(i - 1) in _SCALES
            if not (low in _SCALES or half or scaled or (self.joining(i) and self.number(i + 1))):
                return i
            i += 1 if low in _SCALES else 2

    def joining(self, i: int) -> bool:
        """Whether token `i` joins two numbers to an interval or a fraction."""
        low = self.low(i)
        return low in _DASHES or low == "/" or (low == "o" and self.number(i - 1)) or (low == "e" and self.between())

    def between(self) -> bool:
        """Whether the number is the first of `tra X e Y`."""
        return self.low(self.at - 1) in ("tra", "fra")

    def unit(self, i: int) -> tuple[Noun | None, int]:
        """What is counted from token `i` on, and the last token of the figure."""
        start = i + (self.low(i) in ("di", "d'") and self.low(i - 1) in _SCALES)
        # «qualche centinaio” di chip: a mark may stand between.
        if start == i and self.page.mark(i) and self.low(i + 1) == "di" and self.low(i - 1) in _SCALES:
            start = i + 2
        for ahead in (0, 1):
            if ahead and self.low(start) not in _BEFORE_NOUN:
                break
            for length in (4, 3, 2, 1):
                last = start + ahead + length - 1
                if last < self.limit and (noun := self.named(start + ahead, last)):
                    return noun, last
        if start in self.codes:
            return Noun("item", loose=True), start
        noun_at = start + (self.low(start) in _BEFORE_NOUN)
        if self.counted(noun_at):
            return Noun("item", loose=True), noun_at
        return None, i - 1

    def named(self, first: int, last: int) -> Noun | None:
        token = self.page.at(first)
        if token.low in ARTICLES or not all(self.wordy(k) for k in range(first, last + 1)):
            return None
        if len(token.text) == 1 and token.text.isalpha() and not self.low(self.at)[-1:].isdigit():
            return None
        raw = self.page.words(first, last)
        return SYMBOLS.get(raw) or NOUNS.get(keys(raw))

    def wordy(self, i: int) -> bool:
        """Whether token `i` may be part of a unit: no punctuation, no mark, this sentence."""
        return bool(self.low(i)) and (self.low(i)[0].isalnum() or self.low(i) in _SIGNS)

    def counted(self, i: int) -> bool:
        """Whether token `i` may be a noun: a word in small letters with no other known use."""
        token = self.page.at(i)
        low = self.low(i)
        return token.word and len(low) > 2 and low not in FUNCTION and low not in forms() and low.isalpha()

    def label(self, unit: Noun | None, end: int, last: int, *, signed: bool) -> str | None:
        if signed or (unit is not None and unit.unit in CURRENCIES):
            return "MONEY"
        if unit is not None and unit.unit in _PERCENTS:
            return "PERCENT"
        if unit is not None and unit.unit in TIMES:
            return "DURATION"
        scaled = any(self.low(k) in _SCALES and SCALES.get(self.low(k), 0) >= 10**6 for k in range(self.at, end))
        if (unit is not None and unit.unit == "ratio") or any(self.low(k) == "/" for k in range(self.at, end)):
            return "RATIO"
        if unit is not None and not unit.loose:
            return "QUANTITY"
        if unit is None:
            # A bare number is a year, a list number, an hour: only a scale of millions makes it a sum.
            return "MONEY" if scaled else None
        return None if _YEAR.fullmatch(self.low(self.at)) and last not in self.codes else "QUANTITY"

    def points_back(self) -> bool:
        """le due aziende, questi tre: counted before."""
        pointing = ARTICLES | CONTRACTED | DEMONSTRATIVES
        return self.low(self.at) in _ANAPHORIC and self.low(self.at - 1) in pointing

    def qualified(self, first: int) -> int:
        """The first token with the approximator that goes before, as long as it gets (fino a un massimo di)."""
        if self.between():
            return first - 1
        for length in range(6, 0, -1):
            start = first - length
            wordy = all(self.low(k)[:1].isalpha() or self.low(k) in _TILDES for k in range(start, first))
            if start < self.floor or not wordy:
                continue
            if (
                self.low(start) not in (ARTICLES - _ONE) | _NO_PART
                and keys(self.page.words(start, first - 1)) in QUALIFIERS
            ):
                return start
        return first

    def bare_time(self) -> tuple[Mention | None, int]:
        """da anni, per mesi: a vague plural."""
        if self.low(self.at) in _VAGUE_TIMES and self.low(self.at - 1) in ("da", "per"):
            return self.mention(self.at, self.at, "DURATION"), self.at + 1
        return None, self.at + 1

    def mention(self, first: int, last: int, label: str) -> Mention:
        value = numerals.parse(self.page.words(first, last), label)
        if value is not None and label == "QUANTITY" and value.unit == "item":
            unit = "chip" if last in self.codes and self.chips(last) else "item"
            unit = "person" if self.low(last) in PEOPLE | PERSONS else unit
            value = msgspec.structs.replace(value, unit=unit)
        return Mention(self.page.span(first, last), label, "figure", value)

    def chips(self, code: int) -> bool:
        """Whether the text says beside a mention that this product is a chip (i TW90, i processori più potenti)."""
        name = self.page.at(code).text
        spots = [i for i, token in enumerate(self.page.tokens) if token.text == name]
        near = (self.page.near(i, k).low for i in spots for k in (-2, -1, 1, 2, 3))
        return any(low and (unit := NOUNS.get((low,))) is not None and unit.unit == "chip" for low in near)
