"""Text made safe and visible on a terminal: no control character reaches it."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from virgolette.corpus.visible import HIDDEN, visible

__all__ = ["HIDDEN", "Context", "context", "visible"]


class Context(NamedTuple):
    """A line of the text around a span, and the carets under it."""

    line: str
    carets: str


def context(text: str, start: int, end: int, columns: int = 100) -> Context:
    """The line that holds `start`, cut to about `columns` columns, with carets under [start, end).

    Offsets are code points. A span that goes on in later lines is underlined to the end of its first.
    """
    first, last = _line(text, start, reach=4 * columns)
    # A third of the width goes before the span, more where the line ends soon after it.
    low = max(first, min(start - columns // 3, last - columns))
    head = "…" if low > 0 and text[low - 1] != "\n" else ""
    shown, carets, width = [], [], len(head)
    i = low
    while i < last and width < columns:
        cell, wide = _cell(text[i], at_edge=i == low)
        shown.append(cell)
        carets.append(("^" if start <= i < end else " ") * wide)
        width, i = width + wide, i + 1
    tail = "…" if i < len(text) and text[i] != "\n" else ""
    marks = (" " * len(head) + "".join(carets)).rstrip()
    if "^" not in marks:
        # An empty span, one at the line's end, or one of nothing but zero-width marks still has a place.
        marks = (
            " " * (len(head) + sum(_cell(c, at_edge=j == 0)[1] for j, c in enumerate(text[low : min(start, i)]))) + "^"
        )
    return Context(head + "".join(shown) + tail, marks)


def _line(text: str, start: int, reach: int) -> tuple[int, int]:
    """The borders of the line around an offset, not farther than `reach`: a line may be the whole file."""
    first = text.rfind("\n", max(0, start - reach), start) + 1 or max(0, start - reach)
    last = text.find("\n", start, start + reach)
    return first, last if last >= 0 else min(len(text), start + reach)


def _cell(char: str, *, at_edge: bool) -> tuple[str, int]:
    """What is shown of a code point, and its width in columns."""
    if char < " ":
        return chr(0x2400 + ord(char)), 1
    if char == "\x7f":
        return "\u2421", 1
    category = unicodedata.category(char)
    if category in HIDDEN:
        name = f"<U+{ord(char):04X}>"
        return name, len(name)
    if category in ("Mn", "Me"):
        return ("\u25cc" + char, 1) if at_edge else (char, 0)
    return char, 2 if unicodedata.east_asian_width(char) in "WF" else 1
