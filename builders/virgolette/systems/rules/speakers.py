"""Who speaks: the nearest mention that serves the cue, by name, else a noun phrase, else a pronoun."""

from __future__ import annotations

from virgolette.numerals.figures import cardinal
from virgolette.systems.rules.cues import Cue, auxiliary
from virgolette.systems.rules.found import Mention
from virgolette.systems.rules.lexicon import (
    ADVERBS,
    ARTICLES,
    BODIES,
    CLITICS,
    CONJUNCTIONS,
    DEMONSTRATIVES,
    DOCUMENTS,
    FUNCTION,
    MODALS,
    OF,
    PERSONS,
    POSSESSIVES,
    PREPOSITIONS,
    TO,
    listed,
)
from virgolette.systems.rules.scene import Scene

_PRONOUNS = frozenset({"lui", "lei", "egli", "ella", "essa", "esso", "chi", "loro", "costui"})
_QUANTIFIERS = listed("alcuni alcune molti molte altri altre diversi diverse vari varie numerosi qualche")
_DETERMINERS = ARTICLES | DEMONSTRATIVES | _QUANTIFIERS
_BREAKS = frozenset(",;:.!?()–—…")
# «Tre giorni prima il portavoce …»: these are adverbs where a date goes before them.
_GOVERNING = PREPOSITIONS - {"prima", "dopo"}
_LONGEST = 12


def before(scene: Scene, cue: Cue, floor: int) -> Mention | None:
    """The subject that precedes its verb; nothing before token `floor` is looked at."""
    end = _skipped(scene, cue.first - 1, floor)
    if end < floor:
        return None
    if scene.page.at(end).low == ",":
        # «X, economista dell’Istituto, ha detto»: X behind the comma, or before the apposition.
        named = _named(scene, end - 1, floor)
        if named is not None:
            return named
        opening = _comma_before(scene, end, floor)
        if opening is not None:
            return _adjacent(scene, opening - 1, floor) or _nearest(scene, opening - 1, floor)
        return _nearest(scene, end - 1, floor)
    return _adjacent(scene, end, floor) or _nearest(scene, end, floor)


def _skipped(scene: Scene, i: int, floor: int) -> int:
    """The last token before the verb's clitics, negation and adverbs."""
    while i >= floor and scene.page.at(i).low in CLITICS | ADVERBS | MODALS and scene.ends.get(i) is None:
        i -= 1
    return i


def _comma_before(scene: Scene, end: int, floor: int) -> int | None:
    for i in range(end - 1, max(floor, end - 25) - 1, -1):
        if scene.page.at(i).low == ",":
            return i
        if scene.page.at(i).low in (";", ":"):
            return None
    return None


def governed(scene: Scene, mention: Mention) -> bool:
    """Whether a preposition goes before a mention, so that it can be no subject."""
    first = scene.page.within(mention.span)[0]
    low = scene.page.near(first, -1).low
    if low in ARTICLES:
        low = scene.page.near(first, -2).low
    return low in PREPOSITIONS


def _named(scene: Scene, end: int, floor: int) -> Mention | None:
    """The name that ends at token `end`, where it can be a subject."""
    mention = scene.ends.get(end)
    if mention is None or scene.page.within(mention.span)[0] < floor or governed(scene, mention):
        return None
    return mention


def _adjacent(scene: Scene, end: int, floor: int) -> Mention | None:
    return _named(scene, end, floor) or _pronoun(scene, end) or _phrase_before(scene, end, floor)


def _pronoun(scene: Scene, i: int) -> Mention | None:
    if scene.page.at(i).low not in _PRONOUNS:
        return None
    return Mention(scene.page.span(i, i), "PER", "pronoun")


def _phrase_before(scene: Scene, end: int, floor: int) -> Mention | None:
    """The noun phrase that ends at token `end`: back to its determiner, over its complements."""
    page, i = scene.page, end
    while i >= max(floor, end - _LONGEST):
        low = page.at(i).low
        inner = i in scene.ends or i in scene.begins
        if low in _BREAKS or low in CONJUNCTIONS or auxiliary(low) or i in scene.cue_at or page.mark(i):
            return None
        if not inner and _determiner(low) and page.near(i, -1).low not in _GOVERNING:
            # «La sindaca Ada Li di Corvex»: a name serves better than the phrase around it.
            return _name_in(scene, i + 1, end + 1, end + 1) or _phrase(scene, i + 1, end)
        i -= 1
    return None


