"""Where a string stands in a text, exactly or folded, and which of its places count as occurrences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from virgolette.align.fold import Folded, attached, ignorable
from virgolette.spans import Span, covered, inside_cluster


class Hits(NamedTuple):
    """The places of one string, sorted: on word edges, and inside longer words.

    A place that would cut a number of the text in two (6 in 6,6) is none; `torn` says so of the first one.
    """

    whole: list[Span]
    inner: list[Span]
    torn: str


def exact(text: str, query: str) -> Hits:
    """The places where the text reads exactly `query` (not empty)."""
    return _sorted_out(text, (Span(at, at + len(query)) for at in occurrences(text, query)))


def folded(text: str, fold: Folded, query: str) -> Hits:
    """The places where the folded text reads `query` (folded, not empty), in offsets of `text`."""
    ends = (at + len(query) for at in occurrences(fold.text, query))
    spans = (original(text, fold, end - len(query), end) for end in ends)
    return _sorted_out(text, (span for span in spans if span))


def occurrences(text: str, query: str) -> Iterator[int]:
    """Starts of `query` in `text`, overlapping ones too, in linear time even where both are periodic."""
    at, period, tail = text.find(query), 0, ""
    while at >= 0:
        yield at
        while period and text.startswith(tail, at + len(query)):
            at += period
            yield at
        following = text.find(query, at + (period or 1))
        if not period and 0 <= following < at + len(query):
            # Only now is the period worth knowing: comparing no more than it keeps a long run linear.
            period = _period(query)
            tail = query[-period:]
        at = following


def _period(query: str) -> int:
    """The least shift under which `query` matches itself."""
    borders, border = [0], 0
    for char in query[1:]:
        while border and query[border] != char:
            border = borders[border - 1]
        border += query[border] == char
        borders.append(border)
    return len(query) - borders[-1]


def original(text: str, fold: Folded, start: int, end: int) -> Span | None:
    """Folded [start, end) in code points of the text; None where an edge would part one character."""
    starts, ends = fold.starts, fold.ends
    left, right = starts[start], ends[end - 1]
    parts_first = start > 0 and ends[start - 1] > left
    parts_last = end < len(starts) and starts[end] < right
    if parts_first or parts_last or text[left].isspace():  # a mark whose base, a space, went with its run
        return None
    if fold.text[start] == "'":
        # Of a run of different marks (`" «`) only the innermost kind belongs to what follows it.
        right_of_run = ends[start]
        left = right_of_run - 1
        while left > starts[start] and text[left - 1] == text[left]:
            left -= 1
    if fold.text[end - 1] == "'":
        right = starts[end - 1] + 1
        while right < ends[end - 1] and text[right] == text[right - 1]:
            right += 1
    while right < len(text) and inside_cluster(text, right) and ignorable(text[right]):
        right += 1
    return Span(left, right) if left < right else None


def _sorted_out(text: str, spans: Iterator[Span]) -> Hits:
    hits = Hits([], [], "")
    for span in spans:
        if inside_cluster(text, span.start) or inside_cluster(text, span.end):
            continue
        first, last = _joint(text, span.start), _joint(text, span.end)
        if "number" in (first, last):
            hits = hits if hits.torn else hits._replace(torn=_torn(text, span, at_start=first == "number"))
        elif first or last:
            hits.inner.append(span)
        else:
            hits.whole.append(span)
    return hits


def _joint(text: str, offset: int) -> str:
    """What an edge at `offset` would part: "number", "word" or "" for nothing."""
    left, right = offset - 1, offset
    while left >= 0 and attached(text[left]):
        left -= 1
    while right < len(text) and ignorable(text[right]):
        right += 1
    if left < 0 or right >= len(text):
        return ""
    before, after = text[left], text[right]
    if before.isdecimal() and _number_goes_on(text, right, 1):
        return "number"
    if after.isdecimal() and _number_goes_on(text, left, -1):
        return "number"
    return "word" if before.isalnum() and after.isalnum() else ""


def _number_goes_on(text: str, at: int, step: int) -> bool:
    """Whether a digit, or a comma or point and then a digit, stands at `at`."""
    beyond = at + step
    return text[at].isdecimal() or (text[at] in ".," and 0 <= beyond < len(text) and text[beyond].isdecimal())


def _torn(text: str, span: Span, *, at_start: bool) -> str:
    part = _number_around(covered(text, span), 0 if at_start else span.end - span.start)
    return f"changed digit: {part} against {_number_around(text, span.start if at_start else span.end)}"


def _number_around(text: str, offset: int) -> str:
    """The number (digits with inner commas and points) around `offset`."""
    start = end = offset
    while start > 0 and (text[start - 1].isdecimal() or text[start - 1] in ".,"):
        start -= 1
    while end < len(text) and (text[end].isdecimal() or text[end] in ".,"):
        end += 1
    return text[start:end].strip(".,")


_EDGE = r" '.,;:!?()\[\]{}"
_LEAD = re.compile(rf"(?:[{_EDGE}]|-(?=[ ']\D))*")
_TRAIL = re.compile(rf"(?:[{_EDGE}]|-(?=[ ']))*")  # read from the end


def bared(query: str) -> str:
    """A folded query without the marks, punctuation and dashes at its edges; signs and numbers stay whole."""
    end = len(query) - len(_match(_TRAIL, query[::-1]))
    start = len(_match(_LEAD, query[:end]))
    if start and query[start : start + 1].isdecimal() and query[start - 1] in ".,":
        start -= 1
    return query[start:end]


def _match(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.match(text)
    return found.group() if found else ""
