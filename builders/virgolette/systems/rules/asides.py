"""Cues that interrupt what they introduce: `Il conto, fa notare, non torna`."""

from __future__ import annotations

from virgolette.spans import Span
from virgolette.systems.rules import clauses, speakers
from virgolette.systems.rules.cues import Cue
from virgolette.systems.rules.lexicon import ARTICLES, BODIES, DOCUMENTS, PEOPLE, PERSONS, PREPOSITIONS, TO
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
    goes_on = end < bounds.stop and (subject is None or not _about(scene, end + 1))
    second = scene.clean(end, bounds.stop - 1) if goes_on else None
    return tuple(s for s in (first, second) if s is not None)


def _about(scene: Scene, i: int) -> bool:
    """Whether what begins at token `i`, behind the subject's comma, is about the subject and not the clause's rest."""
    page = scene.page
    head = page.at(i + (page.at(i).low in ARTICLES)).low
    return page.at(i).low in PREPOSITIONS | {"che", "cui"} or head in PERSONS | BODIES | DOCUMENTS | PEOPLE
