"""A proof, at little cost, that no check of spans finds anything: most documents are sound.

It knows what the checks of span, stored and layout look for, and says yes only where each of them is sure to find
nothing. What is wrong with a document it doesn't say: that is for the checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, pairwise
from operator import itemgetter, lt

from virgolette.model import Annotations, Document, Note, Quote, Segment, Skip
from virgolette.spans import digest, inside_cluster, mid_word

Segments = tuple[Segment, ...]
# Stands in the place of what is skipped, so that no segment there covers what it carries.
_FILLER = "\0"
# Characters that are remembered: more than news in any script has.
_MOST = 1 << 14


class _Fine:
    """Characters that may stand at an edge, whatever stands on the other side of it; learnt as they are met."""

    def __init__(self, fine: Callable[[str], bool]) -> None:
        self.fine, self.known = fine, set[str]()

    def holds(self, chars: Iterable[str]) -> bool:
        """Whether all of these may."""
        if self.known.issuperset(chars):
            return True
        if len(self.known) > _MOST:
            self.known.clear()
        self.known.update(filter(self.fine, chars))
        return self.known.issuperset(chars)


def _joins(char: str) -> bool:
    """Whether a character may belong to the one before it: a mark, a joiner, the second half of a flag."""
    return inside_cluster(f"a{char}", 1) or "\U0001f1e6" <= char <= "\U0001f1ff"


# On the outside of a start and on its inside, on the inside of an end and on its outside.
_BEFORE = _Fine(lambda char: not char.isalnum() and char != "\u200d")
_FIRST = _Fine(lambda char: not char.isspace() and not _joins(char))
_LAST = _Fine(lambda char: not char.isspace() and char != "\u200d")
_AFTER = _Fine(lambda char: not char.isalnum() and not _joins(char))


def spans_sound(document: Document) -> bool:
    """Whether it is proven that no check of spans (`span.CHECKS`) finds anything in a document.

    False where it isn't, which says nothing yet; so always where the text or the annotations aren't at hand.
    """
    # What is done for each segment is done by built-in functions, as far as they can.
    found, text = document.annotations, document.text
    if found is None or text is None:
        return False
    entities, claims = [e.segments for e in found.entities], [c.segments for c in found.claims]
    notes, contents = [n.segments for n in found.notes], [q.content for q in found.quotes]
    spans = [*entities, *claims, *notes, *contents, *[q.cue for q in found.quotes if q.cue]]
    segments = list(chain.from_iterable(spans))
    pieces: list[Segment | Skip] = [*segments, *found.skip]
    starts, ends = [p.start for p in pieces], [p.end for p in pieces]
    return (
        all(spans)
        and all(map(lt, starts, ends))
        and (len(segments) == len(spans) or _parted(spans))
        and _ordered(entities)
        and _ordered(claims)
        and _ordered(notes)
        and _quotes_ordered(found.quotes)
        and _marks_sound((*found.quotes, *found.notes), len(text))
        and _skips_parted(found.skip, len(text))
        and _carried(document, segments, _unskipped(text, found.skip))
        and (_edges_plain(text, starts, ends) or _edges_sound(found, text))
    )


def _parted(spans: Iterable[Segments]) -> bool:
    """Whether the segments of each span are in order, and something stands between each two."""
    return all(a.end < b.start for segments in spans if len(segments) > 1 for a, b in pairwise(segments))


def _ordered(spans: Iterable[Segments]) -> bool:
    """Whether spans are in the order of the text, as `place` has it; the segments of each are known to be."""
    place, last = -1, 0
    for segments in spans:
        s = segments[0]
        start = s.start
        if start <= place and (start < place or s.end > last):
            return False
        place, last = start, s.end
    return True


def _quotes_ordered(quotes: Sequence[Quote]) -> bool:
    """The same of quotes, whose cues count too."""
    heads = [q.content if not q.cue or _before(q.content[0], q.cue[0]) else q.cue for q in quotes]
    return _ordered(heads)


def _before(a: Segment, b: Segment) -> bool:
    return a.start < b.start or (a.start == b.start and a.end >= b.end)


def _marks_sound(owners: Iterable[Quote | Note], bound: int) -> bool:
    """Whether marks are within bounds, and each owner's in order."""
    for owner in owners:
        first = last = 0
        for mark in owner.marks:
            start, end = mark.start, mark.end
            if end > bound or start < first or (start == first and end < last):
                return False
            first, last = start, end
    return True


def _skips_parted(skips: Iterable[Skip], bound: int) -> bool:
    """Whether skipped passages are within bounds, not empty, in order, and don't overlap."""
    last = 0
    for skip in skips:
        if not last <= skip.start < skip.end <= bound:
            return False
        last = skip.end
    return True


def _unskipped(text: str, skips: Sequence[Skip]) -> str:
    """The text with fillers where it is skipped; nothing where it holds what the filler is made of."""
    if not skips:
        return text
    pieces: list[str] = []
    at = 0
    for skip in skips:
        pieces += (text[at : skip.start], _FILLER * (skip.end - skip.start))
        at = skip.end
    return "" if _FILLER in text else "".join(pieces) + text[at:]


def _carried(document: Document, segments: Iterable[Segment], shown: str) -> bool:
    """Whether each segment carries what it covers, as the licence asks, and covers nothing that is skipped."""
    if document.entry.text == "included":
        for s in segments:  # noqa: SIM110 (half as much again as a generator)
            if shown[s.start : s.end] != s.text or s.digest is not None:
                return False
        return True
    sha256 = document.entry.sha256
    return all(
        s.text is None and _FILLER not in (words := shown[s.start : s.end]) and digest(words, sha256) == s.digest
        for s in segments
    )


def _edges_plain(text: str, starts: list[int], ends: list[int]) -> bool:
    """Whether all edges are sound by the characters beside them alone, and within bounds."""
    if not starts:
        return True
    if max(ends) > len(text):
        return False
    # A line feed beyond the borders of the text parts nothing. (Of a single place this gives no tuple, but a string.)
    at_start, at_end = itemgetter(*starts), itemgetter(*ends)
    before, after = f"\n{text}", f"{text}\n"
    return (
        _BEFORE.holds(at_start(before))
        and _FIRST.holds(at_start(text))
        and _LAST.holds(at_end(before))
        and _AFTER.holds(at_end(after))
    )


def _edges_sound(found: Annotations, text: str) -> bool:
    """Whether all edges are sound by the measures of the checks: what single characters don't prove."""
    figures = [s for e in found.entities if e.value is not None for s in e.segments]
    others = [s for e in found.entities if e.value is None for s in e.segments]
    others += [s for q in found.quotes for s in (*q.content, *q.cue)]
    others += [s for c in found.claims for s in c.segments]
    others += [s for n in found.notes for s in n.segments]
    pieces: list[Segment | Skip] = [*figures, *others, *found.skip]
    if not all(_edge_sound(text, p.start, p.end) for p in pieces):
        return False
    if any(mid_word(text, edge) for s in others for edge in (s.start, s.end)):
        return False
    words = (edge for s in figures for edge in (s.start, s.end) if mid_word(text, edge))
    return all(text[edge - 1].isdigit() != text[edge].isdigit() for edge in words)


def _edge_sound(text: str, start: int, end: int) -> bool:
    """Whether a stretch is within bounds, white space at neither edge, and neither parts a character."""
    return (
        end <= len(text)
        and not (text[start].isspace() or text[end - 1].isspace())
        and not (inside_cluster(text, start) or inside_cluster(text, end))
    )
