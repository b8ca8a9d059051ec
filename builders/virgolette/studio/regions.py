"""Annotations → what Label Studio calls a result: regions, their attributes, relations.

Ids: a record's first segment has the record's id (`Q3`), a segment that continues it `Q3.2`, a cue `Q3.c1`, a mark
`Q3.m1`, a skipped passage `S1`. A missing mark has no width, and a region has: it is drawn over the character
next to its place, with the defect `missing`; opening marks stand before their region, closing ones after it, and
the control `mark_place` says so where it is otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from virgolette.errors import InputError
from virgolette.model import Annotations, Mark
from virgolette.spans import inside_cluster
from virgolette.studio.controls import CONTINUES, CUE, LINKS, Control, by_name, controls, optional_parties

Json = Any
LABELS, TEXT = "label", "text"
LAYERS = {"entities": "entity", "quotes": "quote", "claims": "claim", "notes": "note", "skip": "skip"}
CONTROL_KINDS = {"one": "choices", "many": "choices", "text": "textarea"}
SIDES = {"open": "before", "close": "after"}


def to_result(annotations: Annotations, text: str) -> list[Json]:
    """Regions, attributes and relations of one document, layer by layer in file order.

    Raises:
        InputError: Where an id is repeated, or a reference leads nowhere.
    """
    tree = msgspec.json.decode(msgspec.json.encode(annotations))
    _sound(tree, annotations.doc_id)
    result: list[Json] = []
    related: dict[tuple[str, str], list[str]] = {}
    for key, layer in LAYERS.items():
        for i, record in enumerate(tree[key], 1):
            writer = _Writer(layer, record.get("id", f"S{i}"), record, text, related)
            result += writer.regions()
    for (source, target), names in related.items():
        result.append(
            {"type": "relation", "from_id": source, "to_id": target, "direction": "right", "labels": sorted(names)}
        )
    return result


class _Writer:
    """One record as regions; its relations are collected, because a pair of regions can have only one."""

    def __init__(
        self, layer: str, head: str, record: Json, text: str, related: dict[tuple[str, str], list[str]]
    ) -> None:
        self.layer, self.head, self.record, self.text, self.related = layer, head, record, text, related

    def regions(self) -> Iterator[Json]:
        segments = self.record.get("segments") or self.record.get("content") or [self.record]
        for i, segment in enumerate(segments, 1):
            id_ = self.head if i == 1 else f"{self.head}.{i}"
            label = CONTINUES if i > 1 else self.record.get("label", {"quote": "content"}.get(self.layer, self.layer))
            yield self._region(id_, segment, label)
            if i > 1:
                self._relate(id_, self.head, CONTINUES)
            else:
                yield from self._attributes(id_, segment, label, self.layer, self.record)
        for i, segment in enumerate(self.record.get("cue", ()), 1):
            id_ = f"{self.head}.c{i}"
            yield self._region(id_, segment, CUE)
            self._relate(id_, self.head, "cue-of")
        for i, mark in enumerate(self.record.get("marks", ()), 1):
            id_ = f"{self.head}.m{i}"
            spot, side = drawn(self.text, Mark(**{**mark, "defects": tuple(mark["defects"])}))
            yield self._region(id_, spot, mark["role"])
            yield from self._attributes(id_, spot, mark["role"], "mark", {**mark, "place": side})
            self._relate(id_, self.head, "mark-of")
        for link in LINKS:
            if link.path and self.layer in ((link.source,) if link.source != "entity" else link.targets):
                self._refer(link.name, link.path, incoming=link.source == "entity")

    def _refer(self, name: str, path: Sequence[str], *, incoming: bool) -> None:
        found = _at(self.record, path)
        for other in found if isinstance(found, list) else [found]:
            if other is not None and other != "author":
                source, target = (other, self.head) if incoming else (self.head, other)
                self._relate(source, target, name)

    def _relate(self, source: str, target: str, name: str) -> None:
        self.related.setdefault((source, target), []).append(name)

    def _region(self, id_: str, spot: Json, label: str) -> Json:
        return self._item(id_, spot, LABELS, "labels", {"labels": [label]})

    def _attributes(self, id_: str, spot: Json, label: str, layer: str, record: Json) -> Iterator[Json]:
        for control in controls():
            if control.layer == layer and label in control.on and (values := _values(control, record)):
                kind = CONTROL_KINDS[control.kind]
                key = "text" if kind == "textarea" else kind
                yield self._item(id_, spot, control.name, kind, {key: values})

    def _item(self, id_: str, spot: Json, name: str, kind: str, value: Json) -> Json:
        place = {"start": spot["start"], "end": spot["end"]}
        return {
            "id": id_,
            "from_name": name,
            "to_name": TEXT,
            "type": kind,
            "origin": "manual",
            "value": {**place, **value},
        }


def _values(control: Control, record: Json) -> list[str]:
    """What a control shows of a record; empty where there is nothing to show."""
    if control is by_name()["quote_party"]:
        # Only where nothing else says that there is somebody.
        return [n for n in optional_parties() if n in record and not any(v is not None for v in record[n].values())]
    found = _at(record, control.path)
    if found is None:
        return []
    if control.boolean:
        return ["yes" if found else "no"]
    return list(found) if isinstance(found, list) else [found]


def _at(record: Json, path: Sequence[str]) -> Json:
    for key in path:
        record = record.get(key) if isinstance(record, dict) else None
    return record


def drawn(text: str, mark: Mark) -> tuple[dict[str, int], str | None]:
    """Where a mark's region lies, and what `mark_place` has to say (None where its default holds)."""
    usual = SIDES[mark.role] if "missing" in mark.defects else "here"
    if mark.start < mark.end:
        return {"start": mark.start, "end": mark.end}, None if usual == "here" else "here"
    spots = {"before": _next(text, mark.start), "after": _before(text, mark.start)}
    wanted = SIDES[mark.role]
    other = "after" if wanted == "before" else "before"

    def blank(side: str) -> bool:
        return not text[slice(*spots[side])].strip()

    # Over something that can be seen, where there is anything to be seen.
    side = other if blank(wanted) and (not blank(other) or spots[wanted][0] == spots[wanted][1]) else wanted
    start, end = spots[side]
    return {"start": start, "end": end}, None if side == usual else side


def _next(text: str, offset: int) -> tuple[int, int]:
    end = min(offset + 1, len(text))
    while end < len(text) and inside_cluster(text, end):
        end += 1
    return offset, end


def _before(text: str, offset: int) -> tuple[int, int]:
    start = max(offset - 1, 0)
    while start > 0 and inside_cluster(text, start):
        start -= 1
    return start, offset


def _sound(tree: Json, doc_id: str) -> None:
    ids = Counter(record["id"] for key in LAYERS for record in tree[key] if "id" in record)
    repeated = sorted(i for i, times in ids.items() if times > 1)
    wanted = {name for key in ("quotes", "claims") for record in tree[key] for name in _references(record)}
    lost = sorted(wanted - ids.keys())
    if repeated or lost:
        what = f"ids repeated: {', '.join(repeated)}" if repeated else f"references lead nowhere: {', '.join(lost)}"
        raise InputError(what, where=doc_id, remedy=f"Mend what `virgolette check` says of {doc_id}, then push again.")


def _references(record: Json) -> Iterator[str]:
    for link in LINKS:
        found = _at(record, link.path) if link.path else None
        for name in found if isinstance(found, list) else [found]:
            if name is not None and name != "author":
                yield name
