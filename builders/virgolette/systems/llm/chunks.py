"""A text in pieces that a model is sent: whole paragraphs, and whole sentences where one paragraph is too long."""

from __future__ import annotations

from collections.abc import Iterator

from virgolette import segment
from virgolette.spans import Span


def chunks(text: str, limit: int) -> list[Span]:
    """Pieces of `limit` code points at most, together all that isn't white space.

    A sentence that is longer by itself is a piece of its own: it is never cut. A blank text has none.
    """
    found: list[Span] = []
    for unit in _units(text, limit):
        if found and unit.end - found[-1].start <= limit:
            found[-1] = Span(found[-1].start, unit.end)
        else:
            found.append(unit)
    return found


def _units(text: str, limit: int) -> Iterator[Span]:
    paragraphs = segment.paragraphs(text)
    sentences = segment.sentences(text) if any(p.end - p.start > limit for p in paragraphs) else []
    for paragraph in paragraphs:
        if paragraph.end - paragraph.start <= limit:
            yield paragraph
        else:
            # No sentence runs over paragraphs.
            yield from (s for s in sentences if paragraph.start <= s.start < paragraph.end)
