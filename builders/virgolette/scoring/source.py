"""Where gold comes from: a corpus folder, a folder of annotations, or a corpus in packed form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from virgolette import resources
from virgolette.corpus import shards
from virgolette.errors import InputError
from virgolette.model import Cluster
from virgolette.scoring.gold import Gold, GoldDocument
from virgolette.scoring.packed import Packed


class Source(Protocol):
    """Gold, a document at a time.

    Attributes:
        version, split: Of the data.
        left_out: Documents of the split that can't be scored.
    """

    version: str
    split: str
    left_out: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many documents the corpus has, scored or not."""
        ...

    @property
    def one_event(self) -> bool:
        """Whether any of the reference articles is in the scope."""
        ...

    def find(self, doc_id: str) -> int | None:
        """The position of a document of the corpus."""
        ...

    def scored(self, doc_id: str) -> bool:
        """Whether a document is in the scope."""
        ...

    def documents(self) -> Iterator[tuple[int, GoldDocument]]:
        """The documents of the scope, in order, with their positions."""
        ...

    def clusters(self) -> tuple[Cluster, ...]:
        """The gold clusters of the scope."""
        ...

    def digest(self) -> str:
        """Of all gold, once the documents were read."""
        ...


def opened(root: Path | None, split: str, gold: Path | None, texts: Path | None) -> Source:
    """The gold that the arguments of a command mean.

    Args:
        root: The corpus; None for the shipped one, or where `gold` is a corpus.
        split: Name of a split, or `all`.
        gold: Folder of annotations, or a corpus in packed form; None for the corpus's own.
        texts: Folder of external texts.

    Raises:
        InputError: Where it can't be used.
    """
    if gold is not None and shards.packed(gold):
        if root is not None and root.resolve() != gold.resolve():
            what = "is a corpus of its own, with its own entries and texts"
            raise InputError(what, where=str(gold), remedy="Leave out --corpus.")
        return Packed(gold, split, texts)
    base = root or resources.root()
    if not shards.packed(base):
        return Gold(root, split, gold, texts)
    if gold is not None:
        what = "is in packed form, with its gold in its shards"
        raise InputError(what, where=str(base), remedy="Leave out --gold.")
    return Packed(base, split, texts)
