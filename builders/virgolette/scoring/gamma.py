"""Coefficients for two annotators: gamma on units, Cohen's kappa on judgements, B-cubed on clusters.

Gamma measures agreement on where units are and what they are called, at once. Source: Mathet, Widlöcher &
Métivier (2015), The Unified and Holistic Method Gamma (γ) for Inter-Annotator Agreement Measure and Alignment,
Computational Linguistics 41(3). For two annotators the best alignment is an assignment problem, solved exactly.

Departures, where the paper leaves a choice: a discontinuous span counts as its hull; a random continuum keeps
one annotator's units and shifts the other's (the paper draws both from either annotator), so that it always has
as many units as the real one; several documents are pooled by adding up costs and units. Krippendorff's
unitizing alpha isn't offered: it doesn't allow units of one annotator to overlap, and ours are nested.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import Any, NamedTuple

from msgspec import Struct

from virgolette.model import Cluster
from virgolette.spans import Span, iou

Array = Any
Spans = tuple[Span, ...]
# The cost of a unit that is aligned with nothing (Δ∅ in the paper); the scale of all costs.
EMPTY = 1.0
SAMPLES = 30
SEED = 20150901


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
    return _cost(_arrays(left, right))


def _arrays(left: Sequence[Unit], right: Sequence[Unit]) -> tuple[Array, ...]:
    """Starts and ends of either side as columns and rows, and which categories differ."""
    import numpy as np

    codes = {name: i for i, name in enumerate(sorted({u.category for u in (*left, *right)}))}
    rows = np.array([(u.start, u.end, codes[u.category]) for u in left], dtype=np.int64)
    columns = np.array([(u.start, u.end, codes[u.category]) for u in right], dtype=np.int64)
    return rows[:, :1], rows[:, 1:2], columns[:, 0], columns[:, 1], rows[:, 2:] != columns[:, 2]


def _cost(arrays: tuple[Array, ...]) -> float:
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    start, end, other_start, other_end, unlike = arrays
    lengths = (end - start) + (other_end - other_start)
    apart = (np.abs(start - other_start) + np.abs(end - other_end)) / lengths
    # What aligning two units saves against leaving both alone; where it saves nothing they stay alone.
    saved = np.minimum((apart**2 + unlike) * EMPTY - 2 * EMPTY, 0.0)
    chosen = linear_sum_assignment(saved)
    return float(EMPTY * (saved.shape[0] + saved.shape[1]) + saved[chosen].sum())


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
    one, other = sorted((sorted(left), sorted(right)))
    observed = alignment_cost(one, other)
    units = (len(one) + len(other)) / 2
    if not one or not other:
        # Shifting changes nothing: every unit stays alone.
        return Costs(units, observed, observed)
    rng = random.Random(f"{seed}:{key}")
    start, end, other_start, other_end, unlike = _arrays(one, other)
    length = max(length, 1)
    apart = min(sum(u.end - u.start for u in (*one, *other)) / (4 * units), length / 2)
    total = 0.0
    for _ in range(samples):
        moved = (other_start + int(apart + rng.random() * (length - 2 * apart))) % length
        total += _cost((start, end, moved, moved + other_end - other_start, unlike))
    return Costs(units, observed, total / samples)


def gamma(documents: Iterable[Costs]) -> Gamma:
    """Gamma over one or more documents: costs and units are added up before they are divided."""
    found = list(documents)
    units = sum(c.units for c in found)
    if not units:
        return Gamma(None, None, None)
    observed, expected = sum(c.observed for c in found), sum(c.expected for c in found)
    return Gamma(1 - observed / expected if expected else None, observed / units, expected / units)


class Attribute(Struct, frozen=True, omit_defaults=True):
    """Agreement on one field of matched spans.

    Attributes:
        n: Matched pairs where the field applies to either (span-valued fields: where either has a span).
        agreed: Pairs that agree; exactly, where the field is span-valued.
        observed: agreed / n, in [0, 1]; None where n is 0.
        kappa: Cohen's (1960), unweighted, in [−1, 1]: 1 all agree, 0 as by chance. None where n is 0, where
            both use one and the same category throughout (chance agreement is 1), and for span-valued
            fields, which have no categories.
        overlapping, mean_iou: Span-valued fields only: pairs that share a code point; mean IoU in [0, 1].
    """

    n: int
    agreed: int
    observed: float | None
    kappa: float | None
    overlapping: int | None = None
    mean_iou: float | None = None


def nominal(pairs: Sequence[tuple[Hashable, Hashable]]) -> Attribute:
    """Observed agreement and Cohen's kappa of pairs of categories; see `Attribute` for degenerate cases."""
    n, agreed = len(pairs), sum(a == b for a, b in pairs)
    if not n:
        return Attribute(0, 0, None, None)
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    # Whole numbers throughout: full agreement is exactly 1.
    chance = sum(count * right[category] for category, count in left.items())
    kappa = (n * agreed - chance) / (n * n - chance) if n * n > chance else None
    return Attribute(n, agreed, agreed / n, kappa)


