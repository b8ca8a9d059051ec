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
    """What is shown for a character; None where it shows itself."""
    code = ord(char)
    if char in _PLAIN or char in _GLUE or 0xE0020 <= code <= 0xE007F:
        return None
    category = unicodedata.category(char)
    if code <= 0x1F:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if category == "Zs" and char != " ":
        return "\u00b7"
    return f"{code:04X}" if category in ("Cc", "Cf", "Cn", "Co", "Zl", "Zp") else None


def _boxed(char: str, name: str) -> str:
    title = unicodedata.name(char, f"U+{ord(char):04X}").lower()
    body = {"\x00": "\u2400", "\r": "&#13;"}.get(char, char)
    # NUL shows its picture already; a spare one beside it would be read as two.
    shown = "" if char == "\x00" else name
    return f'<span class="x" data-x="{shown}" title="{title}">{body}</span>'
