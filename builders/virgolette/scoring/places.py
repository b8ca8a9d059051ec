"""Where documents stand in their order: doc_id → position, in some thirty bytes a document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Array = Any


class Places:
    """The positions of many documents."""

    def __init__(self, parts: Iterable[list[str]]) -> None:
        """Takes the ids in order, some at a time."""
        import numpy as np

        # Bytes in an array: a string of its own for each, and a dictionary of them, take eight times as much.
        self._ids = np.concatenate([np.zeros(0, "S1"), *(np.array([_key(i) for i in part], "S") for part in parts)])
        self._order = np.argsort(self._ids, kind="stable").astype(np.int32)
        self._sorted = self._ids[self._order]

    def __len__(self) -> int:
        return len(self._ids)

    def find(self, doc_id: str) -> int | None:
        """The position of a document, the first of several; None where there is none."""
        import numpy as np

        key = _key(doc_id)
        # Of another width numpy would make a copy of the whole array; and it takes no heed of zeros at an end.
        if len(key) > self._sorted.itemsize or b"\0" in key:
            return None
        at = int(np.searchsorted(self._sorted, np.array(key, self._sorted.dtype)))
        return int(self._order[at]) if at < len(self._sorted) and self._sorted[at] == key else None

    def name(self, position: int) -> str:
        """The document at a position."""
        return bytes(self._ids[position]).decode()

    def repeated(self) -> tuple[int, int] | None:
        """The positions of a document that stands twice; None where none does."""
        import numpy as np

        twice = np.flatnonzero(self._sorted[1:] == self._sorted[:-1])
        if not len(twice):
            return None
        at = int(twice[0])
        return int(self._order[at]), int(self._order[at + 1])


def _key(doc_id: str) -> bytes:
    return doc_id.encode("utf-8", "surrogatepass")
