"""Two passes over one document side by side: what agrees, and each difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from virgolette.model import Annotations
from virgolette.scoring.match import match
from virgolette.spans import Span, hull
from virgolette.workflow.order import LAYERS, place, plain, refer

Json = Any
# Free wording can't agree and is no judgement: the first pass's is taken where all else agrees.
FREE = frozenset({"id", "statement", "statement_en"})


class Item(Struct, frozen=True):
    """One annotation in one or both passes, with references replaced by items' keys.

    Attributes:
        key: `T5|T7` for a matched pair, `T5|` or `|T7` for what only one pass has.
        layer: entities, quotes, claims, notes or skip.
        a, b: The records as JSON trees; None where a pass has none.
        fields: Names of the fields that differ (free wording aside); empty where both agree.
    """

    key: str
    layer: str
    a: Json
    b: Json
    fields: tuple[str, ...]

    @property
    def agreed(self) -> bool:
        """Whether both passes have it, alike in all but free wording."""
        return self.a is not None and self.b is not None and not self.fields


def tree(annotations: Annotations) -> dict[str, Json]:
    """A fresh JSON tree of annotations; skip records get ids S1, S2, … in file order."""
    found: dict[str, Json] = msgspec.json.decode(msgspec.json.encode(annotations))
    for i, record in enumerate(found["skip"], 1):
        record["id"] = f"S{i}"
    return found


def _segments(record: Json) -> list[Span]:
    source = record.get("segments") or record.get("content") or [record]
    return [Span(s["start"], s["end"]) for s in source]


def _bonus(left: list[Json], right: list[Json]) -> Callable[[int, int], float]:
    """Likeness beyond the span, which tells stacked records apart; at most 1/2, and a tie-break.

    The tie-break counts likeness in every other field, then nearness, an early place, and rank among records
    on one span, all far too light to outweigh what comes before: so that no weights are left equal, whose
    choice would hang on the order of the passes and of the records in their files.
    """
    ours, theirs = [plain(r) for r in left], [plain(r) for r in right]
    spots_left, spots_right = [hull(_segments(r)) for r in left], [hull(_segments(r)) for r in right]
    ranks_left, ranks_right = _ranks(left), _ranks(right)
    reach = 1 + max((s.end for s in (*spots_left, *spots_right)), default=0)

    def bonus(i: int, j: int) -> float:
        a, b = left[i], right[j]
        shared = [key for key in ("label", "type", "kind", "cue") if key in a or key in b]
        likeness = float(sum(a.get(key) == b.get(key) for key in shared)) / len(shared) / 2
        named = {*ours[i], *theirs[j]}
        alike: float = sum(ours[i].get(key) == theirs[j].get(key) for key in named) / len(named)
        x, y = spots_left[i], spots_right[j]
        near: float = 1 - (abs(x.start - y.start) + abs(x.end - y.end)) / (2 * reach)
        early: float = 1 - (x.start + x.end + y.start + y.end) / (4 * reach)
        # A product prefers first with first and second with second to first with second and second with first.
        rank = ranks_left[i] * ranks_right[j]
        return likeness + 1e-4 * alike + 1e-7 * near + 1e-9 * early + 1e-12 * rank

    return bonus


def _ranks(records: Sequence[Json]) -> list[int]:
    """Of each record its rank, from 1, among those on the same span."""
    found, stacked = [0] * len(records), Counter[tuple[Span, ...]]()
    for i in sorted(range(len(records)), key=lambda i: place(records[i])):
        span = tuple(_segments(records[i]))
        stacked[span] += 1
        found[i] = stacked[span]
    return found


def compare(first: Annotations, second: Annotations) -> list[Item]:
    """Every annotation of either pass once, matched one-to-one where spans overlap, in text order."""
    a, b = tree(first), tree(second)
    keys: dict[tuple[str, str], str] = {}
    paired: list[tuple[str, Json, Json]] = []
    for layer in (*LAYERS, "skip"):
        left, right = a[layer], b[layer]
        pairs = match([_segments(r) for r in left], [_segments(r) for r in right], _bonus(left, right))
        to_right = {p.left: p.right for p in pairs}
        taken = set(to_right.values())
        for i, record in enumerate(left):
            paired.append((layer, record, right[to_right[i]] if i in to_right else None))
        paired += [(layer, None, record) for j, record in enumerate(right) if j not in taken]
    for _, x, y in paired:
        key = f"{x['id'] if x else ''}|{y['id'] if y else ''}"
        if x:
            keys["a", x["id"]] = key
        if y:
            keys["b", y["id"]] = key
    refer(a, lambda old, _: keys.get(("a", old), old))
    refer(b, lambda old, _: keys.get(("b", old), old))
    items = []
    for layer, x, y in paired:
        record = x or y
        assert record is not None
        key = keys["a" if x else "b", record["id"]]
        items.append(Item(key, layer, x, y, tuple(_differing(x, y)) if x and y else ()))
    return sorted(items, key=lambda item: ((*LAYERS, "skip").index(item.layer), place(item.a or item.b)))


def _differing(x: Json, y: Json) -> list[str]:
    found = []
    for name in dict.fromkeys([*x, *y]):
        if name in FREE or x.get(name) == y.get(name):
            continue
        if name == "frame":
            found += [f"frame.{key}" for key in x[name] if _plain(x[name][key]) != _plain(y[name][key])]
        elif name == "speaker":
            found += [f"speaker.{key}" for key in x[name] if x[name][key] != y[name][key]]
        else:
            found.append(name)
    return found


def _plain(value: Json) -> Json:
    return sorted(value) if isinstance(value, list) else value
