"""Text made safe and visible on a terminal: no control character reaches it."""

from __future__ import annotations

import unicodedata

# Controls, format characters (bidi, zero-width), surrogates, private use, unassigned, separators of lines.
HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def visible(text: str) -> str:
    r"""The text on one line, with everything that a terminal would act on or hide escaped (\x1b, \u202e)."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(escaped(c) if unicodedata.category(c) in HIDDEN else c for c in text)


def escaped(char: str) -> str:
    """One character as an escape."""
    code = ord(char)
    if char in "\n\r\t":
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}[char]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
