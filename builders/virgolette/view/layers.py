"""What covers a document's text, as pieces with tokens: annotations, skipped passages, findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from virgolette.finding import Finding
from virgolette.model import Annotations, Mark, Segment

CUE, MARK, BAD = ".cue", ".mark", ".bad"
"""What stands after an annotation's id in the token of its cue, its marks, its marks with defects."""


def pieces(annotations: Annotations, findings: Sequence[Finding] = ()) -> Iterator[tuple[int, int, str]]:
    """(start, end, token) of everything shown in the text, outer layers first; code points, half-open.

    Skipped passages are numbered S1, S2, … and findings F1, F2, … in the order given. A missing mark and
    a finding on a place are empty pieces.
    """
    for i, skip in enumerate(annotations.skip, 1):
        yield skip.start, skip.end, f"S{i}"
    for quote in annotations.quotes:
        yield from _covering(quote.id, quote.content)
        yield from _covering(quote.id + CUE, quote.cue)
    for claim in annotations.claims:
        yield from _covering(claim.id, claim.segments)
    for note in annotations.notes:
        yield from _covering(note.id, note.segments)
    for id_, mark in marks(annotations):
        yield mark.start, mark.end, id_ + (BAD if mark.defects else MARK)
    for mention in annotations.entities:
        yield from _covering(mention.id, mention.segments)
    for i, finding in enumerate(findings, 1):
        if finding.start is not None and finding.end is not None:
            yield finding.start, finding.end, f"F{i}"


def _covering(token: str, segments: Sequence[Segment]) -> Iterator[tuple[int, int, str]]:
    for s in segments:
        yield s.start, s.end, token


def marks(annotations: Annotations) -> Iterator[tuple[str, Mark]]:
    """(id of the quote or note, mark) of all marks: the quotes' first."""
    for quote in annotations.quotes:
        yield from ((quote.id, mark) for mark in quote.marks)
    for note in annotations.notes:
        yield from ((note.id, mark) for mark in note.marks)


def owner_of(token: str) -> str:
    """The annotation that a token belongs to."""
    return token.partition(".")[0]
