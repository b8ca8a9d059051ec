"""Quote content without what doesn't count: marks, punctuation and white space at its edges."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from virgolette.marks import GLYPHS
from virgolette.spans import Span, Spanned

# Punctuation by Unicode's categories, but part of what is said: 17% isn't 17.
_SAID = frozenset("%‰&@#§*†‡")


@lru_cache(maxsize=4096)
def idle(char: str) -> bool:
    """Whether a character is a quotation mark, punctuation, white space or invisible."""
    if char in _SAID:
        return False
    return char in GLYPHS or char.isspace() or unicodedata.category(char)[0] in "PZC"


def bare(text: str, segments: Sequence[Spanned]) -> tuple[Span, ...]:
    """The segments without idle characters at their edges; those with only idle ones between become one.

    Two contents have the same result exactly where they cover the same other characters. Segments that are
    idle throughout are left out; where all are, they stay as they were.
    """
    found: list[Span] = []
    for segment in segments:
        start, end = segment.start, segment.end
        while start < end and idle(text[start]):
            start += 1
        while start < end and idle(text[end - 1]):
            end -= 1
        if start == end:
            continue
        if found and all(idle(text[i]) for i in range(found[-1].end, start)):
            start = found.pop().start
        found.append(Span(start, end))
    return tuple(found) or tuple(Span(s.start, s.end) for s in segments)
