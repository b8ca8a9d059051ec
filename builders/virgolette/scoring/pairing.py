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

from virgolette.scoring.match import Pair, Segments, overlapping

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
    starts, ends = sorted(start for start, _ in _hulls(right)), sorted(end for _, end in _hulls(right))
    # Those that begin before it ends, without those that end before it begins.
    total = sum(bisect_left(starts, end) - bisect_right(ends, start) for start, end in _hulls(left))
    return total > many


def _hulls(items: Sequence[Segments]) -> Iterator[tuple[int, int]]:
    for segments in items:
        if segments:
            yield min(s.start for s in segments), max(s.end for s in segments)


def _best(few: Sequence[Segments], lots: Sequence[Segments]) -> Iterator[Pair]:
    import numpy as np

    starts = np.array([s.start for segments in lots for s in segments], np.int64)
    ends = np.array([s.end for segments in lots for s in segments], np.int64)
    owners = np.repeat(np.arange(len(lots)), [len(segments) for segments in lots])
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


def tied(edges: Iterable[Edge]) -> tuple[set[int], set[int]]:
    """The left ends and the right ends that several edges have; where there are none, the edges are a matching."""
    once: tuple[set[int], set[int]] = (set(), set())
    more: tuple[set[int], set[int]] = (set(), set())
    for edge in edges:
        for end, seen, again in zip(edge, once, more, strict=True):
            (again if end in seen else seen).add(end)
    return more


def halves(same: Iterable[Edge], edges: Iterable[Edge]) -> int:
    """Points of the best one-to-one matching, where a pair of equal items has two and any other one.

    Args:
        same: The pairs of equal items; equal items overlap the same others.
        edges: All pairs, those of `same` too.

    Some best matching holds as many equal pairs as there can be: where it parts two equal items, to join them and
    the two that they went with costs nothing. So the equal ones go together, whichever of several, and what is
    left is a question of number only.
    """
    ours: set[int] = set()
    theirs: set[int] = set()
    for i, j in same:
        if i not in ours and j not in theirs:
            ours.add(i)
            theirs.add(j)
    return 2 * len(ours) + most([(i, j) for i, j in edges if i not in ours and j not in theirs])


def most(edges: Iterable[Edge]) -> int:
    """The greatest number of edges no two of which share an end.

    Source: Berge (1957): a matching is the greatest where no augmenting path is left; found by breadth-first
    search from each left item.
    """
    edges = list(edges)
    if len({i for i, _ in edges}) == len(edges) == len({j for _, j in edges}):
        return len(edges)
    near: dict[int, list[int]] = defaultdict(list)
    for i, j in edges:
        near[i].append(j)
    partner: dict[int, int] = {}
    return sum(_joined(i, near, partner) for i in sorted(near))


def _joined(start: int, near: Mapping[int, Sequence[int]], partner: dict[int, int]) -> bool:
    """Whether a left item found a partner, a free one or at the end of a path; `partner` (right → left) follows it."""
    for j in near[start]:
        if j not in partner:
            partner[j] = start
            return True
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
