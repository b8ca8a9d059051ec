"""Paragraphs and sentences.

A full stop is a sentence border where white space and something that can begin a sentence follow it: a
capital, a figure, marks or symbols before one. What speaks against it: an abbreviation that a name or
figure follows, an initial, a list number, a lower-case continuation (`“Perché?” ha chiesto`). After an
abbreviation that may as well end a sentence (S.p.A., U.S.A., a.C.) or a lone capital, only a word that
opens Italian sentences (Il, Nel, Ma …) or a quotation mark shows the border. Without white space there
is none (esempio.it, 3.500), so that sentences run together where a text leaves the space out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from virgolette.marks import SINGLES, scan
from virgolette.segment.abbreviations import AMBIGUOUS, LEADING, MONTHS, OPENERS, PARTICLES
from virgolette.spans import Span, inside_cluster, trimmed

_STOPS = re.compile(r"[.!?…]+")
_WORD_BEFORE = re.compile(r"[^\W_]+(?:\.[^\W_]+)*$")
_TWO_WORDS = re.compile(r"([^\W\d_]+)\W+(\w)?")
_CAMEL = re.compile(r"[a-z]{1,2}[A-Z]")
_CLOSING_BRACKETS = ")]}"
_LEADING_SIGNS = "*•#@&§¿¡\"'"


def paragraphs(text: str) -> list[Span]:
    """The stretches between line feeds without white space at their edges; blank ones are left out."""
    found, start = [], 0
    for line in text.split("\n"):
        span = _trimmed(text, Span(start, start + len(line)))
        if span.start < span.end:
            found.append(span)
        start += len(line) + 1
    return found


def _trimmed(text: str, span: Span) -> Span:
    inner = trimmed(text, span)
    # A space that carries a combining mark is no blank.
    if span.start < inner.start < inner.end and inside_cluster(text, inner.start):
        return Span(inner.start - 1, inner.end)
    return inner


def sentences(text: str) -> list[Span]:
    """The sentences in order: disjoint, together all that isn't white space, none across paragraphs.

    A sentence keeps the closing marks and brackets after its last stop, spaced ones too. A paragraph
    without a stop (a headline) is one sentence; a blank text has none.
    """
    marks = {glyph.start: "double" if glyph.kind == "low" else glyph.kind for glyph in scan(text)}
    return [span for paragraph in paragraphs(text) for span in _Paragraph(text, paragraph, marks).sentences()]


class _Paragraph:
    """One paragraph, with the kinds of the text's quotation marks by offset."""

    def __init__(self, text: str, span: Span, marks: dict[int, str]) -> None:
        self.text, self.marks = text, marks
        self.start, self.end = span

    def sentences(self) -> Iterator[Span]:
        start = self.start
        for stop in _STOPS.finditer(self.text, self.start, self.end):
            if stop.start() < start:
                continue
            end = self.closed(stop.end())
            following = self.after_space(end)
            if following == end or not self.can_begin(following) or inside_cluster(self.text, following):
                continue
            quoted = any(i in self.marks for i in range(stop.end(), end))
            if stop[0] == "." and not quoted and self.abbreviated(start, stop.start(), following):
                continue
            yield Span(start, end)
            start = following
        yield Span(start, self.end)

    def after_space(self, i: int) -> int:
        while i < self.end and self.text[i].isspace():
            i += 1
        return i

    def closed(self, i: int) -> int:
        """The offset after all that closes the sentence whose stop ends at `i`."""
        while i < self.end:
            if i in self.marks or self.text[i] in _CLOSING_BRACKETS or _STOPS.match(self.text[i]):
                i += 1
                continue
            spaced = self.after_space(i)
            if spaced == i or spaced >= self.end or not self.closes_at_distance(spaced):
                break
            i = spaced + 1
        return i

    def closes_at_distance(self, i: int) -> bool:
        """Whether what stands at `i`, after white space, is a mark that closes.

        It does where no word follows in the paragraph, or where a mark of its kind is open: by count and
        not by glyph, since translated texts close with “.
        """
        if i not in self.marks or self.text[i + 1 : i + 2].isalnum():
            return False
        if not any(char.isalnum() for char in self.text[i + 1 : self.end]):
            return True
        return sum(1 for k in range(self.start, i) if self.marks.get(k) == self.marks[i]) % 2 == 1

    def can_begin(self, i: int) -> bool:
        """Whether a sentence can begin at `i`: marks and symbols, then a capital, a figure or `iPhone`."""
        while i < self.end and not self.text[i].isalnum():
            char = self.text[i]
            category = unicodedata.category(char)
            known = i in self.marks or char in _LEADING_SIGNS or char in SINGLES or char.isspace()
            if not known and category not in ("Ps", "Pi", "Pd", "Pf") and category[0] not in "SM":
                return False
            i += 1
        return i < self.end and (not self.text[i].islower() or _CAMEL.match(self.text, i) is not None)

    def abbreviated(self, start: int, dot: int, following: int) -> bool:
        """Whether the full stop at `dot` belongs to an abbreviation, an initial or a list number."""
        found = _WORD_BEFORE.search(self.text[max(start, dot - 24) : dot])
        if found is None:
            return False
        word = found[0].casefold()
        if word.isdigit():
            # A list number: nothing stands before it in the sentence.
            return len(word) <= 3 and not any(char.isalnum() for char in self.text[start : dot - len(word)])
        if word in LEADING or (word in MONTHS and self.text[following].isdigit()):
            return True
        acronym = "." in word and all(len(part) <= 2 for part in word.split("."))
        initial = len(word) == 1 and found[0].isupper()
        return (acronym or initial or word in AMBIGUOUS) and not self.opens(following)

    def opens(self, i: int) -> bool:
        """Whether what stands at `i` shows a new sentence even after an abbreviation."""
        if i in self.marks:
            return True
        words = _TWO_WORDS.match(self.text, i, self.end)
        if words is None or words[1].casefold() not in OPENERS:
            return False
        return words[1].casefold() not in PARTICLES or not (words[2] or "").isupper()
