"""The records of a large JSON file, one at a time: a list, or an object a line (JSONL)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from virgolette.foreign import Flaw
from virgolette.formats import files

Json = Any
_CHUNK = 1 << 16
_SPACE = re.compile(r"[ \t\r\n]*")
# One record beyond this is not read: a hostile file must not fill the memory.
LARGEST = 1 << 28


def records(path: Path) -> Iterator[tuple[int, Json | Flaw]]:
    """(number, record) of each record, or a flaw; the number is a line in JSONL, else the place in the list.

    A file that starts with [ is a list of records. Otherwise it is JSONL if its first line is a whole record;
    then a broken line costs that line only. Any other file is one record. In a list nobody can tell where a
    broken record ends: reading stops there, and a flaw says so.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            head = stream.read(1).strip() or _first(stream)
            if head == "[":
                yield from _items(stream)
                return
    except OSError as error:
        yield 0, files.unreadable(f"can't be read ({error.strerror or error})")
        return
    except UnicodeDecodeError as error:
        yield 0, files.unreadable(f"isn't UTF-8 ({error.reason})")
        return
    if path.suffix.lower() in (".jsonl", ".ndjson") or _whole_first_line(path):
        yield from _lines(path)
    else:
        yield from _whole(path)


def _first(stream: TextIO) -> str:
    while char := stream.read(1):
        if not char.isspace():
            return char
    return ""


def _whole_first_line(path: Path) -> bool:
    for _, line in files.lines_in(path):
        if isinstance(line, Flaw):
            return False
        if line.strip():
            return isinstance(_parsed(line, 0), dict)
    return False


def _lines(path: Path) -> Iterator[tuple[int, Json | Flaw]]:
    for number, line in files.lines_in(path):
        if isinstance(line, Flaw) or line.strip():
            yield number, line if isinstance(line, Flaw) else _parsed(line, number)


def _parsed(line: str, number: int) -> Json | Flaw:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        message = f"isn't JSON: {error}" if isinstance(error, ValueError) else "is nested too deeply"
        return Flaw("foreign-line-malformed", message, "Mend the line.", number)


def _whole(path: Path) -> Iterator[tuple[int, Json | Flaw]]:
    try:
        if path.stat().st_size > LARGEST:
            yield 0, files.unreadable(f"one record of more than {LARGEST:,} bytes")
        else:
            yield 1, json.loads(path.read_bytes())
    except (ValueError, RecursionError, OSError) as error:
        yield 0, files.unreadable(f"isn't JSON: {str(error)[:200]}")


def _items(stream: TextIO) -> Iterator[tuple[int, Json | Flaw]]:
    """The items of a list whose [ has been read."""
    decoder, buffer, number = json.JSONDecoder(), "", 0
    ended = False
    while True:
        try:
            chunk = "" if ended else stream.read(_CHUNK)
        except UnicodeDecodeError as error:
            yield number + 1, files.unreadable(f"after record {number}: isn't UTF-8 ({error.reason})", number + 1)
            return
        ended = not chunk
        # Growing by as much as there is keeps the cost of trying again in proportion to the record.
        while not ended and len(chunk) < len(buffer) and (more := stream.read(len(buffer))):
            chunk += more
        buffer += chunk
        at = 0
        while True:
            at = _SPACE.match(buffer, at).end()  # type: ignore[union-attr]
            if buffer[at : at + 1] == "]":
                return
            if buffer[at : at + 1] == ",":
                at = _SPACE.match(buffer, at + 1).end()  # type: ignore[union-attr]
            try:
                item, end = decoder.raw_decode(buffer, at)
            except (ValueError, RecursionError) as error:
                failed: ValueError | RecursionError = error
                break
            if end == len(buffer) and not ended:
                # A number may go on in the next chunk; records are objects, but nothing says so yet.
                failed = ValueError("goes on")
                break
            number += 1
            yield number, item
            at = end
        buffer = buffer[at:]
        if ended or len(buffer) > LARGEST:
            why = str(failed) if ended else f"more than {LARGEST:,} code points"
            yield number + 1, files.unreadable(f"record {number + 1} and all after it: {why[:200]}", number + 1)
            return
