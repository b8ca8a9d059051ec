"""Marked stretches: which quotation marks open, which close, and what they enclose, however they were typed.

The place of a mark says more than its glyph: translated texts open with ” and close with “. A mark opens
where white space or a bracket stands before it and none after it; it closes the other way round. Where both
sides look alike, it closes what is open, else it opens.
"""

from __future__ import annotations

from bisect import bisect_left

from msgspec import Struct

from virgolette.marks import Glyph
from virgolette.spans import Span, trimmed
from virgolette.systems.rules.page import Page

_BEFORE_OPENING = frozenset("([{—–-/:;")
_AFTER_CLOSING = frozenset(".,;:!?)]}…")


class Stretch(Struct, frozen=True):
    """What a pair of marks encloses.

    Attributes:
        span: Between the marks, without white space at the edges.
        outer: With the marks.
        paragraph: Number of its paragraph.
        opened, closed: Whether there is a mark at that end.
        parent: Position of the stretch around it, if any.
    """

    span: Span
    outer: Span
    paragraph: int
    opened: bool
    closed: bool
    parent: int | None


def _astray(text: str, glyph: Glyph) -> bool:
    """Whether a single mark stands alone between spaces: an apostrophe that a converter tore off (un po ‘ meno)."""
    around = text[glyph.start - 1 : glyph.start] + text[glyph.end : glyph.end + 1]
    return glyph.kind == "single" and len(around) == 2 and around.isspace()


class _Open(Struct):
    glyph: Glyph | None
    start: int
    number: int


def stretches(page: Page) -> list[Stretch]:
    """All marked stretches by place, outer ones before those inside them."""
    found: list[Stretch] = []
    starts = [g.start for g in page.glyphs]
    for number, paragraph in enumerate(page.paragraphs):
        low, high = bisect_left(starts, paragraph.start), bisect_left(starts, paragraph.end)
        glyphs = [g for g in page.glyphs[low:high] if not _astray(page.text, g)]
        if glyphs:
            found += _Paired(page, paragraph, number, glyphs, len(found)).run()
    return found


class _Paired:
    """The marks of one paragraph: no stretch crosses its borders, since continued speech is reopened."""

    def __init__(self, page: Page, paragraph: Span, number: int, glyphs: list[Glyph], base: int) -> None:
        self.page, self.text, self.paragraph, self.number = page, page.text, paragraph, number
        self.glyphs, self.base = glyphs, base
        self.stack: list[_Open] = []
        self.found: dict[int, Stretch] = {}
        self.count = 0

    def run(self) -> list[Stretch]:
        before: Glyph | None = None
        for glyph in self.glyphs:
            doubled = before is not None and before.end == glyph.start and before.kind == glyph.kind
            before = glyph
            if doubled and not (self.stack and self.closes(glyph) and self.stack[-1].start < glyph.start):
                # ““Parola”: typed twice, the stretch begins after the second.
                if self.stack and self.stack[-1].start == glyph.start:
                    self.stack[-1].start = glyph.end
                continue
            if not self.closes(glyph):
                self.stack.append(_Open(glyph, glyph.end, self.count))
                self.count += 1
            elif self.stack:
                self.close(self.stack.pop(), glyph)
            elif not doubled:
                self.close(_Open(None, self.beginning(glyph), self.count), glyph)
                self.count += 1
        while self.stack:
            self.close(self.stack.pop(), None)
        order = sorted(self.found)
        places = {number: self.base + i for i, number in enumerate(order)}
        return [self.placed(self.found[n], places) for n in order]

    def closes(self, glyph: Glyph) -> bool:
        """Whether a mark closes, by what stands beside it."""
        left, right = self.text[glyph.start - 1 : glyph.start], self.text[glyph.end : glyph.end + 1]
        first, last = glyph.start == self.paragraph.start, glyph.end == self.paragraph.end
        free_before = first or left.isspace() or left in _BEFORE_OPENING or glyph.start - 1 in self.openers()
        free_after = last or right.isspace() or right in _AFTER_CLOSING
        if free_before != free_after:
            return free_after
        return bool(self.stack) or last

    def openers(self) -> set[int]:
        """Offsets of the marks that are open."""
        return {o.glyph.start for o in self.stack if o.glyph is not None}

    def beginning(self, glyph: Glyph) -> int:
        """Where speech began whose opening mark is missing: with the paragraph, or after what was closed before."""
        earlier = [s.outer.end for s in self.found.values() if s.parent is None]
        if not earlier:
            return self.paragraph.start
        # Between the last mark and this one the narrator spoke: speech begins with the sentence.
        i = self.page.index(glyph.start)
        sentence = self.page.sentences[self.page.at(i).sentence].start if self.page.at(i).end else glyph.start
        return max(*earlier, sentence)

    def close(self, opened: _Open, glyph: Glyph | None) -> None:
        end = glyph.start if glyph else self.paragraph.end
        span = trimmed(self.text, Span(min(opened.start, end), end))
        start = opened.glyph.start if opened.glyph else span.start
        parent = self.stack[-1].number if self.stack else None
        outer = Span(start, glyph.end if glyph else max(span.end, opened.start))
        if span.start < span.end:
            self.found[opened.number] = Stretch(
                span, outer, self.number, opened.glyph is not None, glyph is not None, parent
            )

    def placed(self, stretch: Stretch, places: dict[int, int]) -> Stretch:
        parent = None if stretch.parent is None else places.get(stretch.parent)
        return Stretch(stretch.span, stretch.outer, stretch.paragraph, stretch.opened, stretch.closed, parent)
