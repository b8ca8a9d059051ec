"""Text for a terminal: nothing in a document may command it."""

from __future__ import annotations

import unicodedata


def visible(text: str) -> str:
    """The text on one line: control, format and private characters as escapes (\\u202e, \\x1b, \\n)."""
    return "".join(c.encode("unicode_escape").decode() if _hidden(c) else c for c in text)


def _hidden(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] == "C" or category in ("Zl", "Zp")
