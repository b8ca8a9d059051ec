"""The words of a surface string, and a cursor over them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from virgolette.numerals.figures import cardinal

_T = TypeVar("_T")

_TOKEN = re.compile(
    r"""
      [0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+(?![0-9])(?:,[0-9]+)?  # 10 000
    | [0-9]+(?:[.,][0-9]+)*
    | (?i:us|hk|nt|[scar])\$
    | [^\W\d_][^\W_]*(?:-[^\W_]+)*['’]?
    | \S
    """,
    re.VERBOSE,
)
_ARTICLES = frozenset({"il", "lo", "la", "i", "gli", "le", "l'"})
_ENDINGS = ("l", "llo", "lla", "ll'", "i", "gli", "lle")
_CONTRACTED = {"de": "di", "a": "a", "da": "da", "ne": "in", "su": "su"}
_SAME = {
    **{stem + ending: base for stem, base in _CONTRACTED.items() for ending in _ENDINGS},
    **{"ad": "a", "ed": "e", "od": "o", "d'": "di", "fra": "tra", "sino": "fino", "attorno": "intorno"},
    **{"uno": "un", "una": "un", "un'": "un", "mezza": "mezzo", "mezz'": "mezzo"},
    **dict.fromkeys("‐‑‒–—−", "-"),
}
_NOISE = frozenset(".,;\"'“”«»‘’")


class Word(NamedTuple):
    """One token: as written, and as it is looked up (case-folded, prepositions without their article)."""

    raw: str
    key: str

    @property
    def numeric(self) -> bool:
        """Whether it is written in figures."""
        return "0" <= self.raw[0] <= "9"


def words(surface: str) -> list[Word]:
    """The tokens of a surface; articles, commas and quotation marks are left out."""
    found = []
    for raw in _TOKEN.findall(unicodedata.normalize("NFC", surface)):
        left, _, right = raw.partition("-")
        if left and right and _apart(left, right):
            found += [Word(left, _key(left)), Word("-", "-"), Word(right, _key(right))]
        elif raw not in _NOISE and (key := _key(raw)) not in _ARTICLES:
            found.append(Word(raw, key))
    return found


def _apart(left: str, right: str) -> bool:
    """Whether a hyphen joins two numbers (due-tre, mila-150) and not one word (GPT-4, start-up)."""
    if right.isdecimal():
        return left.islower()
    return cardinal(left.casefold()) is not None and cardinal(right.casefold()) is not None


def _key(raw: str) -> str:
    key = raw.casefold().replace("’", "'")
    # Capitals make a name and no preposition (AI).
    return key if len(raw) > 1 and raw.isupper() else _SAME.get(key, key)


def keys(phrase: str) -> tuple[str, ...]:
    """A phrase as the keys that it is looked up by."""
    return tuple(word.key for word in words(phrase))


_NOTHING = Word("\0", "\0")


class Cursor:
    """A place among words; looking past the end finds a word that is nothing."""

    def __init__(self, found: list[Word]) -> None:
        self.words, self.at = found, 0

    def word(self, ahead: int = 0) -> Word:
        """The word `ahead` places from here."""
        i = self.at + ahead
        return self.words[i] if i < len(self.words) else _NOTHING

    def take(self, *expected: str) -> bool:
        """Steps over these keys where they stand here."""
        if any(self.word(i).key != key for i, key in enumerate(expected)):
            return False
        self.at += len(expected)
        return True

    def take_longest(self, table: Mapping[tuple[str, ...], _T]) -> _T | None:
        """Steps over the longest phrase of the table, at most six words, that stands here; its entry."""
        phrase = tuple([word.key for word in self.words[self.at : self.at + 6]])
        for length in range(len(phrase), 0, -1):
            if phrase[:length] in table:
                self.at += length
                return table[phrase[:length]]
        return None
