"""BIO tags over tokens: the part of the mentions that one flat sequence can hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from virgolette.model import Entity
from virgolette.spans import Span, hull

OUTSIDE = "O"


def taggable(mention: Entity) -> bool:
    """Whether a mention is tagged: named, numeric or a date.

    Nominal mentions and pronouns are annotated only where a quote or a claim refers to them, so that a
    tagger trained on them would learn gaps; they are in `spans` only.
    """
    return mention.mention in (None, "named")


def tags(tokens: Sequence[Span], mentions: Iterable[Entity]) -> list[str]:
    """One tag a token: `B-LABEL`, `I-LABEL` or `O`.

    Outermost first: a mention inside another one has no tags of its own. A token that a mention overlaps
    by one code point or more belongs to it, so that an edge inside a token loses nothing. A discontinuous
    mention is tagged over its hull, gap included, since BIO has no gaps. Where two mentions want the same
    token, the one that starts first (the longer one of two that start together) has it, and the other has
    no tags at all: half a mention would teach a wrong border.
    """
    found = [OUTSIDE] * len(tokens)
    wanted = sorted(
        ((hull(m.segments), m.label) for m in mentions if taggable(m)), key=lambda x: (x[0].start, -x[0].end)
    )
    for whole, label in wanted:
        own = [i for i, t in enumerate(tokens) if t.start < whole.end and whole.start < t.end]
        if own and all(found[i] == OUTSIDE for i in own):
            found[own[0]] = f"B-{label}"
            for i in own[1:]:
                found[i] = f"I-{label}"
    return found
