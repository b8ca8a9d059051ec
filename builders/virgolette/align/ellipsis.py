"""A query whose ellipsis stands for words of the text: its pieces in order, near each other."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

from virgolette.align.find import bared
from virgolette.align.fuzzy import Place

REACH = 1000  # code points that one ellipsis may stand for: some paragraphs, never half an article

_ELLIPSIS = re.compile(r"[\[(]? ?\.\.\. ?[\])]?")


def pieces(query: str) -> list[str]:
    """What stands between the ellipses of a folded query; fewer than two: nothing to part."""
    return [part.strip(" ") for part in _ELLIPSIS.split(query) if bared(part)]


def chains(parts: Sequence[str], find: Callable[[str], list[Place]]) -> list[Place]:
    """The hull of each way to lay the pieces into the text, best first.

    The longest piece is the anchor; from each of its places the others are sought outwards, the nearest
    place each: the shortest hull is what an ellipsis most likely stands for.

    Args:
        parts: Two pieces or more.
        find: All places of a piece, in code points of the text; none holds another.
    """
    anchor = max(range(len(parts)), key=lambda n: len(parts[n]))
    found = [sorted(find(part)) for part in parts]
    hulls = {}
    for place in found[anchor]:
        chain: list[Place] | None = [place]
        for options in found[anchor + 1 :]:
            chain = chain and _onwards(chain, options)
        for options in reversed(found[:anchor]):
            chain = chain and _backwards(chain, options)
        if chain:
            hulls[chain[0].start, chain[-1].end] = _hull(chain)
    return sorted(hulls.values(), key=lambda hull: (-hull.score, hull.start))


def _onwards(chain: list[Place], options: list[Place]) -> list[Place] | None:
    end = chain[-1].end
    at = bisect_left(options, end, key=lambda option: option.start)
    return [*chain, options[at]] if at < len(options) and options[at].start - end <= REACH else None


def _backwards(chain: list[Place], options: list[Place]) -> list[Place] | None:
    start = chain[0].start
    at = bisect_right(options, start, key=lambda option: option.end) - 1
    return [options[at], *chain] if at >= 0 and start - options[at].end <= REACH else None


def _hull(chain: list[Place]) -> Place:
    size = sum(place.end - place.start for place in chain)
    score = sum(place.score * (place.end - place.start) for place in chain) / size
    changes = [place.change for place in chain if place.change]
    return Place(chain[0].start, chain[-1].end, min(score, 1.0), changes[0] if changes else "")
