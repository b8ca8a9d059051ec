"""What fuzzy alignment may never change: numbers, signs, units, negations."""

from __future__ import annotations

import re
from collections import Counter

KINDS = ("digit", "sign", "unit", "negation")

# Spellings that mean the same stand on one line.
_UNITS = """
percento per_cento %|punti_percentuali punto_percentuale|punti_base punto_base|per_mille ‰|°
mila|migliaia migliaio|centinaia centinaio|milioni milione mln|miliardi miliardo mld|bilioni bilione
trilioni trilione|dollari dollaro $ usd|euro € eur|sterline sterlina £ gbp|yuan renminbi rmb cny|yen jpy|¥
won ₩|franchi chf|rubli rublo ₽|rupie rupia ₹|bitcoin btc ₿
"""
# Units only after a number, with a word between at most: "due lunghi mesi", but not "da mesi", and not "ora".
_MEASURES = """
secondi secondo|minuti minuto|ore ora|giorni giorno|settimane settimana|mesi mese|anni anno|volte volta
metri metro m|chilometri chilometro km|grammi grammo g|chili chilo chilogrammi chilogrammo kg
tonnellate tonnellata|gradi grado|litri litro|watt w|kilowatt kw|megawatt mw|gigawatt gw
ettari ettaro|barili barile|punti punto
"""
_NEGATIONS = "non|no|né nè|mai|nessuno nessuna nessun|niente|nulla|senza|nemmeno|neanche|neppure|mica"
_NUMERAL = re.compile(
    "(?!un[oa]?$)(?:un[oa]?|due|tr[eé]|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|tredici|quattordici|"
    "quindici|sedici|diciassette|diciotto|diciannove|venti?|trenta?|quaranta?|cinquanta?|sessanta?|settanta?|"
    "ottanta?|novanta?|cent[oi]?|mille|mila)+"
)
# Words and symbols as alignment compares them; each alternative names what it found.
PARTS = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<phrase>(?<![^\W_])(?:per cento|per mille|punt[oi] (?:percentual[ei]|base))(?!\w))"
    r"|(?P<word>[^\W\d_]+)|(?P<symbol>[%‰°$€£¥₩₽₹₿])|(?P<sign>(?<!\w)[-+±])"
)


def _table(lines: str) -> dict[str, str]:
    groups = [group.split() for group in lines.strip().replace("\n", "|").split("|")]
    return {word.replace("_", " "): group[0] for group in groups for word in group}


_UNIT, _MEASURE, _NEGATION = _table(_UNITS), _table(_MEASURES), _table(_NEGATIONS)
MEANINGS = _NEGATION | _UNIT
"""A unit or negation, however spelt → the spelling that stands for all."""


def _kept(text: str) -> dict[str, list[tuple[str, str]]]:
    """Kind → what must stay, in order: (what it means, as it stands)."""
    kept: dict[str, list[tuple[str, str]]] = {kind: [] for kind in KINDS}
    sign, words = "", 0  # a sign that waits for its number, and the words since: "- $5", "meno del 5"
    since, glue = 9, -1  # parts since the last number or unit, and where a number ended
    for part in PARTS.finditer(text):
        shown, name = part.group(), part.lastgroup
        unit = _UNIT.get(shown) or (_MEASURE.get(shown) if since < 2 else None)
        number = name == "number" or (not unit and _NUMERAL.fullmatch(shown) is not None)
        if number:
            kept["digit"].append((shown, shown))
            if sign:
                kept["sign"].append((sign + shown, sign + shown))
            sign = ""
        elif name == "sign" or shown in ("più", "meno"):
            sign, words = shown, 0
        elif name == "word":
            words += 1
            sign = "" if sign in "+-±" or words > 2 else sign
            if unit or part.start() == glue:  # letters glued to a number: 5g, 10²
                kept["unit"].append((unit or shown, shown))
            elif shown in _NEGATION:
                kept["negation"].append((_NEGATION[shown], shown))
        else:
            kept["unit"].append((unit or shown, shown))
        since = 0 if number or unit else since + 1
        glue = part.end() if number else -1
    return kept


def change(query: str, found: str) -> str:
    """What of the kept things differs between two folded strings, as a reason; "" where nothing does.

    Numbers must be the same strings in the same order (6,6 isn't 66, 2.000 isn't 2000), signs stand before
    the same numbers, units and negations mean the same in the same order. Spelt-out numbers count as
    numbers, and `più` or `meno` shortly before a number as a sign.
    """
    ours, theirs = _kept(query), _kept(found)
    for kind in KINDS:
        mine, its = ours[kind], theirs[kind]
        if [meaning for meaning, _ in mine] == [meaning for meaning, _ in its]:
            continue
        lost, added = _surplus(mine, its), _surplus(its, mine)
        if not lost and not added:
            return f"changed {kind}: other order"
        return f"changed {kind}: {' against '.join(filter(None, (lost, added)))}"
    return ""


def _surplus(of: list[tuple[str, str]], over: list[tuple[str, str]]) -> str:
    """The first of `of` that `over` has less often, as it stands."""
    left = Counter(meaning for meaning, _ in over)
    for meaning, shown in of:
        left[meaning] -= 1
        if left[meaning] < 0:
            return shown
    return ""
