"""Where the spans of an edited text went.

A span is carried where one run of equal text holds it whole and nothing makes that doubtful (`doubts`). Any
other span is `changed`, and its new place a guess, or `vanished`.
"""

from __future__ import annotations

from typing import NamedTuple

from virgolette.align import doubts
from virgolette.align.edits import Edits
from virgolette.spans import Span, inside_cluster, mid_word, trimmed


class Place(NamedTuple):
    """Where a span went: `carried`; `ambiguous`, `alone`, `joined` (same words); `changed` (a guess); `vanished`."""

    status: str
    span: Span | None


class Moves:
    """Where spans of the old text went."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self.edits = Edits(old, new)
        self.slides = doubts.slides(self.edits)

    def place(self, span: Span) -> Place:
        """Where a non-empty span went."""
        run = self.edits.run(span.start)
        if run is None or run.old + run.length < span.end:
            return self._guess(span)
        moved = Span(span.start + run.new - run.old, span.end + run.new - run.old)
        if doubts.joined(self.edits, span, moved):
            return Place("joined", moved)
        slid = any(z.start <= span.start and span.end <= z.end for z in self.slides)
        if slid or doubts.ambiguous(self.edits, span, run):
            return Place("ambiguous", moved)
        return Place("alone" if doubts.alone(self.edits, span, moved) else "carried", moved)

    def point(self, offset: int, role: str) -> Place:
        """Where an empty place went: with the word or sign that it opens before, or closes after."""
        start = offset if (role == "open" and offset < len(self.old)) or not offset else offset - 1
        end = start + 1
        while mid_word(self.old, start):
            start -= 1
        while mid_word(self.old, end):
            end += 1
        status, found = self.place(Span(start, end))
        if found is None or status == "changed":
            at = found and (found.start if role == "open" else found.end)
            return Place(status, None if at is None else Span(at, at))
        return Place(status, Span(found.start + offset - start, found.start + offset - start))

    def _guess(self, span: Span) -> Place:
        """The new words in the place of the old ones: whole words, no white space at an edge.

        Where a longer passage was cut to less than half, what stands there says nothing of the span: it vanished.
        """
        i = self.edits.gap(span.start)
        if i >= 0 and span.end <= (a := self.edits.gaps[i][0]).end and span != trimmed(self.old, a):
            b = self.edits.gaps[i][1]
            if 2 * (b.end - b.start) < a.end - a.start:
                return Place("vanished", None)
        start, end = self.edits.edge(span.start, 0), self.edits.edge(span.end - 1, 1)
        if start < end and self.edits.run(span.start) is None:
            while mid_word(self.new, start) or inside_cluster(self.new, start):
                start -= 1
        if start < end and self.edits.run(span.end - 1) is None:
            while mid_word(self.new, end) or inside_cluster(self.new, end):
                end += 1
        found = trimmed(self.new, Span(start, max(start, end)))
        return Place("changed", found) if found.start < found.end else Place("vanished", None)
