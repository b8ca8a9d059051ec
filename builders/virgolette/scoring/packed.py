"""Gold of a corpus in packed form: read a document at a time, twice, so that memory doesn't grow with their number.

The first time, only what stands in each line's entry is read, which takes a fraction of the time; the second time
each line is verified as a whole.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from virgolette import corpus
from virgolette.corpus import shards, stored
from virgolette.corpus.jsonio import place
from virgolette.errors import InputError, TextError
from virgolette.model import Cluster
from virgolette.scoring.gold import (
    ALL,
    REFERENCE,
    GoldDocument,
    bounded,
    clusters_of,
    digest,
    no_scope,
    no_split,
    with_clusters,
)
from virgolette.scoring.places import Places


class _Entry(Struct):
    doc_id: str
    sha256: str
    split: str
    text: str


class _Any(Struct):
    """Whatever stands there."""


class _Head(Struct):
    """What a line says of its document, without the annotations and the text."""

    entry: _Entry
    annotations: _Any | None = None


@cache
def _decoder() -> msgspec.json.Decoder[_Head]:
    return msgspec.json.Decoder(_Head)


class _Listed:
    """What the first reading keeps of the documents: some forty bytes of each.

    Attributes:
        lines: The place of each document's line in its shard.
        lengths: How many lines each shard has.
        annotated: Whether each document has annotations.
        external: Position → SHA-256 of the external texts.
        splits: Their names, numbered in the order that they are met.
        places: Which document is where.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self.lines, self.lengths = array("q"), array("q")
        self.annotated = bytearray()
        self.external: dict[int, str] = {}
        self.splits: dict[str, int] = {}
        self._split = array("I")
        self.places = Places(map(self._names, paths))

    def _names(self, path: Path) -> list[str]:
        """Keep the documents of one shard; their ids."""
        found: list[str] = []
        for where, head in _heads(path):
            entry = head.entry
            if entry.text == "external":
                self.external[len(self.lines)] = entry.sha256
            self.lines.append(where)
            self._split.append(self.splits.setdefault(entry.split, len(self.splits)))
            self.annotated.append(head.annotations is not None)
            found.append(entry.doc_id)
        self.lengths.append(len(found))
        return found

    def of_split(self, name: str) -> bytearray:
        """Whether each document is in a split, or in all."""
        chosen = {k for known, k in self.splits.items() if name in (ALL, known)}
        return bytearray(k in chosen for k in self._split)


class Packed:
    """The documents of one split, or of all, of a corpus in packed form, as `Gold` has them.

    Attributes:
        left_out: Documents of the split that can't be scored.
        one_event: Whether any of the reference articles, which are about one event, is in the scope.
    """

    def __init__(self, root: Path, split: str = ALL, texts: Path | None = None) -> None:
        self._root, self.split = root, split
        self.version = corpus.manifest(root).dataset_version
        self._shards = shards.shards(root)
        self._listed = listed = _Listed(self._shards)
        self._places = listed.places
        self.size = len(self._places)
        if again := self._places.repeated():
            what = f"{self._places.name(again[0])} is there twice: documents {again[0] + 1} and {again[1] + 1}"
            raise InputError(what, where=str(root / shards.FOLDER), remedy="Keep one of the two lines.")
        if not listed.splits:
            raise InputError("holds no document", where=str(root), remedy="Name a corpus that has one.")
        wanted = listed.of_split(split)
        if not any(wanted):
            raise no_split(split, listed.splits)
        sought = {sha for k, sha in listed.external.items() if wanted[k]}
        folder = corpus.texts_dir(texts)
        self._external = corpus.find_texts(folder, sought)[0] if folder and sought else {}
        annotated = bytearray(w and a for w, a in zip(wanted, listed.annotated, strict=True))
        # Documents that are scored.
        self._scope = annotated.copy()
        for k, sha in listed.external.items():
            self._scope[k] &= sha in self._external
        self.left_out = tuple(self._places.name(k) for k, w in enumerate(wanted) if w and not self._scope[k])
        if not any(self._scope):
            raise no_scope(split, annotated=any(annotated), other="a corpus with annotations")
        self.one_event = any(r and s for r, s in zip(listed.of_split(REFERENCE), self._scope, strict=True))
        self._sha256 = hashlib.sha256()

    def find(self, doc_id: str) -> int | None:
        """The position of a document in the corpus; None where that doesn't know it."""
        return self._places.find(doc_id)

    def scored(self, doc_id: str) -> bool:
        """Whether a document is in the scope."""
        at = self.find(doc_id)
        return at is not None and bool(self._scope[at])

    def documents(self) -> Iterator[tuple[int, GoldDocument]]:
        """The documents of the scope with their positions.

        Raises:
            InputError: Where a line can't be used, with the first reason.
            TextError: Where a text isn't the one annotated.
        """
        self._sha256 = hashlib.sha256()
        for position, path, line in self._lines():
            _usable(line)
            found = line.document
            where = f"{path}#{shards.pointer(line.number)}"
            if found is None or found.text is None or found.annotations is None:
                raise TextError("the text is missing", where=where, remedy="Restore the line's text.")
            entry = found.entry
            if found.annotations.text_sha256 != entry.sha256:
                what = f"the annotations of {entry.doc_id} are of another text than the entry's"
                raise InputError(what, where=where, remedy="Run virgolette check.")
            bounded(found.annotations, entry, where)
            self._sha256.update(f"{entry.doc_id} {digest(found.annotations)}\n".encode())
            yield position, GoldDocument(entry, found.text, found.annotations)

    def _lines(self) -> Iterator[tuple[int, Path, shards.Line]]:
        first = 0
        for path, length in zip(self._shards, self._listed.lengths, strict=True):
            positions = [k for k in range(first, first + length) if self._scope[k]]
            places = [(k - first + 1, self._listed.lines[k]) for k in positions]
            for position, line in zip(positions, shards.read_at(path, places, self._external), strict=True):
                yield position, path, line
            first += length

    def clusters(self) -> tuple[Cluster, ...]:
        """The gold clusters as far as their claims are in the scope."""
        return clusters_of(self._root / "annotations" / corpus.CLUSTERS, self.scored)

    def digest(self) -> str:
        """As `Gold.digest`; complete once all documents were read."""
        return with_clusters(self._sha256.copy(), self.clusters())


def _heads(path: Path) -> Iterator[tuple[int, _Head]]:
    """The places of the lines of a shard, and what they say of their documents.

    Raises:
        InputError: Where the file can't be read, or a line can't be used.
    """
    decode = _decoder().decode
    for number, (where, raw) in enumerate(stored.lines(path), 1):
        try:
            yield where, decode(raw)
        except (msgspec.MsgspecError, RecursionError, UnicodeError):
            _refuse(path, number, where)


def _refuse(path: Path, number: int, where: int) -> None:
    for line in shards.read_at(path, [(number, where)]):
        _usable(line)
    raise InputError("can't be used", where=f"{path}#{shards.pointer(number)}", remedy="Run virgolette check.")


def _usable(line: shards.Line) -> None:
    """Nothing where a line can be used.

    Raises:
        InputError, TextError: With the first reason why it can't.
    """
    if line.findings:
        first = line.findings[0]
        kind = TextError if first.code.startswith("text-") else InputError
        raise kind(first.message, where=place(first.file or "", first.path), remedy=first.remedy)
