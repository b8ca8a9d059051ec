"""How much of a text that may not be redistributed stands in words of our own."""

from __future__ import annotations

from functools import lru_cache

# A run of this many code points, white space and case folded, is a copy and no coincidence.
RUN = 40


@lru_cache(maxsize=16)
def folded(text: str) -> str:
    """Text as copies are compared: case folded, white space made single spaces."""
    # Cached because every statement of a document is held against the same text.
    return " ".join(text.casefold().split())


def copied(words: str, text: str) -> int:
    """Length of the first run of at least `RUN` folded code points that `words` has of `text`; 0 for none."""
    ours, theirs = folded(words), folded(text)
    for start in range(len(ours) - RUN + 1):
        if ours[start : start + RUN] in theirs:
            end = start + RUN
            while end < len(ours) and ours[start : end + 1] in theirs:
                end += 1
            return end - start
    return 0
