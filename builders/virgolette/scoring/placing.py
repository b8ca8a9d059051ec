"""Predictions' places in a text: offsets taken as they are, words looked up."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from virgolette.align import Aligner, Alignment, Query
from virgolette.scoring.predictions import Place
from virgolette.spans import Span, hull, overlap

METHODS = ("offsets", "exact", "folded", "fuzzy", "unaligned", "invalid")


class Placed(Struct, frozen=True):
    """Where a prediction's segments are.

    Attributes:
        spans: Sorted, disjoint, not touching; empty where any of the segments couldn't be placed.
        method: The least certain of the segments' methods, one of METHODS.
        reason: Why it couldn't be placed; "" where it could.
        segment: Which of its segments that reason is about.
    """

    spans: tuple[Span, ...]
    method: str
    reason: str = ""
    segment: int = 0


class Placer:
    """Places the predictions of one document."""

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._aligner = Aligner(text)

    def layer(self, items: Sequence[Sequence[Place]], *, fuzzy: bool) -> list[Placed]:
        """One layer's predictions: words that are given more than once are dealt their occurrences."""
        queries = [
            Query(p.text, p.occurrence, p.left, None, fuzzy) for places in items for p in places if p.text is not None
        ]
        # An empty list would build the text's tables for nothing.
        answers = iter(self._aligner.locate_all(queries) if queries else [])
        return [self._placed(places, lambda _: next(answers)) for places in items]

    def near(self, places: Sequence[Place], content: Sequence[Span]) -> Placed:
        """A cue or speaker: of words that occur more than once those nearest to the content, outside of it."""
        return self._placed(places, lambda place: self._nearest(place, content))

    def _placed(self, places: Sequence[Place], look_up: Callable[[Place], Alignment]) -> Placed:
        if len(places) == 1 and places[0].text is None:
            method, reason, spans = self._offsets(places[0])
            return Placed(spans, method, reason)
        found: list[Span] = []
        worst, flaw = 0, Placed((), "")
        for i, place in enumerate(places):
            if place.text is not None:
                answer = look_up(place)
                method = "unaligned" if answer.method == "none" else answer.method
                reason, spans = answer.reason, tuple(answer.spans)
            else:
                method, reason, spans = self._offsets(place)
            if METHODS.index(method) > worst:
                worst = METHODS.index(method)
                flaw = Placed((), method, reason, i)
            found += spans
        return flaw if worst >= METHODS.index("unaligned") else Placed(_joined(found), METHODS[worst])

    def _offsets(self, place: Place) -> tuple[str, str, tuple[Span, ...]]:
        start, end = place.start or 0, place.end or 0
        if start >= end:
            return "invalid", f"[{start}, {end}) is empty", ()
        if end > self._length:
            return "invalid", f"[{start}, {end}) ends after the text's {self._length} code points", ()
        return "offsets", "", (Span(start, end),)

    def _nearest(self, place: Place, content: Sequence[Span]) -> Alignment:
        text, locate = place.text or "", self._aligner.locate
        if place.occurrence is not None or place.left is not None or not content:
            return self._aligner.locate_all([Query(text, place.occurrence, place.left)])[0]
        first = locate(text, occurrence=1)
        total = first.occurrences
        if total < 2:
            return first

        def at(k: int) -> Span:
            return locate(text, occurrence=k).spans[0]

        around = hull(content)
        # Occurrences are sorted: the first that begins at or after the content's end, by bisection.
        after = _first(total, lambda k: at(k).start >= around.end)
        before = _first(total, lambda k: at(k).end > around.start) - 1
        inner = range(before + 1, after) if after - before <= 50 else ()
        near = [k for k in (before, *inner, after) if 1 <= k <= total]
        return locate(text, occurrence=min(near or [1], key=lambda k: (_distance(at(k), content), k)))


def _first(total: int, test: Callable[[int], bool]) -> int:
    """The first k in 1..total that passes a test which all after it pass; total + 1 where none does."""
    low, high = 1, total + 1
    while low < high:
        middle = (low + high) // 2
        if test(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _distance(span: Span, content: Sequence[Span]) -> tuple[bool, int]:
    """Code points between a span and the nearest segment; what lies on the content comes last."""
    gaps = [max(s.start - span.end, span.start - s.end, 0) for s in content]
    return overlap([span], content) > 0, min(gaps)


def _joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Sorted, those that overlap or touch made one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)
