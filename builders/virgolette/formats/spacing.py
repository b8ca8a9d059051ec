r"""White space around tokens in a column, as UDPipe writes it in CoNLL-U's last one.

`_` stands for one space after the token, `SpaceAfter=No` for nothing, `SpacesAfter=…` and `SpacesBefore=…`
(joined by |) for the rest, with \s for a space, \t, \n, \r, \\ and \p for |. Beyond UDPipe, other white
space is \uXXXX: a reader that parts columns at any white space must not part them there.
"""

from __future__ import annotations

import re

_ESCAPES = {" ": r"\s", "\t": r"\t", "\n": r"\n", "\r": r"\r", "\\": r"\\", "|": r"\p"}
_BACK = {escape: char for char, escape in _ESCAPES.items()}
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})|\\.")


def escaped(before: str, after: str) -> str:
    """The column's value for the white space before (of a text's first token only) and after a token."""
    parts = [f"SpacesBefore={_escape(before)}"] if before else []
    if after == "" or after != " ":
        parts.append(f"SpacesAfter={_escape(after)}" if after else "SpaceAfter=No")
    return "|".join(parts) or "_"


def unescaped(cell: str) -> tuple[str, str]:
    """White space before and after the token."""
    if cell == "_":
        return "", " "
    before, after = "", " "
    for part in cell.split("|"):
        name, _, value = part.partition("=")
        if name == "SpacesBefore":
            before = _unescape(value)
        elif name == "SpacesAfter":
            after = _unescape(value)
        elif part == "SpaceAfter=No":
            after = ""
    return before, after


def _escape(space: str) -> str:
    return "".join(_ESCAPES.get(c) or f"\\u{ord(c):04x}" for c in space)


def _unescape(value: str) -> str:
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)) if m[1] else _BACK.get(m[0], m[0]), value)
