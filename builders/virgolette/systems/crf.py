"""The system `crf`: two conditional random fields over tokens, one for mentions and one for quote content.

Trained by L-BFGS on fixed features, so that the same documents give the same model. The model file is a zip of both
models.

Source: Lafferty, McCallum & Pereira (2001); Okazaki (2007), CRFsuite.
"""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from virgolette.corpus.jsonio import read_bytes
from virgolette.errors import EnvironmentFault, InputError
from virgolette.scoring.predictions import Prediction
from virgolette.systems import tagging
from virgolette.systems.base import Source
from virgolette.systems.crf_features import features
from virgolette.systems.rules.page import Page
from virgolette.systems.tagging import LAYERS, Document

VERSION = "1.1"
# Chosen by cross-validation over the stories of the train split.
_SETTINGS = {"c1": 0.2, "c2": 0.05, "max_iterations": 200, "feature.possible_transitions": True}
# Zip entries carry a date: always this one, so that the same model is the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def _library() -> ModuleType:
    try:
        import pycrfsuite
    except ImportError:
        raise EnvironmentFault(
            "the system crf needs python-crfsuite", remedy="Install it with: pip install 'virgolette[crf]'"
        ) from None
    return pycrfsuite  # type: ignore[no-any-return]


class Crf:
    """A trained model."""

    name = "crf"
    version = VERSION

    def __init__(self, model: bytes, where: str = "") -> None:
        """Opens the bytes of a model file.

        Raises:
            InputError: Where they are no model of this version.
        """
        library = _library()
        try:
            with zipfile.ZipFile(io.BytesIO(model)) as archive:
                stated = json.loads(archive.read("model.json"))["version"]
                parts = {layer: archive.read(f"{layer}.crfsuite") for layer in LAYERS}
            if stated != VERSION:
                raise ValueError(stated)
            # A tagger reads from these bytes as long as it lives, and doesn't keep them alive itself.
            self._parts = parts
            self._taggers = {layer: library.Tagger() for layer in LAYERS}
            for layer, part in parts.items():
                self._taggers[layer].open_inmemory(part)
        except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
            raise InputError(
                "isn't a model of this version of crf", where=where, remedy="Make one with: virgolette train crf"
            ) from error

    def predict(self, source: Source) -> Prediction:
        """Mentions and quote contents, a span each."""
        return tagging.predicted(source, self._tags)

    def _tags(self, layer: str, page: Page, tokens: Sequence[int]) -> list[str]:
        tags: list[str] = self._taggers[layer].tag(features(page, tokens))
        return tags


def check(target: Path) -> None:
    """Nothing where a model may be written to this file.

    Raises:
        InputError: Where something else is there.
    """
    if not target.is_file() or not target.stat().st_size:
        return
    try:
        with zipfile.ZipFile(target) as archive:
            ours = {"model.json", *(f"{layer}.crfsuite" for layer in LAYERS)} <= set(archive.namelist())
    except (zipfile.BadZipFile, OSError):
        ours = False
    if not ours:
        raise InputError(
            "is there already, and is no model of crf", where=str(target), remedy="Name another file by --out."
        )


def opened(path: Path | None) -> Crf:
    """The model in a file.

    Raises:
        InputError: Where none is named, or it isn't one.
    """
    if path is None:
        raise InputError(
            "the system crf needs a model", remedy="Train one (virgolette train crf) and name it by --model."
        )
    return Crf(read_bytes(path), str(path))


def trained(documents: Iterable[Document]) -> bytes:
    """The bytes of a model file learnt from texts and their annotations; one example is a paragraph.

    Raises:
        InputError: Where there is nothing to learn from.
    """
    library = _library()
    examples: dict[str, list[tuple[Any, Sequence[str]]]] = {layer: [] for layer in LAYERS}
    for example in tagging.examples(documents):
        rows = features(example.page, example.tokens)
        for layer in LAYERS:
            examples[layer].append((rows, example.tags[layer]))
    if not examples["entities"]:
        raise InputError("there is nothing to learn from", remedy="Name a split with annotated documents.")
    parts = {f"{layer}.crfsuite": _fitted(library, examples[layer]) for layer in LAYERS}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in {"model.json": json.dumps({"version": VERSION}).encode(), **parts}.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content)
    return packed.getvalue()


def _fitted(library: ModuleType, examples: Sequence[tuple[Any, Sequence[str]]]) -> bytes:
    trainer = library.Trainer(algorithm="lbfgs", params=_SETTINGS, verbose=False)
    for rows, tags in examples:
        trainer.append(rows, tags)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        trainer.train(str(path))
        return path.read_bytes()
