"""Where what a cue governs begins and ends."""

from __future__ import annotations

from virgolette.systems.rules.cues import Cue
from virgolette.systems.rules.lexicon import ADVERBS, ARTICLES, CLITICS, CONTRACTED, POSSESSIVES, PREPOSITIONS, TO
from virgolette.systems.rules.scene import Scene
from virgolette.systems.rules.verbs import REPORTING

_INFINITIVE = ("are", "ere", "ire", "rre", "rsi", "rne", "rlo", "rla", "rli", "rle", "rci", "rgli", "rvi")
_SHORTENED = frozenset({"aver", "esser", "voler", "poter", "dover", "saper", "far", "dar", "star"})
_JOINING = frozenset({"ma", "e", "ed", "però", "mentre"})
_ASKING = frozenset({"chiedere", "domandare"})
_EMBEDDING = frozenset({"che", "quando", "se", "dove", "perché", "poiché", "mentre", "sebbene"})
_GAP = 14


def infinitive(low: str) -> bool:
    """Whether a word may be an infinitive, by its ending."""
    return low in _SHORTENED or (len(low) > 4 and low.endswith(_INFINITIVE))


def subordinate(scene: Scene, cue: Cue, stop: int) -> int | None:
    """The first token of the clause that `che`, `di` or `se` joins to a verb; None where there is none.

    Between verb and clause may stand adverbs, the addressee and a subject behind its verb. An object of a verb
    that takes one (annuncia un piano che …) shows that `che` is a relative pronoun.
    """
    page, i, commas = scene.page, cue.last + 1, 0
    if cue.lemma in REPORTING and _object(page.near(cue.last, 1).low):
        return None
    while i < min(stop, cue.last + _GAP):
        low = page.at(i).low
        commas += low == ","
        # Behind a single comma `che` is a relative pronoun (ha ammesso X, che lo firma).
        before = page.at(i - 1).low
        relative = before in ("ciò", "quello") or (before == "," and commas % 2 == 1)
        if low == "che" and not relative:
            return i + 1
        if low in ("di", "d'") and _infinitive_at(scene, i + 1) and cue.lemma != "prevedere":
            return i + 1
        if low == "se" and cue.lemma in _ASKING:
            return i + 1
        if low in (":", ";", ".") or page.mark(i) or i in scene.cue_at:
            return None
        i += 1
    return None


def _infinitive_at(scene: Scene, i: int) -> bool:
    """di volere, di non voler, di non averne mai."""
    return infinitive(scene.page.at(i + (scene.page.at(i).low in CLITICS | ADVERBS)).low)


def _object(low: str) -> bool:
    return low in ARTICLES | POSSESSIVES


def embedded(scene: Scene, cue: Cue) -> bool:
    """Whether a cue stands in a clause that ends at the next comma (un tecnico, che chiede …, dice; quando …)."""
    page, i = scene.page, cue.first - 1
    while page.at(i).low in CLITICS | ADVERBS:
        i -= 1
    named = scene.ends.get(i)
    if named is not None:
        i = page.within(named.span)[0] - 1
    return page.at(i).low in _EMBEDDING and page.at(i).sentence == page.at(cue.first).sentence


def end(scene: Scene, cue: Cue, first: int, stop: int) -> int:
    """One past the last token that a cue governs from `first` on: the sentence, or what a new cue leaves of it."""
    page, depth = scene.page, scene.level(cue.first)
    short = cue.verbal and embedded(scene, cue)
    last_cue = max((i for i in range(first, stop) if i in scene.cue_at and scene.level(i) == depth), default=0)
    for i in range(first, stop):
        if scene.level(i) != depth:
            continue
        low = page.at(i).low
        if low == ";" or (short and low == ",") or (low == ":" and last_cue > i):
            return i
        number = scene.cue_at.get(i)
        if number is None or scene.cues[number].first != i or i == first:
            continue
        cue = scene.cues[number]
        k = i - 1
        while k > first and page.at(k).low in ADVERBS and page.at(k).low not in _JOINING:
            k -= 1
        if page.at(k).low in _JOINING or (cue.gerund and page.at(k).low == ","):
            return k - (page.at(k - 1).low == ",") if k > first else stop
        named = scene.ends.get(k)
        if named is not None and cue.verbal and page.at(page.within(named.span)[0] - 1).low == ",":
            return page.within(named.span)[0] - 1
        if cue.lemma == "source" and page.at(k).low in (",", ":"):
            return k
    return stop


def beginning(scene: Scene, floor: int, i: int) -> int:
    """The first token of the clause before token `i`: after the last colon or semicolon, if any."""
    for k in range(i - 1, floor - 1, -1):
        if scene.page.at(k).low in (":", ";") and scene.level(k) == scene.level(i):
            return k + 1
    return floor


def defining(scene: Scene, cue: Cue, stop: int) -> int | None:
    """The object of `definire`, where words in it are marked as the speaker's: ha definito il piano “un azzardo”."""
    first = cue.last + 1
    marked = any(scene.page.mark(i) for i in range(first, stop))
    return first if marked and scene.page.at(first).text[:1].isalnum() else None


def reported(scene: Scene, cue: Cue, stop: int) -> int | None:
    """The first token of an object that says what is said (ha escluso tagli); None where none follows."""
    page = scene.page
    if page.at(cue.first - 1).low == "che":
        # «Un piano che prevede …»: things have these verbs too, and a relative clause tells of its noun.
        return None
    i = cue.last + 1
    while i < stop and page.at(i).low in ADVERBS:
        i += 1
    if cue.lemma == "parlare":
        i += page.at(i).low == "di"
    token = page.at(i)
    blocked = token.low in (PREPOSITIONS - CONTRACTED) | TO or page.mark(i) or i in scene.cue_at
    if cue.lemma == "parlare" and page.at(i - 1).low == "di":
        blocked = page.mark(i)
    return i if i < stop and token.text[:1].isalnum() and not blocked else None
