"""Quotes: each cue with what it introduces and who says it, and marked speech without a cue."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from virgolette.spans import Span
from virgolette.systems.rules import asides, clauses, direct, sources, speakers
from virgolette.systems.rules import cues as cueing
from virgolette.systems.rules.cues import Cue
from virgolette.systems.rules.found import Mention, Said
from virgolette.systems.rules.scene import Scene
from virgolette.systems.rules.verbs import DENYING, REPORTING


class Quoting:
    """One pass over the cues of a scene, in text order: who spoke last matters."""

    def __init__(self, scene: Scene, figures: Sequence[Mention]) -> None:
        self.scene, self.page = scene, scene.page
        self.figures = [f.span for f in figures]
        self.said: list[Said] = []
        # Stretch → the quote whose content it is.
        self.used: dict[int, int] = {}
        # Level → (last cue with a speaker, that speaker, whether its verb was plural).
        self.last: dict[int | None, tuple[Cue, Mention, bool]] = {}

    def run(self) -> list[Said]:
        """All quotes."""
        for cue in self.scene.cues:
            found = self.of_cue(cue)
            if found is not None:
                self.said.append(found)
        direct.leftovers(self.scene, self.said, self.used)
        return [self.owned(said) for said in self.said]

    def owned(self, said: Said) -> Said:
        """A first person inside marks speaks for whoever these are of."""
        quote = self.used.get(said.inside) if said.inside is not None else None
        return said if quote is None else msgspec.structs.replace(said, speaker=self.said[quote].speaker)

    def of_cue(self, cue: Cue) -> Said | None:
        """The quote that a cue introduces; None where it introduces nothing."""
        if cue.lemma == "source":
            return self.placed(cue, sources.according(self.scene, cue, self.used))
        if cue.lemma == "words":
            return self.placed(cue, direct.words(self.scene, cue, self.used))
        return self.verbal(cue)

    def placed(self, cue: Cue, found: tuple[Said, Sequence[int]] | None) -> Said | None:
        """Enter a quote that another module made."""
        if found is None:
            return None
        said, stretches = found
        self.take(cue, said.speaker, stretches)
        return said

    def take(self, cue: Cue, speaker: Mention | None, stretches: Sequence[int]) -> None:
        """Remember who spoke, and which stretches are used up."""
        for number in stretches:
            self.used[number] = len(self.said)
        if speaker is not None and speaker.label != "WORK":
            self.last[self.scene.level(cue.first)] = (cue, speaker, cue.plural)

    def verbal(self, cue: Cue) -> Said | None:
        """The quote of a verb: marked speech, else a clause, else an aside, else an object that says what is said."""
        scene, bounds = self.scene, self.scene.bounds(cue)
        clause = clauses.subordinate(scene, cue, bounds.stop)
        apart = clause is not None or cue.lemma == "definire"
        pieces = direct.pieces(scene, cue, self.used, clause=apart)
        if pieces:
            inverted = scene.stretches[pieces[0]].outer.start < self.page.at(cue.first).start
            content = tuple(scene.stretches[n].span for n in pieces)
            return self.made(cue, content, "direct", inverted=inverted, stop=bounds.stop, taken=pieces)
        if clause is not None:
            span = scene.clean(clause, clauses.end(scene, cue, clause, bounds.stop) - 1)
            return self.clausal(cue, span, "indirect", clause)
        if content := asides.content(scene, cue, bounds):
            return self.made(cue, content, self.kind(content, "indirect"), inverted=True, stop=bounds.stop)
        if cue.lemma == "definire":
            first = clauses.defining(scene, cue, bounds.stop)
            span = None if first is None else scene.clean(first, clauses.end(scene, cue, first, bounds.stop) - 1)
            return self.clausal(cue, span, "mixed", cue.last + 1)
        first = clauses.reported(scene, cue, bounds.stop) if cue.lemma in REPORTING else None
        if first is None:
            return None
        span = scene.clean(first, clauses.end(scene, cue, first, bounds.stop) - 1)
        telling = cue.lemma in DENYING or (span is not None and self.figured(span))
        return self.clausal(cue, span, "reported", cue.last + 1) if telling else None

    def figured(self, span: Span) -> bool:
        """Whether a figure stands in a span: what makes an announcement a statement."""
        return any(span.start <= f.start and f.end <= span.end for f in self.figures)

    def clausal(self, cue: Cue, span: Span | None, kind: str, stop: int) -> Said | None:
        """A quote whose content is a clause; where all of it stands in marks, these are its content."""
        if span is None:
            return None
        inside = [n for n, s in enumerate(self.scene.stretches) if s.outer == span and n not in self.used]
        if inside:
            content = (self.scene.stretches[inside[0]].span,)
            return self.made(cue, content, "direct", inverted=False, stop=stop, taken=inside[:1])
        return self.made(cue, (span,), self.kind((span,), kind), inverted=False, stop=stop)

    def made(
        self, cue: Cue, content: tuple[Span, ...], kind: str, *, inverted: bool, stop: int, taken: Sequence[int] = ()
    ) -> Said:
        """A quote with its speaker."""
        own = self.subject(cue, inverted=inverted, stop=stop)
        speaker = own or self.recovered(cue)
        self.take(cue, speaker, taken)
        inside = self.scene.level(cue.first) if cue.person == 1 else None
        return Said(content, (cueing.span(self.page, cue),), kind, speaker, own is None, inside)

    def kind(self, content: Sequence[Span], plain: str) -> str:
        """mixed where marked words stand in the content."""
        return "mixed" if any(self.scene.marked(s) for s in content) else plain

    def subject(self, cue: Cue, *, inverted: bool, stop: int) -> Mention | None:
        """The mention that serves the cue, looked for up to token `stop` behind the verb."""
        if cue.person == 1:
            return None
        floor, last = self.scene.bounds(cue).start, self.last.get(self.scene.level(cue.first))
        if last is not None and last[0].first >= floor:
            # What stands before an earlier cue of the sentence is that one's subject.
            floor = last[0].last + 1
        behind, _ = speakers.after(self.scene, cue.last + 1, max(stop, cue.last + 1))
        ahead = speakers.before(self.scene, cue, floor)
        return (behind or ahead) if inverted else (ahead or behind)

    def recovered(self, cue: Cue) -> Mention | None:
        """Whom a dropped subject goes back to: who spoke before in the sentence, or last in the same number."""
        if cue.person == 1:
            return None
        level, floor = self.scene.level(cue.first), self.scene.bounds(cue).start
        last = self.last.get(level)
        if last is not None and last[0].first >= floor:
            return last[1]
        # «Ada Li è scettica: “…”, dice»: who the sentence is about.
        here = speakers.topic(self.scene, floor, cue.first)
        if here is None and last is not None and last[2] == cue.plural:
            return last[1]
        start = self.page.paragraphs[self.page.paragraph(self.page.at(cue.first).start)].start
        return here or speakers.topic(self.scene, self.page.index(start), floor)


def quotes(scene: Scene, figures: Sequence[Mention]) -> list[Said]:
    """All quotes, ordered by where their content begins."""
    found = Quoting(scene, figures).run()
    tidy = [msgspec.structs.replace(s, content=_sorted(s.content)) for s in found]
    return sorted((s for s in tidy if s.content), key=lambda s: (s.content[0].start, -s.content[-1].end))


def _sorted(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Segments in text order; one that overlaps or touches the one before it is left out."""
    found: list[Span] = []
    for span in sorted(spans):
        if span.start < span.end and (not found or found[-1].end < span.start):
            found.append(span)
    return tuple(found)
