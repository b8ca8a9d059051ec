"""Records in numbers: classes by layer, labels against labels, fields that are wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from virgolette import schema
from virgolette.report.fields import label, names
from virgolette.report.kinds import KINDS, LAYERS, PLACED
from virgolette.report.records import Record
from virgolette.scoring.items import Items

LABELS = {
    "entities": tuple(schema.labels("entity", "properties/label")),
    "quotes": tuple(schema.labels("quote", "properties/type")),
    "claims": tuple(schema.labels("claim", "properties/type")),
}
NONE = ""
"""Stands for the missing side in a confusion: what was missed has no predicted label, what is spurious none in gold."""


class Flaw(Struct, frozen=True):
    """A field: of how many pairs it is wrong, of how many left out."""

    field: str
    wrong: int
    omitted: int


class Tally(Struct, frozen=True):
    """One layer in numbers.

    Attributes:
        layer: Which.
        kinds: Class → how many records.
        confusion: (gold label, predicted label) → how many; NONE on a side for no item or no label there.
        flaws: Of the pairs in the right place, field by field.
    """

    layer: str
    kinds: dict[str, int]
    confusion: dict[tuple[str, str], int]
    flaws: tuple[Flaw, ...]

    @property
    def gold(self) -> int:
        """How many gold items: the `gold` of the layer's measures."""
        return sum(self.kinds[k.name] for k in KINDS if k.gold)

    @property
    def predicted(self) -> int:
        """How many predictions: the `predicted` of the layer's measures."""
        return sum(self.kinds[k.name] for k in KINDS if k.predicted)

    @property
    def placed(self) -> int:
        """How many pairs are in the right place: `correct` of entities.exact, quotes.exact and claims.iou50."""
        return sum(self.kinds[k] for k in PLACED)

    @property
    def errors(self) -> int:
        """How many records are no `correct` ones."""
        return sum(self.kinds.values()) - self.kinds["correct"]


Side = tuple[Items, Items, Sequence[Record]]


def tally(documents: Iterable[Side]) -> tuple[Tally, ...]:
    """The numbers of some documents' records, each with the gold and predicted items that its positions mean."""
    kinds: dict[str, Counter[str]] = {layer: Counter() for layer in LAYERS}
    confusion: dict[str, Counter[tuple[str, str]]] = {layer: Counter() for layer in LAYERS}
    flaws: dict[str, Counter[tuple[str, bool]]] = {layer: Counter() for layer in LAYERS}
    for gold, predicted, made in documents:
        for r in made:
            kinds[r.layer][r.kind] += 1
            confusion[r.layer][_label(r.layer, gold, r.gold), _label(r.layer, predicted, r.predicted)] += 1
            if r.kind in PLACED:
                flaws[r.layer].update(r.wrong)
    return tuple(
        Tally(
            layer,
            {k.name: kinds[layer][k.name] for k in KINDS},
            dict(confusion[layer]),
            tuple(Flaw(name, flaws[layer][name, False], flaws[layer][name, True]) for name in names(layer)),
        )
        for layer in LAYERS
    )


def _label(layer: str, items: Items, position: int | None) -> str:
    if position is None:
        return NONE
    item: Any = getattr(items, layer)[position]
    return label(layer, item) or NONE