def _determiner(low: str) -> bool:
    return low in _DETERMINERS or low.isdecimal() or (cardinal(low) or 0) > 1


def _phrase(scene: Scene, first: int, last: int) -> Mention | None:
    """A nominal mention of these tokens, labelled by its head; None where they have none."""
    page = scene.page
    while first <= last and (page.at(first).low in POSSESSIVES or _determiner(page.at(first).low)):
        first += 1
    if first > last or not page.at(first).word or page.at(first).low in FUNCTION:
        return None
    heads = {page.at(i).low for i in range(first, min(first + 2, last + 1))}
    label = "ORG" if heads & BODIES else "WORK" if heads & DOCUMENTS else "PER"
    return Mention(page.span(first, last), label, "nominal")


def _nearest(scene: Scene, end: int, floor: int) -> Mention | None:
    """The nearest name further back that can be a subject, outside of marks and of other cues' reach."""
    for i in range(end, floor - 1, -1):
        if scene.page.at(i).low in (";", ":") or scene.page.mark(i):
            return None
        if (named := _named(scene, i, floor)) is not None:
            return named
    return None


def topic(scene: Scene, floor: int, stop: int) -> Mention | None:
    """The last person named among the tokens [floor, stop), outside of marks, that can be a subject."""
    for i in range(stop - 1, floor - 1, -1):
        found = scene.ends.get(i)
        if found is not None and found.label == "PER" and scene.level(i) is None and not governed(scene, found):
            return found
    return None


def after(scene: Scene, first: int, stop: int, *, source: bool = False) -> tuple[Mention | None, int]:
    """The subject behind its verb, or the source behind `secondo`, and one past its last token.

    Args:
        scene: The page.
        first: The token behind the cue.
        stop: One past the last token to look at.
        source: Whether what follows must be the speaker; behind a verb `a …` is the addressee.
    """
    page = scene.page
    while first < stop and page.at(first).low in ADVERBS:
        first += 1
    if first < stop and page.mark(first) and first + 1 in scene.begins and source:
        first += 1
    if first < stop and page.at(first).low in TO and not source:
        # «ha detto alla Gazzetta Ada Li»: the subject behind an addressee must be a name.
        addressed = scene.begins.get(first + 1)
        second = page.within(addressed.span).stop if addressed is not None else first
        if second >= stop or second not in scene.begins:
            return None, first
        first = second
    if first >= stop:
        return None, first
    if _determiner(page.at(first).low) and first + 1 < stop and first + 1 in scene.begins:
        first += 1
    if first in scene.begins:
        found = scene.begins[first]
        return found, page.within(found.span).stop
    if (pronoun := _pronoun(scene, first)) is not None:
        return pronoun, first + 1
    end = _phrase_end(scene, first, stop)
    named = _name_in(scene, first, end, stop)
    if named is not None:
        return named, page.within(named.span).stop
    if not source and not _determiner(page.at(first).low) and page.at(first).low not in PERSONS:
        return None, first
    return _phrase(scene, first, end - 1), end


def _phrase_end(scene: Scene, first: int, stop: int) -> int:
    """One past the noun phrase that begins at `first`: head, adjectives, `di` complements."""
    page = scene.page
    for i in range(first, min(stop, first + _LONGEST)):
        low = page.at(i).low
        ends = low in _BREAKS or low in CONJUNCTIONS or auxiliary(low) or i in scene.cue_at or page.mark(i)
        if ends or (low in PREPOSITIONS - OF and i > first):
            return i
    return min(stop, first + _LONGEST)


def _name_in(scene: Scene, first: int, end: int, stop: int) -> Mention | None:
    """«il fondatore Ada Li», «il fondatore, Ada Li»: the name that a role introduces."""
    page = scene.page
    for i in range(first, end):
        found = scene.begins.get(i)
        if found is not None and found.label == "PER" and not governed(scene, found):
            return found
    role = any(page.at(i).low in PERSONS for i in range(first, end))
    if role and end + 1 < stop and page.at(end).low == ",":
        found = scene.begins.get(end + 1)
        return found if found is not None and found.label == "PER" else None
    return None
