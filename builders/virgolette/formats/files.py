"""Finding and reading files of unknown quality: nothing in one of them stops the others from being read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from virgolette.errors import InputError
from virgolette.foreign import Flaw, Foreign

# Beyond this a line is no annotation but a file of another kind.
LONGEST_LINE = 1 << 24
_BLOCK = 1 << 16
_UNSAFE = re.compile(r"[^\w.\-]+")


def find(source: Path, extensions: Sequence[str]) -> Iterator[Path]:
    """The files of a corpus in a stable order: the one that is named, else those with the extensions below it.

    Raises:
        InputError: Where the source doesn't exist, or no file with an extension is in it.
    """
    if source.is_file():
        yield source
        return
    if not source.is_dir():
        raise InputError("doesn't exist", where=str(source), remedy="Name a file or folder of a corpus.")
    none = True
    for path in _below(source, tuple(extensions)):
        none = False
        yield path
    if none:
        remedy = f"Name a file, or a folder that holds files with {' or '.join(extensions)}."
        raise InputError("holds no file of this format", where=str(source), remedy=remedy)


def _below(folder: Path, extensions: tuple[str, ...]) -> Iterator[Path]:
    """Files of a folder, then of the folders in it, by name. Only the names that are wanted are held."""
    names: list[str] = []
    folders: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                # A leading dot hides a file: editors and archives leave such copies (._a.ann) about.
                if entry.name.startswith("."):
                    continue
                if _is_folder(entry):
                    # Following links could lead round in a circle.
                    folders += [] if entry.is_symlink() else [entry.name]
                elif entry.name.lower().endswith(extensions):
                    names.append(entry.name)
    except OSError:
        # A folder that may not be entered holds nothing for us.
        return
    # As one string a hundred thousand names take a quarter of the memory; no name holds a slash.
    held = "/".join(sorted(names))
    names.clear()
    for found in re.finditer("[^/]+", held):
        yield folder / found.group()
    for name in sorted(folders):
        yield from _below(folder / name, extensions)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        # Such as a link to itself; reading it will say so.
        return False


def name_of(path: Path, source: Path) -> str:
    """A document's name: its path below the source, without extension, with slashes."""
    below = path.relative_to(source) if source.is_dir() else Path(path.name)
    return below.with_suffix("").as_posix()


def safe(name: str) -> str:
    """A document's name as a file name: word characters, dots and hyphens, no separator, not hidden."""
    return _UNSAFE.sub("_", name.replace("/", "__")).lstrip(".")[:150] or "_"


def text_in(path: Path) -> tuple[str | None, Flaw | None]:
    """The text of a file, decoded once from its raw bytes as UTF-8; or what keeps it from being read.

    No newline is translated: a CR LF counts as two code points, as brat's server counts it too.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        message = f"the text can't be read ({error.strerror or error})"
        return None, Flaw("foreign-text-missing", message, "Put the text beside its annotations.", file=str(path))
    try:
        return raw.decode("utf-8"), None
    except UnicodeDecodeError as error:
        message = f"byte {error.start} of the text isn't UTF-8 ({error.reason})"
        remedy = "Save the text as UTF-8; its offsets then have to be counted in code points."
        return None, Flaw("foreign-file-unreadable", message, remedy, file=str(path))


def lines_in(path: Path) -> Iterator[tuple[int, str | Flaw]]:
    r"""Numbered lines (from 1), without their line end, read a block at a time; a flaw for each that isn't UTF-8.

    Lines end at LF only: str.splitlines() would also end them at U+2028 or U+0085, which a text may hold.
    A CR before the LF is dropped.
    """
    number, rest = 0, b""
    try:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                head, end, tail = block.rpartition(b"\n")
                first = len(rest) + len((head if end else block).partition(b"\n")[0])
                if first >= LONGEST_LINE:
                    yield number + 1, unreadable(f"a line of more than {LONGEST_LINE:,} bytes", number + 1)
                    return
                if not end:
                    rest += block
                    continue
                for line in _decoded(rest + head, number + 1):
                    number += 1
                    yield number, line
                rest = tail
            if rest:
                yield number + 1, _decoded(rest, number + 1)[0]
    except OSError as error:
        yield 0, unreadable(f"can't be read ({error.strerror or error})")


def _decoded(block: bytes, number: int) -> list[str | Flaw]:
    """The lines of a block, the first of which has this number; decoded at once where all of it is UTF-8."""
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError:
        return [_line(raw.removesuffix(b"\r"), at) for at, raw in enumerate(block.split(b"\n"), number)]
    text = text.removeprefix("\ufeff") if number == 1 else text
    lines = text.split("\n")
    return [line.removesuffix("\r") for line in lines] if "\r" in text else [*lines]


def _line(raw: bytes, number: int) -> str | Flaw:
    try:
        line = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"byte {error.start} of the line isn't UTF-8 ({error.reason})"
        return Flaw("foreign-line-malformed", message, "Save the file as UTF-8.", number)
    return line.removeprefix("\ufeff") if number == 1 else line


def unreadable(message: str, line: int = 0) -> Flaw:
    """The flaw of a file that can't be used, from `line` on."""
    return Flaw("foreign-file-unreadable", message, "Mend the file or take it out; the others were read.", line)


def broken(name: str, path: Path, flaw: Flaw) -> Foreign:
    """A document of which nothing but a flaw is known."""
    return Foreign(name=name, text=None, file=str(path), flaws=(flaw,))
