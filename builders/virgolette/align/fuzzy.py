"""Where a text says nearly what a string says: a banded alignment of words around rare seeds."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from virgolette.align.guard import change
from virgolette.align.seeds import Words, seeded, slack

SHORTEST = 20  # folded characters; below, invented names come out alike by chance
ACCEPTED = 0.7  # tuned on corrupted quotes against paraphrases (tests/align)
_GAP = 0.25  # what a letter of the text that the query lacks costs, against 2 for one that both have
RIVAL = 0.05  # two places that differ by less in score are the same to us
_LIKE = 0.7  # from here on two words are one word, misspelt
_TINY = 1e-6  # beyond any rounding
_MOST = 1 << 16  # pairs of words beyond which a close look, linear in the query, costs less than the bound

_Limits = tuple[int, int]


class Place(NamedTuple):
    """A stretch [start, end) of the text, its score in [0, 1], and what forbids it ("" for nothing)."""

    start: int
    end: int
    score: float
    change: str


class _Stretch(NamedTuple):
    """Positions of the first and the last pair of words: (in the query, in the text) each."""

    first: tuple[int, int]
    last: tuple[int, int]


def places(text: Words, query: str, limits: _Limits) -> list[Place]:
    """Where a text's folded [start, end) says a folded query with a score of `ACCEPTED` or more.

    In folded offsets, best first; none overlaps a better one.
    """
    ours = Words(query)
    bands = seeded(text, ours.words, limits)
    found = [place for band in bands if (place := _aligned(text, ours, band, limits))]
    kept: list[Place] = []
    for place in sorted(found, key=lambda place: (-place.score, place.start)):
        if all(place.end <= other.start or other.end <= place.start for other in kept):
            kept.append(place)
    return kept


def _promising(query: Sequence[str], near: Sequence[str]) -> bool:
    """Whether as many of the query's words as a score of `ACCEPTED` takes are like a word nearby.

    A pair of words adds at most twice the weight of the lighter one. So a query of weight Q, of which words of
    weight W have a partner, scores 2 W / (Q + W) at best; most bands are dropped for that at little cost.
    """
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import extractOne

    there = set(near)
    total = sum(map(_weight, query))
    spare = total * (1 - ACCEPTED / (2 - ACCEPTED)) + _TINY
    missing = sorted((word for word in query if word not in there), key=len, reverse=True)
    if sum(map(_weight, missing)) <= spare:
        return True
    bendable = [word for word in there if _bends(word)]
    if len(missing) * len(bendable) > _MOST:
        return True
    for word in missing:
        if not (_bends(word) and extractOne(word, bendable, scorer=Indel.normalized_similarity, score_cutoff=_LIKE)):
            spare -= _weight(word)
            if spare < 0:
                return False
    return True


def _aligned(text: Words, query: Words, band: tuple[int, int], limits: _Limits) -> Place | None:
    """The best place in a band of diagonals: any stretch of the query against any stretch of the text.

    Maximises what both have in common, less a little for each letter of the text's stretch. One row is kept:
    every cell knows where its alignment began.
    """
    low, high = bisect_left(text.starts, limits[0]), bisect_right(text.ends, limits[1])
    reach = slack(len(query.words))
    base, width = band[0] - reach, band[1] - band[0] + 2 * reach + 1
    first = max(low, base)
    near = text.words[first : max(first, min(high, base + width + len(query.words) - 1))]
    if not _promising(query.words, near):
        return None
    weights = [_weight(word) for word in near]
    row, begun = [0.0] * (width + 1), [(0, 0)] * (width + 1)
    best, stretch = 0.0, _Stretch((0, 0), (0, 0))
    for i, ours in enumerate(query.words):
        score, at = 0.0, (0, 0)  # of the cell to the left, at first
        own = _weight(ours)
        shift = base + i - first
        for cell in range(max(0, low - base - i), min(width, high - base - i)):
            theirs, weight = near[shift + cell], weights[shift + cell]
            score -= _GAP * weight  # the text's word stands alone
            if row[cell + 1] > score:  # the query's word does
                score, at = row[cell + 1], begun[cell + 1]
            alike = _alike(ours, theirs)
            if alike:
                paired = row[cell] + alike * (own + weight) - _GAP * weight
                if paired > score:
                    score, at = paired, begun[cell] if row[cell] > 0 else (i, shift + cell + first)
                    if score > best:
                        best, stretch = score, _Stretch(at, (i, shift + cell + first))
            score = max(score, 0.0)
            row[cell], begun[cell] = score, at
    if not best:
        return None
    size = sum(map(_weight, text.words[stretch.first[1] : stretch.last[1] + 1]))
    common = (best + _GAP * size) / (size + sum(map(_weight, query.words)))
    return _outlined(text, query, stretch, limits, min(common, 1.0)) if common >= ACCEPTED else None


def _outlined(text: Words, query: Words, stretch: _Stretch, limits: _Limits, score: float) -> Place:
    """The place of a stretch of words, with the punctuation around it that the query has too."""
    (ours_first, first), (ours_last, last) = stretch
    folded, start, end = text.folded, text.starts[first], text.ends[last]
    changed = change(query.folded, folded[_sign_before(folded, start) : end])
    if changed:
        # The reason should name the text's word too, where it is the first or last one that was changed.
        left = text.starts[max(first - ours_first, 0)]
        right = text.ends[min(last + len(query.words) - ours_last, len(text.words)) - 1]
        changed = change(query.folded, folded[left:right]) or changed
    if ours_first == 0:
        start -= _shared(reversed(query.folded[: query.starts[0]]), reversed(folded[limits[0] : start]))
        start += folded[start] == " "
    if ours_last == len(query.words) - 1:
        end += _shared(query.folded[query.ends[-1] :], folded[end : limits[1]])
        while folded[end - 1 : end + 1] == "..":  # one full stop is no part of an ellipsis
            end -= 1
        end -= folded[end - 1] == " "
    return Place(start, end, score, changed)


def _shared(ours: Iterable[str], theirs: Iterable[str]) -> int:
    """How many characters two strings begin with in common."""
    count = 0
    for a, b in zip(ours, theirs, strict=False):
        if a != b:
            break
        count += 1
    return count


def _sign_before(folded: str, start: int) -> int:
    """Where a sign or currency symbol that belongs to a number at `start` begins."""
    at = start
    while at and start - at < 4 and folded[start].isdecimal() and folded[at - 1] in "+-±$€£¥ ":
        at -= 1
    return start if at and folded[at - 1].isalnum() and folded[at] != " " else at


def _bends(word: str) -> bool:
    """Whether a word may be misspelt and still be told: numbers and short words may not."""
    return len(word) >= 4 and not word[0].isdecimal()


def _weight(word: str) -> int:
    # A figure says more than its length: of two like sentences the one with the right figure must win.
    return len(word) + 4 if word[0].isdecimal() else len(word)


@lru_cache(maxsize=1 << 16)
def _alike(ours: str, theirs: str) -> float:
    """How alike two folded words are, 0 or in [_LIKE, 1]; numbers are the same or not alike at all."""
    if ours == theirs:
        return 1.0
    if not (_bends(ours) and _bends(theirs)):
        return 0.0
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(ours, theirs, score_cutoff=_LIKE)
