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
from collections.abc import Iterable, Iterator

from virgolette.marks import GLYPHS, SINGLES, scan
from virgolette.segment.abbreviations import AMBIGUOUS, LEADING, MONTHS, OPENERS, PARTICLES
from virgolette.spans import Span, inside_cluster

_STOP = ".!?…"
_CLOSING = frozenset(")]}" + _STOP)
# Where no white space follows all that may close a sentence, there is no border. (Looked behind after the first stop,
# so that the search goes by that, and from the first alone, so that long rows of stops cost no more than short ones.)
_STOPS = re.compile(
    rf"[{_STOP}](?<![{_STOP}]{{2}})[{_STOP}]*+(?=[{re.escape(''.join(sorted({*GLYPHS, *_CLOSING})))}]*+\s)"
)
_WORD_BEFORE = re.compile(r"[^\W_]+(?:\.[^\W_]+)*$")
_LONGEST = max(map(len, LEADING | MONTHS | AMBIGUOUS))
_TWO_WORDS = re.compile(r"([^\W\d_]+)\W+(\w)?")
_CAMEL = re.compile(r"[a-z]{1,2}[A-Z]")
_LEADING_SIGNS = "*•#@&§¿¡\"'"


def paragraphs(text: str) -> list[Span]:
    """The stretches between line feeds without white space at their edges; blank ones are left out."""
    found, start = [], 0
    for line in text.split("\n"):
        inner = line.strip()
        if inner:
            low = start + line.index(inner[0])
            high = low + len(inner)
            if low > start and inside_cluster(text, low):
                # A space that carries a combining mark is no blank.
                low -= 1
            found.append(Span(low, high))
        start += len(line) + 1
    return found


def sentences(text: str) -> list[Span]:
    """The sentences in order: disjoint, together all that isn't white space, none across paragraphs.

    A sentence keeps the closing marks and brackets after its last stop, spaced ones too. A paragraph
    without a stop (a headline) is one sentence; a blank text has none.
    """
    found: list[Span] = []
    marks: dict[int, str] | None = None
    for paragraph in paragraphs(text):
        stops = list(_STOPS.finditer(text, *paragraph))
        if not stops:
            found.append(paragraph)
            continue
        if marks is None:
            marks = {glyph.start: "double" if glyph.kind == "low" else glyph.kind for glyph in scan(text)}
        found += _Paragraph(text, paragraph, marks).sentences(stops)
    return found


class _Paragraph:
    """One paragraph, with the kinds of the text's quotation marks by offset."""

    def __init__(self, text: str, span: Span, marks: dict[int, str]) -> None:
        self.text, self.marks = text, marks
        self.start, self.end = span

    def sentences(self, stops: Iterable[re.Match[str]]) -> Iterator[Span]:
        start = self.start
        for stop in stops:
            if stop.start() < start:
                continue
            end = self.closed(stop.end())
            following = self.after_space(end)
            if following == end or not self.can_begin(following) or inside_cluster(self.text, following):
                continue
            quoted = end > stop.end() and any(i in self.marks for i in range(stop.end(), end))
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
            if i in self.marks or self.text[i] in _CLOSING:
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
        before = self.text[max(start, dot - 24) : dot]
        if len(before) > _LONGEST and before[~_LONGEST:].isalpha():
            return False
        found = _WORD_BEFORE.search(before)
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
