"""Records in an order that isn't the file's, so that no finding depends on how a file is sorted; and pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from virgolette.checks.base import View, once
from virgolette.checks.place import place
from virgolette.model import Claim, Note, Quote, Segment
from virgolette.spans import hull

T = TypeVar("T", Quote, Claim, Note)


def placed(records: Sequence[T]) -> list[tuple[int, T]]:
    """(index in the file, record), by place; by id where several stand at one place."""
    return sorted(enumerate(records), key=lambda item: _by_place(item[1]))


def _by_place(record: Quote | Claim | Note) -> tuple[tuple[int, int], int, str]:
    return place(record), len(record.id), record.id


def meeting(
    records: Sequence[T], segments: Callable[[T], Sequence[Segment]]
) -> Iterator[tuple[tuple[int, T], tuple[int, T]]]:
    """Pairs of (index in the file, record) whose hulls overlap, the earlier one first.

    A sweep over the text: documents without overlaps cost no more than sorting them.
    """
    hulls = [hull(segments(record)) for record in records]
    order = sorted((hulls[i].start, -hulls[i].end, _by_place(record), i) for i, record in enumerate(records))
    begun: list[int] = []
    for *_, i in order:
        begun = [j for j in begun if hulls[j].end > hulls[i].start]
        for j in begun:
            yield (j, records[j]), (i, records[i])
        begun.append(i)


@once
def quotes_placed(view: View) -> list[tuple[int, Quote]]:
    """The quotes of a document, placed."""
    return placed(view.annotations.quotes)


@once
def quotes_meeting(view: View) -> list[tuple[tuple[int, Quote], tuple[int, Quote]]]:
    """The quotes of a document whose contents meet."""
    return list(meeting(view.annotations.quotes, lambda q: q.content))


@once
def claims_meeting(view: View) -> list[tuple[tuple[int, Claim], tuple[int, Claim]]]:
    """The claims of a document that meet."""
    return list(meeting(view.annotations.claims, lambda c: c.segments))
