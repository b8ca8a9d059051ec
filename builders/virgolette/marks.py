"""Every quotation mark of a text, told apart from apostrophes.

The glyphs are those of Unicode's property Quotation_Mark, with the backtick and the acute accent, which
old keyboards use in their stead. Never marks: primes (′ ″), modifier letters (ʼ ʻ), `<<` and `>>`.
A double, angle or low glyph is always a mark, an ASCII `"` after a figure (inches) too: whether it
encloses anything is for a note to say. For a single glyph the surroundings decide, in this order:

1. letter or digit on both sides (dell’arte, 1'000): apostrophe;
2. after a fragment that is no word without it (po’, dell’, l’), also at a space's distance: apostrophe;
   at a distance the turned glyphs ‘ ‛ ` stay marks, because nobody types them for an apostrophe: what a
   converter made of one is a note of kind `apostrophe`;
3. before two figures (’90) or a clipped word (’ndrangheta, rock ’n’ roll): apostrophe; with figures,
   unless a later glyph may close what it opens and the word before announces no year;
4. before a word otherwise: opening mark;
5. after a word: closing mark while a single mark is open in the same paragraph; else an apostrophe after
   a plain vowel (va’, perche'), an s (English possessive), a figure (a typed prime) or `un` and its kin;
6. anything else is a mark.

A closing single mark whose opening one is missing is thus lost after a vowel or s: the price of taking
no apostrophe for a mark.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_BY_KIND = {
    ("double", "opening"): "“‟〝",
    ("double", "closing"): "”〞",
    ("double", "neutral"): '"＂',
    ("single", "opening"): "‘‛`",
    ("single", "closing"): "’´",
    ("single", "neutral"): "'＇",
    ("guillemet", "opening"): "«‹",
    ("guillemet", "closing"): "»›",
    ("low", "opening"): "„‚⹂",
    ("low", "closing"): "〟",
    ("corner", "opening"): "「『﹁﹃｢",
    ("corner", "closing"): "」』﹂﹄｣",
}
GLYPHS = {char: look for look, chars in _BY_KIND.items() for char in chars}
"""Glyph → (kind, direction)."""

_GLYPH = re.compile(f"[{re.escape(''.join(GLYPHS))}]")

SINGLES = frozenset("‘‛`’´'＇")
"""The glyphs that may stand for an apostrophe."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CLIPPED = _words("ndrangheta ndranghetista ndranghetisti ndrina ndrine nduja sto sta sti ste n")
"""Words that lost their beginning to an apostrophe."""

_TURNED = frozenset("‘‛`")
_TRUNCATED = frozenset({"po", "mo", "be", "vabbe"})
_ELIDED = _words(
    "l d c n m t s v gl dell all dall nell sull coll quell quest bell sant grand pover tutt senz mezz "
    "anch neanch nient com cos dov quand quant sott trent quarant cinquant sessant settant ottant novant"
)
_ELIDING_WORDS = _words("un nessun ciascun alcun qualcun buon")
_BEFORE_YEAR = _words(
    "anni anno e o gli degli negli agli dagli sugli il nel del dal al sul classe fine inizio metà estate "
    "primavera autunno inverno maggio ottobre tra fra"
)


class Glyph(NamedTuple):
    """One quotation mark character.

    Attributes:
        start, end: Code points, half-open; end is start + 1.
        char: The glyph.
        kind: double, single, guillemet, low or corner.
        direction: opening, closing or neutral: by the glyph alone, whatever it does in this text.
    """

    start: int
    end: int
    char: str
    kind: str
    direction: str


def scan(text: str) -> list[Glyph]:
    """All quotation marks in text order; doubled ones ('' or ›› or "”) one by one; none in an empty text."""
    return list(_scanned(text))


@lru_cache(maxsize=8)
def _scanned(text: str) -> tuple[Glyph, ...]:
    # Cached because sentences and tokens ask for the same text again and again.
    found: list[Glyph] = []
    low = 0
    for paragraph in text.split("\n"):
        view = _Paragraph(paragraph)
        found += [Glyph(low + i, low + i + 1, char, *GLYPHS[char]) for i, char in view.marks()]
        low += len(paragraph) + 1
    return tuple(found)


class _Paragraph:
    """One paragraph: single marks open and close inside it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.opened = 0

    def marks(self) -> list[tuple[int, str]]:
        found = []
        for match in _GLYPH.finditer(self.text):
            i, char = match.start(), match[0]
            if char in SINGLES and self.apostrophe(i):
                continue
            found.append((i, char))
            if char in _TURNED and self._at_distance(i):
                continue
            if char == "‚" or (char in SINGLES and not self.wordy(i - 1) and self.opens(i)):
                self.opened += 1
            elif char in SINGLES:
                self.opened = max(0, self.opened - 1)
        return found

    def wordy(self, i: int) -> bool:
        """Whether a letter, a figure or a mark that combines with one stands at `i`."""
        if not 0 <= i < len(self.text):
            return False
        return self.text[i].isalnum() or unicodedata.category(self.text[i])[0] == "M"

    def opens(self, i: int) -> bool:
        """Whether something follows right after that a mark could open."""
        after = self.text[i + 1 : i + 2]
        return bool(after) and (self.wordy(i + 1) or after in GLYPHS)

    def apostrophe(self, i: int) -> bool:
        before, after = self.wordy(i - 1), self.wordy(i + 1)
        if before and after:
            return True
        if before:
            return self._after_word(i)
        if self.text[i] not in _TURNED and self._at_distance(i):
            return True
        return after and self._before_word(i)

    def _after_word(self, i: int) -> bool:
        word = self._word_before(i)
        # A lone capital is rather the end of a name in marks (‘Piano C’).
        named = self.opened > 0 and len(word) == 1 and word.isupper()
        word = word.casefold()
        fragment = word in _TRUNCATED or (word in _ELIDED and not named)
        if fragment or self.opened or self.text[i] in _TURNED:
            return fragment
        return self.text[i - 1].casefold() in "aeious" or self.text[i - 1].isdigit() or word in _ELIDING_WORDS

    def _at_distance(self, i: int) -> bool:
        if i < 2 or not self.text[i - 1].isspace():
            return False
        word = self._word_before(i - 1)
        initial = len(word) == 1 and word.isupper()
        return word.casefold() in _TRUNCATED or (word.casefold() in _ELIDED and not initial)

    def _before_word(self, i: int) -> bool:
        if re.match(r"[0-9]{2}s?(?!\w)", self.text[i + 1 : i + 5]):
            announced = self._word_before(len(self.text[:i].rstrip())).casefold() in _BEFORE_YEAR
            return announced or not self._closed_later(i)
        following = re.match(r"\w*", self.text[i + 1 :])
        return following is not None and following[0].casefold() in CLIPPED

    def _closed_later(self, i: int) -> bool:
        later = (k for k in range(i + 1, len(self.text)) if self.text[k] in SINGLES)
        return any(
            not self.text[k - 1].isspace()
            and not self.wordy(k + 1)
            and self._word_before(k).casefold() not in _TRUNCATED | _ELIDED
            for k in later
        )

    def _word_before(self, i: int) -> str:
        start = i
        while self.wordy(start - 1):
            start -= 1
        return self.text[start:i]
