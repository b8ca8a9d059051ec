"""Optimal one-to-one matching of spans: assignment, never greedy.

Spans are lists of half-open segments in code points, so discontinuous, nested and overlapping ones are
matched like any other. Ends are exclusive: adjacent spans share nothing. The result doesn't depend on the
order of either list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from virgolette.spans import Span, Spanned, hull, iou

Segments = Sequence[Spanned]


class Pair(NamedTuple):
    """Positions of two matched items in their lists, and their intersection over union in (0, 1]."""

    left: int
    right: int
    iou: float


def overlapping(left: Sequence[Segments], right: Sequence[Segments]) -> Iterator[Pair]:
    """Every pair of items that share at least one code point, by one sweep over sorted hulls.

    Items without segments overlap nothing.
    """
    spots = [*_spots(left, 0), *_spots(right, 1)]
    spots.sort()
    open_items: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    for start, end, side, i in spots:
        other = open_items[1 - side]
        if other:
            # Closed hulls leave the list here, so that a long text costs no more than its overlaps.
            other[:] = [x for x in other if x[0] > start]
            for _, j in other:
                a, b = (i, j) if side == 0 else (j, i)
                shared = _shared(left[a], right[b])
                if shared > 0:
                    yield Pair(a, b, shared)
        open_items[side].append((end, i))


def _spots(items: Sequence[Segments], side: int) -> Iterator[tuple[int, int, int, int]]:
    for i, segments in enumerate(items):
        if segments:
            around = segments[0] if len(segments) == 1 else hull(segments)
            yield around.start, around.end, side, i


def _shared(a: Segments, b: Segments) -> float:
    """`iou`, with a short way for what nearly all items are: one segment each."""
    if len(a) > 1 or len(b) > 1:
        return iou(a, b)
    (x,), (y,) = a, b
    inner = min(x.end, y.end) - max(x.start, y.start)
    return inner / (x.end - x.start + y.end - y.start - inner) if inner > 0 else 0.0


def match(
    left: Sequence[Segments], right: Sequence[Segments], bonus: Callable[[int, int], float] | None = None
) -> list[Pair]:
    """The one-to-one matching of overlapping items with the greatest total weight.

    Args:
        left, right: Items, each a sorted list of disjoint segments in code points.
        bonus: Added to a pair's IoU, for example for equal labels; it should be 0 or more.

    Returns:
        Pairs sorted by place. Items that nothing overlaps are in no pair. Among equal weights the choice
        follows the items' places, so that the order of the lists changes nothing.

    Source: Kuhn (1955), the assignment problem; solved per connected component of overlaps.
    """
    weights = {(p.left, p.right): p.iou + (bonus(p.left, p.right) if bonus else 0.0) for p in overlapping(left, right)}
    found: list[Pair] = []
    for component in _components(weights):
        rows = sorted({i for i, _ in component}, key=lambda i: _place(left[i]))
        columns = sorted({j for _, j in component}, key=lambda j: _place(right[j]))
        pairs = [(rows[0], columns[0])] if len(component) == 1 else _assign(rows, columns, weights)
        found.extend(Pair(i, j, iou(left[i], right[j])) for i, j in pairs)
    return sorted(found, key=lambda p: (_place(left[p.left]), _place(right[p.right]), p.left, p.right))


def heaviest(weights: dict[tuple[int, int], float]) -> float:
    """The greatest total weight of a one-to-one matching among these pairs (weights above 0)."""
    return sum(weights[pair] for pair in assigned(weights))


def assigned(weights: dict[tuple[int, int], float]) -> list[tuple[int, int]]:
    """The pairs of a one-to-one matching of the greatest total weight (weights above 0)."""
    if len({i for i, _ in weights}) == len(weights) == len({j for _, j in weights}):
        return list(weights)
    found: list[tuple[int, int]] = []
    for component in _components(weights):
        rows, columns = sorted({i for i, _ in component}), sorted({j for _, j in component})
        found += component if len(component) == 1 else _assign(rows, columns, weights)
    return found


def _place(segments: Segments) -> tuple[Span, ...]:
    return tuple(Span(s.start, s.end) for s in segments)


def _components(weights: dict[tuple[int, int], float]) -> list[list[tuple[int, int]]]:
    """Pairs grouped by connected component of the overlap graph."""
    near: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for i, j in weights:
        near[0, i].append((1, j))
        near[1, j].append((0, i))
    seen: set[tuple[int, int]] = set()
    groups = []
    for node in sorted(near):
        if node in seen:
            continue
        group, stack = [], [node]
        seen.add(node)
        while stack:
            side, k = stack.pop()
            for other in near[side, k]:
                if side == 0:
                    group.append((k, other[1]))
                if other not in seen:
                    seen.add(other)
                    stack.append(other)
        groups.append(group)
    return groups


def _assign(rows: list[int], columns: list[int], weights: dict[tuple[int, int], float]) -> list[tuple[int, int]]:
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    table = np.zeros((len(rows), len(columns)))
    for r, i in enumerate(rows):
        for c, j in enumerate(columns):
            table[r, c] = weights.get((i, j), 0.0)
    chosen = zip(*linear_sum_assignment(table, maximize=True), strict=True)
    return [(rows[r], columns[c]) for r, c in chosen if (rows[r], columns[c]) in weights]
