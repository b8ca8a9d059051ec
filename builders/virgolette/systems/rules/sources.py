"""`secondo X`, `a detta di X`, `stando a X`: the clause around is what X says."""

from __future__ import annotations

from collections.abc import Collection

from virgolette.spans import Span
from virgolette.systems.rules import clauses, speakers
from virgolette.systems.rules import cues as cueing
from virgolette.systems.rules.cues import Cue
from virgolette.systems.rules.found import Mention, Said
from virgolette.systems.rules.lexicon import (
    ADVERBS,
    ARTICLES,
    BODIES,
    CONJUNCTIONS,
    DOCUMENTS,
    FROM,
    INTO,
    OF,
    PEOPLE,
    PERSONS,
    listed,
)
from virgolette.systems.rules.scene import Scene

# What one acts in keeping with, and no source: secondo il piano, secondo le regole.
_RULES = listed(
    "piano piani regole regola legge leggi norme norma programma calendario schema tradizione modalità criteri "
    "criterio necessità logica me noi te voi tempo trimestre semestre anno mondo posto"
)
_LINKING = frozenset({"ma", "e", "infatti", "inoltre", "tuttavia", "però", "mentre", "perché", "anche"})


def according(scene: Scene, cue: Cue, used: Collection[int]) -> tuple[Said, list[int]] | None:
    """The quote of a prepositional cue and the stretches that it takes; None where it names no source."""
    page, bounds = scene.page, scene.bounds(cue)
    # «si legge nel rapporto»: the preposition is no part of the source.
    first = cue.last + 1 + (page.at(cue.last + 1).low in INTO)
    if page.at(first).low == "quanto":
        first = next((i + 1 for i in range(first, min(first + 5, bounds.stop)) if page.at(i).low in FROM), first)
    if page.at(first + (page.at(first).low in ARTICLES)).low in _RULES:
        return None
    speaker, end = speakers.after(scene, first, bounds.stop, source=True)
    if speaker is None:
        return None
    place = cueing.span(page, cue)
    stretch = _marked_before(scene, cue, used)
    if stretch is not None:
        return Said((scene.stretches[stretch].span,), (place,), "direct", speaker), [stretch]
    content = _around(scene, cue, bounds, _phrase_end(scene, end, bounds.stop, speaker))
    if not content:
        return None
    kind = "mixed" if any(scene.marked(s) for s in content) else "indirect"
    return Said(content, (place,), kind, speaker), []


def _marked_before(scene: Scene, cue: Cue, used: Collection[int]) -> int | None:
    """`“…”, secondo X`: the speech that begins the sentence and ends right before the cue."""
    page = scene.page
    for number in scene.siblings(cue):
        stretch = scene.stretches[number]
        tokens = page.within(stretch.outer)
        gap = cue.first - (page.at(cue.first - 1).low == "si") - tokens.stop
        begins = page.sentence(cue.first).start >= tokens.start
        if number not in used and begins and 0 <= gap <= 1 and (not gap or page.at(tokens.stop).low == ","):
            return number
    return None


def _phrase_end(scene: Scene, end: int, stop: int, speaker: Mention) -> int:
    """One past all that belongs to the source: complements, relative clauses, appositions between commas."""
    page = scene.page
    if page.mark(end):
        end += 1
    while end < stop and page.at(end).low != ",":
        if page.at(end).low in (";", ":"):
            return end
        end += 1
    # «Secondo X, economista dell’Istituto, il conto …»: a noun for what X is opens an apposition.
    head = page.at(end + 1 + (page.at(end + 1).low in ARTICLES)).low
    kinds = PERSONS | BODIES | DOCUMENTS | PEOPLE
    second = next((i for i in range(end + 1, stop) if page.at(i).low == ","), None)
    if speaker.kind == "named" and end < stop and head in kinds and second is not None:
        return second
    return end


def _around(scene: Scene, cue: Cue, bounds: range, end: int) -> tuple[Span, ...]:
    """The clause without the prepositional phrase [cue, end) and the commas beside it."""
    level = scene.level(cue.first)
    first = clauses.beginning(scene, bounds.start, cue.first)
    stop = next((i for i in range(end, bounds.stop) if scene.page.at(i).low == ";"), bounds.stop)
    stop = clauses.end(scene, cue, min(end + 1, stop), stop) if end + 1 < stop else stop
    last_colon = next((i for i in range(end, stop) if scene.page.at(i).low == ":" and scene.level(i) == level), stop)
    # A colon behind the clause opens another one where a cue of its own follows.
    if any(scene.cues[n].first > last_colon for i, n in scene.cue_at.items() if last_colon < i < bounds.stop):
        stop = last_colon
    before = scene.clean(first, cue.first - 1 - (scene.page.at(cue.first - 1).low == "si"))
    # «Per X, invece, il conto torna»: the linking word is the narrator's.
    while scene.page.at(end + 1).low in ADVERBS and scene.page.at(end).low == "," == scene.page.at(end + 2).low:
        end += 2
    after = scene.clean(end, stop - 1) if end < stop else None
    if before is not None and _idle(scene, before):
        before = None
    return tuple(s for s in (before, after) if s is not None)


def _idle(scene: Scene, span: Span) -> bool:
    """Whether only linking words stand before the cue (Ma secondo X, …)."""
    lows = {scene.page.at(i).low for i in scene.page.within(span)}
    return bool(lows) and lows <= _LINKING | CONJUNCTIONS | OF
