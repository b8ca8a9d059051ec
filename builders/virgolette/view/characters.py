"""Characters of a hostile or broken text on a page: visible, harmless, and code point for code point.

HTML can carry every code point of a text but one: U+0000, in whose place its picture ␀ (U+2400) stands. A
carriage return survives only as a character reference, since parsers turn a raw one into a line feed.
"""

from __future__ import annotations

import unicodedata

from markupsafe import Markup, escape

# Joiners and tags glue emoji and letters: parted from their neighbours these would fall to pieces.
_GLUE = frozenset("\u200c\u200d")
_PLAIN = frozenset("\n\t")
_TAGS = range(0xE0020, 0xE0080)
_NAMED = {"\x00": "NUL", "\r": "CR"}


def carried(text: str) -> str:
    """The text as a page can carry it: as many code points, NUL as ␀."""
    return text.replace("\x00", "\u2400")


def markup(text: str) -> Markup:
    """The text as HTML, with characters that one can't see, or that turn text around, each made visible.

    Such a character stays in the text, alone in an isolating element whose `data-x` a style sheet shows.
    """
    if text.isprintable():
        return escape(text)
    out: list[str] = []
    plain: list[str] = []
    for char in text:
        name = _name(char)
        if name is None:
            plain.append(char)
            continue
        out += [str(escape("".join(plain))), _boxed(char, name)]
        plain.clear()
    return Markup("".join([*out, str(escape("".join(plain)))]))


def _name(char: str) -> str | None:
    """What is shown for a character: its code, a dot for a space; None where it shows itself."""
    if char in _PLAIN or char in _GLUE or ord(char) in _TAGS:
        return None
    category = unicodedata.category(char)
    if category == "Zs":
        return None if char == " " else "\u00b7"
    return _NAMED.get(char, f"{ord(char):02X}") if category in ("Cc", "Cf", "Cn", "Co", "Zl", "Zp") else None


def _boxed(char: str, name: str) -> str:
    title = unicodedata.name(char, f"U+{ord(char):04X}").lower()
    body = {"\x00": "\u2400", "\r": "&#13;"}.get(char, char)
    space = " sp" if name == "\u00b7" else ""
    return f'<span class="x{space}" data-x="{name}" title="{title}">{body}</span>'
