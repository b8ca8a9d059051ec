"""The checks: what can be wrong with annotations, their texts and what they share."""

from virgolette.checks.catalogue import CATALOGUE, CHECKS, FIXABLE, Entry, chosen
from virgolette.checks.fix import mend
from virgolette.checks.run import of_clusters, run

__all__ = ["CATALOGUE", "CHECKS", "FIXABLE", "Entry", "chosen", "mend", "of_clusters", "run"]
