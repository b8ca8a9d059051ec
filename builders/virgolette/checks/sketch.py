"""Sketches of texts: by them, texts that have much in common are found without comparing each with each.

A sketch is the least hashes of a text's runs of words (a bottom-k sketch; Broder 1997). Two texts that share half of
their runs share one of the sixteen with probability 1 - 2^-16; texts that share hardly anything rarely do. What
shares one is compared whole afterwards, so that a sketch never gives a finding by itself.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import Any

from virgolette.checks.collection import SHINGLE, words
from virgolette.model import Document

KEPT = 16
Array = Any
_ODD = 0x9E3779B97F4A7C15


def key(string: str) -> int:
    """A 64-bit key of a string, the same in every process."""
    return int.from_bytes(blake2b(string.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


# Words come again and again; ids hardly ever.
_word_key = lru_cache(maxsize=1 << 14)(key)


def sketch(document: Document) -> Array:
    """The `KEPT` least hashes of the runs of words of a text, fewer where it has fewer; none without a text.

    Returns:
        A sorted array of 64-bit hashes, each once. Repeated titles are left out, as in the comparison itself.
    """
    import numpy as np

    keys = np.array([_word_key(word) for word in words(document)], dtype=np.uint64)
    if len(keys) < SHINGLE:
        return keys[:0]
    runs = np.zeros(len(keys) - SHINGLE + 1, dtype=np.uint64)
    for i in range(SHINGLE):
        # Order counts: each place in the run stirs what came before it.
        runs = (runs ^ keys[i : i + len(runs)]) * np.uint64(_ODD)
        runs ^= runs >> np.uint64(29)
    least = np.unique(runs)
    return least[:KEPT]
