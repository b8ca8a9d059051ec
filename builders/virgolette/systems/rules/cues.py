"""Cues: the words by which a text says that somebody says something."""

from __future__ import annotations

from msgspec import Struct

from virgolette.spans import Span
from virgolette.systems.rules.lexicon import (
    ADVERBS,
    ARTICLES,
    AUXILIARIES,
    CONTRACTED,
    DEMONSTRATIVES,
    INTO,
    OF,
    POSSESSIVES,
    listed,
)
from virgolette.systems.rules.page import Page
from virgolette.systems.rules.verbs import Form, forms

# Before a form that is a noun as well (la conferma, una nota); lo, gli and le may be objects (lo afferma).
_NOMINAL = (
    (ARTICLES - {"lo", "gli", "le"})
    | CONTRACTED
    | DEMONSTRATIVES
    | POSSESSIVES
    | frozenset({"ogni", "nessuna", "di", "a", "da", "in", "con", "per", "tra"})
)
_HAVING = listed(
    "ha hanno ho abbiamo aveva avevano avevo avrebbe avrebbero avrà avranno abbia abbiano ebbe ebbero avendo"
)
_BEING = frozenset({"è", "sono", "era", "erano"})
_FIRST = frozenset({"ho", "abbiamo", "avevo", "avevamo"})
_PLURAL = frozenset({"hanno", "abbiamo", "avevano", "avrebbero", "avranno", "abbiano", "ebbero", "sono", "erano"})
_MAKING = {"fa": False, "fanno": True, "faceva": False, "fece": False, "fatto": False, "facendo": False}
_KNOWN = frozenset({"notare", "sapere", "presente", "capire"})
_BETWEEN = 3
# Nominal cues, each with `di` and the speaker behind it.
_NOUN_CUES = (
    ("sono", "le", "parole"),
    ("sono", "parole"),
    ("queste", "le", "parole"),
    ("è", "il", "commento"),
    ("è", "la", "previsione"),
    ("è", "l'", "opinione"),
    ("è", "la", "replica"),
)
_SOURCES = (("a", "detta"), ("a", "giudizio"), ("a", "parere"), ("a", "dire"))


class Cue(Struct, frozen=True):
    """One cue.

    Attributes:
        first, last: Its tokens, both included.
        lemma: The verb's infinitive; `source` for secondo and its kin, `words` for nominal cues.
        gerund: Whether the verb is a gerund.
        person: 1 or 3.
        plural: Whether the verb is plural.
    """

    first: int
    last: int
    lemma: str
    gerund: bool = False
    person: int = 3
    plural: bool = False

    @property
    def verbal(self) -> bool:
        """Whether it is a verb."""
        return self.lemma not in ("source", "words")


def span(page: Page, cue: Cue) -> Span:
    """Where a cue stands."""
    return page.span(cue.first, cue.last)


def cues(page: Page) -> list[Cue]:
    """All cues in text order, none overlapping."""
    found: list[Cue] = []
    known = forms()
    for i, token in enumerate(page.tokens):
        if found and i <= found[-1].last:
            continue
        form = known.get(token.low)
        cue = _nominal(page, i) or _source(page, i) or _making(page, i)
        if cue is None and form is not None and (token.word or i in page.heads):
            cue = _verb(page, i, form)
        if cue is not None and not (found and cue.first <= found[-1].last):
            found.append(cue)
    return found


def _verb(page: Page, i: int, form: Form) -> Cue | None:
    if form.mood == "participle":
        return _compound(page, i, form.lemma)
    before = page.near(i, -1).low
    if before in _NOMINAL or before == "si":
        # «si dice che»: nobody in particular says it.
        return None
    if form.lemma == "parlare" and page.near(i, 1).low not in OF:
        return None
    return Cue(i, i, form.lemma, form.mood == "gerund", 3, form.plural)


def _compound(page: Page, i: int, lemma: str) -> Cue | None:
    """ha detto, avrebbe poi spiegato, si è detto; no passive (è stato detto)."""
    for back in range(1, _BETWEEN + 1):
        low = page.near(i, -back).low
        if low in _HAVING:
            return Cue(i - back, i, lemma, low == "avendo", 1 if low in _FIRST else 3, low in _PLURAL)
        if low in _BEING and page.near(i, -back - 1).low == "si" and lemma == "dire":
            return Cue(i - back, i, lemma, False, 3, low in _PLURAL)
        if low not in ADVERBS:
            break
    return None


def _making(page: Page, i: int) -> Cue | None:
    """fa notare, ha fatto sapere, facendo presente."""
    low = page.at(i).low
    if low not in _MAKING or page.near(i, 1).low not in _KNOWN:
        return None
    first, plural = i, _MAKING[low]
    if low == "fatto":
        if page.near(i, -1).low not in _HAVING:
            return None
        first, plural = i - 1, page.near(i, -1).low in _PLURAL
    return Cue(first, i + 1, "fare", low == "facendo", 3, plural)


def _nominal(page: Page, i: int) -> Cue | None:
    for words in _NOUN_CUES:
        if page.at(i).low == words[0] and all(page.near(i, k).low == w for k, w in enumerate(words)):
            last = i + len(words)
            if page.near(i, len(words)).low in OF:
                return Cue(i, last, "words")
    return None


def _source(page: Page, i: int) -> Cue | None:
    """secondo X, a detta di X, stando a X."""
    low, following = page.at(i).low, page.near(i, 1)
    if low == "secondo" and page.near(i, -1).low not in _NOMINAL | frozenset({"l'", "un", "al"}):
        return Cue(i, i, "source") if following.text[:1].isalpha() or page.mark(i + 1) else None
    for a, b in _SOURCES:
        if low == a and following.low == b and page.near(i, 2).low in OF:
            return Cue(i, i + 2, "source")
    if low == "legge" and page.near(i, -1).low == "si" and following.low in INTO:
        # «…», si legge nel rapporto: the source is a document.
        return Cue(i, i, "source")
    if low == "stando" and following.low in ("a", "al", "alla", "ai", "alle", "agli", "allo", "all'"):
        return Cue(i, i + 1, "source")
    return None


def opinion(page: Page, i: int, speaker_end: int) -> Cue | None:
    """`Per X, …` at the head of a sentence, where a comma follows the person X, who ends at token `speaker_end`."""
    heads = page.at(i).low == "per" and i in page.heads
    return Cue(i, i, "source") if heads and page.near(speaker_end, 1).low == "," else None


def auxiliary(low: str) -> bool:
    """Whether a word is a form of avere or essere."""
    return low in AUXILIARIES
