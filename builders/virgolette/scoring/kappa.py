"""Agreement on one field of matched spans: Cohen's kappa on categories, overlap on values that are spans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

from msgspec import Struct

from virgolette.spans import Span, iou

Spans = tuple[Span, ...]


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
