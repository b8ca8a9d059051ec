"""Canonical order and numbering of one document's records (as JSON trees)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

Json = Any
RECORD = {"entities": "entity", "quotes": "quote", "claims": "claim", "notes": "note", "skip": "skip"}
"""Layer → its schema, and its field in a decision."""
LAYERS = ("entities", "quotes", "claims", "notes")
SPANS = ("segments", "content", "cue")
# What tells stacked records apart, beside their spans; references would change with the numbering.
_TELLING = (*SPANS, "label", "type", "kind", "statement")


# Ids and references, which numbering changes.
_NUMBERED = frozenset({"id", "mention", "parent", "claimer", "values"})


class Dangling(NamedTuple):
    """A reference that leads nowhere: the record that it stands in, and the id that it names."""

    owner: str
    id: str

    def __str__(self) -> str:
        return f"{self.owner} refers to {self.id}, which isn't there"


def plain(record: Json) -> Json:
    """A record without its ids and references, its spans as bare offsets: what numbering can't change."""
    found = {}
    for key, value in record.items():
        if key in SPANS:
            found[key] = [[s["start"], s["end"]] for s in value]
        elif isinstance(value, dict):
            found[key] = plain(value)
        elif key not in _NUMBERED or (key == "mention" and "label" in record):
            found[key] = value
    return found


def place(record: Json) -> tuple[Json, ...]:
    """Sort key: first code point, longest first, then what tells stacked records apart, down to any field."""
    if "start" in record:
        return record["start"], -record["end"], record["kind"]
    spots = [(s["start"], -s["end"]) for key in SPANS for s in record.get(key, [])]
    rest = [[[s["start"], s["end"]] for s in record[k]] if k in SPANS else record[k] for k in _TELLING if k in record]
    return (*min(spots, default=(0, 0)), json.dumps(rest), json.dumps(plain(record), sort_keys=True))


def refer(tree: dict[str, Json], new: Callable[[str, str], str]) -> None:
    """Replace every reference to a mention or quote, in place: `new(old id, id of the record it stands in)`."""
    for quote in tree["quotes"]:
        for key in ("speaker", "via", "addressee"):
            if key in quote and quote[key]["mention"] is not None:
                quote[key]["mention"] = new(quote[key]["mention"], quote["id"])
        if "parent" in quote:
            quote["parent"] = new(quote["parent"], quote["id"])
    for claim in tree["claims"]:
        if claim["claimer"] != "author":
            claim["claimer"] = new(claim["claimer"], claim["id"])
        claim["frame"]["values"] = [new(value, claim["id"]) for value in claim["frame"]["values"]]


def renumber(tree: dict[str, Json]) -> tuple[dict[str, str], list[Dangling]]:
    """Order every layer by place and number ids anew, in place; references follow.

    Returns:
        Old id → new id, and each reference that leads nowhere (it is left as it was).
    """
    ids: dict[str, str] = {}
    for layer in LAYERS:
        tree[layer].sort(key=place)
        for i, record in enumerate(tree[layer], 1):
            ids[record["id"]] = f"{layer[0].upper() if layer != 'entities' else 'T'}{i}"
    tree["skip"].sort(key=place)
    dangling: list[Dangling] = []

    def new(old: str, owner: str) -> str:
        if old not in ids:
            dangling.append(Dangling(owner, old))
        return ids.get(old, old)

    refer(tree, new)
    for layer in LAYERS:
        for record in tree[layer]:
            record["id"] = ids[record["id"]]
    return ids, dangling
