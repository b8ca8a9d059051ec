"""How many pairs a one-to-one matching can have: counts that are the greatest possible, so that no choice matters.

A measure says which gold item and which predicted item may go together. What it counts is the size (or the
weight) of the best one-to-one matching among these pairs: unlike the matching itself, this number is unique,
doesn't depend on any order, and never grows when a prediction is taken away.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from virgolette.scoring.match import Pair, Segments, heaviest, overlapping
from virgolette.spans import hull

__all__ = ["candidates", "heaviest", "most"]

Edge = tuple[int, int]
# Articles have some thousand overlapping pairs. Beyond this, only the likeliest partners are looked at.
MANY = 2_000_000


def candidates(left: Sequence[Segments], right: Sequence[Segments], many: int = MANY) -> list[Pair]:
    """The overlapping pairs, each with its intersection over union.

    Where there are more than `many`, an item of the shorter list keeps only its best partners, as many as its
    list is long: enough for any best matching by IoU. Measures that also look at labels may then count too
    few; it takes some hundred thousand predictions on top of each other in one document.
    """
    if _crowded(left, right, many):
        if len(left) <= len(right):
            return list(_best(left, right))
        return [Pair(p.right, p.left, p.iou) for p in _best(right, left)]
    return list(overlapping(left, right))


def _crowded(left: Sequence[Segments], right: Sequence[Segments], many: int) -> bool:
    if len(left) * len(right) <= many:
        return False
    hulls = [hull(s) for s in right if s]
    starts, ends = sorted(h.start for h in hulls), sorted(h.end for h in hulls)
    total = 0
    for segments in left:
        if segments:
            span = hull(segments)
            # Those that begin before it ends, without those that end before it begins.
            total += bisect_left(starts, span.end) - bisect_right(ends, span.start)
    return total > many


def _best(few: Sequence[Segments], lots: Sequence[Segments]) -> Iterator[Pair]:
    import numpy as np

    flat = np.array([(s.start, s.end, j) for j, segments in enumerate(lots) for s in segments], dtype=np.int64)
    starts, ends, owners = flat.T
    lengths = np.bincount(owners, ends - starts, len(lots))
    keep = min(len(few), len(lots))
    for i, segments in enumerate(few):
        shared: Any = np.zeros(len(lots))
        for s in segments:
            inner = np.minimum(ends, s.end) - np.maximum(starts, s.start)
            shared += np.bincount(owners, np.maximum(inner, 0), len(lots))
        own = sum(s.end - s.start for s in segments)
        ious = shared / np.maximum(lengths + own - shared, 1)
        # Stable: equal ones in the order of their list.
        for j in np.argsort(-ious, kind="stable")[:keep]:
            if ious[j] > 0:
                yield Pair(i, int(j), float(ious[j]))


def most(edges: Iterable[Edge]) -> int:
    """The greatest number of edges no two of which share an end.

    Source: Berge (1957): a matching is the greatest where no augmenting path is left; found by breadth-first
    search from each left item.
    """
    edges = list(edges)
    if len(edges) < 2:
        return len(edges)
    if len({i for i, _ in edges}) == len(edges) == len({j for _, j in edges}):
        return len(edges)
    near: dict[int, list[int]] = defaultdict(list)
    for i, j in edges:
        near[i].append(j)
    partner: dict[int, int] = {}
    return sum(_augmented(i, near, partner) for i in sorted(near))


def _augmented(start: int, near: Mapping[int, Sequence[int]], partner: dict[int, int]) -> bool:
    """Whether a path from a free left item to a free right one was found; `partner` (right → left) follows it."""
    came: dict[int, int] = {}
    chosen: dict[int, int] = {}
    ahead = deque([start])
    while ahead:
        i = ahead.popleft()
        for j in near[i]:
            if j in came:
                continue
            came[j] = i
            if j in partner:
                chosen[partner[j]] = j
                ahead.append(partner[j])
                continue
            _turn(j, start, came, chosen, partner)
            return True
    return False


def _turn(free: int, start: int, came: Mapping[int, int], chosen: Mapping[int, int], partner: dict[int, int]) -> None:
    """Turn the path from `start` to the free right item around: what was matched isn't, and the reverse."""
    j = free
    while (i := came[j]) != start:
        partner[j] = i
        j = chosen[i]
    partner[j] = start
