"""A system's folder under results/: what it is, what it predicted, what that scored; and whether that still holds.

`results/<system>/` holds system.json, and for each split run `<split>.jsonl` with the predictions and `<split>.json`
with their result. Anybody can score the predictions again; nothing else is needed to make the board.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec

from virgolette import corpus
from virgolette.corpus.jsonio import read_bytes
from virgolette.errors import InputError
from virgolette.model import Record
from virgolette.scoring import result
from virgolette.scoring.gold import Present
from virgolette.scoring.measures import NAMES
from virgolette.scoring.result import Result

SPLITS = ("test", "reference")
"""What the board shows: the test split, from which one can infer, and the articles, which are described."""
ABOUT = "system.json"
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
REMEDY = "Run: virgolette board --update"


class About(Record, frozen=True):
    """What a system is.

    Attributes:
        name: By which it is called; the name of its folder.
        version: As it states itself.
        about: A line on what it is.
        commands: What was run to get its results, with no machine's paths.
    """

    schema_version: str
    name: str
    version: str
    about: str
    commands: tuple[str, ...]


class Stored(Record, frozen=True):
    """A system's folder, read: split → result."""

    about: About
    folder: str
    results: Mapping[str, Result]

    def predictions(self, split: str) -> Path:
        """The file of its predictions on a split."""
        return Path(self.folder) / f"{split}.jsonl"


def folder(root: Path) -> Path:
    """Where a corpus keeps results."""
    return root / "results"


def systems(root: Path) -> list[Stored]:
    """Every stored system, by name.

    Raises:
        InputError: Where a folder can't be used.
    """
    held = folder(root)
    return [read(p) for p in sorted(held.iterdir()) if p.is_dir() and p.name[0] != "."] if held.is_dir() else []


def read(path: Path) -> Stored:
    """One system's folder.

    Raises:
        InputError: Where it lacks something or holds what it can't hold.
    """
    where = path / ABOUT
    try:
        about = msgspec.convert(corpus.read(where), About)
    except msgspec.ValidationError as error:
        raise InputError(f"doesn't say what the system is ({error})", where=str(where), remedy=REMEDY) from None
    if about.name != path.name:
        raise InputError(
            f"is of {about.name[:80]!a}, not of {path.name}", where=str(where), remedy="Rename the folder."
        )
    held = {split: result.read(file) for split in SPLITS if (file := path / f"{split}.json").is_file()}
    for split, found in held.items():
        if found.split != split:
            raise InputError(f"is of the split {found.split}", where=str(path / f"{split}.json"), remedy=REMEDY)
    return Stored(about=about, folder=str(path), results=held)


class Standard:
    """What results are held against: the present gold of each split, read once."""

    def __init__(self, root: Path) -> None:
        @cache
        def present(split: str) -> Present | None:
            try:
                return Present(root, split)
            except InputError:
                return None

        self._present = present

    def stale(self, stored: Stored, split: str) -> str:
        """Why a stored result no longer holds; "" where it does."""
        found, gold = stored.results[split], self._present(split)
        if gold is None:
            return "there is no gold of this split"
        if found.dataset_version != gold.version:
            return f"made on data {found.dataset_version}, not {gold.version}"
        if found.measures != NAMES:
            return "made with other measures"
        if tuple(d.doc_id for d in found.documents) != gold.scope:
            return f"made on {len(found.documents)} documents, not on the {len(gold.scope)} that have gold"
        if found.gold_digest != gold.digest():
            return "made on other gold"
        if hashlib.sha256(read_bytes(stored.predictions(split))).hexdigest() != found.predictions_digest:
            return "its predictions were changed after they were scored"
        return ""
