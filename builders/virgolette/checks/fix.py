"""Mending what can be mended without a change of meaning: white space at edges, and order."""

from __future__ import annotations

from collections.abc import Callable, Collection

import msgspec

from virgolette import corpus
from virgolette.checks.place import place, skip_place
from virgolette.model import Annotations, Document, Mark, Segment, Skip
from virgolette.spans import Span, covered, digest, trimmed

replace = msgspec.structs.replace
Change = Callable[[tuple[Segment, ...]], tuple[Segment, ...]]


def mend(document: Document, codes: Collection[str]) -> Annotations | None:
    """The document's annotations without the named faults, as far as that changes no meaning.

    Edges are trimmed only where a segment covers what it says it covers; then its text or digest is
    made anew. None where there are no annotations. Ids, labels and references stay as they are.
    """
    found = document.annotations
    if found is None:
        return None
    if "span-edge-space" in codes and document.text is not None:
        text, sha = document.text, document.entry.sha256
        found = _segments(found, lambda listed: tuple(_trim(s, text, sha) for s in listed))
        found = replace(found, skip=tuple(_trim_skip(k, text) for k in found.skip))
    if "span-unsorted" in codes:
        found = _segments(found, lambda listed: tuple(sorted(listed, key=lambda s: (s.start, s.end))))
    return _sorted(found) if "annotations-unsorted" in codes else found


def _segments(found: Annotations, change: Change) -> Annotations:
    return replace(
        found,
        entities=tuple(replace(e, segments=change(e.segments)) for e in found.entities),
        quotes=tuple(replace(q, content=change(q.content), cue=change(q.cue)) for q in found.quotes),
        claims=tuple(replace(c, segments=change(c.segments)) for c in found.claims),
        notes=tuple(replace(n, segments=change(n.segments)) for n in found.notes),
    )


def _trim(segment: Segment, text: str, sha256_hex: str) -> Segment:
    better = trimmed(text, segment)
    if (
        better == (segment.start, segment.end)
        or better.start >= better.end
        or not corpus.verify(segment, text, sha256_hex)
    ):
        return segment
    words = covered(text, better)
    if segment.text is not None:
        return Segment(start=better.start, end=better.end, text=words)
    return Segment(start=better.start, end=better.end, digest=digest(words, sha256_hex))


def _trim_skip(skip: Skip, text: str) -> Skip:
    better: Span = trimmed(text, skip)
    if better.start >= better.end or skip.end > len(text):
        return skip
    return replace(skip, start=better.start, end=better.end)


def _marks(listed: tuple[Mark, ...]) -> tuple[Mark, ...]:
    return tuple(sorted(listed, key=lambda m: (m.start, m.end)))


def _sorted(found: Annotations) -> Annotations:
    return replace(
        found,
        entities=tuple(sorted(found.entities, key=place)),
        quotes=tuple(sorted((replace(q, marks=_marks(q.marks)) for q in found.quotes), key=place)),
        claims=tuple(sorted(found.claims, key=place)),
        notes=tuple(sorted((replace(n, marks=_marks(n.marks)) for n in found.notes), key=place)),
        skip=tuple(sorted(found.skip, key=skip_place)),
    )
