"""Spans as tables, scored by themselves: mentions of any scheme, many times faster than with all that hangs on them.

A table has the columns `doc_id`, `start`, `end` (code points, half-open) and `label`, a row a span, in any order. What
is counted is what `virgolette score` counts as entities.strict, .exact, .partial and .type.
"""

from __future__ import annotations

from typing import Any

import msgspec

from virgolette.scoring import meeting
from virgolette.scoring.columns import Side, sides_of
from virgolette.scoring.items import EntityItem
from virgolette.scoring.measures import MEASURES, WIDTH, Measure, count_layer
from virgolette.scoring.measures.base import Is
from virgolette.scoring.meeting import Pairs
from virgolette.scoring.pairing import MANY
from virgolette.scoring.result import Score
from virgolette.scoring.scores import Totals
from virgolette.spans import Span

Table = Any
Array = Any
# Documents that are counted together: enough that arrays pay, few enough that they stay small.
CHUNK = 1000
_BASIC = tuple(
    next(m for m in MEASURES if m.name == f"entities.{name}") for name in ("strict", "exact", "partial", "type")
)
_STRICT = _BASIC[0]


def score_tables(gold: Table, predicted: Table) -> list[Score]:
    """Score predicted spans against gold ones.

    Args:
        gold, predicted: pyarrow tables; columns other than those named above are left alone. Labels are compared as
            they are, whatever the scheme. A document that one table doesn't have is without spans there: unlike with
            `virgolette score`, documents without any gold can't be told from unknown ones.

    Returns:
        entities.strict, .exact, .partial and .type, then entities.strict of each label, without intervals.

    Raises:
        InputError: Where a column is missing, isn't of its type or has nulls, or a span is empty or begins below 0.
    """
    sides, count, labels = sides_of(gold, predicted)
    totals = Totals((*_BASIC, *_labelled(labels)))
    for first in range(0, count, CHUNK):
        some = range(first, min(first + CHUNK, count))
        ours, theirs = (side.part(some) for side in sides)
        totals.add(_counts(ours, theirs, len(some), labels))
    return totals.scores()


def _counts(gold: Side, predicted: Side, count: int, labels: list[str]) -> Array:
    """(document, measure, WIDTH) of some documents."""
    import numpy as np

    stride = max(int(side.ends.max(initial=0)) for side in (gold, predicted))
    (starts, ends), (others, other_ends) = (
        (side.documents * stride + side.starts, side.documents * stride + side.ends) for side in (gold, predicted)
    )
    near = meeting.reach(starts, ends, others, other_ends)
    if near.pairs > MANY:
        if count == 1:
            return _crowded(gold, predicted, labels)
        parts = (range(count // 2), range(count // 2, count))
        return np.concatenate([_counts(gold.part(k), predicted.part(k), len(k), labels) for k in parts])
    pairs = meeting.overlapping(near, ends, others)
    same = (starts[pairs.left] == others[pairs.right]) & (ends[pairs.left] == other_ends[pairs.right])
    alike = gold.labels[pairs.left] == predicted.labels[pairs.right]
    exact, strict = meeting.most(pairs.where(same)), meeting.most(pairs.where(same & alike))
    typed, rest = meeting.most(pairs.where(alike)), meeting.most(_without(pairs, exact, gold, predicted))

    def each(spans: Array) -> Array:
        return np.bincount(spans, minlength=count)

    def labelled(side: Side, chosen: Array | slice = slice(None)) -> Array:
        cells = side.documents[chosen] * len(labels) + side.labels[chosen]
        return np.bincount(cells, minlength=count * len(labels)).reshape(count, -1)

    found = np.zeros((count, len(_BASIC) + len(labels), WIDTH), np.int64)
    basic, by_label = found[:, : len(_BASIC)], found[:, len(_BASIC) :]
    points = np.array([m.points for m in _BASIC])
    basic[..., 0] = each(gold.documents)[:, None] * points
    basic[..., 1] = each(predicted.documents)[:, None] * points
    for k, chosen in enumerate((strict, exact, exact, typed)):
        basic[:, k, 2] = each(gold.documents[chosen.left]) * points[k]
    # An equal span takes its equal, the others half a point: see pairing.halves.
    basic[:, 2, 2] += each(gold.documents[rest.left])
    by_label[..., 0], by_label[..., 1] = labelled(gold), labelled(predicted)
    by_label[..., 2] = labelled(gold, strict.left)
    return found


def _without(pairs: Pairs, taken: Pairs, gold: Side, predicted: Side) -> Pairs:
    """The pairs of spans that are in none of those taken."""
    import numpy as np

    ours, theirs = np.ones(len(gold.starts), bool), np.ones(len(predicted.starts), bool)
    ours[taken.left], theirs[taken.right] = False, False
    return pairs.where(ours[pairs.left] & theirs[pairs.right])


def _crowded(gold: Side, predicted: Side, labels: list[str]) -> Array:
    """The same of one document, as `virgolette score` counts: spans in heaps would make too many pairs."""
    import numpy as np

    measures = (*_BASIC, *_labelled(labels))
    counts = count_layer(measures, _items(gold, labels), _items(predicted, labels))
    return np.array(counts, np.int64).reshape(1, len(measures), WIDTH)


def _items(side: Side, labels: list[str]) -> list[EntityItem]:
    rows = zip(side.starts.tolist(), side.ends.tolist(), side.labels.tolist(), strict=True)
    return [EntityItem((Span(start, end),), label=labels[label]) for start, end, label in rows]


def _labelled(labels: list[str]) -> list[Measure]:
    """entities.strict of each label."""
    chosen = [(label, Is("label", label)) for label in labels]
    return [
        msgspec.structs.replace(_STRICT, name=f"{_STRICT.name}.{label}", gold=test, predicted=test)
        for label, test in chosen
    ]
