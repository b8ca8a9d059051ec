"""Names inside names, and names that join their neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence

from virgolette.spans import Span
from virgolette.systems.rules.found import Mention
from virgolette.systems.rules.lexicon import DOCUMENTS, EXONYMS, OF, ORG_HEADS
from virgolette.systems.rules.page import Page
from virgolette.systems.rules.stretches import Stretch

_CALLED = re.compile(r"(?:sopran|chiam|ribattezz|detto$|detta$|detti$|noto$|nota$)")


def joined(page: Page, mentions: Sequence[Mention]) -> list[Mention]:
    """A maker right before its product's code is part of the name: [[Tarnwell] TW40], [[Oreldon] 4].

    A run of capitals may hold both already; the maker is known as a firm from elsewhere in the text.
    """
    firms = {page.text[slice(*m.span)] for m in mentions if m.label == "ORG"}
    places = {page.text[slice(*m.span)] for m in mentions if m.label == "GPE"}
    found: list[Mention] = []
    for mention in mentions:
        tokens = page.within(mention.span)
        before = page.near(tokens[0], -1)
        if before.low == "amministrazione" and len(tokens) == 1 and mention.label not in ("GPE", "LOC"):
            # A government by its head's name: [amministrazione [Brè]].
            found += [Mention(Span(before.start, mention.span.end), "ORG"), Mention(mention.span, "PER")]
        else:
            found.append(mention)
        if len(tokens) < 2:
            continue
        first = page.at(tokens[0])
        if mention.label == "PRODUCT" and first.text in firms:
            found.append(Mention(Span(first.start, first.end), "ORG"))
        last = page.at(tokens[-1])
        placed = last.text in places or last.low in EXONYMS
        if mention.label == "ORG" and first.low in ORG_HEADS and page.at(tokens[-1] - 1).low in OF and placed:
            found.append(Mention(Span(last.start, last.end), "GPE"))
    return found


def works(page: Page, stretches: Sequence[Stretch], mentions: Sequence[Mention]) -> list[Mention]:
    """Titles in marks beside a noun for a document (“Il conto del gas”, lo studio …) are WORK, and hold no names."""
    found = list(mentions)
    for stretch in stretches:
        inside = page.within(stretch.span)
        if not inside or len(inside) > 8 or not page.at(inside[0]).text[:1].isupper():
            continue
        around = page.within(stretch.outer)
        before = page.near(around[0], -1).low
        after = [page.near(around[-1], k).low for k in (1, 2, 3)]
        behind = after[0] == "," and any(word in DOCUMENTS for word in after[1:])
        if before in DOCUMENTS or behind:
            found = [m for m in found if not (stretch.span.start <= m.span.start < stretch.span.end)]
            found.append(Mention(stretch.span, "WORK"))
    return found


def unnamed(page: Page, stretches: Sequence[Stretch], mentions: Sequence[Mention]) -> list[Mention]:
    """Without nicknames, which are marked and announced as such (soprannominato «il Geometra»)."""
    nicknames = []
    for stretch in stretches:
        inside, around = page.within(stretch.span), page.within(stretch.outer)
        if 0 < len(inside) <= 4 and any(_CALLED.match(page.near(around[0], -k).low) for k in (1, 2)):
            nicknames.append(stretch.span)
    return [m for m in mentions if not any(n.start <= m.span.start and m.span.end <= n.end for n in nicknames)]
