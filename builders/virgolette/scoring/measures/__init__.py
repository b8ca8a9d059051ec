"""What is measured: one definition a measure, in MEASURES. Scores follow from counts alone (`scores`)."""

from virgolette.scoring.measures.base import WIDTH, Measure, count_layer
from virgolette.scoring.measures.claims import CLAIMS
from virgolette.scoring.measures.entities import ENTITIES
from virgolette.scoring.measures.quotes import QUOTES

__all__ = ["HEADLINES", "MEASURES", "NAMES", "WIDTH", "Measure", "count_layer"]

MEASURES: tuple[Measure, ...] = (*ENTITIES, *QUOTES, *CLAIMS)
"""Every measure that is counted document by document, in the order of the counts."""

NAMES = tuple(measure.name for measure in MEASURES)

HEADLINES = (
    "entities.strict",
    "quotes.exact",
    "quotes.overlap",
    "quotes.joint",
    "claims.iou50",
    "claims.joint",
    "claims.chain",
)
"""The measures that tables begin with and comparisons test."""
