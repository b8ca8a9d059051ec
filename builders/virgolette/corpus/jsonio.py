"""Strict JSON in, canonical JSON out, atomically.

Strict: UTF-8 without a byte order mark; no duplicate keys, fractions, exponents, NaN, Infinity or lone
surrogates (no field of ours needs one, and each reads differently in different parsers).
Canonical: one record a line, so that a diff shows which annotation changed.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from virgolette.errors import EnvironmentFault, InputError

Json = Any
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_BOM = "\ufeff"
# Our deepest file has some ten levels. What parses may still be too deep for what comes after.
DEEPEST = 64


class Flaw(Struct, frozen=True):
    """Something in a JSON file that a strict reader refuses, with the JSON pointer to it."""

    pointer: str
    message: str
    remedy: str


_TOO_DEEP = Flaw("", "nested too deeply", "No file of ours is nested more than ten levels deep.")


class _Marked:
    """Stands in the parsed tree where a flaw was met, so that a walk finds its pointer.

    Of an object with a key given twice it holds all pairs: either value may have flaws of its own.
    """

    def __init__(self, message: str, remedy: str, inner: Sequence[tuple[str, Json]] = ()) -> None:
        self.message, self.remedy, self.inner = message, remedy, list(inner)


def parse(raw: bytes) -> tuple[Json, list[Flaw]]:
    """The parsed instance and all flaws; the instance is None where there is any flaw."""
    flaws = []
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [Flaw("", f"byte {error.start} isn't UTF-8 ({error.reason})", "Save the file as UTF-8.")]
    if text.startswith(_BOM):
        flaws.append(Flaw("", "the file starts with a byte order mark", "Save it as UTF-8 without BOM."))
        text = text.removeprefix(_BOM)
    if not text.strip():
        return None, [*flaws, Flaw("", "not JSON at line 1, column 1: the file is empty", "Restore it.")]
    seen: list[_Marked] = []

    def mark(message: str, remedy: str, inner: Sequence[tuple[str, Json]] = ()) -> _Marked:
        seen.append(_Marked(message, remedy, inner))
        return seen[-1]

    def pairs(items: list[tuple[str, Json]]) -> Json:
        found = dict(items)
        if len(found) == len(items):
            return found
        twice = sorted(key for key, times in Counter(key for key, _ in items).items() if times > 1)
        shown = ", ".join(_escaped(key) for key in twice[:5]) + (", …" if len(twice) > 5 else "")
        return mark(f"key given twice: {shown}", "Keep one of the two.", items)

    def number(literal: str) -> Json:
        shown = literal if len(literal) <= 30 else literal[:27] + "…"
        return mark(
            f"{shown} isn't a whole number in plain digits", "Offsets and counts are whole; other figures are strings."
        )

    def whole(literal: str) -> Json:
        return int(literal) if len(literal) <= 20 else number(literal)

    try:
        tree = json.loads(text, object_pairs_hook=pairs, parse_float=number, parse_constant=number, parse_int=whole)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        return None, [*flaws, Flaw("", f"not JSON at {where}: {error.msg}", "Mend the file there.")]
    except RecursionError:
        return None, [*flaws, _TOO_DEEP]
    if _deep(tree):
        return None, [*flaws, _TOO_DEEP]
    if seen:
        flaws += [Flaw(p, m.message, m.remedy) for p, m in _walk(tree, "") if isinstance(m, _Marked)]
    if _ESCAPED_SURROGATE.search(text):
        bad = (p for p, leaf in _walk(tree, "") if isinstance(leaf, str) and _SURROGATE.search(leaf))
        flaws += [Flaw(p, "a lone surrogate is no character", "Write the character itself in UTF-8.") for p in bad]
    return (None if flaws else tree), flaws


def _children(node: Json) -> list[tuple[str, Json]]:
    """Key or index and value of everything directly in a node."""
    if isinstance(node, dict):
        return list(node.items())
    if isinstance(node, list):
        return [(str(i), value) for i, value in enumerate(node)]
    return node.inner if isinstance(node, _Marked) else []


def _deep(tree: Json) -> bool:
    level = [tree]
    for _ in range(DEEPEST):
        level = [child for node in level if isinstance(node, dict | list | _Marked) for _, child in _children(node)]
        if not level:
            return False
    return True


def _walk(node: Json, pointer: str) -> Iterator[tuple[str, Json]]:
    """Every leaf, key (as a leaf) and marked node, with its pointer, in file order."""
    stack = [(pointer, node)]
    while stack:
        where, item = stack.pop()
        if isinstance(item, dict | list | _Marked):
            children = _children(item)
            if isinstance(item, _Marked):
                yield where, item
            if not isinstance(item, list):
                yield from ((where, key) for key, _ in children)
            stack.extend((f"{where}/{_escaped(key)}", value) for key, value in reversed(children))
        elif item is not None:
            yield where, item


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1").encode("utf-8", "replace").decode("utf-8")[:80]


def place(file: str | Path, pointer: str) -> str:
    """`file#pointer`; the file alone where the pointer is to the whole of it."""
    return f"{file}#{pointer}" if pointer else str(file)


def read_bytes(path: Path) -> bytes:
    """The raw bytes of a file.

    Raises:
        InputError: Where it doesn't exist, is a folder, or can't be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            f"can't be read ({error.strerror or error})", where=str(path), remedy="Name an existing, readable file."
        ) from None


