"""A file of predictions, line by line: what can be used, and what is wrong with the rest. Nothing is dropped silently.

A line that is no JSON object with a doc_id is unreadable: its document, whichever it is, counts as missing. A
line whose frame breaks schema/prediction makes its document invalid: it counts as empty. A single annotation
that breaks the schema is invalid alone: it counts as a wrong prediction. null says the same as a field left out.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import msgspec
from msgspec import Struct

from virgolette import schema
from virgolette.errors import InputError
from virgolette.scoring.predictions import PredictedCluster, Prediction
from virgolette.scoring.result import Problem

Json = Any
LAYERS = ("entities", "quotes", "claims")
# In a value null is a bound that is open or a unit that isn't known; a doc_id of null is the clusters' line.
_NULL_SAYS = frozenset({"low", "high", "unit", "doc_id"})
# Wording what breaks the schema is slow: the first ones of a document are worded, all are counted.
_WORDED = 20


class Line(Struct, frozen=True):
    """One line.

    Attributes:
        number: From 1.
        doc_id: "" where it can't be told; None for the line with the clusters.
        status: `scored`, `failed`, `invalid` or `unreadable`.
        layers: Layer → its records, in order; None for an invalid one.
        clusters: Of the line with the clusters.
        problems: What is wrong.
    """

    number: int
    doc_id: str | None
    status: str
    layers: Mapping[str, Sequence[Any]] = {}
    clusters: tuple[PredictedCluster, ...] = ()
    problems: tuple[Problem, ...] = ()


class Lines:
    """The lines of a file, read as they are asked for; `digest` is complete once all were."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._sha256 = hashlib.sha256()

    @property
    def digest(self) -> str:
        """SHA-256 of what was read."""
        return self._sha256.hexdigest()

    def __iter__(self) -> Iterator[Line]:
        with open_lines(self.path) as file:
            for number, _, raw in self.raw(file):
                yield line(number, raw)

    def raw(self, file: IO[bytes]) -> Iterator[tuple[int, int, bytes]]:
        """Number (from 1), offset in bytes and bytes of each line of the opened file that isn't blank.

        Raises:
            InputError: Where the file can't be read.
        """
        offset = 0
        try:
            for number, raw in enumerate(file, 1):
                self._sha256.update(raw)
                if raw.strip():
                    yield number, offset, raw
                offset += len(raw)
        except OSError as error:
            raise unreadable(self.path, error) from None


def open_lines(path: Path) -> IO[bytes]:
    """A file of predictions. What can be read only once, such as a pipe, is copied to a temporary file.

    Raises:
        InputError: Where it can't be read.
    """
    try:
        file = path.open("rb")
        if file.seekable():
            return file
        with file:
            copy = TemporaryFile()  # noqa: SIM115
            shutil.copyfileobj(file, copy)
    except OSError as error:
        raise unreadable(path, error) from None
    copy.seek(0)
    return copy


def unreadable(path: Path, error: OSError) -> InputError:
    """The error where a file can't be read."""
    remedy = "Name a readable JSON Lines file of predictions."
    return InputError(f"can't be read ({error.strerror or error})", where=str(path), remedy=remedy)


def line(number: int, raw: bytes) -> Line:
    """One line, whatever it holds."""

    def broken(doc_id: str | None, status: str, message: str, path: str = "") -> Line:
        kind = {"invalid": "document", "failed": "failed", "unreadable": "line"}[status]
        return Line(
            number,
            doc_id,
            status,
            problems=(Problem(line=number, doc_id=doc_id or "", path=path, kind=kind, message=message),),
        )

    if (prediction := _proven(raw)) is not None:
        return _whole(number, prediction)
    try:
        tree = _parsed(raw)
    except (ValueError, RecursionError) as error:
        return broken("", "unreadable", f"not JSON: {error}")
    if not isinstance(tree, dict) or not isinstance(tree.get("doc_id", 0), str | None):
        return broken("", "unreadable", "not an object with a doc_id")
    doc_id = tree["doc_id"]
    if _valid(tree):
        found = msgspec.convert(tree, Prediction)
        if found.error is not None:
            return broken(doc_id, "failed", found.error)
        return _whole(number, found)
    frame = {k: [] if k in LAYERS and isinstance(v, list) else v for k, v in tree.items()}
    if not _valid(frame) or doc_id is None:
        path, message = _flaw(frame if doc_id is not None else tree)
        return broken(doc_id, "invalid", message, path)
    return _sifted(number, doc_id, tree)


