"""What two versions of a text have in common: runs of equal code points, and the rewritten stretches between.

Three steps: long sentences that either text holds once (as in patience diff) anchor everything; between anchors
words and signs are aligned by longest common subsequence; between those, equal code points at both ends. White
space never anchors. What isn't aligned is a rewritten stretch.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from virgolette.spans import Span

# Code points from which on a sentence is its own: an anchor.
LONG = 24
# Numbers with their separators, words with their marks, single signs.
_TOKEN = re.compile(r"\d+(?:[.,’']\d+)*|(?:\w[\u0300-\u036f]*)+|[^\w\s]")
_SENTENCE = re.compile(r"\S.*?(?:[.!?…]+(?=\s)|$)", re.MULTILINE)
# Cells of an alignment table, a bit each: 256 MB. Two stretches of 46,000 words each with no long sentence in
# common are beyond it, and count as rewritten.
_LARGEST = 1 << 31


class Run(NamedTuple):
    """Equal code points: `length` of them, at `old` in the old text and at `new` in the new one."""

    old: int
    new: int
    length: int


class Edits:
    """What was kept and what was rewritten on the way from one text to another.

    Attributes:
        old, new: The texts.
        runs: What was kept, in order.
        gaps: Rewritten stretches, in order: old span, new span; one of the two may be empty.
    """

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self.runs = [Run(0, 0, len(old))] if old == new else align(old, new)
        ends = [Run(0, 0, 0), *self.runs, Run(len(old), len(new), 0)]
        gaps = ((Span(a.old + a.length, b.old), Span(a.new + a.length, b.new)) for a, b in pairwise(ends))
        self.gaps = [(a, b) for a, b in gaps if a.start < a.end or b.start < b.end]

    def run(self, offset: int) -> Run | None:
        """The run that holds the code point at an old offset; None where it was rewritten."""
        i = bisect_right(self.runs, offset, key=lambda r: r.old) - 1
        return self.runs[i] if i >= 0 and offset < self.runs[i].old + self.runs[i].length else None

    def gap(self, offset: int) -> int:
        """Which rewritten stretch is the last to begin at or before an old offset; -1 where none is."""
        return bisect_right(self.gaps, offset, key=lambda g: g[0].start) - 1

    def edge(self, offset: int, after: int) -> int:
        """The new offset before (or after) the code point at an old one; in proportion where it was rewritten."""
        run = self.run(offset)
        if run is not None:
            return offset + run.new - run.old + after
        a, b = self.gaps[self.gap(offset)]
        return b.start + round((offset + after - a.start) / (a.end - a.start) * (b.end - b.start))


def align(old: str, new: str) -> list[Run]:
    """Maximal runs of equal code points, in order in both texts. Identical texts are one run, empty ones none."""
    found: list[Run] = []
    end_old = end_new = 0
    for run in [*_tokens_aligned(old, new), Run(len(old), len(new), 0)]:
        # Between aligned words: what is equal after the last one, and before this one.
        a, b = old[end_old : run.old], new[end_new : run.new]
        head = _common(a, b)
        tail = _common(a[head:][::-1], b[head:][::-1])
        for piece in (Run(end_old, end_new, head), Run(run.old - tail, run.new - tail, tail + run.length)):
            if (
                found
                and found[-1].old + found[-1].length == piece.old
                and found[-1].new + found[-1].length == piece.new
            ):
                found[-1] = found[-1]._replace(length=found[-1].length + piece.length)
            elif piece.length:
                found.append(piece)
        end_old, end_new = run.old + run.length, run.new + run.length
    return found


def _common(a: str, b: str) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _tokens_aligned(old: str, new: str) -> Iterator[Run]:
    start_old = start_new = 0
    for anchor in [*_anchors(old, new), Run(len(old), len(new), 0)]:
        yield from _between(old, new, Span(start_old, anchor.old), Span(start_new, anchor.new))
        if anchor.length:
            yield anchor
        start_old, start_new = anchor.old + anchor.length, anchor.new + anchor.length


def _anchors(old: str, new: str) -> list[Run]:
    """Long sentences that stand once in either text, as many as keep one order."""
    a, b = _once(old), _once(new)
    pairs = sorted((a[s], b[s], len(s)) for s in a.keys() & b.keys())
    # Longest increasing subsequence by patience sorting.
    tops: list[int] = []
    piles: list[int] = []
    before: list[int | None] = []
    for i, (_, place, _) in enumerate(pairs):
        k = bisect_left(tops, place)
        before.append(piles[k - 1] if k else None)
        tops[k : k + 1], piles[k : k + 1] = [place], [i]
    chain, at = [], piles[-1] if piles else None
    while at is not None:
        chain.append(Run(*pairs[at]))
        at = before[at]
    return chain[::-1]


def _once(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    twice = set()
    for m in _SENTENCE.finditer(text):
        sentence = m[0].rstrip()
        if len(sentence) >= LONG:
            twice.update([sentence] if sentence in found else [])
            found[sentence] = m.start()
    return {s: at for s, at in found.items() if s not in twice}


def _between(old: str, new: str, a: Span, b: Span) -> Iterator[Run]:
    """Words and signs of two stretches, aligned by longest common subsequence."""
    from rapidfuzz.distance import LCSseq

    ours = [m.span() for m in _TOKEN.finditer(old, a.start, a.end)]
    theirs = [m.span() for m in _TOKEN.finditer(new, b.start, b.end)]
    if not ours or not theirs or len(ours) * len(theirs) > _LARGEST:
        return
    ids: dict[str, int] = {}
    left = [ids.setdefault(old[s:e], len(ids)) for s, e in ours]
    right = [ids.setdefault(new[s:e], len(ids)) for s, e in theirs]
    for op in LCSseq.opcodes(left, right):
        if op.tag == "equal":
            for i, j in zip(range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), strict=True):
                yield Run(ours[i][0], theirs[j][0], ours[i][1] - ours[i][0])
