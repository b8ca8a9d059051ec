"""One document's items in classes: a pure function of gold and predictions.

Each layer is matched one-to-one in two steps: first what is in the right place, best fields first; then what else
overlaps. So a prediction that is exactly right is never given up for one that overlaps more. Which items end up
together follows from what they are, never from the order in which they were given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from virgolette.report.fields import HALF, TYPE, Wrong, in_place, wrong
from virgolette.report.kinds import LAYERS
from virgolette.scoring.items import Item, Items
from virgolette.scoring.match import Pair, assigned
from virgolette.scoring.pairing import candidates
from virgolette.scoring.placing import METHODS
from virgolette.scoring.predicted import Predicted
from virgolette.spans import iou

# The field that the measures join to the place: entities.strict, quotes.joint; of claims, their type.
_HEAVIEST = {"entities": "label", "quotes": "speaker", "claims": "type"}
_LOST = METHODS[METHODS.index("unaligned") :]


class Record(Struct, frozen=True):
    """One gold item, one prediction, or a pair of both, with its class.

    Attributes:
        layer: Of LAYERS.
        kind: Of KINDS.
        gold: Position of the gold item in its layer of Items; None for none.
        predicted: Position of the prediction; None for none.
        iou: Intersection over union of a pair's spans in code points, in (0, 1]; 0 for what is alone.
        wrong: Fields of a pair that aren't right, but for its place.
    """

    layer: str
    kind: str
    gold: int | None
    predicted: int | None
    iou: float = 0.0
    wrong: tuple[Wrong, ...] = ()


def records(gold: Items, found: Predicted) -> tuple[Record, ...]:
    """Every gold item and every prediction that counts, each in exactly one record, in the order of the text."""
    made: list[Record] = []
    for layer in LAYERS:
        ours, theirs = getattr(gold, layer), getattr(found.items, layer)
        own = list(_layer(layer, ours, theirs, [o.method for o in found.origins.get(layer, ())]))
        made += sorted(own, key=lambda r: _place(r, ours, theirs))
    return tuple(made)


def _layer(layer: str, gold: Sequence[Item], predicted: Sequence[Item], methods: Sequence[str]) -> Iterator[Record]:
    ours, theirs = _ordered(gold), _ordered(predicted)
    pairs = _in_place(layer, gold, predicted, ours, theirs)
    taken = {i for i, _ in pairs}, {j for _, j in pairs}
    pairs += _overlapping(layer, gold, predicted, [i for i in ours if i not in taken[0]], _rest(theirs, taken[1]))
    for i, j in pairs:
        g, p = gold[i], predicted[j]
        share = iou(g.spans, p.spans)
        flaws = wrong(layer, g, p)
        yield Record(layer, _kind(layer, in_place(layer, g, p, share), flaws), i, j, share, flaws)
    matched = {i for i, _ in pairs}, {j for _, j in pairs}
    yield from (Record(layer, "missed", i, None) for i in ours if i not in matched[0])
    for j in theirs:
        if j not in matched[1]:
            lost = methods[j] if j < len(methods) and methods[j] in _LOST else "unaligned"
            yield Record(layer, "spurious" if predicted[j].spans else lost, None, j)


def _kind(layer: str, placed: bool, flaws: Sequence[Wrong]) -> str:
    if not placed:
        return "boundary"
    if not flaws:
        return "correct"
    return "type" if flaws[0].field == TYPE[layer] else "attribute"


def _rest(positions: Sequence[int], taken: set[int]) -> list[int]:
    return [j for j in positions if j not in taken]


def _in_place(
    layer: str, gold: Sequence[Any], predicted: Sequence[Any], ours: Sequence[int], theirs: Sequence[int]
) -> list[tuple[int, int]]:
    """As many pairs in the right place as there can be; of these choices the one with the fewest flaws."""
    # One pair more outweighs the fields of all others; so does one more with its heaviest field right.
    base = 20.0 * (min(len(ours), len(theirs)) + 1)
    weights: dict[tuple[int, int], float] = {}
    for a, b, share in _near(layer, gold, predicted, ours, theirs):
        flaws = wrong(layer, gold[ours[a]], predicted[theirs[b]])
        right = _HEAVIEST[layer] not in {f.field for f in flaws}
        weights[a, b] = base * base + base * right + 19.0 - len(flaws) + share / 2
    return [(ours[a], theirs[b]) for a, b in assigned(weights)]


def _near(
    layer: str, gold: Sequence[Item], predicted: Sequence[Item], ours: Sequence[int], theirs: Sequence[int]
) -> Iterator[Pair]:
    """Pairs in the right place, by their positions in `ours` and `theirs`."""
    if layer == "claims":
        near = candidates([gold[i].spans for i in ours], [predicted[j].spans for j in theirs])
        yield from (p for p in near if p.iou >= HALF)
        return
    at: Mapping[Any, list[int]] = defaultdict(list)
    for b, j in enumerate(theirs):
        if predicted[j].spans:
            at[predicted[j].spans].append(b)
    for a, i in enumerate(ours):
        yield from (Pair(a, b, 1.0) for b in at.get(gold[i].spans, ()))


def _overlapping(
    layer: str, gold: Sequence[Any], predicted: Sequence[Any], ours: Sequence[int], theirs: Sequence[int]
) -> list[tuple[int, int]]:
    """Of what is left, the pairs that have most in common; the same label counts as much as the same place."""
    near = candidates([gold[i].spans for i in ours], [predicted[j].spans for j in theirs])
    weights = {}
    for a, b, share in near:
        flaws = wrong(layer, gold[ours[a]], predicted[theirs[b]])
        weights[a, b] = share + (TYPE[layer] not in {f.field for f in flaws})
    return [(ours[a], theirs[b]) for a, b in assigned(weights)]


def _ordered(items: Sequence[Item]) -> list[int]:
    """Positions by place, then by what the items say: nothing depends on how they were given."""
    return sorted(range(len(items)), key=lambda i: (items[i].spans, repr(_plain(items[i]))))


def _plain(value: Any) -> Any:
    """A value without anything whose order is chance."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return sorted((k, _plain(v)) for k, v in value.items())
    if isinstance(value, Struct):
        return [_plain(v) for v in msgspec.structs.astuple(value)]
    return value


def _place(r: Record, gold: Sequence[Item], predicted: Sequence[Item]) -> tuple[Any, ...]:
    """What has a place comes first."""
    own = gold[r.gold].spans if r.gold is not None else predicted[r.predicted or 0].spans
    theirs = predicted[r.predicted].spans if r.predicted is not None else ()
    return not own, own, r.kind, theirs
