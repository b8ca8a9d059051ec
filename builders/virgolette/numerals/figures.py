"""Numbers in figures and in Italian words, exactly: no floats, no rounding except where said."""

from __future__ import annotations

import re
from decimal import Context, Decimal, Inexact

EXACT = Context(prec=400)
"""Wide enough that no product of numbers of a text is rounded."""

_ROUNDED = Context(prec=6)
_LONGEST = 60
"""Characters of a bound, by schema/value."""

_NAMES = """
uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici
diciassette diciotto diciannove
"""
_ONES = _NAMES.split()
_TENS = ("venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta")


def _below_hundred() -> dict[str, int]:
    ones = {word: n for n, word in enumerate(_ONES, 1)}
    found = {**ones, "un": 1, "una": 1}
    for n, ten in enumerate(_TENS, 2):
        found[ten] = 10 * n
        found[ten[:-1] + "un"] = 10 * n + 1
        for word, one in list(ones.items())[:9]:
            found[(ten[:-1] if word[0] in "uo" else ten) + word] = 10 * n + one
    return found


def _below_thousand() -> dict[str, int]:
    small = _below_hundred()
    found = dict(small)
    for n, one in enumerate(["", *_ONES[1:9]], 1):
        hundred = one + "cento"
        found[hundred] = 100 * n
        for word, rest in small.items():
            found[hundred + word] = 100 * n + rest
            if word[0] in "uo":
                # Both centotto and centootto are in use.
                found[hundred[:-1] + word] = 100 * n + rest
    return found


_SMALL = _below_thousand()
_GROUPS = (("miliardi", 10**9), ("miliardo", 10**9), ("milioni", 10**6), ("milione", 10**6), ("mila", 10**3))

_DENOMINATORS = ("terzo", "quarto", "quinto", "sesto", "settimo", "ottavo", "nono", "decimo")
_ORDINALS = {
    **{word: n for n, word in enumerate(_DENOMINATORS, 3)},
    **{word[:-1] + "esimo": n for word, n in _SMALL.items() if n > 10},
    **{word + "esimo": n for word, n in _SMALL.items() if n > 20 and word.endswith(("tre", "sei"))},
    "millesimo": 10**3,
    "milionesimo": 10**6,
    "miliardesimo": 10**9,
}


def cardinal(word: str) -> int | None:
    """The whole number that one case-folded word says, `zero` to below 10¹²; None where it says none.

    `un`, `una` and cut-off forms (ventun) count; scale words alone (milioni, mila) don't.
    """
    rest, total = word.replace("é", "e").replace("è", "e"), 0
    if rest == "zero":
        return 0
    for name, scale in _GROUPS:
        head, found, tail = rest.partition(name)
        if found:
            if head not in _SMALL:
                return None
            total, rest = total + _SMALL[head] * scale, tail
    if rest.startswith("mille"):
        total, rest = total + 1000, rest.removeprefix("mille")
    if not rest:
        return total or None
    return total + _SMALL[rest] if rest in _SMALL else None


def ordinal(word: str) -> int | None:
    """The denominator that a case-folded ordinal names (terzo, ventesimi), at least 2; None for other words.

    `secondo` isn't one: it is a unit of time or a preposition.
    """
    return _ORDINALS.get(word[:-1] + "o") if word[-1:] in ("o", "i") else None


def digits(token: str) -> Decimal | None:
    """The number that digits with separators write; None where no reading of them fits.

    Both separators: the last one is the decimal one. A comma alone is decimal, as is a dot that can't
    part thousands (4.03, 0.500, 1500.000). Repeated ones part thousands. Longer than a bound may be: None.
    """
    if len(token) > _LONGEST:
        return None
    if re.fullmatch(r"[0-9]+", token):
        return Decimal(token)
    groups = r"[0-9]{1,3}(?:%s[0-9]{3})+(?:%s[0-9]+)?"
    if re.fullmatch(groups % (r"\.", ","), token) and not token.startswith("0"):
        return Decimal(token.replace(".", "").replace(",", "."))
    if re.fullmatch(r"[0-9]+[.,][0-9]+", token):
        return Decimal(token.replace(",", "."))
    if re.fullmatch(groups % (",", r"\."), token):
        return Decimal(token.replace(",", ""))
    return None


def quotient(a: Decimal, b: Decimal) -> tuple[Decimal, bool] | None:
    """a / b and whether it had to be rounded (to six significant digits); None for b = 0."""
    if not b:
        return None
    try:
        return Context(prec=30, traps=[Inexact]).divide(a, b), False
    except Inexact:
        return _ROUNDED.divide(a, b), True


def written(number: Decimal) -> str | None:
    """The canonical string of a non-negative number (schema/value); None where it would be too long."""
    if number.adjusted() > _LONGEST:
        return None
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if len(text) <= _LONGEST else None
