"""Systems against each other, on the same gold."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from msgspec import Struct

from virgolette.errors import InputError
from virgolette.scoring.measures import HEADLINES
from virgolette.scoring.result import Result
from virgolette.scoring.scores import DIGITS
from virgolette.scoring.statistics import SAMPLES, SEED, by_unit, holm, swap_test


class Difference(Struct, frozen=True):
    """One pair of systems under one measure.

    Attributes:
        measure, a, b: What is compared.
        difference: Value of a minus that of b, in [−1, 1]; None where either has none.
        p: Two-sided p-value of the swap test; None where figures are descriptive only.
        p_holm: Adjusted over all pairs of systems under this measure.
    """

    measure: str
    a: str
    b: str
    difference: float | None
    p: float | None
    p_holm: float | None


class Comparison(Struct, frozen=True):
    """Several systems.

    Attributes:
        systems: Their names.
        split, unit, units: What was scored, and what was swapped.
        reason: Why nothing is tested; "" where it is.
        measures: What is compared.
        values: Measure by measure, the value of every system.
        differences: Measure by measure, pair by pair.
        samples, seed: Of the random swaps, where there are too many to try all.
    """

    systems: tuple[str, ...]
    split: str
    unit: str
    units: int
    reason: str
    measures: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    differences: tuple[Difference, ...]
    samples: int = SAMPLES
    seed: int = SEED


def compare(
    results: Sequence[tuple[str, Result]],
    measures: Sequence[str] = HEADLINES,
    *,
    samples: int = SAMPLES,
    seed: int = SEED,
) -> Comparison:
    """Compare the results of two or more systems.

    Args:
        results: Name and result of each.
        measures: Names of counted measures.
        samples, seed: Of the random swaps.

    Raises:
        InputError: Where the results aren't of the same gold, split, scorer and measures, or a measure is unknown.
    """
    if len(results) < 2:
        raise InputError("one result can't be compared", where="compare", remedy="Name two results or more.")
    _comparable(results)
    first = results[0][1]
    places = {name: k for k, name in enumerate(first.measures)}
    for name in measures:
        if name not in places:
            known = ", ".join(HEADLINES)
            raise InputError(f"there is no measure {name}", where="--measure", remedy=f"For example: {known}.")
    tables = [by_unit(found.documents, len(places))[1] for _, found in results]
    differences: list[Difference] = []
    for name in measures:
        pairs = list(combinations(range(len(results)), 2))
        p_values: list[float | None] = [None] * len(pairs)
        adjusted: list[float | None] = [None] * len(pairs)
        if not first.reason:
            k = places[name]
            tested = [swap_test(tables[i][:, k], tables[j][:, k], samples, seed) for i, j in pairs]
            p_values, adjusted = list(tested), list(holm(tested))
        for (i, j), p, p_holm in zip(pairs, p_values, adjusted, strict=True):
            (a, ours), (b, theirs) = results[i], results[j]
            x, y = ours.score(name).value, theirs.score(name).value
            difference = None if x is None or y is None else round(x - y, DIGITS)
            differences.append(Difference(name, a, b, difference, p, p_holm))
    return Comparison(
        tuple(name for name, _ in results),
        first.split,
        first.unit,
        first.units,
        first.reason,
        tuple(measures),
        tuple(tuple(found.score(name).value for _, found in results) for name in measures),
        tuple(differences),
        samples,
        seed,
    )


def _comparable(results: Sequence[tuple[str, Result]]) -> None:
    name, first = results[0]
    units = [(d.doc_id, d.unit) for d in first.documents]
    for other, found in results[1:]:
        for field in ("gold_digest", "split", "scorer_version", "measures"):
            if getattr(found, field) != getattr(first, field):
                what = f"{field} differs from that of {name}"
                raise InputError(what, where=other, remedy="Score both with one version, on one gold and split.")
        if [(d.doc_id, d.unit) for d in found.documents] != units:
            raise InputError(f"other documents than {name}", where=other, remedy="Score both on the same documents.")
