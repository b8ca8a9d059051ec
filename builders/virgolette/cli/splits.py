"""The splits that a command may be told."""

from __future__ import annotations

from virgolette.errors import InputError
from virgolette.model import Corpus


def expect_split(option: str, split: str, found: Corpus, *more: str) -> None:
    """Nothing where a document of the corpus is in the split, or it is one of `more`.

    Raises:
        InputError: Where there is no such split.
    """
    known = [*dict.fromkeys(e.split for e in found.manifest.documents), *more]
    if split not in known:
        raise InputError(f"there is no split {split}", where=option, remedy=f"Name one of {', '.join(known)}.")