def read(path: Path) -> Json:
    """The instance in a strict JSON file.

    Raises:
        InputError: Where the file can't be read or has a flaw; the message counts all of them.
    """
    instance, flaws = parse(read_bytes(path))
    if flaws:
        more = f" (and {len(flaws) - 1} more)" if len(flaws) > 1 else ""
        raise InputError(flaws[0].message + more, where=place(path, flaws[0].pointer), remedy=flaws[0].remedy)
    return instance


def canonical(record: Struct | dict[str, Json]) -> bytes:
    """Canonical bytes: keys in schema order, one item of a top-level list a line, UTF-8, final newline."""
    tree = record if isinstance(record, dict) else msgspec.json.decode(msgspec.json.encode(record))
    lines = []
    for key, value in tree.items():
        if isinstance(value, list) and value:
            items = ",\n".join("  " + _compact(item) for item in value)
            lines.append(f" {_compact(key)}: [\n{items}\n ]")
        else:
            lines.append(f" {_compact(key)}: {_compact(value)}")
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode("utf-8")


def _compact(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def canonical_whole(record: Struct) -> bytes:
    """As `canonical`, in less than a third of the time: of a record with whole numbers only and all its own fields."""
    lines = []
    for key in record.__struct_fields__:
        value = getattr(record, key)
        if isinstance(value, tuple) and value:
            items = b",\n".join([b"  " + one_line(item) for item in value])
            lines.append(b' "%s": [\n%s\n ]' % (key.encode(), items))
        else:
            lines.append(b' "%s": %s' % (key.encode(), one_line(value)))
    return b"{\n" + b",\n".join(lines) + b"\n}\n"


def one_line(record: object) -> bytes:
    """A record or value with whole numbers only, as it stands inside of a canonical file."""
    return msgspec.json.format(_encoder().encode(record), indent=0)


@cache
def _encoder() -> msgspec.json.Encoder:
    return msgspec.json.Encoder()


def write(path: Path, record: Struct | dict[str, Json]) -> None:
    """Write a record in canonical form, whole or not at all."""
    write_bytes(path, canonical(record))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, as `write_parts`."""
    write_parts(path, [data])


def write_parts(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file whole or not at all, part by part as they come: to a temporary file beside it, then renamed.

    Raises:
        EnvironmentFault: Where the folder can't be written; what was there stays.
    """
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:40]}-", dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(parts)
            stream.flush()
            os.fsync(stream.fileno())
        # mkstemp makes files private; what the project writes has the user's ordinary permissions.
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(0o666 & ~umask)
        Path(temporary).replace(path)
    except BaseException as error:
        # Whatever stops it, an interrupt too, leaves nothing behind.
        if temporary:
            with suppress(OSError):
                Path(temporary).unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        raise EnvironmentFault(
            f"can't be written ({error.strerror or error})",
            where=str(path),
            remedy="Name a folder that you may write to.",
        ) from None
