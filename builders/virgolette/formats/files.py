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
    for folder, folders, names in os.walk(source):
        folders.sort()
        folders[:] = [f for f in folders if not f.startswith(".")]
        for name in sorted(names):
            # A leading dot hides a file: editors and archives leave such copies (._a.ann) about.
            if name.lower().endswith(tuple(extensions)) and not name.startswith("."):
                none = False
                yield Path(folder) / name
    if none:
        remedy = f"Name a file, or a folder that holds files with {' or '.join(extensions)}."
        raise InputError("holds no file of this format", where=str(source), remedy=remedy)


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
    r"""Numbered lines (from 1), without their line end, read one at a time; a flaw for each that isn't UTF-8.

    Lines end at LF only: str.splitlines() would also end them at U+2028 or U+0085, which a text may hold.
    A CR before the LF is dropped.
    """
    try:
        with path.open("rb") as stream:
            number = 0
            while raw := stream.readline(LONGEST_LINE):
                number += 1
                if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
                    yield number, unreadable(f"a line of more than {LONGEST_LINE:,} bytes", number)
                    return
                try:
                    line = raw.rstrip(b"\n").removesuffix(b"\r").decode("utf-8")
                except UnicodeDecodeError as error:
                    message = f"byte {error.start} of the line isn't UTF-8 ({error.reason})"
                    yield number, Flaw("foreign-line-malformed", message, "Save the file as UTF-8.", number)
                    continue
                yield number, line.removeprefix("\ufeff") if number == 1 else line
    except OSError as error:
        yield 0, unreadable(f"can't be read ({error.strerror or error})")


def unreadable(message: str, line: int = 0) -> Flaw:
    """The flaw of a file that can't be used, from `line` on."""
    return Flaw("foreign-file-unreadable", message, "Mend the file or take it out; the others were read.", line)


def broken(name: str, path: Path, flaw: Flaw) -> Foreign:
    """A document of which nothing but a flaw is known."""
    return Foreign(name=name, text=None, file=str(path), flaws=(flaw,))
