"""From offsets to covered text and back: digests for external documents, text for included ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from virgolette.model import Annotations, Segment
from virgolette.spans import covered, digest


def _mapped(annotations: Annotations, change: Callable[[Segment], Segment]) -> Annotations:
    def each(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
        return tuple(change(s) for s in segments)

    replace = msgspec.structs.replace
    return replace(
        annotations,
        entities=tuple(replace(e, segments=each(e.segments)) for e in annotations.entities),
        quotes=tuple(replace(q, content=each(q.content), cue=each(q.cue)) for q in annotations.quotes),
        claims=tuple(replace(c, segments=each(c.segments)) for c in annotations.claims),
        notes=tuple(replace(n, segments=each(n.segments)) for n in annotations.notes),
    )


def cover(annotations: Annotations, text: str) -> Annotations:
    """Every segment with the text under its offsets, whatever it carried before."""
    return _mapped(annotations, lambda s: Segment(start=s.start, end=s.end, text=covered(text, s)))


def strip(annotations: Annotations, text: str) -> Annotations:
    """Every segment with the digest of the text under its offsets, and no text."""
    sha = annotations.text_sha256
    return _mapped(annotations, lambda s: Segment(start=s.start, end=s.end, digest=digest(covered(text, s), sha)))


def segments(annotations: Annotations) -> Iterator[tuple[str, str, Segment]]:
    """(id, JSON pointer, segment) of every segment, in file order."""
    for i, e in enumerate(annotations.entities):
        for j, s in enumerate(e.segments):
            yield e.id, f"/entities/{i}/segments/{j}", s
    for i, q in enumerate(annotations.quotes):
        for j, s in enumerate(q.content):
            yield q.id, f"/quotes/{i}/content/{j}", s
        for j, s in enumerate(q.cue):
            yield q.id, f"/quotes/{i}/cue/{j}", s
    for i, c in enumerate(annotations.claims):
        for j, s in enumerate(c.segments):
            yield c.id, f"/claims/{i}/segments/{j}", s
    for i, n in enumerate(annotations.notes):
        for j, s in enumerate(n.segments):
            yield n.id, f"/notes/{i}/segments/{j}", s


def verify(segment: Segment, text: str, sha256_hex: str) -> bool:
    """Whether the text under a segment is the text, or has the digest, that the segment carries."""
    under = covered(text, segment)
    if segment.end > len(text):
        return False
    if segment.text is not None:
        return under == segment.text
    return digest(under, sha256_hex) == segment.digest
