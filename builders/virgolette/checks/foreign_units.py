"""In which unit a document's offsets are counted, where they don't fit as code points."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import accumulate

import msgspec
from msgspec import Struct

from virgolette.foreign import Foreign, Mention
from virgolette.spans import Span, covered

Change = Callable[[Span], Span]
# A shift or another end is only believed on so many spans: one or two may simply be wrong.
FEWEST = 5


class Unit(Struct, frozen=True):
    """A way of counting that explains the offsets; `change` gives the span in code points."""

    name: str
    change: Change
    explains: int


def fits(mention: Mention, text: str) -> bool:
    """Whether the text under a span is what the file says it is, white space apart.

    Formats of lines write a line end inside of a span as a space, and join segments by one.
    """
    if not mention.said:
        return True
    under = [covered(text, s) for s in mention.segments]
    if len(mention.said) == 1 and len(under) > 1:
        return _folded(mention.said[0]) in (_folded(" ".join(under)), _folded("".join(under)))
    return [_folded(s) for s in mention.said] == [_folded(u) for u in under]


def _folded(text: str) -> str:
    return " ".join(text.split())


def diagnose(document: Foreign) -> Unit | None:
    """The unit that makes (nearly) all of a document's spans fit, where code points don't."""
    text = document.text
    said = [m for m in document.mentions if m.said]
    if text is None or not said:
        return None
    wrong = [m for m in said if not fits(m, text)]
    if not wrong:
        return None
    for name, change, least in _candidates(text, wrong):
        if len(wrong) < least:
            continue
        right = sum(fits(changed(m, change), text) for m in said)
        # One span in twenty may be wrong for a reason of its own.
        if right > len(said) - len(wrong) and right * 20 >= len(said) * 19:
            return Unit(name, change, len(wrong) - (len(said) - right))
    return None


def changed(mention: Mention, change: Change) -> Mention:
    """A mention with its offsets in code points."""
    return msgspec.structs.replace(mention, segments=tuple(change(s) for s in mention.segments))


def _candidates(text: str, wrong: list[Mention]) -> Iterator[tuple[str, Change, int]]:
    if any(c > "\uffff" for c in text):
        yield "UTF-16 code units", _by_width(text, lambda c: 1 + (c > "\uffff")), 1
    if not text.isascii():
        yield "bytes of UTF-8", _by_width(text, lambda c: len(c.encode("utf-8", "surrogatepass"))), 1
    if "\r\n" in text:
        pairs = {i for i in range(len(text) - 1) if text[i : i + 2] == "\r\n"}
        widths = [int(i not in pairs) for i in range(len(text))]
        yield "code points with CR LF as one", _by_widths(widths), 1
    yield "code points with the end included", lambda s: Span(s.start, s.end + 1), FEWEST
    first = wrong[0]
    shift = nearest(first, text)
    if shift is not None:
        # What is gone before the first word, a byte order mark or a title, moves all by as much.
        by = shift
        yield f"code points from {-by:+d}", lambda s: Span(s.start + by, s.end + by), FEWEST


def _by_width(text: str, width: Callable[[str], int]) -> Change:
    return _by_widths([width(c) for c in text])


def _by_widths(widths: list[int]) -> Change:
    """From offsets in a unit of which each code point takes so many to offsets in code points."""
    starts = [0, *accumulate(widths)]

    def change(span: Span) -> Span:
        return Span(bisect_left(starts, span.start), bisect_left(starts, span.end))

    return change


def nearest(mention: Mention, text: str) -> int | None:
    """How far from its place the words of a span stand, to the nearest; None where they are nowhere."""
    said = mention.said[0] if mention.said else ""
    if not mention.segments or not said:
        return None
    start = mention.segments[0].start
    before, after = text.rfind(said, 0, max(0, start) + len(said)), text.find(said, max(0, start))
    return min((at - start for at in (before, after) if at >= 0), key=abs, default=None)
