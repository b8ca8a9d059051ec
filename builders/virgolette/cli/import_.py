"""virgolette import: a corpus of another format as texts and JSON, in our scheme where it is ours."""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from virgolette import corpus, formats
from virgolette.checks.report import visible
from virgolette.cli.export import free
from virgolette.cli.saying import Saying
from virgolette.dataset.swap import building
from virgolette.errors import InputError
from virgolette.foreign import Foreign, size
from virgolette.formats import ours, safe

# So many broken lines are shown; all are counted, and `check --from` lists them.
SHOWN = 20
OURS, FOREIGN = _KINDS = ("annotations", "foreign")


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.epilog = (
        "DIR gets texts/ and annotations/ (documents in our own scheme) or foreign/ (all others, as they are). "
        "Exit code: 0 all read, 1 something couldn't be read, 2 wrong usage or environment."
    )
    parser.add_argument("format", metavar="FORMAT", help="; ".join(f"{f.name}: {f.about}" for f in formats.FORMATS))
    parser.add_argument("source", type=Path, metavar="SRC", help="a file or folder of that format")
    parser.add_argument("--out", type=Path, metavar="DIR", required=True, help="a new or empty folder")


class _Report:
    """What was read, and what not."""

    def __init__(self) -> None:
        self.documents = self.annotations = self.ours = self.flaws = 0
        self.left: Counter[str] = Counter()

    def lines(self) -> Iterator[str]:
        """What to tell at the end."""
        for what, n in sorted((+self.left).items()):
            yield f"not represented: {what}: {n:,}"
        if self.flaws:
            yield f"{self.flaws:,} lines, records or files couldn't be read: virgolette check --from lists them"
        yield f"{self.documents:,} documents with {self.annotations:,} annotations, {self.ours:,} in our scheme"


def run(options: argparse.Namespace) -> int:
    """Read and write document by document; 1 where something couldn't be read."""
    chosen = formats.named(options.format)
    target = free(options.out)
    told, saying = _Report(), Saying()
    with building(target) as folder:
        used: set[str] = set()
        for document in chosen.read(options.source):
            _write(document, folder, _name(document.name, folder, used), told, saying)
        if not told.documents:
            raise InputError("holds no document", where=str(options.source), remedy="Name a corpus of this format.")
    for line in told.lines():
        saying.say(visible(line))
    saying.end()
    return 1 if told.flaws else 0


def _name(name: str, folder: Path, used: set[str]) -> str:
    """A file name that no other document has, on file systems that fold case too.

    Which names are taken the folder itself knows: `used` holds those only that folding changes.
    """
    base = found = safe(name)
    number = 2
    while (folded := found.casefold()) in used or any((folder / kind / f"{folded}.json").exists() for kind in _KINDS):
        found, number = f"{base}-{number}", number + 1
    if found != folded:
        used.add(folded)
    return found


def _write(document: Foreign, folder: Path, name: str, told: _Report, saying: Saying) -> None:
    told.documents += 1
    told.annotations += size(document)
    told.left.update(document.unrepresented)
    told.left["documents without their text"] += document.text is None
    for flaw in document.flaws:
        if flaw.code == "foreign-text-missing":
            # Offsets without a text are all that some publish: nothing was read badly.
            continue
        told.flaws += 1
        if told.flaws <= SHOWN:
            saying.say(visible(f"{flaw.file or document.file}:{flaw.line or ''} [{flaw.code}] {flaw.message}"))
    if document.text is not None:
        corpus.write_bytes(folder / "texts" / f"{name}.txt", document.text.encode("utf-8"))
    found = ours.recognised(document)
    if found is not None:
        told.ours += 1
        corpus.write(folder / OURS / f"{name}.json", found)
    else:
        _write_foreign(document, folder / FOREIGN / f"{name}.json")


def _write_foreign(document: Foreign, path: Path) -> None:
    """The neutral model as JSON: an annotation a line; the text by its sha256 and length in code points."""
    text = document.text
    whole: dict[str, Any] = msgspec.to_builtins(msgspec.structs.replace(document, text=None, flaws=(), file=""))
    about: dict[str, Any] = {"name": document.name, "text_sha256": None, "chars": None}
    if text is not None:
        about |= {"text_sha256": hashlib.sha256(text.encode("utf-8")).hexdigest(), "chars": len(text)}
    parts = {k: v for k, v in whole.items() if k not in ("name", "text", "text_file", "unrepresented")}
    corpus.write_bytes(path, corpus.canonical({**about, **parts}))
