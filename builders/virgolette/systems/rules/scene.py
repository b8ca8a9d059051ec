"""A page with everything on it that quotes are made of: marked stretches, cues, mentions, and what lies inside what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from virgolette.spans import Span, trimmed
from virgolette.systems.rules.cues import Cue, cues, opinion
from virgolette.systems.rules.found import Mention
from virgolette.systems.rules.page import Page
from virgolette.systems.rules.stretches import Stretch

SPEAKING = ("PER", "ORG", "GPE", "WORK")
"""Labels of what can speak."""


class Scene:
    """Look-ups by token."""

    def __init__(self, page: Page, stretches: Sequence[Stretch], mentions: Sequence[Mention]) -> None:
        self.page, self.mentions = page, mentions
        self.cues = sorted([*cues(page), *self._opinions()], key=lambda c: c.first)
        self.cue_at = {i: n for n, c in enumerate(self.cues) for i in range(c.first, c.last + 1)}
        self.stretches = list(stretches)
        self._by_paragraph: dict[int, list[int]] = {}
        for number, stretch in enumerate(self.stretches):
            self._by_paragraph.setdefault(stretch.paragraph, []).append(number)
        self._levels()
        self._cut()
        self._levels()
        self.begins: dict[int, Mention] = {}
        self.ends: dict[int, Mention] = {}
        for mention in sorted(mentions, key=lambda m: (m.span.start, -m.span.end)):
            tokens = page.within(mention.span)
            if mention.label in SPEAKING and mention.kind == "named" and len(tokens):
                self.begins.setdefault(tokens[0], mention)
                self.ends.setdefault(tokens[-1], mention)

    def _opinions(self) -> Iterator[Cue]:
        for mention in self.mentions:
            tokens = self.page.within(mention.span)
            found = opinion(self.page, tokens[0] - 1, tokens[-1]) if mention.label == "PER" else None
            if found is not None:
                yield found

    def _levels(self) -> None:
        self._level: dict[int, int] = {}
        for number, stretch in enumerate(self.stretches):
            for i in self.page.within(stretch.span):
                self._level[i] = number

    def _cut(self) -> None:
        """An unclosed stretch ends before the narrator's words («…, ha detto X» with no mark): there one is missing."""
        for cue in self.cues:
            number = self.level(cue.first)
            if number is None or self.stretches[number].closed or not cue.verbal or cue.person == 1 or cue.gerund:
                continue
            stretch, before = self.stretches[number], self.page.at(cue.first - 1)
            following = self.page.near(cue.last, 1)
            if before.low == "," and stretch.span.start < before.start and following.capital:
                span = trimmed(self.page.text, Span(stretch.span.start, before.start))
                outer = Span(stretch.outer.start, span.end)
                if span.start < span.end:
                    self.stretches[number] = msgspec.structs.replace(stretch, span=span, outer=outer)

    def level(self, i: int) -> int | None:
        """The innermost stretch that token `i` stands in."""
        return self._level.get(i)

    def bounds(self, cue: Cue) -> range:
        """The tokens of a cue's sentence; inside marks, only those of the stretch that it stands in."""
        sentence = self.page.sentence(cue.first)
        number = self.level(cue.first)
        if number is None:
            return sentence
        inside = self.page.within(self.stretches[number].span)
        return range(max(sentence.start, inside.start), max(cue.last + 1, min(sentence.stop, inside.stop)))

    def siblings(self, cue: Cue) -> list[int]:
        """The stretches of the cue's paragraph on its own level: those that it can introduce."""
        level, paragraph = self.level(cue.first), self.page.paragraph(self.page.at(cue.first).start)
        near = self._by_paragraph.get(paragraph, ())
        return [n for n in near if self.stretches[n].parent == level and n != level]

    def clean(self, first: int, last: int) -> Span | None:
        """The tokens [first, last] without punctuation at the edges; None where nothing is left."""
        page = self.page
        while first <= last and not (page.at(first).text[0].isalnum() or self.opens(first)):
            first += 1
        while first <= last and page.at(last).text[0] in ".,;:!?…–—-)":
            last -= 1
        if first > last:
            return None
        return page.span(first, last)

    def opens(self, i: int) -> bool:
        """Whether token `i` is a mark, a currency sign or a bracket that content may begin with."""
        return self.page.mark(i) or self.page.at(i).text in ("$", "€", "£")

    def marked(self, span: Span) -> list[Stretch]:
        """The stretches that overlap a span without reaching around it."""
        return [
            s
            for s in self.stretches
            if s.outer.start < span.end
            and span.start < s.outer.end
            and not (s.span.start <= span.start and span.end <= s.span.end)
        ]
