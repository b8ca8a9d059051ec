"""Carrying the records of one document to their new places, with account of what doesn't simply move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from virgolette import schema
from virgolette.align.moves import Moves
from virgolette.spans import Span, digest
from virgolette.workflow import references
from virgolette.workflow.review import MESSAGES, Item

Json = Any
# Layer → its fields that hold spans or marks.
FIELDS = {
    "entities": ("segments",),
    "quotes": ("content", "cue", "marks"),
    "claims": ("segments",),
    "notes": ("segments", "marks"),
}


class Carrier:
    """Moves records, and keeps account of what doesn't simply move."""

    def __init__(self, where: Moves, sha256: str, included: bool) -> None:
        self.map, self.sha256, self.included = where, sha256, included
        self.items: list[Item] = []
        self.removed: dict[str, list[Json]] = {}
        self.carried = self.total = 0

    def skips(self, found: Sequence[Json]) -> list[Json]:
        """The passages that still have a place."""
        moved = ((record, self._part(f"skip {i}", "", record)) for i, record in enumerate(found, 1))
        kept = []
        for record, part in moved:
            if part is None:
                self.removed.setdefault("skip", []).append(record)
            else:
                kept.append(part)
        return kept

    def record(self, layer: str, record: Json, fields: Sequence[str]) -> Json | None:
        """The record with its spans moved; None where a field that it needs has no span left."""
        moved = dict(record)
        for name in fields:
            parts = [self._part(record["id"], f"/{name}/{i}", part) for i, part in enumerate(record[name])]
            moved[name] = self._apart(record, name, parts)
        emptied = [name for name in fields if record[name] and not moved[name]]
        if emptied and not _valid(layer, moved):
            self.remove(layer, record, f"nothing is left of its {' and '.join(emptied)}")
            return None
        return moved

    def remove(self, layer: str, record: Json, why: str) -> None:
        """Keep a record out of the file, and whole in the review."""
        self.removed.setdefault(layer, []).append(record)
        self.items.append(Item(record["id"], "", "vanished", f"kept out of the file: {why}"))

    def _part(self, name: str, field: str, part: Json) -> Json | None:
        """A segment, mark or passage in its new place."""
        self.total += 1
        old = Span(part["start"], part["end"])
        status, span = self.map.place(old) if old.start < old.end else self.map.point(old.start, part["role"])
        if status == "carried":
            self.carried += 1
        else:
            self.items.append(Item(name, field, status, MESSAGES[status], old, span, None if span else part))
        if span is None:
            return None
        moved = {**part, "start": span.start, "end": span.end}
        words = self.map.new[span.start : span.end]
        if "text" in moved and self.included:
            moved["text"] = words
        elif moved.keys() & {"text", "digest"}:
            moved.pop("text", None)
            moved["digest"] = digest(words, self.sha256)
        return moved

    def _apart(self, record: Json, name: str, parts: Sequence[Json | None]) -> list[Json]:
        """The parts that are left; segments that have come to touch or overlap become one."""
        kept: list[Json] = []
        for i, part in enumerate(parts):
            if part is None:
                continue
            together = kept and name != "marks" and part["start"] <= kept[-1]["end"]
            if together and record[name][i]["start"] > record[name][i - 1]["end"]:
                old = Span(record[name][i - 1]["start"], record[name][i]["end"])
                span = Span(min(kept[-1]["start"], part["start"]), max(kept[-1]["end"], part["end"]))
                self.items.append(
                    Item(record["id"], f"/{name}/{i}", "changed", "touches the one before: now one", old, span)
                )
                words = self.map.new[span.start : span.end]
                shown = {"text": words} if "text" in part else {"digest": digest(words, self.sha256)}
                kept[-1] = {"start": span.start, "end": span.end, **shown}
            else:
                kept.append(part)
        return kept

    def references(self, after: dict[str, Json], before: dict[str, Json]) -> bool:
        """Empty references to what was removed; whether that removed something in turn."""
        gone = {r["id"] for layer in FIELDS for r in self.removed.get(layer, ())}
        originals = {r["id"]: r for layer in FIELDS for r in before[layer]}
        removed = False
        for layer in ("quotes", "claims"):
            kept = []
            for record in after[layer]:
                emptied = references.without(record, gone)
                if emptied != record and not _valid(layer, emptied):
                    lost = ", ".join(sorted(gone.intersection(references.targets(record))))
                    self.remove(layer, originals[record["id"]], f"it needs {lost}, which is gone")
                    removed = True
                    continue
                for field, target in references.pointers(record):
                    if target in gone:
                        self.items.append(Item(record["id"], field, "reference", f"{target} is gone: emptied"))
                kept.append(emptied)
            after[layer] = kept
        return removed


def _valid(layer: str, record: Json) -> bool:
    return schema.validator(layer.removesuffix("s") if layer != "entities" else "entity").is_valid(record)
