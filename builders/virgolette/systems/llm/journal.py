"""The journal: one line an answer, only ever added to, so that nothing is paid for twice.

A line is written and synced at once when its answer has come; a line that a crash cut off is no line. Of an external
text the journal has the reading (offsets), of an included one the answer as it came.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from pathlib import Path
from typing import Any

import msgspec

from virgolette.errors import EnvironmentFault, InputError
from virgolette.model import Record
from virgolette.systems.llm.reading import Reading

Json = Any
_BEGIN = b'{"request": "'


class Usage(Record, frozen=True):
    """Tokens that a request cost; None where the server didn't say."""

    prompt: int | None = None
    completion: int | None = None


class Entry(Record, frozen=True):
    """A line: what was asked (by digest) and what came; or (tier given) what a server is known to take.

    Attributes:
        request: Digest of the request, or of the server and model.
        usage: What it cost.
        finish: Why the answer ended, as the server says.
        refused: Whether the server says that the model refused.
        answer: The answer, of an included text.
        reading: What it says, of an external text.
        tier: The way of asking that worked.
    """

    request: str
    usage: Usage | None = None
    finish: str | None = None
    refused: bool | None = None
    answer: str | None = None
    reading: Reading | None = None
    tier: str | None = None


def digest(*parts: Json) -> str:
    """SHA-256 of JSON values, whatever the order of their keys."""
    written = json.dumps(parts, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


class Journal:
    """The answers of earlier runs and of this one.

    Attributes:
        unread: Lines of the file that are none of ours, or damaged.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Reads what is there; None for a journal that is forgotten.

        Raises:
            InputError: Where the file is somebody else's: it holds something, and no line of ours.
            EnvironmentFault: Where it can't be read or written.
        """
        self._path, self._lock = path, threading.Lock()
        self._answers: dict[str, Entry] = {}
        self._tiers: dict[str, str] = {}
        self.unread = 0
        if path is None:
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Answers are the user's own affair.
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            raw = path.read_bytes()
        except OSError as error:
            raise self._fault(error) from None
        written = [line for line in raw.split(b"\n") if line.strip()]
        for line in written:
            self._take(line)
        cut = len(written) == 1 and written[0].startswith(_BEGIN[: len(written[0])])
        if len(written) == self.unread and raw and not cut:
            self.close()
            raise InputError("is no journal", where=str(path), remedy="Name another file by --journal.")
        if raw and not raw.endswith(b"\n"):
            # Half a line: it stays, and the next one begins on a line of its own.
            self._write(b"\n")

    def _take(self, line: bytes) -> None:
        try:
            entry = msgspec.json.decode(line, type=Entry)
        except (msgspec.DecodeError, RecursionError):
            self.unread += 1
            return
        self._keep(entry)

    def _keep(self, entry: Entry) -> None:
        if entry.tier is not None:
            self._tiers[entry.request] = entry.tier
        else:
            self._answers[entry.request] = entry

    def answer(self, request: str) -> Entry | None:
        """What came to a request, if anything did."""
        with self._lock:
            return self._answers.get(request)

    def tier(self, server: str) -> str | None:
        """The way of asking that worked with a server, if any is known."""
        with self._lock:
            return self._tiers.get(server)

    def add(self, entry: Entry) -> None:
        """Keep an entry; when this returns, it is on disk.

        Raises:
            EnvironmentFault: Where it can't be written.
        """
        line = json.dumps(msgspec.json.decode(msgspec.json.encode(entry))).encode() + b"\n"
        with self._lock:
            self._keep(entry)
            self._write(line)

    def _write(self, line: bytes) -> None:
        if self._path is None:
            return
        try:
            while line:
                line = line[os.write(self._file, line) :]
            os.fsync(self._file)
        except OSError as error:
            raise self._fault(error) from None

    def _fault(self, error: OSError) -> EnvironmentFault:
        return EnvironmentFault(
            f"can't be used as a journal ({error.strerror or error})",
            where=str(self._path),
            remedy="Name another file by --journal.",
        )

    def close(self) -> None:
        """Nothing can be added any more."""
        if self._path is not None:
            os.close(self._file)
            self._path = None
