"""What the rules find before it is numbered and written."""

from __future__ import annotations

from msgspec import Struct

from virgolette.model import Value
from virgolette.spans import Span

NAMED = ("PER", "ORG", "GPE", "LOC", "PRODUCT", "ASSET", "EVENT", "WORK")
FIGURES = ("MONEY", "PERCENT", "QUANTITY", "RATIO", "DURATION")


class Mention(Struct, frozen=True):
    """A mention.

    Attributes:
        span: Where it stands.
        label: By schema/entity.
        kind: named, nominal, pronoun or figure (dates included).
        value, date: What a figure or date means.
    """

    span: Span
    label: str
    kind: str = "named"
    value: Value | None = None
    date: str | None = None


class Said(Struct, frozen=True):
    """A quote.

    Attributes:
        content: Its segments, in text order.
        cue: Segments of what introduces it.
        type: By schema/quote.
        speaker: The mention that serves the cue, or the one that a dropped subject goes back to.
        dropped: Whether the verb has no subject of its own.
        inside: The stretch whose speaker says it, where the verb is a first person.
    """

    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    type: str
    speaker: Mention | None = None
    dropped: bool = False
    inside: int | None = None


class Stated(Struct, frozen=True):
    """A claim with its figures.

    Attributes:
        claimer: Position of the quote whose speaker claims it; None for the author.
        values: The mentions that state its figure.
    """

    span: Span
    type: str
    claimer: int | None
    certainty: str
    polarity: str
    time: str
    values: tuple[Mention, ...]
