"""What covers a document's text, as pieces with tokens: annotations, skipped passages, findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from virgolette.finding import Finding
from virgolette.model import Annotations

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
        for s in quote.content:
            yield s.start, s.end, quote.id
        for s in quote.cue:
            yield s.start, s.end, quote.id + CUE
    for claim in annotations.claims:
        for s in claim.segments:
            yield s.start, s.end, claim.id
    for note in annotations.notes:
        for s in note.segments:
            yield s.start, s.end, note.id
    for owner in (*annotations.quotes, *annotations.notes):
        for mark in owner.marks:
            yield mark.start, mark.end, owner.id + (BAD if mark.defects else MARK)
    for mention in annotations.entities:
        for s in mention.segments:
            yield s.start, s.end, mention.id
    for i, finding in enumerate(findings, 1):
        if finding.start is not None and finding.end is not None:
            yield finding.start, finding.end, f"F{i}"


def owner_of(token: str) -> str:
    """The annotation that a token belongs to."""
    return token.partition(".")[0]
