"""The system `spacy`: mentions and quote contents by two networks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from virgolette.scoring.predictions import Prediction
from virgolette.systems import tagging
from virgolette.systems.base import Source
from virgolette.systems.neural import docs, folder
from virgolette.systems.rules.page import Page


class Spacy:
    """A trained model; a text's prediction is the same each time."""

    name = "spacy"
    version = folder.VERSION

    def __init__(self, networks: Mapping[str, Any]) -> None:
        """Takes layer → network."""
        self._networks = networks

    def predict(self, source: Source) -> Prediction:
        """Mentions and quote contents, a span each."""
        return tagging.predicted(source, self._tags)

    def _tags(self, layer: str, page: Page, tokens: Sequence[int]) -> list[str]:
        network = self._networks[layer]
        return docs.tags(network(docs.doc(network.vocab, page, tokens)))


def opened(path: Path | None) -> Spacy:
    """The model in a folder.

    Raises:
        InputError: Where none is named, or it isn't one.
        EnvironmentFault: Where spaCy isn't installed.
    """
    return Spacy(folder.read(path))
