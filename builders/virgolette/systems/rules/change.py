"""Whether a figure is said to have risen or fallen by."""

from __future__ import annotations

import re

import msgspec

from virgolette.systems.rules.found import Mention
from virgolette.systems.rules.page import Page

_DOWN = re.compile(
    r"(?:cal[oaò]|cali|calat|calan|ribass|pers[oaie]$|perd|cadut|crollat|croll[oaiò]|affond|cedut|ced[eo]|sces|scend|"
    r"diminu|ridott|riduzion|bruci|evapora|meno$|tonfo|flession|scivola|taglia|contra|precipit|sval|in rosso)"
)
_UP = re.compile(r"(?:aument|rialz|cresc|cresciut|salit|sal[eiì]$|guadagn|recuper|rimbalz|balz|increment|rincar)")
# A change stands near its figure: further back it is another one's.
_REACH = 10
_LEVEL = frozenset({"a", "al", "alla", "ai", "agli", "alle", "all'", "allo"})


def directed(page: Page, mention: Mention) -> Mention:
    """The figure with its direction, told by the nearest word of rising or falling before it in the sentence.

    `Sale a 30` names the level that is reached and has none. Only sums, shares and percentages change.
    """
    if mention.value is None or mention.label not in ("MONEY", "PERCENT", "RATIO"):
        return mention
    first = page.within(mention.span).start
    if page.near(first, -1).low in _LEVEL and not page.at(first).low.startswith("fino"):
        return mention
    for back in range(1, _REACH + 1):
        low = page.near(first, -back).low
        if not low or low in (";", ":"):
            break
        way = "down" if _DOWN.match(low) else "up" if _UP.match(low) else ""
        if way:
            return msgspec.structs.replace(mention, value=msgspec.structs.replace(mention.value, change=way))
    return mention
