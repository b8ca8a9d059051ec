"""What is asked and what is answered."""

from __future__ import annotations

from msgspec import Struct

from virgolette.spans import Span


class Query(Struct, frozen=True):
    """A string to find in a text.

    Attributes:
        text: What to find; white space at its edges doesn't count.
        occurrence: Which of its occurrences, from 1, in text order (inside the window, where there is one).
        left: Text right before it, any length; marks, spaces and punctuation between the two don't count.
        window: Code points of the text, half-open, that the span must lie in; clipped to the text.
        fuzzy: Whether a place that differs in words may do (20 folded characters or more).
    """

    text: str
    occurrence: int | None = None
    left: str | None = None
    window: Span | None = None
    fuzzy: bool = False


class Alignment(Struct, frozen=True):
    """Where a string was found, or why not.

    Attributes:
        spans: One span in code points of the text, half-open; empty where not aligned. A query with an
            ellipsis for words of the text gets the hull from its first piece to its last.
        method: `exact`, `folded`, `fuzzy` or `none`.
        reason: Why not aligned; "" where it was.
        score: 1 for exact and folded; for fuzzy the share of letters and digits that query and span have in
            common, in [0, 1]; 0 where not aligned.
        occurrences: Places in the text (or window) that the query fits by that method; 0 where there is none.
    """

    spans: tuple[Span, ...]
    method: str
    reason: str
    score: float
    occurrences: int


def refused(reason: str, occurrences: int = 0) -> Alignment:
    """No alignment, and why."""
    return Alignment((), "none", reason, 0.0, occurrences)
