"""The classes of what is found and what isn't: every gold item and every prediction is in exactly one."""

from __future__ import annotations

from msgspec import Struct

LAYERS = ("entities", "quotes", "claims")


class Kind(Struct, frozen=True):
    """One class.

    Attributes:
        name: As records name it.
        about: What is in it, in a line.
        sign: What stands for it where colour alone must not.
        gold, predicted: Whether a record of this class holds a gold item, a prediction.
    """

    name: str
    about: str
    sign: str
    gold: bool
    predicted: bool


KINDS = (
    Kind("correct", "in the right place, with everything right", "✓", True, True),
    Kind("attribute", "in the right place and of the right type; another field is wrong or left out", "~", True, True),
    Kind("type", "in the right place, of another label or type", "≠", True, True),
    Kind("boundary", "overlaps, with other edges (of claims: less than half in common)", "↔", True, True),
    Kind("missed", "in gold, and nothing predicted goes with it", "−", True, False),
    Kind("spurious", "predicted, and nothing in gold goes with it", "+", False, True),
    Kind("unaligned", "predicted by words that aren't to be found in the text", "?", False, True),
    Kind("invalid", "predicted, but the record breaks the schema or its offsets the text", "!", False, True),
)  # fmt: skip
NAMES = tuple(k.name for k in KINDS)
ERRORS = NAMES[1:]
PLACED = ("correct", "attribute", "type")
"""The classes whose pairs are in the right place."""
