"""Gamma: how well two annotators agree on where units are and what they are called, at once.

Source: Mathet, Widlöcher & Métivier (2015), The Unified and Holistic Method Gamma (γ) for Inter-Annotator Agreement
Measure and Alignment, Computational Linguistics 41(3). For two annotators the best alignment is an assignment
problem, solved exactly.

Departures, where the paper leaves a choice: a discontinuous span counts as its hull; a random continuum keeps
one annotator's units and shifts the other's (the paper draws both from either annotator), so that it always has
as many units as the real one; several documents are pooled by adding up costs and units. Krippendorff's
unitizing alpha isn't offered: it doesn't allow units of one annotator to overlap, and ours are nested.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from msgspec import Struct

Array = Any
# The cost of a unit that is aligned with nothing (Δ∅ in the paper); the scale of all costs.
EMPTY = 1.0
SAMPLES = 30
SEED = 20150901
# Cells of cost tables that are held together: 8 MB.
_AT_ONCE = 1 << 20


class Unit(NamedTuple):
    """A non-empty stretch [start, end) of code points with its category."""

    start: int
    end: int
    category: str


class Costs(Struct, frozen=True):
    """What one document adds to gamma.

    Attributes:
        units: Mean number of units of the two annotators.
        observed: Cost of the best alignment, in units of Δ∅.
        expected: Mean cost of the best alignments of the random continua.
    """

    units: float
    observed: float
    expected: float


class Gamma(Struct, frozen=True):
    """Unitising agreement.

    Attributes:
        gamma: 1 − observed / expected, in (−∞, 1]: 1 same units, 0 as random, below 0 worse than random.
            None where there are no units, or chance costs nothing either (a text of hardly a unit's length).
        observed, expected: Disorders: cost a unit, in [0, 2]; None where there are no units.
    """

    gamma: float | None
    observed: float | None
    expected: float | None


def dissimilarity(a: Unit, b: Unit) -> float:
    """Cost of aligning two units: ((|Δstart| + |Δend|) / (sum of lengths))² · Δ∅, plus Δ∅ for unlike categories.

    Range [0, ∞); the paper's combined dissimilarity with α = β = 1.
    """
    apart = (abs(a.start - b.start) + abs(a.end - b.end)) / (a.end - a.start + b.end - b.start)
    return (apart**2 + (a.category != b.category)) * EMPTY


def alignment_cost(left: Sequence[Unit], right: Sequence[Unit]) -> float:
    """Cost of the best alignment: the least sum of dissimilarities and of Δ∅ for every unit left alone.

    Range [0, Δ∅ · (units of both)]; 0 where both are empty or the same. Units must not be empty.
    """
    if not left or not right:
        return EMPTY * (len(left) + len(right))
    places, unlike = _arrays(left, right)
    return next(_costs(places, unlike, places[2][None]))


def _arrays(left: Sequence[Unit], right: Sequence[Unit]) -> tuple[tuple[Array, ...], Array]:
    """Starts and ends of either side as columns and rows, and which categories differ."""
    import numpy as np

    codes = {name: i for i, name in enumerate({u.category for u in (*left, *right)})}
    rows = np.array([(u.start, u.end, codes[u.category]) for u in left], dtype=np.int64)
    columns = np.array([(u.start, u.end, codes[u.category]) for u in right], dtype=np.int64)
    return (rows[:, :1], rows[:, 1:2], columns[:, 0], columns[:, 1]), rows[:, 2:] != columns[:, 2]


def _costs(places: tuple[Array, ...], unlike: Array, moved: Array) -> Iterator[float]:
    """The cost of the best alignment for each row of `moved`: other starts of the units on the right."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    start, end, other_start, other_end = places
    lengths = (end - start) + (other_end - other_start)
    alone = EMPTY * sum(unlike.shape)
    # All at once, as far as memory allows: most documents are small, and each call costs more than its work.
    size = max(1, _AT_ONCE // unlike.size)
    for first in range(0, len(moved), size):
        begins = moved[first : first + size, None]
        ends = begins + (other_end - other_start)
        apart = (np.abs(start - begins) + np.abs(end - ends)) / lengths
        # What aligning two units saves against leaving both alone; where it saves nothing they stay alone.
        for saved in np.minimum((apart**2 + unlike) * EMPTY - 2 * EMPTY, 0.0):
            yield float(alone + saved[linear_sum_assignment(saved)].sum())


def costs(
    left: Iterable[Unit], right: Iterable[Unit], length: int, *, key: str = "", samples: int = SAMPLES, seed: int = SEED
) -> Costs:
    """The costs of one document; the same whichever annotator is called left.

    Args:
        left, right: The annotators' units.
        length: Code points of the text.
        key: Names the document, so that its random shifts don't depend on which others are compared.
        samples: Number of random continua, 1 or more.
        seed: Of the random shifts.

    A random continuum shifts one annotator's units round the text by at least half a mean unit (as the
    authors' program keeps its pivots apart); a unit that is pushed over the end goes on behind it, whole.
    """
    import numpy as np

    one, other = sorted((sorted(left), sorted(right)))
    units = (len(one) + len(other)) / 2
    if not one or not other:
        # Shifting changes nothing: every unit stays alone.
        alone = EMPTY * (len(one) + len(other))
        return Costs(units, alone, alone)
    rng = random.Random(f"{seed}:{key}")
    places, unlike = _arrays(one, other)
    length = max(length, 1)
    apart = min(sum(u.end - u.start for u in (*one, *other)) / (4 * units), length / 2)
    shifts = [int(apart + rng.random() * (length - 2 * apart)) for _ in range(samples)]
    moved = [places[2], *((places[2] + shift) % length for shift in shifts)]
    observed, *expected = _costs(places, unlike, np.array(moved))
    return Costs(units, observed, sum(expected) / samples)


def gamma(documents: Iterable[Costs]) -> Gamma:
    """Gamma over one or more documents: costs and units are added up before they are divided."""
    found = list(documents)
    units = sum(c.units for c in found)
    if not units:
        return Gamma(None, None, None)
    observed, expected = sum(c.observed for c in found), sum(c.expected for c in found)
    return Gamma(1 - observed / expected if expected else None, observed / units, expected / units)
