"""What of a pair is right, field by field: by the same tests as the measures, so that both count the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from virgolette import schema
from virgolette.scoring.items import FACTS, FRAME, ClaimItem, EntityItem, Item, QuoteItem
from virgolette.scoring.measures.quotes import same_speaker
from virgolette.scoring.measures.values import same_value
from virgolette.spans import overlap

HALF = 0.5
"""Claims match from this intersection over union on, as the measures of claims have it."""
TYPE = {"entities": "label", "quotes": "type", "claims": "type"}
"""Layer → the field by which its items are told apart."""
_NUMERIC = frozenset(schema.labels("entity", "$defs/numeric"))


class Wrong(NamedTuple):
    """A field that isn't right, and whether the prediction merely leaves it out."""

    field: str
    omitted: bool


def label(layer: str, item: Any) -> str | None:
    """An item's label or type; None for a prediction that gives none."""
    if layer == "claims":
        return item.facts.get("type")  # type: ignore[no-any-return]
    return item.label or None if layer == "entities" else item.type


def in_place(layer: str, gold: Item, predicted: Item, iou: float) -> bool:
    """Whether a prediction is where gold is: on the same code points; of claims, at least half of them."""
    return iou >= HALF if layer == "claims" else gold.spans == predicted.spans


def wrong(layer: str, gold: Any, predicted: Any) -> tuple[Wrong, ...]:
    """The fields of a pair that aren't right, but for its place; the label or type first."""
    ours, theirs = label(layer, gold), label(layer, predicted)
    found = [Wrong(TYPE[layer], theirs is None)] if ours != theirs else []
    return (*found, *_OTHER[layer](gold, predicted))


def _entity(gold: EntityItem, predicted: EntityItem) -> Iterator[Wrong]:
    if gold.entity is not None and gold.entity != predicted.entity:
        yield Wrong("entity", predicted.entity is None)
    if gold.label in _NUMERIC and gold.value is not None and not same_value(gold.value, predicted.value):
        yield Wrong("value", predicted.value is None)
    if gold.label == "DATE" and gold.date != predicted.date:
        yield Wrong("date", predicted.date is None)


def _quote(gold: QuoteItem, predicted: QuoteItem) -> Iterator[Wrong]:
    if not same_speaker(gold, predicted):
        yield Wrong("speaker", predicted.speaker is None and predicted.mention is None)
    if gold.mention != predicted.mention:
        yield Wrong("mention", predicted.mention is None)
    if gold.cue != predicted.cue:
        yield Wrong("cue", predicted.cue is None)


def _claim(gold: ClaimItem, predicted: ClaimItem) -> Iterator[Wrong]:
    if not same_claimer(gold, predicted):
        yield Wrong("claimer", predicted.quote is None and not predicted.author)
    if gold.values != predicted.values:
        yield Wrong("values", not predicted.values)
    for name in (*FACTS[1:], *FRAME):
        if gold.facts.get(name) != predicted.facts.get(name):
            yield Wrong(name, predicted.facts.get(name) is None)


def same_claimer(gold: ClaimItem, predicted: ClaimItem) -> bool:
    """The author on both sides, or quotes whose contents overlap; somebody who isn't known on either."""
    if gold.quote is None or predicted.quote is None:
        return gold.quote is predicted.quote and gold.author == predicted.author
    return overlap(gold.quote.spans, predicted.quote.spans) > 0


_OTHER: Mapping[str, Callable[[Any, Any], Iterator[Wrong]]] = {"entities": _entity, "quotes": _quote, "claims": _claim}


def names(layer: str) -> Sequence[str]:
    """Every field of a layer that can be wrong, in the order in which they are told."""
    others = {
        "entities": ("entity", "value", "date"),
        "quotes": ("speaker", "mention", "cue"),
        "claims": ("claimer", "values", *FACTS[1:], *FRAME),
    }
    return (TYPE[layer], *others[layer])
