"""What may be kept of predictions: lines on the split alone; on external texts offsets, labels and ids, no words."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from virgolette import corpus, schema
from virgolette.errors import InputError

Json = Any
LONGEST = 39
"""Characters of a string; a run of 40 of an external text may stand nowhere in the project."""
_WORDS = ("text", "left", "error")
_WORDLESS = re.compile(r"[A-Za-z]+[0-9]+|[0-9][0-9./-]*|[A-Z]{3}")
"""Ids as systems make them, numbers and dates, currencies."""


class Known:
    """The names of a corpus that may stand in predictions.

    Attributes:
        entries: The manifest by doc_id.
        ids: Of entities, metrics and scopes.
    """

    def __init__(self, root: Path) -> None:
        self.entries = {e.doc_id: e for e in corpus.manifest(root).documents}
        known = corpus.knowledge(root)
        scopes = (s.id for m in known.metrics for s in m.scopes)
        self.ids = frozenset((*(e.id for e in known.entities), *(m.id for m in known.metrics), *scopes))

    def wordless(self, key: str, found: str) -> bool:
        """Whether a string can hold no words of a text."""
        if key in _WORDS or len(found) > LONGEST:
            return False
        claim = found.partition("#")
        of, name = (claim[0], claim[2]) if claim[1] else ("", found)
        return (not of or of in self.entries) and bool(
            _WORDLESS.fullmatch(name) or name in self.ids or name in self.entries or name in _vocabulary()
        )


def fit(raw: bytes, known: Known, split: str, where: str) -> bytes:
    """The lines that aren't on another split's documents; none of them holds words of an external text.

    Args:
        raw: JSON Lines, on any documents.
        known: What may be named.
        split: Whose documents are meant.
        where: What to name in an error.

    Raises:
        InputError: Where a line isn't JSON, or one that isn't on a text of ours locates something by words, tells an
            error in words, or holds a string that is no label, number, date or id.
    """
    kept = []
    for number, line in enumerate(io.BytesIO(raw), 1):
        if not line.strip():
            continue
        try:
            tree = json.loads(line, object_pairs_hook=_once)
        except (ValueError, RecursionError):
            raise InputError("isn't JSON", where=f"{where}:{number}", remedy="Leave the line out.") from None
        doc_id = tree.get("doc_id") if isinstance(tree, dict) else None
        entry = known.entries.get(doc_id) if isinstance(doc_id, str) else None
        if entry is not None and entry.split != split:
            continue
        if entry is None or entry.text == "external":
            flaw = next((key for key, found in _strings(tree, "") if not known.wordless(key, found)), None)
            if flaw is not None:
                what = f"predictions on an external text hold words ({flaw})"
                remedy = "Locate by offsets; give labels, numbers, dates, known ids, and ids of your own like T1."
                raise InputError(what, where=f"{where}:{number}", remedy=remedy)
        kept.append(line)
    return b"".join(kept)


def _once(pairs: list[tuple[str, Json]]) -> Json:
    """An object; of a key given twice only one value would be looked at."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key given twice")
    return found


def _strings(node: Json, key: str) -> Iterator[tuple[str, str]]:
    """(key, string) of every string, keys themselves among them."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield "a key" if name not in _WORDS else name, name
            yield from _strings(value, name)
    elif isinstance(node, list):
        for value in node:
            yield from _strings(value, key)
    elif isinstance(node, str):
        yield key[:20], node


@cache
def _vocabulary() -> frozenset[str]:
    """Every field and label of the schemas, and the version."""
    found = {"author"}

    def walk(node: Json) -> None:
        if isinstance(node, dict):
            found.update(node.get("properties") or ())
            found.update(v for v in (*(node.get("enum") or ()), node.get("const")) if isinstance(v, str))
        for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            walk(child)

    walk([*schema.documents().values()])
    return frozenset(found)
