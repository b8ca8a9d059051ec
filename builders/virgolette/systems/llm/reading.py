"""An answer read against its passage: words become offsets, and what is wrong counts as wrong.

What can't be placed keeps its label and stands at a place of white space, which the scorer finds nowhere: it counts
as a wrong prediction, unaligned. A record that breaks the schema in what it must have counts as invalid. A
field that breaks it, or names an id that nobody gave, is left out. No word of the passage is in a reading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from virgolette import schema
from virgolette.model import Record
from virgolette.scoring.placing import Placed, Placer
from virgolette.scoring.predictions import (
    Place,
    PredictedClaim,
    PredictedEntity,
    PredictedQuote,
)
from virgolette.spans import Span
from virgolette.systems.base import SCHEMA_VERSION, places
from virgolette.systems.llm.answer import Unusable
from virgolette.systems.llm.form import Asked

Json = Any
NOWHERE = Place(text=" ")
# No label of ours: the scorer counts a record with it as invalid.
INVALID = "invalid"
# An id that nothing has.
_NOBODY = {"entities": "T0", "quotes": "Q0"}
_WHERE = {"entities": "segments", "quotes": "content", "claims": "segments"}
_MUST = {"entities": ("label",), "quotes": (), "claims": ()}
_DATE = re.compile(r"[0-9][0-9TZW:/.+-]*")


class Known(Record, frozen=True):
    """The ids that an answer may name."""

    entities: frozenset[str] = frozenset()
    metrics: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()


class Reading(Record, frozen=True):
    """What one answer says of its passage; offsets are the passage's own, ids count from 1.

    Attributes:
        error: Why it says nothing; "" where it says something.
        flaws: Kind of flaw → how often.
    """

    error: str = ""
    entities: tuple[PredictedEntity, ...] = ()
    quotes: tuple[PredictedQuote, ...] = ()
    claims: tuple[PredictedClaim, ...] = ()
    flaws: Mapping[str, int] = msgspec.field(default_factory=dict)


def read(tree: Mapping[str, Json], text: str, asked: Asked, known: Known) -> Reading:
    """The reading of an answer's object.

    Raises:
        Unusable: Where one of the lists that were asked for is missing.
    """
    for layer in asked.layers:
        if not isinstance(tree.get(layer), list):
            raise Unusable(f"the answer has no list of {layer}")
    return _Reader(tree, text, asked, known).reading()


class _Reader:
    def __init__(self, tree: Mapping[str, Json], text: str, asked: Asked, known: Known) -> None:
        self.records: dict[str, list[Json]] = {layer: tree[layer] for layer in asked.layers}
        self.known, self.placer, self.flaws = known, Placer(text), Counter[str]()
        self.ids = {layer: self._numbered(layer) for layer in ("entities", "quotes")}

    def _numbered(self, layer: str) -> dict[str, str]:
        """The model's ids → ours, which count the records; the first of those that share one has it."""
        found: dict[str, str] = {}
        for number, record in enumerate(self.records.get(layer, ()), 1):
            if isinstance(record, dict) and isinstance(record.get("id"), str):
                found.setdefault(record["id"], f"{layer[0].upper().replace('E', 'T')}{number}")
        return found

    def reading(self) -> Reading:
        layers: dict[str, Json] = {}
        for layer, records in self.records.items():
            given = [_words(r.get(_WHERE[layer])) if isinstance(r, dict) else () for r in records]
            placed = iter(self.placer.layer([g for g in given if g], fuzzy=layer != "entities"))
            letter = {"entities": "T", "quotes": "Q", "claims": "C"}[layer]
            layers[layer] = [
                self.record(layer, r, next(placed), f"{letter}{n}") if g else self.invalid(layer)
                for n, (r, g) in enumerate(zip(records, given, strict=True), 1)
            ]
        return msgspec.convert({**layers, "flaws": dict(self.flaws)}, Reading)

    def invalid(self, layer: str) -> Json:
        self.flaws["invalid"] += 1
        label = "label" if layer == "entities" else "type"
        return {label: INVALID, _WHERE[layer]: [_tree(NOWHERE)]}

    def record(self, layer: str, given: Mapping[str, Json], placed: Placed, name: str) -> Json:
        """One record: what it must have, then each further field that is sound."""
        must = {key: given.get(key) for key in _MUST[layer]}
        found: dict[str, Json] = {"id": name, _WHERE[layer]: self.spots(placed), **must}
        if not _valid(layer, found):
            return self.invalid(layer)
        for key, value in self.fields(layer, given, placed).items():
            self.enter(layer, found, found, key, value)
        return found

    def enter(self, layer: str, record: dict[str, Json], inside: dict[str, Json], key: str, value: Json) -> None:
        """Put a field into a record (or into an object inside of it), unless that breaks the schema."""
        if isinstance(value, dict) and key in ("speaker", "frame"):
            inside[key] = {}
            for inner, part in value.items():
                self.enter(layer, record, inside[key], inner, part)
        elif value is not None:
            inside[key] = value
            if not _valid(layer, record):
                del inside[key]
                self.flaws["field"] += 1

    def fields(self, layer: str, given: Mapping[str, Json], placed: Placed) -> dict[str, Json]:
        """The fields of a record as a prediction has them: ids ours, words as offsets."""
        if layer == "entities":
            return {
                "entity": self.listed(given.get("entity"), self.known.entities),
                "value": given.get("value"),
                "date": self.date(given.get("date")),
            }
        if layer == "quotes":
            speaker = given.get("speaker")
            return {
                "type": given.get("type"),
                "cue": self.near(given.get("cue"), placed.spans),
                "speaker": self.speaker(speaker, placed.spans) if isinstance(speaker, dict) else None,
            }
        simple = ("type", "check_worthy", "certainty", "polarity", "time")
        frame, claimer = given.get("frame"), given.get("claimer")
        return {
            **{key: given.get(key) for key in simple},
            "claimer": claimer if claimer == "author" else self.reference("quotes", claimer),
            "frame": self.frame(frame) if isinstance(frame, dict) else None,
        }

    def speaker(self, given: Mapping[str, Json], content: Sequence[Span]) -> dict[str, Json]:
        mention = self.reference("entities", given.get("mention"))
        return {
            "mention": mention,
            # A mention says where; the words beside it would say it twice.
            "segments": (self.near(given.get("segments"), content) or None) if mention is None else None,
            "entity": self.listed(given.get("entity"), self.known.entities),
        }

    def frame(self, given: Mapping[str, Json]) -> dict[str, Json]:
        values = given.get("values")
        return {
            "subject": self.listed(given.get("subject"), self.known.entities),
            "metric": self.listed(given.get("metric"), self.known.metrics),
            "values": [self.reference("entities", v) or "T0" for v in values] if isinstance(values, list) else None,
            "valid_time": self.date(given.get("valid_time")),
            "scope": self.listed(given.get("scope"), self.known.scopes),
        }

    def near(self, given: Json, content: Sequence[Span]) -> list[Json] | None:
        """A cue's or speaker's places; an empty list says that there is none."""
        words = _words(given)
        if words:
            return self.spots(self.placer.near(words, content))
        if given not in (None, []):
            self.flaws["field"] += 1
        return [] if given == [] else None

    def spots(self, placed: Placed) -> list[Json]:
        if not placed.spans:
            self.flaws["unplaced"] += 1
        return [_tree(p) for p in places(placed.spans) or (NOWHERE,)]

    def reference(self, layer: str, name: Json) -> str | None:
        """Our id of what the model names; an id that nothing has, where it isn't there."""
        if name is None:
            return None
        found = self.ids[layer].get(name) if isinstance(name, str) else None
        if found is None:
            self.flaws["reference"] += 1
        return found or _NOBODY[layer]

    def listed(self, name: Json, known: frozenset[str]) -> str | None:
        """An id, where it is one of those that the model was told."""
        if name is not None and not (isinstance(name, str) and name in known):
            self.flaws["field"] += 1
            return None
        return name

    def date(self, given: Json) -> str | None:
        """A date, where it looks like one: a free string might hold words of the passage."""
        if given is not None and not (isinstance(given, str) and _DATE.fullmatch(given)):
            self.flaws["field"] += 1
            return None
        return given


def _words(given: Json) -> tuple[Place, ...]:
    """Places by words; empty where any of them isn't one."""
    if not isinstance(given, list):
        return ()
    found = []
    for place in given:
        text = place.get("text") if isinstance(place, dict) else None
        if not isinstance(text, str) or not text.strip():
            return ()
        number, left = place.get("occurrence"), place.get("left")
        counted = isinstance(number, int) and not isinstance(number, bool) and number > 0
        found.append(
            Place(text=text, occurrence=number if counted else None, left=left if isinstance(left, str) else None)
        )
    return tuple(found)


def _tree(place: Place) -> Json:
    return msgspec.json.decode(msgspec.json.encode(place))


def _valid(layer: str, record: Json) -> bool:
    try:
        return schema.validator("prediction").is_valid(
            {"schema_version": SCHEMA_VERSION, "doc_id": "x", layer: [record]}
        )
    except (ValueError, RecursionError, TypeError):  # lone surrogates, nested too deeply, numbers beyond all bounds
        return False
