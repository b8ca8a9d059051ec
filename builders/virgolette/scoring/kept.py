"""The documents of a result where memory doesn't grow with their number: in temporary files, once there are many."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from tempfile import SpooledTemporaryFile, gettempdir
from typing import IO, Any, overload

import msgspec

from virgolette.errors import EnvironmentFault
from virgolette.scoring.result import DocumentCounts

Array = Any
# Documents that are read back together.
BLOCK = 500
# Bytes that stay in memory: the counts of a thousand documents.
SPOOLED = 2_500_000
_ITEM = 8


class Kept(Sequence[DocumentCounts]):
    """A sequence of documents that only grows, and is read in blocks.

    All documents have as many counts as the first one.
    """

    def __init__(self, documents: Iterable[DocumentCounts] = ()) -> None:
        self._rows: IO[bytes] = SpooledTemporaryFile(SPOOLED)  # noqa: SIM115
        self._names: IO[bytes] = SpooledTemporaryFile(SPOOLED)  # noqa: SIM115
        self._blocks: array[int] = array("q")
        self._count = 0
        self.width = 0
        for document in documents:
            self.append(document)

    def append(self, document: DocumentCounts) -> None:
        """One more.

        Raises:
            EnvironmentFault: Where there is no room for temporary files.
        """
        names = msgspec.json.encode((document.doc_id, document.unit, document.status)) + b"\n"
        try:
            self._names.seek(0, 2)
            if self._count % BLOCK == 0:
                self._blocks.append(self._names.tell())
            self._names.write(names)
            self._rows.seek(0, 2)
            self._rows.write(array("q", document.counts).tobytes())
        except OSError as error:
            what, remedy = f"can't be written ({error.strerror or error})", "Name a folder with room by TMPDIR."
            raise EnvironmentFault(what, where=gettempdir(), remedy=remedy) from None
        self._count += 1
        self.width = len(document.counts)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[DocumentCounts]:
        for start in range(0, self._count, BLOCK):
            names = self.names(start)
            for (doc_id, unit, status), row in zip(names, self.table(start).tolist(), strict=True):
                yield DocumentCounts(doc_id=doc_id, unit=unit, status=status, counts=tuple(row))

    @overload
    def __getitem__(self, index: int) -> DocumentCounts: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[DocumentCounts]: ...
    def __getitem__(self, index: int | slice) -> DocumentCounts | Sequence[DocumentCounts]:
        """One document, or a tuple of some."""
        positions = range(self._count)[index]
        if isinstance(positions, range):
            return tuple(self._one(i) for i in positions)
        return self._one(positions)

    def _one(self, position: int) -> DocumentCounts:
        doc_id, unit, status = self.names(position - position % BLOCK)[position % BLOCK]
        (row,) = self.rows([position]).tolist()
        return DocumentCounts(doc_id=doc_id, unit=unit, status=status, counts=tuple(row))

    def names(self, start: int) -> list[tuple[str, str, str]]:
        """(doc_id, unit, status) of the block that begins at a position."""
        self._names.seek(self._blocks[start // BLOCK])
        decode = msgspec.json.Decoder(tuple[str, str, str]).decode
        return [decode(self._names.readline()) for _ in range(min(BLOCK, self._count - start))]

    def table(self, start: int) -> Array:
        """The counts of the same block: an array (document, count)."""
        import numpy as np

        self._rows.seek(start * self.width * _ITEM)
        raw = self._rows.read(min(BLOCK, self._count - start) * self.width * _ITEM)
        return np.frombuffer(raw, np.int64).reshape(-1, self.width)

    def tables(self) -> Iterator[Array]:
        """The counts of all blocks, in order."""
        return (self.table(start) for start in range(0, self._count, BLOCK))

    def rows(self, positions: Iterable[int]) -> Array:
        """The counts of some documents: an array (document, count)."""
        import numpy as np

        size = self.width * _ITEM
        found = []
        for position in positions:
            self._rows.seek(position * size)
            found.append(self._rows.read(size))
        return np.frombuffer(b"".join(found), np.int64).reshape(-1, self.width)

    @cached_property
    def by_unit(self) -> tuple[Array, Array]:
        """The documents' positions with those of a unit together, sorted by its name; which of them begin a unit.

        To be asked for once no document is to come.
        """
        import numpy as np

        parts = (self.names(start) for start in range(0, self._count, BLOCK))
        units = np.concatenate([np.zeros(0, "S1"), *(np.array([u.encode() for _, u, _ in part]) for part in parts)])
        order = np.argsort(units, kind="stable").astype(np.int32)
        begins = np.ones(len(units), bool)
        begins[1:] = units[order[1:]] != units[order[:-1]]
        return order, begins
