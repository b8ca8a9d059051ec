"""What several families share: segments of a document, canonical order, the calendar, excerpts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from virgolette.checks.base import View
from virgolette.model import Claim, Entity, Note, Quote, Segment, Skip
from virgolette.spans import Spanned

# No message quotes more of a text than this many code points: messages are published, texts may not be.
LONGEST = 25


class Group(Struct, frozen=True):
    """The segments of one span: whose they are, and the JSON pointer to their list."""

    owner: Entity | Quote | Claim | Note
    path: str
    segments: tuple[Segment, ...]


def groups(view: View) -> Iterator[Group]:
    """Every span of a document: mentions, contents, cues, claims, notes; in file order."""
    found = view.annotations
    for i, e in enumerate(found.entities):
        yield Group(e, f"/entities/{i}/segments", e.segments)
    for i, q in enumerate(found.quotes):
        yield Group(q, f"/quotes/{i}/content", q.content)
        yield Group(q, f"/quotes/{i}/cue", q.cue)
    for i, c in enumerate(found.claims):
        yield Group(c, f"/claims/{i}/segments", c.segments)
    for i, n in enumerate(found.notes):
        yield Group(n, f"/notes/{i}/segments", n.segments)


def each_segment(view: View) -> Iterator[tuple[Group, str, Segment]]:
    """Every segment, with its group and the JSON pointer to it."""
    for group in groups(view):
        for j, segment in enumerate(group.segments):
            yield group, f"{group.path}/{j}", segment


def bound(view: View) -> int:
    """The text's length in code points; from the manifest where the text isn't at hand."""
    return len(view.text) if view.text is not None else view.entry.chars


def sound(view: View, span: Spanned) -> bool:
    """Whether a span is neither empty nor out of bounds: what the finer checks go by."""
    return 0 <= span.start < span.end <= bound(view)


def place(record: Entity | Quote | Claim | Note) -> tuple[int, int]:
    """(first code point, minus the end of the longest segment there): canonical order is ascending.

    A quote's cue counts with its content. Ties (two claims on one span) keep the file's order.
    """
    segments = record.content + record.cue if isinstance(record, Quote) else record.segments
    return min(((s.start, -s.end) for s in segments), default=(0, 0))


def skip_place(skip: Skip) -> tuple[int, int]:
    """As `place`, of a skipped passage."""
    return skip.start, -skip.end


def excerpt(text: str) -> str:
    """The text in quotation marks, white space folded, cut to at most `LONGEST` code points."""
    folded = " ".join(text.split())
    cut = folded if len(folded) <= LONGEST else folded[: LONGEST - 1] + "…"
    return f"“{cut}”"


def in_calendar(day: str) -> bool:
    """Whether an ISO 8601 year, month or day (YYYY[-MM[-DD]], as the schema has it) is in the calendar."""
    year, month, dom = (int(part) for part in [*day.split("-"), "1", "1"][:3])
    try:
        date(year, month, dom)
    except ValueError:
        return False
    return True
