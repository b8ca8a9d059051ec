"""The words of a text, and where in it a query may lie: seeds of rare words, gathered in bands."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence

from virgolette.align.guard import MEANINGS, PARTS

_PLACES = 8  # bands looked at closely
_SEEDS = 400  # enough of the rarest words; the common ones only blur


class Words:
    """The words, numbers and units of a folded text, by meaning, and where each stands."""

    def __init__(self, folded: str) -> None:
        self.folded = folded
        found = [part for part in PARTS.finditer(folded) if part.lastgroup != "sign"]
        self.words = [MEANINGS.get(word, word) for word in map(re.Match.group, found)]
        self.starts = list(map(re.Match.start, found))
        self.ends = list(map(re.Match.end, found))
        self.positions: dict[str, list[int]] = defaultdict(list)
        for position, word in enumerate(self.words):
            self.positions[word].append(position)


def slack(length: int) -> int:
    """How many words may be dropped or added before the two run apart; capped, so that cost stays linear."""
    return min(3 + length // 4, 32)


def seeded(text: Words, query: Sequence[str], limits: tuple[int, int]) -> list[tuple[int, int]]:
    """Bands of diagonals (text position minus query position) with most shared letters, best first.

    `limits` is the folded [start, end) that seeds must lie in.
    """
    low, high = bisect_left(text.starts, limits[0]), bisect_right(text.ends, limits[1])
    common = sorted((w for w in set(query) if w in text.positions), key=lambda w: (len(text.positions[w]), w))
    at: dict[str, list[int]] = defaultdict(list)
    for position, word in enumerate(query):
        at[word].append(position)
    seeds: list[tuple[int, int]] = []
    for word in common:
        if len(seeds) >= _SEEDS:
            break
        there = text.positions[word]
        inside = there[bisect_left(there, low) : bisect_left(there, high)]
        # One word said over and over must not seed every pair of its positions.
        seeds += [(p - q, q) for q in at[word][:4] for p in inside]
    seeds.sort()
    reach = slack(len(query))
    bands: list[tuple[int, int, int]] = []
    begin = end = shared = 0
    seen: set[int] = set()
    for diagonal, position in seeds:
        if seen and diagonal > begin + reach:
            bands.append((-shared, begin, end))
            seen, shared = set(), 0
        if not seen:
            begin = diagonal
        if position not in seen:
            seen.add(position)
            shared += len(query[position])
        end = diagonal
    if seen:
        bands.append((-shared, begin, end))
    return [(start, stop) for _, start, stop in sorted(bands)[:_PLACES]]
