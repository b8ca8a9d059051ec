"""Where a draft's words and quotation marks stand in a text.

Words are located by paragraph (`p`, 1-based, split at LF) and occurrence in it (`n`); quotation marks by the
number that `numbered` prints. Nothing here guesses: what can't be located says why.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection
from typing import Any

from virgolette import align, marks
from virgolette.spans import Span, trimmed

Json = Any
GAP = " [...] "
_BETWEEN = re.compile(r"m([0-9]+)\.\.m?([0-9]+)")


class Unlocated(ValueError):
    """What an annotator wrote can't be used as it is; the message is for the annotator."""


def lines(text: str) -> list[Span]:
    """Paragraphs as drafts count them: the lines between LFs, empty ones included."""
    found, start = [], 0
    for line in text.split("\n"):
        found.append(Span(start, start + len(line)))
        start += len(line) + 1
    return found


def numbered(text: str) -> str:
    """The text for reading: paragraphs numbered, every quotation mark followed by its number as {7}.

    Controls are shown as escapes: a terminal would act on them.
    """
    glyphs = {g.start: i for i, g in enumerate(marks.scan(text), 1)}
    out = []
    for number, line in enumerate(lines(text), 1):
        body = "".join(_shown(text[i]) + (f"{{{glyphs[i]}}}" if i in glyphs else "") for i in range(*line))
        if text[line.start : line.end].strip():
            out.append(f"[p{number}] {body}")
    return "\n".join(out) + "\n"


def _shown(char: str) -> str:
    return char.encode("unicode_escape").decode() if unicodedata.category(char) == "Cc" and char != "\t" else char


def echo(value: Json) -> str:
    """A value of a draft in a message, shortened."""
    written = json.dumps(value, ensure_ascii=False)
    return written if len(written) <= 60 else written[:57] + "…"


def known(given: Json, fields: Collection[str], what: str) -> None:
    """Nothing where an object has none but these fields.

    Raises:
        Unlocated: With the field that would else be dropped unseen.
    """
    for name in given:
        if name not in fields:
            raise Unlocated(f"{what} has no field {echo(name)}: it may have {', '.join(sorted(fields))}")


class Locator:
    """Finds a draft's words and quotation marks in one text."""

    def __init__(self, text: str) -> None:
        self.text, self.lines = text, lines(text)
        self.glyphs = [Span(g.start, g.end) for g in marks.scan(text)]

    def span(self, spec: Json, p: Json) -> Span:
        """One span: "words", "first [...] last", "m3..m4" (between two marks), or {s, p, n} of these.

        Raises:
            Unlocated: Where the text doesn't hold it as described.
        """
        given = spec if isinstance(spec, dict) else {"s": spec}
        known(given, ("s", "p", "n", "n_end"), "a span")
        words, p = given.get("s"), given.get("p", p)
        if not isinstance(words, str):
            raise Unlocated(f"{echo(words)} should be words of the text, or m1..m2")
        if found := _BETWEEN.fullmatch(words):
            a, b = (self.glyph(int(number)) for number in found.groups())
            if a.start >= b.start:
                raise Unlocated(f"{words}: the first mark should stand before the second")
            return self._filled(Span(a.end, b.start), f"between the marks of {words}")
        window = self._line(p)
        if GAP in words:
            first, _, last = words.partition(GAP)
            head = self._one(first, window, given.get("n"))
            tail = self._one(last, Span(head.end, window.end), given.get("n_end", 1))
            return Span(head.start, tail.end)
        return self._one(words, window, given.get("n"))

    def spans(self, spec: Json, p: Json) -> list[Span]:
        """One span or several, sorted."""
        found = sorted(self.span(s, p) for s in (spec if isinstance(spec, list) else [spec]))
        if not found:
            raise Unlocated("an empty list of spans names no words")
        return found

    def paragraph(self, p: Json) -> Span:
        """A whole paragraph, trimmed."""
        return self._filled(self._line(p), f"in paragraph {p}")

    def glyph(self, number: Json) -> Span:
        """The quotation mark that `numbered` gives this number."""
        if type(number) is not int:
            raise Unlocated(f"{echo(number)} should be the number of a quotation mark")
        if not 1 <= number <= len(self.glyphs):
            raise Unlocated(f"there is no quotation mark {number}: the text has {len(self.glyphs)}")
        return self.glyphs[number - 1]

    def _filled(self, span: Span, where: str) -> Span:
        found = trimmed(self.text, span)
        if found.start == found.end:
            raise Unlocated(f"{where} stands nothing but white space")
        return found

    def _line(self, p: Json) -> Span:
        if type(p) is not int or not 1 <= p <= len(self.lines):
            raise Unlocated(f"p must name a paragraph from 1 to {len(self.lines)}")
        return self.lines[p - 1]

    def _one(self, words: str, window: Span, occurrence: Json) -> Span:
        if occurrence is not None and (type(occurrence) is not int or occurrence < 1):
            raise Unlocated(f"n is {echo(occurrence)}: it should be a whole number from 1")
        found = align.locate(self.text, words, occurrence=occurrence, window=window)
        if not found.spans:
            raise Unlocated(f"{words!r}: {found.reason}")
        return Span(*found.spans[0])
