"""A text as the rules see it: tokens, sentences and quotation marks, all by code-point offset."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from virgolette import segment
from virgolette.marks import scan
from virgolette.spans import Span


class Token(NamedTuple):
    """One token.

    Attributes:
        start, end: Code points, half-open.
        text: As written.
        low: As it is looked up: composed, case-folded, with a straight apostrophe.
        sentence: Which sentence it stands in, from 0.
    """

    start: int
    end: int
    text: str
    low: str
    sentence: int

    @property
    def capital(self) -> bool:
        """Whether it is written like a name: a capital first, or a small letter before one (iPhone)."""
        head = self.text[:3]
        return head[:1].isupper() or (head[:1].islower() and head[1:2].isupper())

    @property
    def word(self) -> bool:
        """Whether it is a word in small letters."""
        return self.text[:1].isalpha() and self.text[:1].islower() and not any(c.isupper() for c in self.text)


class Page:
    """A text with its tokens and sentences; look-ups beyond its borders find a token that is nothing."""

    NOTHING = Token(0, 0, "", "", -1)

    def __init__(self, text: str) -> None:
        self.text = text
        self.sentences = segment.sentences(text)
        self.paragraphs = segment.paragraphs(text)
        self.tokens: list[Token] = []
        # First token of each sentence, and one past the last token of all; `heads` without the latter.
        self.first: list[int] = []
        for number, span in enumerate(self.sentences):
            self.first.append(len(self.tokens))
            for s in segment.tokens(text, span):
                self.tokens.append(Token(s.start, s.end, text[s.start : s.end], _low(text[s.start : s.end]), number))
        self.first.append(len(self.tokens))
        self.heads = frozenset(self.first[:-1])
        self._starts = [t.start for t in self.tokens]
        self._openings = [p.start for p in self.paragraphs]
        self.glyphs = scan(text)
        self.marks = frozenset(g.start for g in self.glyphs)

    def at(self, i: int) -> Token:
        """Token `i`."""
        return self.tokens[i] if 0 <= i < len(self.tokens) else self.NOTHING

    def near(self, i: int, step: int) -> Token:
        """The token `step` places from token `i`, nothing where that is another sentence."""
        found = self.at(i + step)
        return found if found.sentence == self.at(i).sentence else self.NOTHING

    def mark(self, i: int) -> bool:
        """Whether token `i` is a quotation mark."""
        return self.at(i).start in self.marks and self.at(i).end > 0

    def index(self, offset: int) -> int:
        """The first token that ends after `offset`."""
        i = bisect_right(self._starts, offset) - 1
        return i if i >= 0 and self.tokens[i].end > offset else i + 1

    def within(self, span: Span) -> range:
        """The tokens that lie in a span."""
        low = bisect_left(self._starts, span.start)
        return range(low, max(low, bisect_left(self._starts, span.end)))

    def span(self, first: int, last: int) -> Span:
        """From the first to the last of two tokens."""
        return Span(self.tokens[first].start, self.tokens[last].end)

    def words(self, first: int, last: int) -> str:
        """The text from the first to the last of two tokens."""
        return self.text[self.tokens[first].start : self.tokens[last].end]

    def sentence(self, i: int) -> range:
        """The tokens of the sentence that token `i` stands in."""
        number = self.tokens[i].sentence
        return range(self.first[number], self.first[number + 1])

    def paragraph(self, offset: int) -> int:
        """The number of the paragraph that an offset lies in."""
        return max(bisect_right(self._openings, offset) - 1, 0)


def _low(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().replace("’", "'")
