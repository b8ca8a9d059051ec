"""Where each document's line stands in a file of predictions, which may have them in any order.

A first reading finds that, and what isn't about one document; a second one, document by document, reads the lines
themselves. So no more than one line is in memory, and no order of lines changes what is found.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Raw, Struct

from virgolette.errors import InputError
from virgolette.scoring.lines import Line, Lines, line, open_lines, unreadable
from virgolette.scoring.predictions import PredictedCluster
from virgolette.scoring.result import Problem
from virgolette.scoring.source import Source

_NOTHING = Raw()


class _Head(Struct):
    """What tells a line's document; the other fields as they stand there."""

    doc_id: str | None
    schema_version: Raw = _NOTHING
    entities: Raw = _NOTHING
    quotes: Raw = _NOTHING
    claims: Raw = _NOTHING
    clusters: Raw = _NOTHING
    error: Raw = _NOTHING


class Index:
    """The lines of a file by the document they are of.

    Attributes:
        digest: SHA-256 of the file.
        elsewhere: How many lines are for documents of the corpus that aren't scored.
        clusters: As predicted.
        clusters_line: Where these stand in the file, from 1; 0 for nowhere.
    """

    def __init__(self, path: Path, source: Source, tell: Callable[[Sequence[Problem]], None]) -> None:
        """Reads the file once.

        Args:
            path: The file.
            source: Gold.
            tell: Is told what is wrong with lines that are of no document.

        Raises:
            InputError: Where the file can't be read, has lines of which none is one of predictions, or names a document
                that the corpus doesn't know or one twice.
        """
        self._path, self._source = path, source
        self.clusters: Sequence[PredictedCluster] = ()
        self.elsewhere = self.clusters_line = 0
        # Position in the corpus → offset of the line in bytes, and its number; 0 for no line.
        self._offsets, self._numbers = array("q", [0]) * source.size, array("q", [0]) * source.size
        self._file = open_lines(path)
        try:
            self.digest = self._read(tell)
        except BaseException:
            self.close()
            raise

    def _read(self, tell: Callable[[Sequence[Problem]], None]) -> str:
        lines, first = Lines(self._path), None
        for number, offset, raw in lines.raw(self._file):
            if doc_id := _document(raw):
                self._enter(number, offset, doc_id)
                continue
            found = line(number, raw)
            if found.status == "unreadable":
                first = first or found.problems[0]
            elif found.doc_id is not None:
                self._enter(number, offset, found.doc_id)
                continue
            else:
                self._enter_clusters(found)
            tell(found.problems)
        if first is not None and not self.clusters_line and not any(self._numbers):
            # As likely as not it is a file of something else, which no figures should be made of.
            what = f"{first.message[:100]}; nor is any other line one of predictions"
            remedy = "Give JSON Lines by schema/prediction.schema.json: a document a line."
            raise InputError(what, where=self._where(first.line), remedy=remedy)
        return lines.digest

    def _enter(self, number: int, offset: int, doc_id: str) -> None:
        at = self._source.find(doc_id)
        if at is None:
            remedy = "Predict documents of seeds/manifest.json, or score with another --corpus."
            raise InputError(f"there is no document {doc_id[:80]!a}", where=self._where(number), remedy=remedy)
        if self._numbers[at]:
            raise self._second(number, doc_id, self._numbers[at])
        self._numbers[at], self._offsets[at] = number, offset
        self.elsewhere += not self._source.scored(doc_id)

    def _enter_clusters(self, found: Line) -> None:
        if self.clusters_line:
            raise self._second(found.number, "the clusters", self.clusters_line)
        self.clusters, self.clusters_line = found.clusters, found.number

    def _second(self, number: int, of: str, before: int) -> InputError:
        what = f"a second line for {of}, after line {before}"
        return InputError(what, where=self._where(number), remedy="Keep one of the two lines.")

    def _where(self, number: int) -> str:
        return f"{self._path}:{number}"

    def line(self, position: int) -> Line | None:
        """The line of the document at a position of the corpus; None where it has none.

        Raises:
            InputError: Where the file can no longer be read.
        """
        if not self._numbers[position]:
            return None
        try:
            self._file.seek(self._offsets[position])
            found = line(self._numbers[position], self._file.readline())
        except OSError as error:
            raise unreadable(self._path, error) from None
        # What tells a document at a glance may be nested too deeply to be read whole.
        return msgspec.structs.replace(found, status="invalid") if found.status == "unreadable" else found

    def close(self) -> None:
        """Closes the file."""
        self._file.close()


@cache
def _decoder() -> msgspec.json.Decoder[_Head]:
    return msgspec.json.Decoder(_Head)


def _document(raw: bytes) -> str:
    """The doc_id of a line, where it is proven at little cost that `line` would have it so; else "".

    What isn't inside of a field's value has two quotation marks a key: if there were a key more, or one twice, there
    would be more of them.
    """
    try:
        raw.decode()
        head = _decoder().decode(raw)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return ""
    if not head.doc_id:
        return ""
    values = [bytes(field) for field in msgspec.structs.astuple(head)[1:] if field is not _NOTHING]
    marks = raw.count(b'"') - sum(value.count(b'"') for value in values)
    return head.doc_id if marks == 2 * (len(values) + 2) else ""
