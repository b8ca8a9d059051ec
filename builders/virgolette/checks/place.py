"""What several families share: segments of a document, canonical order, the calendar, excerpts."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from msgspec import Struct

from virgolette.checks.base import View, once
from virgolette.model import Claim, Entity, Note, Quote, Segment, Skip
from virgolette.spans import Spanned

# No message quotes more of a text than this many code points: messages are published, texts may not be.
LONGEST = 25


class Group(Struct, frozen=True):
    """The segments of one span: whose they are, and the JSON pointer to their list."""

    owner: Entity | Quote | Claim | Note
    path: str
    segments: tuple[Segment, ...]


@once
def quotes(view: View) -> list[tuple[str, Quote]]:
    """(JSON pointer, quote) of every quote, in file order."""
    return [(f"/quotes/{i}", quote) for i, quote in enumerate(view.annotations.quotes)]


@once
def claims(view: View) -> list[tuple[str, Claim]]:
    """(JSON pointer, claim) of every claim, in file order."""
    return [(f"/claims/{i}", claim) for i, claim in enumerate(view.annotations.claims)]


@once
def groups(view: View) -> list[Group]:
    """Every span of a document: mentions, contents, cues, claims, notes; in file order."""
    found = view.annotations
    listed = [Group(e, f"/entities/{i}/segments", e.segments) for i, e in enumerate(found.entities)]
    for i, q in enumerate(found.quotes):
        listed += (Group(q, f"/quotes/{i}/content", q.content), Group(q, f"/quotes/{i}/cue", q.cue))
    listed += (Group(c, f"/claims/{i}/segments", c.segments) for i, c in enumerate(found.claims))
    listed += (Group(n, f"/notes/{i}/segments", n.segments) for i, n in enumerate(found.notes))
    return listed


@once
def each_segment(view: View) -> list[tuple[Group, str, Segment]]:
    """Every segment, with its group and the JSON pointer to it."""
    return [(group, f"{group.path}/{j}", s) for group in groups(view) for j, s in enumerate(group.segments)]


def sound(view: View, *spans: Spanned) -> bool:
    """Whether none of the spans is empty or out of bounds: what the finer checks go by."""
    bound = view.bound
    for span in spans:  # noqa: SIM110 (a generator takes twice as long for the one or two of a mention)
        if not 0 <= span.start < span.end <= bound:
            return False
    return True


def place(record: Entity | Quote | Claim | Note) -> tuple[int, int]:
    """(first code point, minus the end of the longest segment there): canonical order is ascending.

    A quote's cue counts with its content. Ties (two claims on one span) keep the file's order.
    """
    segments = record.content + record.cue if isinstance(record, Quote) else record.segments
    if len(segments) == 1:
        return segments[0].start, -segments[0].end
    return min(((s.start, -s.end) for s in segments), default=(0, 0))


def skip_place(skip: Skip) -> tuple[int, int]:
    """As `place`, of a skipped passage."""
    return skip.start, -skip.end


def excerpt(text: str) -> str:
    """The text in quotation marks, white space folded, cut to at most `LONGEST` code points."""
    folded = " ".join(text.split())
    cut = folded if len(folded) <= LONGEST else folded[: LONGEST - 1] + "…"
    return f"“{cut}”"


@lru_cache(maxsize=1024)
def in_calendar(day: str) -> bool:
    """Whether an ISO 8601 year, month or day (YYYY[-MM[-DD]], as the schema has it) is in the calendar."""
    year, month, dom = (int(part) for part in [*day.split("-"), "1", "1"][:3])
    try:
        date(year, month, dom)
    except ValueError:
        return False
    return True
