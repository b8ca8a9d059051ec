"""Records in an order that isn't the file's, so that no finding depends on how a file is sorted; and pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from virgolette.checks.place import place
from virgolette.model import Claim, Note, Quote, Segment
from virgolette.spans import hull

T = TypeVar("T", Quote, Claim, Note)


def placed(records: Sequence[T]) -> list[tuple[int, T]]:
    """(index in the file, record), by place; by id where several stand at one place."""
    return sorted(enumerate(records), key=lambda item: (place(item[1]), len(item[1].id), item[1].id))


def meeting(
    records: Sequence[T], segments: Callable[[T], Sequence[Segment]]
) -> Iterator[tuple[tuple[int, T], tuple[int, T]]]:
    """Pairs of (index in the file, record) whose hulls overlap, the earlier one first.

    A sweep over the text: documents without overlaps cost no more than sorting them.
    """
    begun: list[tuple[int, T]] = []
    spans = [hull(segments(record)) for record in records]
    for item in sorted(placed(records), key=lambda item: (spans[item[0]].start, -spans[item[0]].end)):
        begun = [other for other in begun if spans[other[0]].end > spans[item[0]].start]
        yield from ((other, item) for other in begun)
        begun.append(item)