def placed(pairs: Sequence[tuple[Spans, Spans]]) -> Attribute:
    """Agreement of pairs of spans, of which one may be missing; both missing don't count."""
    pairs = [(a, b) for a, b in pairs if a or b]
    shares = [iou(a, b) for a, b in pairs]
    n, agreed = len(pairs), sum(a == b for a, b in pairs)
    mean = sum(shares) / n if n else None
    return Attribute(n, agreed, agreed / n if n else None, None, sum(s > 0 for s in shares), mean)


class ClusterAgreement(Struct, frozen=True):
    """Agreement on clusters of matched claims.

    Attributes:
        claims: Matched claims that stand in a cluster of either pass; the others would only add agreement.
        b_cubed: F1 in [0, 1] (Bagga & Baldwin 1998; a claim in several clusters as by Amigó et al. 2009);
            None where claims is 0.
        relations, basis: Labels of the pairs that both passes judged.
        left_pairs, right_pairs: Judged pairs of either pass, matched or not.
    """

    claims: int
    b_cubed: float | None
    relations: Attribute
    basis: Attribute
    left_pairs: int
    right_pairs: int


def clusters(left: Sequence[Cluster], right: Sequence[Cluster], matched: Iterable[tuple[str, str]]) -> ClusterAgreement:
    """Agreement on clusters and relations over pairs of matched claims, as global ids (doc_id#C3)."""
    sides = _memberships(left), _memberships(right)
    claims = [(a, b) for a, b in matched if a in sides[0] or b in sides[1]]
    # A claim that one pass left out of all clusters is a cluster of its own there.
    own = [tuple(sides[k].get(pair[k], frozenset([("alone", pair[k])])) for k in (0, 1)) for pair in claims]
    judged = _judged(left), _judged(right)
    shared = [
        (judged[0][frozenset((a, c))], judged[1][frozenset((b, d))])
        for i, (a, b) in enumerate(claims)
        for c, d in claims[:i]
        if frozenset((a, c)) in judged[0] and frozenset((b, d)) in judged[1]
    ]
    forward, backward = (_b_cubed([x[k] for x in own], [x[1 - k] for x in own]) for k in (0, 1))
    f1 = 2 * forward * backward / (forward + backward) if claims else None
    relations, basis = (nominal([(x[k], y[k]) for x, y in shared]) for k in (0, 1))
    return ClusterAgreement(len(claims), f1, relations, basis, len(judged[0]), len(judged[1]))


def _memberships(found: Sequence[Cluster]) -> dict[str, frozenset[Hashable]]:
    ids: dict[str, set[Hashable]] = {}
    for cluster in found:
        for member in cluster.members:
            ids.setdefault(member, set()).add(cluster.id)
    return {member: frozenset(names) for member, names in ids.items()}


def _judged(found: Sequence[Cluster]) -> dict[frozenset[str], tuple[str, str]]:
    return {frozenset((r.a, r.b)): (r.relation, r.basis) for cluster in found for r in cluster.relations}


def _b_cubed(system: Sequence[frozenset[Hashable]], other: Sequence[frozenset[Hashable]]) -> float:
    """Mean over items of the share of their system neighbours, themselves included, that `other` confirms."""
    means = []
    for i, mine in enumerate(system):
        near = [(len(mine & x), len(other[i] & other[j])) for j, x in enumerate(system) if mine & x]
        means.append(sum(min(n, m) / n for n, m in near) / len(near))
    return sum(means) / len(means) if means else 0.0
