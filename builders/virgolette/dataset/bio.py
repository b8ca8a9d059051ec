"""BIO tags over tokens: the part of the mentions that one flat sequence can hold."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from virgolette.model import Entity
from virgolette.spans import hull

OUTSIDE = "O"


def taggable(mention: Entity) -> bool:
    """Whether a mention is tagged: named, numeric or a date.

    Nominal mentions and pronouns are annotated only where a quote or a claim refers to them, so that a
    tagger trained on them would learn gaps; they are in `spans` only.
    """
    return mention.mention in (None, "named")


def tags(starts: Sequence[int], ends: Sequence[int], mentions: Iterable[Entity], base: int = 0) -> list[str]:
    """One tag a token: `B-LABEL`, `I-LABEL` or `O`.

    Args:
        starts, ends: Of the tokens, sorted and disjoint, in code points from `base`.
        mentions: With offsets in the document.
        base: Offset in the document that the tokens' offsets count from.

    Outermost first: a mention inside another one has no tags of its own. A token that a mention overlaps
    by one code point or more belongs to it, so that an edge inside a token loses nothing. A discontinuous
    mention is tagged over its hull, gap included, since BIO has no gaps. Where two mentions want the same
    token, the one that starts first (the longer one of two that start together) has it, and the other has
    no tags at all: half a mention would teach a wrong border.
    """
    found = [OUTSIDE] * len(starts)
    wanted = sorted(
        ((hull(m.segments), m.label) for m in mentions if taggable(m)), key=lambda x: (x[0].start, -x[0].end)
    )
    for whole, label in wanted:
        first, last = bisect_right(ends, whole.start - base), bisect_left(starts, whole.end - base)
        if first < last and found[first:last].count(OUTSIDE) == last - first:
            found[first:last] = [f"B-{label}", *[f"I-{label}"] * (last - first - 1)]
    return found
