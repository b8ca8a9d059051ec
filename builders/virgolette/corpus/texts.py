"""Texts: decoded once from raw bytes, verified by sha256, found by sha256 whatever their name."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Mapping
from pathlib import Path

from virgolette.corpus.jsonio import read_bytes
from virgolette.errors import InputError, TextError

# An article is some kilobytes: a file beyond this in a texts folder is something else.
LARGEST = 64 * 1024 * 1024


def texts_dir(named: str | os.PathLike[str] | None = None) -> Path | None:
    """The folder of external texts: as named, else from VIRGOLETTE_TEXTS, else None.

    Raises:
        InputError: Where it is named and isn't a folder.
    """
    chosen = named or os.environ.get("VIRGOLETTE_TEXTS")
    if not chosen:
        return None
    path = Path(chosen)
    if not path.is_dir():
        raise InputError(
            "isn't a folder", where=str(path), remedy="Give --texts (or VIRGOLETTE_TEXTS) the folder with the texts."
        )
    return path


def decode(raw: bytes, where: str = "") -> str:
    """The text: raw bytes as UTF-8, no normalisation, no newline translation.

    A byte order mark stays a code point of the text (a check reports it).

    Raises:
        TextError: With the offset of the first byte that isn't UTF-8.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise TextError(
            f"byte {error.start} isn't UTF-8 ({error.reason})",
            where=where,
            remedy="Restore the file that the manifest's sha256 was taken of.",
        ) from None


def sha256(raw: bytes) -> str:
    """SHA-256 of raw bytes, 64 hexadecimal digits."""
    return hashlib.sha256(raw).hexdigest()


def find_texts(folder: Path, wanted: Collection[str]) -> tuple[Mapping[str, bytes], Mapping[Path, bytes]]:
    """Files of `folder` (not of folders in it) by content.

    Returns:
        sha256 → bytes for the wanted ones, and path → bytes for the other .txt files, which may be
        wanted texts that were changed.

    Raises:
        InputError: Where the folder or a file in it can't be read.
    """
    found: dict[str, bytes] = {}
    others: dict[Path, bytes] = {}
    try:
        paths = [p for p in sorted(folder.iterdir()) if p.is_file() and p.stat().st_size <= LARGEST]
    except OSError as error:
        raise InputError(
            f"can't be read ({error.strerror or error})", where=str(folder), remedy="Name a folder that you may read."
        ) from None
    for path in paths:
        raw = read_bytes(path)
        name = sha256(raw)
        if name in wanted:
            found[name] = raw
        elif path.suffix == ".txt":
            others[path] = raw
    return found, others
