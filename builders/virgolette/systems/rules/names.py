"""Candidates for names: runs of capitalised words, told apart from words that merely begin a sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

from virgolette.numerals.units import NOUNS
from virgolette.systems.rules.lexicon import (
    ACRONYMS,
    AUXILIARIES,
    BODIES,
    COMMON,
    DOCUMENTS,
    HOLDINGS,
    MONTHS,
    OF,
    ORG_HEADS,
    ORG_TAILS,
    PERSONS,
    PLACES,
    PRODUCTS,
    TO,
    WEEKDAYS,
    listed,
)
from virgolette.systems.rules.page import Page, Token
from virgolette.systems.rules.verbs import forms

_CALENDAR = frozenset(MONTHS) | frozenset(WEEKDAYS)
# Words of foreign names that keep small letters: of, and; de, von.
_LINKS = listed("of the and & de von van der du bin al")
_OPENING = frozenset("([{—–-•*:…")
_LONGEST = 8
_PLURAL_OF = frozenset({"dei", "degli", "delle"})
_PLURAL_STATES = frozenset({"stati", "emirati", "paesi"})
# Words that get a capital without being a name: institutions in general, and what ministers are of.
_GENERIC = listed(
    "paese paesi stato governo borsa rete web internet unione big tech digitale ai difesa economia interno interni "
    "esteri finanze sanità salute giustizia tesoro commercio istruzione lavoro ambiente trasporti cultura agricoltura"
)
_ITALIAN_CONSONANTS = listed("con per non in il del al dal nel sul un nessun gran buon quel bel ogni dell all")


class Run(NamedTuple):
    """Tokens [first, last] that may be a name."""

    first: int
    last: int


class Casing:
    """How the words of a text are written: what a capital in the middle of a sentence says about one at its head."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heads = _heads(page)
        self.headlines = _headlines(page)
        self.mid: Counter[str] = Counter()
        self.small: Counter[str] = Counter()
        # Those of `mid` with no capital before them: names that can stand alone.
        self.lone: Counter[str] = Counter()
        for i, token in enumerate(page.tokens):
            if token.capital and i not in self.heads and token.sentence not in self.headlines:
                self.mid[token.text] += 1
                self.lone[token.text] += not page.at(i - 1).capital
            elif token.word:
                self.small[token.low] += 1

    def name(self, i: int) -> bool:
        """Whether token `i` may be part of a name."""
        token = self.page.at(i)
        if not token.capital or not token.text[0].isalpha() or token.low.rstrip("'") in ACRONYMS | _CALENDAR:
            return False
        if token.text.endswith(("'", "’")) and len(token.text) < 5:
            return False
        if i in self.heads:
            return self.heading(i)
        if token.sentence in self.headlines:
            return self.mid[token.text] > 0 or _coined(token)
        # A short common word with a capital in mid-sentence belongs to the name beside it (Il Mekov, Ada Li).
        beside = self.page.near(i, 1).capital or self.page.near(i, -1).capital
        return token.low not in COMMON or len(token.text) > 3 or beside

    def heading(self, i: int) -> bool:
        """Whether a word that begins a sentence is a name and would have its capital anywhere."""
        token, following = self.page.at(i), self.page.near(i, 1)
        if self.mid[token.text] > 0 and token.low not in COMMON:
            return True
        known = PERSONS | BODIES | DOCUMENTS | PRODUCTS | PLACES
        if token.low in COMMON or token.low in forms() or token.low in known - ORG_HEADS:
            return False
        if _coined(token) or (self.page.near(i, -1).text == "(" and following.text == ")"):
            # «(Scc)»: an acronym written as a word.
            return True
        if self.small[token.low] or (token.low,) in NOUNS:
            return False
        if following.capital:
            # «Resta Gullhaven»: a name that stands alone elsewhere needs no first word here.
            return not (self.alone(following.text) and self.verbal(token))
        if token.low[-1] not in "aeiouàèéìòù" and token.low not in _ITALIAN_CONSONANTS:
            return True
        # Italian nouns take an article: a bare word right before a verb of saying or having is a name.
        form = forms().get(following.low)
        return following.low in AUXILIARIES - {"è", "sono"} or (form is not None and form.mood == "finite")

    def alone(self, text: str) -> bool:
        """Whether a word has its capital in mid-sentence somewhere, with none before it."""
        return self.lone[text] > 0

    @staticmethod
    def verbal(token: Token) -> bool:
        """Whether a word may be a verb or adjective, by its ending."""
        return token.low.endswith(("a", "ano", "ono", "ato", "ata", "ati", "ate", "e", "o", "i"))


def _coined(token: Token) -> bool:
    """Whether a word is written as only names are: TW40, OpenFoo, Zhuldar-2, SCC."""
    tail = token.text[1:]
    return any(c.isdigit() for c in token.text) or any(c.isupper() for c in tail)


