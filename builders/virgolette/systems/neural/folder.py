"""A trained model on disk: a folder with a spaCy pipeline a layer, and a file that says what it is.

A new model is written beside its place and takes it whole; a folder that is no model of ours is never replaced.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from virgolette.corpus.jsonio import write_bytes
from virgolette.errors import EnvironmentFault, InputError
from virgolette.systems.neural.library import spacy
from virgolette.systems.tagging import LAYERS

VERSION = "1.0"
_FILE = "model.json"
_REMEDY = "Make one with: virgolette train spacy"


def check(target: Path) -> None:
    """Nothing where a model may be written to this folder.

    Raises:
        InputError: Where something else is there.
    """
    if target.exists() and not (target.is_dir() and (not any(target.iterdir()) or _stated(target) is not None)):
        raise InputError(
            "is there already, and is no model of spacy", where=str(target), remedy="Name another folder by --out."
        )


def write(target: Path, networks: Mapping[str, Any]) -> None:
    """Write a model; what was there goes only when the new one is complete.

    Raises:
        InputError: Where something other than a model is there.
        EnvironmentFault: Where the folder can't be written.
    """
    check(target)
    temporary = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{target.name[:40]}-", dir=target.parent))
        made, old = temporary / "new", temporary / "old"
        made.mkdir()
        for layer, network in networks.items():
            network.to_disk(made / layer)
        # Last: a folder without this file is no model.
        write_bytes(made / _FILE, json.dumps({"system": "spacy", "version": VERSION}).encode() + b"\n")
        if target.exists():
            target.rename(old)
        try:
            made.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise
    except OSError as error:
        raise EnvironmentFault(
            f"can't be written ({error.strerror or error})",
            where=str(target),
            remedy="Name a folder that you may write to.",
        ) from None
    finally:
        if temporary is not None:
            with suppress(OSError):
                shutil.rmtree(temporary)


def read(path: Path | None) -> dict[str, Any]:
    """Layer → network.

    Raises:
        InputError: Where no folder is named, or it is no model of this version.
        EnvironmentFault: Where spaCy isn't installed.
    """
    library = spacy()
    if path is None:
        raise InputError(
            "the system spacy needs a model", remedy="Train one (virgolette train spacy) and name it by --model."
        )
    if _stated(path) != VERSION:
        raise InputError("isn't a model of this version of spacy", where=str(path), remedy=_REMEDY)
    try:
        return {layer: library.load(path / layer) for layer in LAYERS}
    except Exception as error:
        # A broken part fails in msgpack, numpy, thinc or spaCy itself, with exceptions of their own.
        raise InputError(
            f"can't be read as a model ({type(error).__name__}: {str(error)[:200]})", where=str(path), remedy=_REMEDY
        ) from None


def _stated(path: Path) -> str | None:
    """The version that a model's folder states; None where it is none."""
    try:
        stated = json.loads((path / _FILE).read_bytes())
    except (OSError, ValueError):
        return None
    named = isinstance(stated, dict) and stated.get("system") == "spacy"
    return str(stated.get("version")) if named else None
