"""What may be kept of predictions on external texts: offsets and short names, no run of words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from virgolette.errors import InputError
from virgolette.model import ManifestEntry

Json = Any
LONGEST = 39
"""Characters of a string; a run of 40 of an external text may stand nowhere in the project."""
_WORDS = ("text", "left", "error")


def expect_offsets(raw: bytes, entries: Mapping[str, ManifestEntry], where: str) -> None:
    """Nothing where a file of predictions holds no words of external texts.

    Args:
        raw: JSON Lines, on any documents.
        entries: The manifest by doc_id.
        where: What to name in an error.

    Raises:
        InputError: Where a line isn't JSON, or one on an external text locates something by words, tells an error
            in words, or holds a long string.
    """
    for number, line in enumerate(raw.splitlines(), 1):
        if not line.strip():
            continue
        try:
            tree = json.loads(line)
        except (ValueError, RecursionError):
            raise InputError("isn't JSON", where=f"{where}:{number}", remedy="Leave the line out.") from None
        doc_id = tree.get("doc_id") if isinstance(tree, dict) else None
        entry = entries.get(doc_id) if isinstance(doc_id, str) else None
        if entry is None or entry.text == "external":
            # The clusters' line names claims of any document, and none by words.
            named = ("members", "a", "b") if doc_id is None else ()
            strings = (s for s in _strings(tree, "") if s[0] not in named)
            flaw = next((k for k, v in strings if k in _WORDS or len(v) > LONGEST), None)
            if flaw is not None:
                what = f"predictions on an external text hold words ({flaw})"
                remedy = "Locate predictions on external texts by offsets, and keep their strings short."
                raise InputError(what, where=f"{where}:{number}", remedy=remedy)


def _strings(node: Json, key: str) -> Iterator[tuple[str, str]]:
    """(key, string) of every string, keys themselves among them."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield name[:20], name
            yield from _strings(value, name)
    elif isinstance(node, list):
        for value in node:
            yield from _strings(value, key)
    elif isinstance(node, str):
        yield key[:20], node
