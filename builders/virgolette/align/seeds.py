"""The words of a text, and where in it a query may lie: seeds of rare words, gathered in bands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from virgolette.align.guard import PARTS, meaning

_PLACES = 8  # bands looked at closely
_SEEDS = 400  # enough of the rarest words; the common ones only blur


class Words:
    """The words, numbers and units of a folded text, by meaning, and where each stands."""

    def __init__(self, folded: str) -> None:
        self.folded = folded
        found = [(meaning(p.group()), *p.span()) for p in PARTS.finditer(folded) if p.lastgroup != "sign"]
        self.words = [word for word, _, _ in found]
        self.starts = [start for _, start, _ in found]
        self.ends = [end for _, _, end in found]
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
    low, high = limits
    common = sorted((w for w in set(query) if w in text.positions), key=lambda w: (len(text.positions[w]), w))
    at: dict[str, list[int]] = defaultdict(list)
    for position, word in enumerate(query):
        at[word].append(position)
    seeds: list[tuple[int, int]] = []
    for word in common:
        if len(seeds) >= _SEEDS:
            break
        inside = [p for p in text.positions[word] if low <= text.starts[p] and text.ends[p] <= high]
        # One word said over and over must not seed every pair of its positions.
        seeds += [(p - q, q) for p in inside for q in at[word][:4]]
    seeds.sort()
    bands: list[tuple[int, int, int]] = []
    reach, first = slack(len(query)), 0
    while first < len(seeds):
        last, seen = first, set()
        while last < len(seeds) and seeds[last][0] <= seeds[first][0] + reach:
            seen.add(seeds[last][1])
            last += 1
        bands.append((-sum(len(query[q]) for q in seen), seeds[first][0], seeds[last - 1][0]))
        first = last
    return [(start, end) for _, start, end in sorted(bands)[:_PLACES]]
