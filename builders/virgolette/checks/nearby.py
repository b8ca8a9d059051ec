"""What lies near a place in a text, without looking at everything: documents of any length cost by what they hold."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Generic, TypeVar

from virgolette.spans import Spanned

T = TypeVar("T")


class Nearby(Generic[T]):
    """Items by the spans that they cover.

    Args:
        items: Each with its span.
    """

    def __init__(self, items: Iterable[tuple[Spanned, T]]) -> None:
        self._items = sorted((s.start, i, s.end, item) for i, (s, item) in enumerate(items))
        self._starts = [start for start, *_ in self._items]
        self._reach: list[int] = []
        for _, _, end, _ in self._items:
            self._reach.append(max(end, self._reach[-1]) if self._reach else end)

    def at(self, start: int, end: int) -> list[T]:
        """The items that overlap or touch [start, end) (code points), in the order that they were given in."""
        found = []
        i = bisect_right(self._starts, end) - 1
        # Further back nothing reaches as far as the start.
        while i >= 0 and self._reach[i] >= start:
            _, order, reach, item = self._items[i]
            if reach >= start:
                found.append((order, item))
            i -= 1
        found.sort(key=lambda pair: pair[0])
        return [item for _, item in found]
