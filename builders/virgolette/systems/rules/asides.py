"""Cues that interrupt what they introduce: `Il conto, fa notare, non torna`."""

from __future__ import annotations

from virgolette.spans import Span
from virgolette.systems.rules import clauses, speakers
from virgolette.systems.rules.cues import Cue
from virgolette.systems.rules.lexicon import TO
from virgolette.systems.rules.scene import Scene
from virgolette.systems.rules.verbs import REPORTING


def content(scene: Scene, cue: Cue, bounds: range) -> tuple[Span, ...]:
    """The clause around an aside; () where the cue is none.

    `Il conto, fa notare X, non torna`; `Il conto non torna, ha detto X`; `Come ha detto X, il conto non torna`.
    """
    page = scene.page
    if cue.gerund:
        return ()
    i = cue.first - 1
    as_said = page.at(i).low == "come"
    i -= as_said
    named = scene.ends.get(i)
    if named is not None and page.at(page.within(named.span)[0] - 1).low == ",":
        i = page.within(named.span)[0] - 1
    subject, end = speakers.after(scene, cue.last + 1, bounds.stop)
    if as_said and i < bounds.start:
        span = scene.clean(end, bounds.stop - 1) if page.at(end).low == "," else None
        return () if span is None else (span,)
    if i <= bounds.start or page.at(i).low != "," or cue.lemma in REPORTING or page.at(end).low in TO:
        return ()
    closed = end >= bounds.stop or page.at(end).low in (",", ".", "…")
    if subject is None and not closed:
        return ()
    first = scene.clean(clauses.beginning(scene, bounds.start, cue.first), i - 1)
    # A comma behind the subject begins its apposition rather than the clause's second half.
    goes_on = subject is None and end < bounds.stop
    second = scene.clean(end, bounds.stop - 1) if goes_on else None
    return tuple(s for s in (first, second) if s is not None)