def _whole(number: int, found: Prediction) -> Line:
    """A line without any flaw."""
    layers = {name: records for name in LAYERS if (records := getattr(found, name)) is not None}
    return Line(number, found.doc_id, "scored", layers, found.clusters or ())


def _sifted(number: int, doc_id: str, tree: dict[str, Json]) -> Line:
    """A line of which only some annotations are invalid."""
    layers: dict[str, list[Any]] = {}
    problems: list[Problem] = []
    for name in LAYERS:
        for i, record in enumerate(tree.get(name, ())):
            alone = {"schema_version": "1.0", "doc_id": doc_id, name: [record]}
            kept = layers.setdefault(name, [])
            if _valid(alone):
                kept.append(getattr(msgspec.convert(alone, Prediction), name)[0])
                continue
            kept.append(None)
            path, message = _flaw(alone) if len(problems) < _WORDED else ("", "breaks the schema")
            path = f"/{name}/{i}" + path.removeprefix(f"/{name}/0")
            problems.append(Problem(line=number, doc_id=doc_id, path=path, kind="annotation", message=message))
    if tree.get("error") is not None:
        problems.append(Problem(line=number, doc_id=doc_id, path="/error", kind="failed", message=tree["error"]))
        return Line(number, doc_id, "failed", problems=tuple(problems))
    return Line(number, doc_id, "scored", layers, problems=tuple(problems))


def _proven(raw: bytes) -> Prediction | None:
    """The line, where it is proven at little cost that `_parsed` and the schema would have it like this; else None.

    Where no string holds a quotation mark, those of the line are two a string and key; a key given twice would be
    lost, and its marks with it. What only `_parsed` knows (fractions, null for a field left out) breaks the schema.
    """
    if b'\\"' in raw or b"\\u0022" in raw:
        return None
    untyped, typed, encoder = _codec()
    try:
        tree = untyped.decode(raw)
        if raw.count(b'"') != encoder.encode(tree).count(b'"') or not _valid(tree):
            return None
        # Not from the tree, which of a large document needn't be there at the same time.
        del tree
        found = typed.decode(raw)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return None
    return found if found.error is None else None


@cache
def _codec() -> tuple[msgspec.json.Decoder[Json], msgspec.json.Decoder[Prediction], msgspec.json.Encoder]:
    untyped = msgspec.json.Decoder(float_hook=_refused)
    return untyped, msgspec.json.Decoder(Prediction), msgspec.json.Encoder()


def _parsed(raw: bytes) -> Json:
    def pairs(items: list[tuple[str, Json]]) -> Json:
        found = {k: v for k, v in items if v is not None or k in _NULL_SAYS}
        given = sum(v is not None or k in _NULL_SAYS for k, v in items)
        return found if len(found) == given else _refused("a key given twice")

    def whole(literal: str) -> Json:
        # Longer ones are no offsets, and Python refuses to read some of them.
        return int(literal) if len(literal) <= 15 else _refused(literal)

    text = raw.decode("utf-8-sig")
    return json.loads(text, object_pairs_hook=pairs, parse_int=whole, parse_float=_refused, parse_constant=_refused)


def _refused(literal: str) -> Json:
    """What no schema allows, in place of what strict JSON refuses: fractions, NaN, a key given twice."""
    return {"refused": literal[:30]}


def _valid(tree: Json) -> bool:
    try:
        return schema.validator("prediction").is_valid(tree)
    except (ValueError, RecursionError):  # lone surrogates, nested too deeply
        return False


def _flaw(tree: Json) -> tuple[str, str]:
    """JSON pointer and message of the first thing that breaks the schema."""
    try:
        return schema.violations("prediction", tree)[0]
    except (ValueError, RecursionError, IndexError):
        return "", "nested too deeply, or holds a lone surrogate"
