"""One number with its scale words: the part of a surface between qualifier and unit."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from virgolette.numerals.figures import EXACT, cardinal, digits, ordinal, quotient
from virgolette.numerals.lexicon import COLLECTIVES, MULTIPLES, PLURALS, SCALES, SKIPPED, SUFFIXES, VAGUE
from virgolette.numerals.reader import Cursor

_ONE, _HALF = Decimal(1), Decimal("0.5")
_SPACES = dict.fromkeys(map(ord, " \u00a0\u2009\u202f"))
_PREPOSITIONS = frozenset({"di", "a", "da", "in", "per", "con", "su"})


class Amount(NamedTuple):
    """A number as stated.

    Attributes:
        number: Its value, scaled out.
        scale: The product of its scale words, 1 without any.
        grain: The last of them: what a following smaller number or half is counted against.
        vague: Whether it is a vague plural, so that `number` is its lower bound.
        collective: Whether a collective noun says it (una decina).
        share: Whether it is a fraction or multiple of something.
        rounded: Whether its decimals don't end.
    """

    number: Decimal
    scale: Decimal = _ONE
    grain: Decimal = _ONE
    vague: bool = False
    collective: bool = False
    share: bool = False
    rounded: bool = False


def adjective(key: str) -> bool:
    """Whether a word may stand between article or number and what is counted, changing nothing."""
    return key in SKIPPED and key not in _PREPOSITIONS and key.isalpha()


def amount(cursor: Cursor, *, chained: bool = True) -> Amount | None:
    """The number that stands at the cursor, which is moved past it; None, unmoved, where none stands.

    `chained` lets `e` join a smaller number (un milione e duecentomila); between `tra` and its `e` it can't.
    """
    start = cursor.at
    found = _base(cursor)
    if found is None:
        cursor.at = start
        return None
    found = _scaled(cursor, found)
    if found.vague or found.share:
        return found
    return _with_rest(cursor, found, chained=chained)


def _base(cursor: Cursor) -> Amount | None:
    key = cursor.word().key
    if key in VAGUE or key in PLURALS:
        return _plural(cursor)
    if key in MULTIPLES or key == "metà":
        cursor.at += 1
        return Amount(Decimal(MULTIPLES[key]) if key in MULTIPLES else _HALF, share=True)
    if key == "mezzo":
        cursor.at += 1
        return Amount(_HALF)
    if _scale_of(key) and key != "mila":
        # milione di …, with its article left out of the span; the scale is read in its turn.
        return Amount(_ONE)
    return _number(cursor)


def _number(cursor: Cursor) -> Amount | None:
    word = cursor.word()
    number = digits(word.raw.translate(_SPACES)) if word.numeric else _spoken(word.key)
    if number is None:
        return None
    cursor.at += 1
    return _divided(cursor, number) or _with_decimals(cursor, number)


def _spoken(key: str) -> Decimal | None:
    number = cardinal(key)
    return None if number is None else Decimal(number)


def _scale_of(key: str) -> Decimal | None:
    # `mille` is a number itself and follows none.
    if key in SCALES and key != "mille":
        return SCALES[key]
    return Decimal(COLLECTIVES[key]) if key in COLLECTIVES else None


def _plural(cursor: Cursor) -> Amount:
    """`miliardi`, `diversi miliardi`, `alcune` (aziende)."""
    cursor.at += cursor.word().key in VAGUE
    number = _scale_of(cursor.word().key)
    if number is None:
        return Amount(_ONE, vague=True)
    cursor.at += 1
    return Amount(number, scale=number, grain=number, vague=True)


def _divided(cursor: Cursor, number: Decimal) -> Amount | None:
    """The fraction whose numerator was read: 1/50, 10:1, due terzi."""
    below = None
    if cursor.word().key in ("/", ":") and cursor.word(1).numeric:
        below = digits(cursor.word(1).raw)
        length = 2
    elif (denominator := ordinal(cursor.word().key)) is not None:
        below, length = Decimal(denominator), 1
    found = None if below is None else quotient(number, below)
    if found is None:
        return None
    cursor.at += length
    return Amount(found[0], share=True, rounded=found[1])


def _with_decimals(cursor: Cursor, number: Decimal) -> Amount:
    """`tre virgola cinque`; a number without spoken decimals stays as it is."""
    decimals = _spoken(cursor.word(1).key) if cursor.word().key == "virgola" else None
    if decimals is not None and number == number.to_integral_value():
        cursor.at += 2
        return Amount(Decimal(f"{number}.{decimals}"))
    return Amount(number, grain=Decimal(1000) if number and not number % 1000 else _ONE)


def _scaled(cursor: Cursor, found: Amount) -> Amount:
    """The amount times the scale words that follow, `e mezzo` included."""
    suffix = SUFFIXES.get(cursor.word().raw) if cursor.at and cursor.word(-1).numeric else None
    if suffix is not None:
        cursor.at += 1
        found = _times(found, suffix)
    while True:
        ahead = 0
        while adjective(cursor.word(ahead).key):
            ahead += 1
        # `di` joins scale words to each other and to a fraction, not to a bare number.
        if cursor.word(ahead).key == "di" and (found.scale != 1 or found.share or found.number == _HALF):
            ahead += 1
        key = cursor.word(ahead).key
        factor = _scale_of(key)
        if factor is None or (found.share and key in PLURALS):
            break
        cursor.at += ahead + 1
        found = _times(found, factor, collective=key in COLLECTIVES)
    if not found.vague and not found.share and cursor.take("e", "mezzo"):
        half = EXACT.multiply(found.grain if found.scale != 1 else _ONE, _HALF)
        found = found._replace(number=EXACT.add(found.number, half), grain=_ONE)
    return found


def _times(found: Amount, factor: Decimal, *, collective: bool = False) -> Amount:
    return found._replace(
        number=EXACT.multiply(found.number, factor),
        scale=EXACT.multiply(found.scale, factor),
        grain=factor,
        collective=found.collective or (collective and not found.vague),
        share=False,
    )


def _with_rest(cursor: Cursor, found: Amount, *, chained: bool) -> Amount:
    """The amount plus the smaller ones that follow: un milione duecentomila, mille e cinquecento."""
    while found.grain > 1:
        start = cursor.at
        joined = chained and cursor.take("e")
        word = cursor.word()
        alone = word.key == "un" and not joined and not _scale_of(cursor.word(1).key)
        if alone or not (word.numeric or cardinal(word.key)):
            cursor.at = start
            break
        rest = _base(cursor)
        rest = None if rest is None else _scaled(cursor, rest)
        if rest is None or rest.share or not 0 < rest.number < found.grain:
            cursor.at = start
            break
        found = found._replace(number=EXACT.add(found.number, rest.number), grain=rest.grain)
    return found
