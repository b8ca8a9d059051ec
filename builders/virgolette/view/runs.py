"""A text cut at every border of its annotations: pure functions on code points, half-open.

Overlapping, nested and discontinuous annotations all come apart into the same flat row of runs, each with
the list of what covers it. A page made of runs can't nest wrongly, whatever the annotations do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from virgolette.spans import Span


class Piece(NamedTuple):
    """One contiguous part of something shown.

    Attributes:
        start, end: Code points, half-open; start = end marks a place and covers nothing.
        token: Whose part it is: an annotation's id (`Q2`), with its role where it has several (`Q2.cue`).
    """

    start: int
    end: int
    token: str


class Run(NamedTuple):
    """A stretch of text that the same pieces cover throughout.

    Attributes:
        start, end: Code points, half-open, never empty.
        tokens: What covers it, in the order in which the pieces were given, each once.
    """

    start: int
    end: int
    tokens: tuple[str, ...]


def runs(length: int, pieces: Sequence[Piece], cuts: Iterable[int] = ()) -> list[Run]:
    """The atomic runs of a text of `length` code points: adjacent, in order, together the whole text.

    Args:
        length: Code points of the text.
        pieces: What covers it, in any order; parts outside of the text are left out.
        cuts: Further offsets at which a run ends (line breaks).
    """
    inside = [(max(p.start, 0), min(p.end, length), i) for i, p in enumerate(pieces)]
    covering = [(start, end, i) for start, end, i in inside if start < end]
    opening: dict[int, list[int]] = {}
    closing: dict[int, list[int]] = {}
    for start, end, i in covering:
        opening.setdefault(start, []).append(i)
        closing.setdefault(end, []).append(i)
    borders = {0, length, *opening, *closing, *(c for c in cuts if 0 < c < length)}
    active: set[int] = set()
    found, before = [], 0
    for border in sorted(borders):
        if border > before:
            found.append(Run(before, border, _tokens(pieces, active)))
        active.difference_update(closing.get(border, ()))
        active.update(opening.get(border, ()))
        before = border
    return found


def _tokens(pieces: Sequence[Piece], active: set[int]) -> tuple[str, ...]:
    # A dict keeps the first of a token whose pieces overlap each other.
    return tuple(dict.fromkeys(pieces[i].token for i in sorted(active)))


def segments(found: Iterable[Run], token: str) -> list[Span]:
    """What the runs of one token cover, adjacent runs joined: sorted, disjoint, not touching."""
    joined: list[Span] = []
    for run in found:
        if token not in run.tokens:
            continue
        if joined and joined[-1].end == run.start:
            joined[-1] = Span(joined[-1].start, run.end)
        else:
            joined.append(Span(run.start, run.end))
    return joined


def lanes(spans: Sequence[Span]) -> list[int]:
    """For each span the depth of its underline: shorter ones nearer to the text, overlapping ones apart.

    A span gets the lowest lane that no overlapping span before it has; 0 is the lane next to the text.
    """
    order = sorted(range(len(spans)), key=lambda i: (spans[i].end - spans[i].start, spans[i].start, i))
    # Only neighbours can overlap: looking at all pairs would be quadratic in a long text.
    held: dict[int, list[tuple[Span, int]]] = {}
    found = [0] * len(spans)
    for i in order:
        span = spans[i]
        blocks = range(span.start // _BLOCK, max(span.end - 1, span.start) // _BLOCK + 1)
        near = {lane for b in blocks for other, lane in held.get(b, ()) if _overlap(span, other)}
        found[i] = next(lane for lane in range(len(near) + 1) if lane not in near)
        for b in blocks:
            held.setdefault(b, []).append((span, found[i]))
    return found


_BLOCK = 64


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def columns(starts: Sequence[int], apart: int) -> list[int]:
    """For each label in the margin its column, so that no two in one column stand on the same line.

    Args:
        starts: Offsets of the labels, ascending.
        apart: Code points that no line exceeds: labels further apart are on different lines.
    """
    last: list[int] = []
    found = []
    for start in starts:
        free = next((i for i, before in enumerate(last) if start - before >= apart), len(last))
        last[free:] = [start, *last[free + 1 :]]
        found.append(free)
    return found
