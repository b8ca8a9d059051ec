"""Span algebra on Unicode code points, half-open [start, end). No I/O, no model types."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple, Protocol


class Span(NamedTuple):
    """A contiguous half-open interval [start, end) of code points; empty where start = end."""

    start: int
    end: int


# As Span._make, without its check: a text has many tokens.
_span = partial(tuple.__new__, Span)


def spans(pairs: Iterable[tuple[int, int]]) -> list[Span]:
    """Pairs of offsets as spans."""
    return list(map(_span, pairs))


class Spanned(Protocol):
    """Anything with a half-open [start, end) in code points."""

    @property
    def start(self) -> int:
        """First code point."""
        ...

    @property
    def end(self) -> int:
        """One past the last code point."""
        ...


def covered(text: str, span: Spanned) -> str:
    """The text under a span; empty where the span lies outside of the text."""
    return text[span.start : span.end]


def digest(text: str, sha256_hex: str) -> str:
    """HMAC-SHA256 of `text` in UTF-8 under the document's sha256 (32 raw bytes), 16 hex digits."""
    return hmac.digest(bytes.fromhex(sha256_hex), text.encode("utf-8"), hashlib.sha256).hex()[:16]


def hull(segments: Sequence[Spanned]) -> Span:
    """The smallest span around all segments.

    Raises:
        ValueError: For no segments at all.
    """
    if not segments:
        raise ValueError("no segments have no hull")
    if len(segments) == 1:
        return Span(segments[0].start, segments[0].end)
    return Span(min(s.start for s in segments), max(s.end for s in segments))


def overlap(a: Sequence[Spanned], b: Sequence[Spanned]) -> int:
    """Code points that two segment lists share. Each list is sorted and disjoint."""
    if len(a) == len(b) == 1:
        return max(0, min(a[0].end, b[0].end) - max(a[0].start, b[0].start))
    shared = i = j = 0
    while i < len(a) and j < len(b):
        low, high = max(a[i].start, b[j].start), min(a[i].end, b[j].end)
        shared += max(0, high - low)
        if a[i].end <= b[j].end:
            i += 1
        else:
            j += 1
    return shared


def length(segments: Iterable[Spanned]) -> int:
    """Code points covered by disjoint segments."""
    return sum(s.end - s.start for s in segments)


def iou(a: Sequence[Spanned], b: Sequence[Spanned]) -> float:
    """Intersection over union in code points, in [0, 1]; 0 where both are empty."""
    shared = overlap(a, b)
    union = length(a) + length(b) - shared
    return shared / union if union else 0.0


def within(inner: Sequence[Spanned], outer: Sequence[Spanned]) -> bool:
    """Whether every segment of `inner` lies inside one segment of `outer`."""
    for i in inner:
        start, end = i.start, i.end
        for o in outer:
            if o.start <= start and end <= o.end:
                break
        else:
            return False
    return True


def crossing(a: Spanned, b: Spanned) -> bool:
    """Whether two spans overlap without one holding the other."""
    return a.start < b.start < a.end < b.end or b.start < a.start < b.end < a.end


def trimmed(text: str, span: Spanned) -> Span:
    """The span without white space at its edges; empty at its start where it is all white space."""
    start, end = span.start, min(span.end, len(text))
    while start < end and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return Span(start, end)


# Before it stand ASCII and the Latin letters of most of Europe, none of which combines.
_FIRST_MARK = "\u0300"


def inside_cluster(text: str, offset: int) -> bool:
    """Whether an edge at `offset` would part what one sees as one character.

    A combining mark, a variation selector, a joiner or an emoji modifier belongs to the code point
    before it, a code point after a joiner too, and the second half of a flag to the first. Offsets at
    the text's borders and beyond part nothing.
    """
    if not 0 < offset < len(text):
        return False
    before, after = text[offset - 1], text[offset]
    if after < _FIRST_MARK:
        return (before == "\r" and after == "\n") or (before == "\u200d" and not after.isascii())
    if unicodedata.combining(after) or unicodedata.category(after) in ("Mn", "Me"):
        return True
    if after == "\u200d" or "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    if before == "\u200d":
        # A joiner glues what precedes and what follows; only between letters it is a mere hint.
        return True
    return _regional(after) and _flags_before(text, offset) % 2 == 1


def _regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flags_before(text: str, offset: int) -> int:
    count = 0
    while offset > 0 and _regional(text[offset - 1]):
        count, offset = count + 1, offset - 1
    return count


def mid_word(text: str, offset: int) -> bool:
    """Whether an edge at `offset` has a letter or digit on both sides."""
    return 0 < offset < len(text) and text[offset - 1].isalnum() and text[offset].isalnum()


def line_column(text: str, offset: int) -> tuple[int, int]:
    """1-based line (split at LF only) and 1-based column in code points of an offset."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1
