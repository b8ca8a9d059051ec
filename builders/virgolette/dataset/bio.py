"""BIO tags over tokens: the part of the mentions that one flat sequence can hold."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from virgolette.model import Entity
from virgolette.spans import Spanned

OUTSIDE = "O"


def taggable(mention: Entity) -> bool:
    """Whether a mention is tagged: named, numeric or a date.

    Nominal mentions and pronouns are annotated only where a quote or a claim refers to them, so that a
    tagger trained on them would learn gaps; they are in `spans` only.
    """
    return mention.mention in (None, "named")


def tags(starts: Sequence[int], ends: Sequence[int], mentions: Iterable[tuple[Entity, Spanned]]) -> list[str]:
    """One tag a token: `B-LABEL`, `I-LABEL` or `O`.

    Args:
        starts, ends: Of the tokens in the document (code points), sorted and disjoint.
        mentions: Those that begin among them, with their hulls.

    Outermost first: a mention inside another one has no tags of its own. A token that a mention overlaps
    by one code point or more belongs to it, so that an edge inside a token loses nothing. A discontinuous
    mention is tagged over its hull, gap included, since BIO has no gaps. Where two mentions want the same
    token, the one that starts first (the longer one of two that start together) has it, and the other has
    no tags at all: half a mention would teach a wrong border.
    """
    found = [OUTSIDE] * len(starts)
    wanted = []
    for order, (mention, whole) in enumerate(mentions):
        if taggable(mention):
            wanted.append((whole.start, -whole.end, order, mention.label))
    for start, end, _, label in sorted(wanted):
        first, last = bisect_right(ends, start), bisect_left(starts, -end)
        if first < last and found[first:last].count(OUTSIDE) == last - first:
            found[first:last] = [f"B-{label}", *[f"I-{label}"] * (last - first - 1)]
    return found
