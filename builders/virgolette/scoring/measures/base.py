"""The form of a measure, and how one document is counted.

All measures count one-to-one matchings of gold and predicted items. What a measure allows to go together is
its relation; what it counts is the best matching among the pairs that stand in it, which is unique: no score
depends on the order of files or records, and taking a prediction away never raises a recall.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from virgolette.scoring.items import Item
from virgolette.scoring.match import Pair
from virgolette.scoring.pairing import candidates, heaviest, most

Test = Callable[[Any], bool]
# Whether a gold and a predicted item that overlap may go together, given their IoU; or for how many points.
Relation = Callable[[Any, Any, float], int]

WIDTH = 4
"""Numbers a measure and document: gold, predicted, correct, lost (predicted, but not placed in the text)."""


def every(_: Item) -> bool:
    """All items."""
    return True


class Measure(Struct, frozen=True, kw_only=True):
    """One measure.

    Attributes:
        name: `layer.what`, and `layer.what@case` for the gold items of a hard case.
        layer: Field of Items.
        kind: `f1`: 2 · correct / (gold + predicted); None where neither side has any. `accuracy`: correct of the
            pairs that stand in `given`; None where there are none. `recall`: correct of gold; a prediction
            belongs to no hard case, so there is no precision.
        about: What is correct.
        source: Where the definition comes from; "" where it is this project's own.
        right: The relation.
        given: Of an accuracy, the relation that `right` is a part of.
        gold, predicted: Which items count.
        points: Points that a pair can have; more than 1 where a part of them is given.
        same: Whether only items with the same spans can stand in the relation.
    """

    name: str
    layer: str
    kind: str
    about: str
    right: Relation
    source: str = ""
    given: Relation | None = None
    gold: Test = every
    predicted: Test = every
    points: int = 1
    same: bool = False


def count_layer(measures: Sequence[Measure], gold: Sequence[Item], predicted: Sequence[Item]) -> list[int]:
    """WIDTH numbers a measure, one after the other, for one layer of one document."""
    if not gold and not predicted:
        return [0] * (WIDTH * len(measures))
    pairs = candidates([x.spans for x in gold], [x.spans for x in predicted])
    same = [p for p in pairs if gold[p.left].spans == predicted[p.right].spans]
    counts: list[int] = []
    for measure in measures:
        counts += _count(measure, gold, predicted, same if measure.same else pairs)
    return counts


def _count(m: Measure, gold: Sequence[Item], predicted: Sequence[Item], pairs: Sequence[Pair]) -> list[int]:
    ours, theirs = _chosen(m.gold, gold), _chosen(m.predicted, predicted)
    if ours is not None or theirs is not None:
        pairs = [p for p in pairs if (ours is None or p.left in ours) and (theirs is None or p.right in theirs)]
    if m.given is not None:
        held = [p for p in pairs if m.given(gold[p.left], predicted[p.right], p.iou)]
        total = most([(p.left, p.right) for p in held])
        return [total, total, _points(m, gold, predicted, held) if held else 0, 0]
    correct = _points(m, gold, predicted, pairs) if pairs else 0
    whole = m.points * len(gold if ours is None else ours)
    if m.kind == "recall":
        return [whole, whole, correct, 0]
    counted = range(len(predicted)) if theirs is None else theirs
    lost = sum(not predicted[j].spans for j in counted)
    return [whole, m.points * len(counted), correct, m.points * lost]


def _chosen(test: Test, items: Sequence[Item]) -> set[int] | None:
    """Positions of the items that count; None for all."""
    return None if test is every else {i for i, item in enumerate(items) if test(item)}


def _points(m: Measure, gold: Sequence[Item], predicted: Sequence[Item], pairs: Sequence[Pair]) -> int:
    if m.points == 1:
        return most([(p.left, p.right) for p in pairs if m.right(gold[p.left], predicted[p.right], p.iou)])
    weights = {(p.left, p.right): float(m.right(gold[p.left], predicted[p.right], p.iou)) for p in pairs}
    return round(heaviest({pair: weight for pair, weight in weights.items() if weight}))
