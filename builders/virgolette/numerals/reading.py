"""From the surface of a numeric mention to its value."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from virgolette.model import Value
from virgolette.numerals.amounts import Amount, adjective, amount
from virgolette.numerals.figures import EXACT, cardinal, quotient, written
from virgolette.numerals.lexicon import BOUNDARIES, QUALIFIERS, SKIPPED, TRAILERS
from virgolette.numerals.reader import Cursor, words
from virgolette.numerals.units import CURRENCIES, NOUNS, SYMBOLS, TIMES, Noun

_IMPLIED = {"MONEY": None, "PERCENT": "percent", "QUANTITY": None, "RATIO": "ratio", "DURATION": None}
_SEPARATORS = {"tra": (("e",),), "da": (("a",), ("fino", "a")), "": ()}
_RATIO = Noun("ratio")
_Qualifier = tuple[str, bool]


class Reading(NamedTuple):
    """A value with what the surface leaves open about it.

    Attributes:
        value: What the surface says.
        units: The units that its words may mean; None where they say nothing about the unit.
        lenient: Whether it may count as approximate or not (a collective noun).
        rounded: Whether the number is a fraction without a last decimal.
    """

    value: Value
    units: frozenset[str] | None
    lenient: bool
    rounded: bool


def parse(surface: str, label: str) -> Value | None:
    """What a numeric mention says.

    Args:
        surface: The words of the mention alone: approximator, number, unit, currency or counted noun.
        label: MONEY, PERCENT, QUANTITY, RATIO or DURATION; it decides the unit where the words don't.

    Returns:
        A value valid against schema/value, with change `none`; its unit is null where neither words nor
        label tell it, `item` where a QUANTITY counts something unknown. None where the surface holds no
        number, more than it can account for, words before the number that aren't known, or another label.
    """
    found = read(surface, label)
    return None if found is None else found.value


def read(surface: str, label: str) -> Reading | None:
    """Like `parse`, with what the surface leaves open."""
    return _Reader(surface, label).reading() if label in _IMPLIED else None


class _Reader:
    """One pass over a surface; `qualifiers` and `noun` collect what stands around the numbers."""

    def __init__(self, surface: str, label: str) -> None:
        self.cursor, self.label = Cursor(words(surface)), label
        self.qualifiers: list[_Qualifier] = []
        self.noun: Noun | None = None
        self.unknown = False

    def reading(self) -> Reading | None:
        opener = self.lead()
        low = amount(self.cursor, chained=opener != "tra") or self.bare_plural()
        if low is None:
            return None
        high = self.partner(low, opener)
        if high is None and opener == "tra":
            return None
        if high is not None and (low := _aligned(low, high)) is None:
            return None
        low, high = self.shared(low, high)
        self.tail()
        low = low if high else self.halved(low)
        if self.unaccounted():
            return None
        return self.assembled(low, high or low)

    def lead(self) -> str:
        """Steps over what precedes a number; gives `tra` or `da` where it opens an interval."""
        opener = ""
        while True:
            word, following = self.cursor.word(), self.cursor.word(1)
            if (qualifier := self.cursor.take_longest(QUALIFIERS)) is not None:
                self.qualifiers.append(qualifier)
            elif word.key in ("tra", "da"):
                opener = word.key
                self.cursor.at += 1
            elif (currency := self.currency()) is not None:
                self.noun = currency
            elif word.key in SKIPPED or (word.key == "un" and (following.numeric or self.idle_article())):
                self.cursor.at += 1
            else:
                return opener

    def currency(self) -> Noun | None:
        """The currency at the cursor, which is moved past it; None, unmoved, without one."""
        start = self.cursor.at
        noun = _noun_at(self.cursor)
        if noun is not None and noun.unit in CURRENCIES:
            return noun
        self.cursor.at = start
        return None

    def idle_article(self) -> bool:
        """Whether the `un` here is an article before a number further on (un totale di 500)."""
        ahead = 1
        while adjective(self.cursor.word(ahead).key):
            ahead += 1
        if ahead > 1 and self.cursor.word(ahead).key == "di":
            ahead += 1
        word = self.cursor.word(ahead)
        return ahead > 1 and (word.numeric or cardinal(word.key) is not None)

    def bare_plural(self) -> Amount | None:
        """`anni`, `settimane` as a duration: a vague plural without any number word."""
        key = self.cursor.word().key
        noun = NOUNS.get((key,))
        plural = key.endswith("i") or key in ("ore", "settimane", "giornate")
        if self.label != "DURATION" or noun is None or noun.unit not in TIMES or not plural:
            return None
        return Amount(Decimal(1), vague=True)

    def partner(self, low: Amount, opener: str) -> Amount | None:
        """The second number of an interval, past which the cursor is moved; None, unmoved, without one."""
        start, noun = self.cursor.at, self.noun
        self.cursor.take("di")
        between = _noun_at(self.cursor)
        if between is None:
            self.cursor.at = start
        separators = (*_SEPARATORS[opener], ("-",), ("o",))
        if not low.vague and any(self.cursor.take(*separator) for separator in separators):
            known = len(self.qualifiers)
            self.lead()
            high = amount(self.cursor)
            plain = high is not None and not high.vague and all(q[0] == "=" for q in self.qualifiers[known:])
            if plain and self.same_unit(between):
                self.noun = between or self.noun
                return high
            del self.qualifiers[known:]
        self.cursor.at, self.noun = start, noun
        return None

    def same_unit(self, between: Noun | None) -> bool:
        """Whether the noun at the cursor has the unit of the one after an interval's first number, if any."""
        start = self.cursor.at
        self.cursor.take("di")
        after = _noun_at(self.cursor)
        self.cursor.at = start
        return between is None or after is None or (between.unit, between.factor) == (after.unit, after.factor)

    def shared(self, low: Amount, high: Amount | None) -> tuple[Amount, Amount | None]:
        """A RATIO of two numbers (10 a 1, sette aziende su dieci) as one."""
        if self.label != "RATIO" or high is not None:
            return low, high
        start = self.cursor.at
        for ahead in range(4):
            self.cursor.at = start + ahead
            if self.cursor.take("su") or (not ahead and self.cursor.take("a")):
                base = amount(self.cursor)
                divided = quotient(low.number, base.number) if base is not None else None
                if divided is not None:
                    return low._replace(number=divided[0], share=True, rounded=divided[1]), None
        self.cursor.at = start
        return low, high

    def tail(self) -> None:
        """Takes qualifiers and the unit out of what follows the numbers; the cursor keeps the rest."""
        rest = []
        while self.cursor.word().key != "\0":
            qualifier = self.cursor.take_longest(TRAILERS)
            if qualifier is not None:
                self.qualifiers.append(qualifier)
            else:
                rest.append(self.cursor.word())
                self.cursor.at += 1
        self.cursor = Cursor(rest)
        self.cursor.take("di")
        while self.noun is None and self.cursor.word().key != "\0":
            noun = _noun_at(self.cursor)
            if noun is not None:
                self.noun = noun
            elif self.cursor.word().key in BOUNDARIES or self.cursor.word().numeric:
                break
            else:
                self.unknown = True
                self.cursor.at += 1

    def halved(self, low: Amount) -> Amount:
        """`due anni e mezzo`: the half of one unit more."""
        if self.noun is not None and not low.vague and self.cursor.take("e", "mezzo"):
            return low._replace(number=EXACT.add(low.number, Decimal("0.5")))
        return low

    def unaccounted(self) -> bool:
        """Whether another number is left, so that the surface says more than was read."""
        rest = self.cursor.words[self.cursor.at :]
        return any(
            word.numeric or word.key == "mezzo" or (word.key != "un" and cardinal(word.key) is not None)
            for word in rest
        )

    def assembled(self, low: Amount, high: Amount) -> Reading | None:
        noun = self.noun
        if low.share and (self.label not in ("MONEY", "DURATION") or (noun is None and self.label == "DURATION")):
            noun = _RATIO
        unit = _IMPLIED[self.label]
        if noun is not None and noun.unit is not None:
            unit = noun.unit
        elif self.label == "QUANTITY" and (self.unknown or noun is not None):
            unit = "item"
        factor = Decimal(1) if noun is None else noun.factor
        comparators = {comparator for comparator, _ in self.qualifiers if comparator != "="}
        if low.vague:
            comparators = comparators or {">="}
        if len(comparators) > 1 or (low.vague and not comparators <= {">", ">="}):
            return None
        comparator = next(iter(comparators), "=")
        bounds = [written(EXACT.multiply(part.number, factor)) for part in (low, high)]
        if None in bounds:
            return None
        collective = low.collective or high.collective
        value = Value(
            low=None if comparator[0] == "<" else bounds[0],
            high=None if comparator[0] == ">" else bounds[1],
            comparator=comparator,
            unit=unit,
            change="none",
            approximate=low.vague or collective or any(approximate for _, approximate in self.qualifiers),
        )
        said = noun is not None and noun.unit is not None and not noun.loose
        units = frozenset({noun.unit, *noun.also}) if said and noun is not None and noun.unit is not None else None
        return Reading(value, units, lenient=collective, rounded=low.rounded or high.rounded)


def _noun_at(cursor: Cursor) -> Noun | None:
    """The unit that the words at the cursor name, which is moved past them; None, unmoved, without one."""
    symbol = SYMBOLS.get(cursor.word().raw)
    if symbol is not None:
        cursor.at += 1
        return symbol
    return cursor.take_longest(NOUNS)


def _aligned(low: Amount, high: Amount) -> Amount | None:
    """The lower number of an interval with the scale of the higher one where it has none of its own.

    None where the two don't ascend either way. `900.000-1,2 milioni` keeps its first number as it is: only
    one that the scale would leave below the second takes it.
    """
    if low.scale == 1 and high.scale != 1 and not low.share:
        scaled = EXACT.multiply(low.number, high.scale)
        if scaled <= high.number:
            return low._replace(number=scaled, scale=high.scale)
        if EXACT.multiply(low.number, Decimal(1000)) < high.scale:
            return None
    return low if low.number <= high.number else None
