"""Text for a terminal: nothing in a document may command it."""

from __future__ import annotations

import unicodedata


def visible(text: str) -> str:
    """The text with control, format and private characters written as escapes (\\u202e, \\x1b, \\n)."""
    return "".join(c if unicodedata.category(c)[0] != "C" else c.encode("unicode_escape").decode() for c in text)
