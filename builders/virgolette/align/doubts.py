"""Why a span whose words are unchanged may still be another one, or read differently.

`joined`: a letter, digit or sign now touches its edge, as in 5 → 55. `ambiguous` (and `slides`): the same words
stand in what was deleted or inserted nearby, so which ones stayed is anyone's guess. `alone`: no word around it
stayed, so it may be another mention in another sentence.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from virgolette.align.edits import LONG, Edits, Run
from virgolette.spans import Span, inside_cluster, mid_word

_WORD = re.compile(r"\w{4,}")
# Code points around a span in which the same words make its place ambiguous, and other words confirm it.
_NEAR = 40


def joined(edits: Edits, span: Span, moved: Span) -> bool:
    """Whether an edge is read as one with its neighbour that wasn't."""
    edges = ((span.start, moved.start), (span.end, moved.end))
    return any(_one(edits.new, after) and not _one(edits.old, before) for before, after in edges)


def ambiguous(edits: Edits, span: Span, run: Run) -> bool:
    """Whether a span of the run has its words again in a rewritten stretch nearby."""
    low, high = span
    if not any(c.isalnum() for c in edits.old[low:high]):
        # A bare sign is told apart by its neighbours.
        low, high = max(run.old, low - 1), min(run.old + run.length, high + 1)
        while low > run.old and mid_word(edits.old, low):
            low -= 1
        while high < run.old + run.length and mid_word(edits.old, high):
            high += 1
    words = edits.old[low:high]
    loose = mid_word(edits.old, low) or mid_word(edits.old, high)
    i = bisect_left(edits.gaps, span.start - _NEAR, key=lambda g: g[0].end)
    for a, b in edits.gaps[i:]:
        if a.start > span.end + _NEAR:
            break
        if _holds(edits.old, a, words, loose) or _holds(edits.new, b, words, loose):
            return True
    return False


def alone(edits: Edits, span: Span, moved: Span) -> bool:
    """Whether a short span had words around it, none of which is near it still."""
    before = Span(max(0, span.start - _NEAR), span.start)
    after = Span(span.end, span.end + _NEAR)
    if span.end - span.start >= LONG or not any(_WORD.search(edits.old, *side) for side in (before, after)):
        return False
    i = bisect_right(edits.runs, before.start, key=lambda r: r.old + r.length)
    for run in edits.runs[i:]:
        if run.old >= after.end:
            break
        shift = run.new - run.old
        for side in (before, after):
            low = max(side.start, run.old, moved.start - _NEAR - shift)
            high = min(side.end, run.old + run.length, moved.end + _NEAR - shift)
            if low < high and _WORD.search(edits.old, low, high):
                return False
    return True


def slides(edits: Edits) -> list[Span]:
    """Old stretches beside a pure deletion or insertion that could have been it as well (as in P P → P).

    Short ones are left to `ambiguous`, which sees the same words in the stretch itself.
    """
    return [zone for a, b in edits.gaps for zone in _slides(edits, a, b)]


def _slides(edits: Edits, a: Span, b: Span) -> Iterator[Span]:
    if a.start < a.end and b.start < b.end:
        return
    text, gap = (edits.old, a) if a.start < a.end else (edits.new, b)
    left, right = edits.run(a.start - 1), edits.run(a.end)
    n = 0
    while left and n < left.length and text[gap.start - 1 - n] == text[gap.end - 1 - n]:
        n += 1
    if n > _NEAR:
        yield Span(a.start - n, a.start)
    n = 0
    while right and n < right.length and text[gap.start + n] == text[gap.end + n]:
        n += 1
    if n > _NEAR:
        yield Span(a.end, a.end + n)


def _holds(text: str, gap: Span, words: str, loose: bool) -> bool:
    """Whether the words stand, as words, where they touch a rewritten stretch."""
    reach = len(words) - 1
    at = -1 if gap.start == gap.end else text.find(words, max(0, gap.start - reach), gap.end + reach)
    while at >= 0:
        if loose or not (mid_word(text, at) or mid_word(text, at + len(words))):
            return True
        at = text.find(words, at + 1, gap.end + reach)
    return False


def _one(text: str, offset: int) -> bool:
    """Whether what stands on both sides of an edge is read as one: letters, digits, a number's sign or part."""
    if not 0 < offset < len(text):
        return False
    a, b = text[offset - 1], text[offset]
    if mid_word(text, offset) or inside_cluster(text, offset):
        return True
    if a in ".,’'" or b in ".,’'":
        # 6 → 6,6
        around = text[max(0, offset - 2) : offset + 2]
        return bool(re.search(r"\d[.,’']\d", around))
    signs = (y in "%‰°-‐‑–−+/" or unicodedata.category(y) in ("Sc", "Sm") for x, y in ((a, b), (b, a)) if x.isalnum())
    return any(signs)