def _heads(page: Page) -> set[int]:
    """Tokens whose capital may be owed to their place: after marks, brackets and dashes too."""
    found = set()
    for number in range(len(page.sentences)):
        begins = True
        for i in range(page.first[number], page.first[number + 1]):
            token = page.tokens[i]
            if begins and token.text[0].isalnum():
                found.add(i)
                begins = False
            if page.mark(i) or token.text in _OPENING or token.text == ".":
                begins = True
    return found


def _headlines(page: Page) -> set[int]:
    """Sentences in title case, where capitals say nothing."""
    found = set()
    for number in range(len(page.sentences)):
        words = [t for t in page.tokens[page.first[number] : page.first[number + 1]] if t.text[0].isalpha()]
        long = [t for t in words if len(t.text) > 3]
        if len(long) >= 5 and sum(t.capital for t in long) * 10 >= len(long) * 8:
            found.add(number)
    return found


def runs(page: Page, casing: Casing, taken: Collection[int]) -> list[Run]:
    """All candidates in text order, none overlapping; `taken` tokens (dates, figures) belong to none."""
    found, i = [], 0
    while i < len(page.tokens):
        if i in taken or page.tokens[i].low in _GENERIC or not casing.name(i):
            i += 1
            continue
        last = _end(page, casing, i, taken)
        first = i
        # Titles that go before a person's name are no part of it, even with a capital.
        while first < last and page.at(first).low in PERSONS and page.at(first).low not in ORG_HEADS:
            first += 1
        if page.at(first).low not in PERSONS | frozenset({"the"}) and page.at(first).text[0].isalpha():
            found += _parted(page, casing, Run(first, last))
        i = last + 1
    return found


def _parted(page: Page, casing: Casing, run: Run) -> list[Run]:
    """«La ceo di Oreldon Ada Li», «ha detto a Oreldon Ada Li»: two names, where the first one is known to end."""
    before = page.near(run.first, -1).low
    role = before in TO or (before in OF and page.near(run.first, -2).low in PERSONS | HOLDINGS)
    for cut in range(run.first, run.last - 1 if role else run.first):
        alone = cut == run.first and casing.alone(page.at(cut).text)
        if alone or page.at(cut).low in ORG_TAILS:
            return [Run(run.first, cut), Run(cut + 1, run.last)]
    # «… alla CNN Ada Li»: capitals throughout, then a name in ordinary ones.
    texts = [page.at(i).text for i in range(run.first, run.last + 1)]
    if len(texts) >= 3 and texts[0].isupper() and len(texts[0]) > 1 and not any(t.isupper() for t in texts[1:]):
        ordinary = texts[-1].isalpha() and texts[-1].casefold() not in ORG_TAILS
        return [Run(run.first, run.first), Run(run.first + 1, run.last)] if ordinary else [run]
    return [run]


def _end(page: Page, casing: Casing, first: int, taken: Collection[int]) -> int:
    """The last token of the name that begins at `first`."""
    last, head = first, page.at(first).low in ORG_HEADS
    while last - first < _LONGEST:
        step = _step(page, casing, last, head=head)
        if not step or any(k in taken for k in range(last + 1, last + step + 1)):
            break
        last += step
        head = head and step == 2
    # «Commissione per il calcolo strategico (Scc)»: an acronym in brackets shows where a body's name ends.
    if page.at(first).low in ORG_HEADS and last == first and page.near(first, 1).low in ("per", "sulla", "sul"):
        for ahead in range(2, _LONGEST):
            if page.near(first, ahead).text == "(" and page.near(first, ahead + 2).text == ")":
                return first + ahead - 1
            if not page.near(first, ahead).text[:1].isalpha():
                break
    return last


def _step(page: Page, casing: Casing, last: int, *, head: bool) -> int:
    """How many tokens the name goes on: 0 where it ends at `last`."""
    token, following, third = page.at(last), page.near(last, 1), page.near(last, 2)
    gap = page.text[token.end : following.start]
    if not following.text or (gap and gap != " ") or page.mark(last + 1):
        return 0
    if following.capital and casing.name(last + 1):
        return 1
    if re.fullmatch(r"[0-9]{1,3}", following.text) and token.low not in ORG_HEADS:
        # Oreldon 4, Pellam Tech 50; but not a figure with a unit of its own.
        counting = (third.low,) in NOUNS or third.low in ("%", "per", "mila", "milioni", "miliardi", "-", "–")
        return 0 if counting else 1
    if len(token.text) == 1 and following.text == "." and third.capital and casing.name(last + 2):
        return 2
    linked = third.capital and casing.name(last + 2)
    if linked and following.low in _LINKS and not gap.strip():
        return 2
    if linked and following.low in _PLURAL_OF and token.low not in PERSONS and third.low not in _PLURAL_STATES:
        # A capital behind a plural article names nothing alone (Paradiso dei Gabbiani).
        return 2
    return 2 if linked and head and following.low in OF else 0
