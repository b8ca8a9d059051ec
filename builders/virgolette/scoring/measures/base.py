"""The form of a measure, and how one document is counted.

All measures count one-to-one matchings of gold and predicted items. What a measure allows to go together is
its relation; what it counts is the best matching among the pairs that stand in it, which is unique: no score
depends on the order of files or records, and taking a prediction away never raises a recall.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from typing import Any

from msgspec import Struct

from virgolette.scoring.items import Item
from virgolette.scoring.match import Pair
from virgolette.scoring.pairing import candidates, halves, most, tied

Test = Callable[[Any], bool]
# Whether a gold and a predicted item that overlap may go together, given their IoU; or for how many points.
Relation = Callable[[Any, Any, float], int]

WIDTH = 4
"""Numbers a measure and document: gold, predicted, correct, lost (predicted, but not placed in the text)."""


def every(_: Item) -> bool:
    """All items."""
    return True


class Is(Struct, frozen=True):
    """The items with one value in a field."""

    field: str
    value: str

    def __call__(self, item: Item) -> bool:
        """Whether it is one."""
        return bool(getattr(item, self.field) == self.value)


class Flagged(Struct, frozen=True):
    """The items of one hard case."""

    flag: str

    def __call__(self, item: Item) -> bool:
        """Whether it is one."""
        return self.flag in item.flags


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
        points: Points that a pair can have: 1; or 2, of which `right` gives both where the spans are the same, else 1.
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
    layer = _Layer(gold, predicted)
    return [number for measure in measures for number in layer.count(measure)]


class _Side:
    """The items of one side, sorted out by what measures ask of them: each question is answered once."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self.lost = {i for i, item in enumerate(items) if not item.spans}
        self._everything = range(len(items))
        self._by_field: dict[str, dict[Any, set[int]]] = {}
        self._others: dict[Test, set[int]] = {}

    def chosen(self, test: Test) -> Collection[int]:
        """Positions of the items that count."""
        if test is every:
            return self._everything
        if isinstance(test, Is):
            return self._values(test.field).get(test.value, ())
        if isinstance(test, Flagged):
            return self._flags.get(test.flag, ())
        if test not in self._others:
            self._others[test] = {i for i, item in enumerate(self.items) if test(item)}
        return self._others[test]

    def _values(self, field: str) -> dict[Any, set[int]]:
        if field not in self._by_field:
            found = self._by_field[field] = defaultdict(set)
            for i, item in enumerate(self.items):
                found[getattr(item, field)].add(i)
        return self._by_field[field]

    @cached_property
    def _flags(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for i, item in enumerate(self.items):
            for flag in item.flags:
                found[flag].add(i)
        return found


class _Layer:
    """One layer of one document, with the pairs that stand in each relation: measures share them."""

    def __init__(self, gold: Sequence[Item], predicted: Sequence[Item]) -> None:
        self.gold, self.predicted = _Side(gold), _Side(predicted)
        self.pairs = candidates([x.spans for x in gold], [x.spans for x in predicted])
        self.same = [p for p in self.pairs if gold[p.left].spans == predicted[p.right].spans]
        self._ties = {True: tied(_edges(self.same)), False: tied(_edges(self.pairs))}
        self._standing: dict[tuple[Relation, bool], list[Pair]] = {}

    def count(self, m: Measure) -> tuple[int, int, int, int]:
        """The numbers of one measure."""
        ours, theirs = self.gold.chosen(m.gold), self.predicted.chosen(m.predicted)
        pairs = self._held(m.given or m.right, m.same) if ours and theirs else []
        if pairs and m.gold is not every:
            pairs = [p for p in pairs if p.left in ours]
        if pairs and m.predicted is not every:
            pairs = [p for p in pairs if p.right in theirs]
        total = self._most(pairs, m.same) if pairs and m.points == 1 else 0
        if m.given is not None:
            return total, total, self._most(self._in(m.right, pairs), m.same) if pairs else 0, 0
        correct = total if m.points == 1 else self._halves(m.right, pairs)
        whole = m.points * len(ours)
        if m.kind == "recall":
            return whole, whole, correct, 0
        lost = sum(j in theirs for j in self.predicted.lost) if self.predicted.lost else 0
        return whole, m.points * len(theirs), correct, m.points * lost

    def _held(self, relation: Relation, same: bool) -> list[Pair]:
        """The pairs that stand in a relation."""
        key = relation, same
        if key not in self._standing:
            self._standing[key] = self._in(relation, self.same if same else self.pairs)
        return self._standing[key]

    def _in(self, relation: Relation, pairs: Sequence[Pair]) -> list[Pair]:
        gold, predicted = self.gold.items, self.predicted.items
        return [p for p in pairs if relation(gold[p.left], predicted[p.right], p.iou)]

    def _halves(self, relation: Relation, pairs: Sequence[Pair]) -> int:
        gold, predicted = self.gold.items, self.predicted.items
        whole = [p for p in pairs if relation(gold[p.left], predicted[p.right], p.iou) == 2]
        return halves(_edges(whole), _edges(pairs))

    def _most(self, pairs: Sequence[Pair], same: bool) -> int:
        ours, theirs = self._ties[same]
        if not ours and not theirs:
            return len(pairs)
        # Of the others each is in the matching, whatever is chosen.
        doubtful = [(p.left, p.right) for p in pairs if p.left in ours or p.right in theirs]
        return len(pairs) - len(doubtful) + most(doubtful)


def _edges(pairs: Sequence[Pair]) -> list[tuple[int, int]]:
    return [(p.left, p.right) for p in pairs]
