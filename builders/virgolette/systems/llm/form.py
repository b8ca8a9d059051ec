"""The form of an answer, derived from schema/prediction, in what all strict servers understand.

References are put in place, optional fields may be null, every object is closed and lists all of its fields. No
keyword goes along that some servers refuse (patterns, lengths, conditions). Offsets are left out: a model can't count.
What a server accepts it may not enforce, so that answers are validated anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from virgolette import schema

Json = Any
_HINTS = "x-labels"


class Asked(Struct, frozen=True):
    """What is asked for.

    Attributes:
        layers: Some of entities, quotes and claims.
        entities: Whether ids of known entities are.
        metrics: Whether ids of known metrics are.
    """

    layers: tuple[str, ...] = ("entities", "quotes", "claims")
    entities: bool = False
    metrics: bool = False


def form(asked: Asked) -> dict[str, Json]:
    """The JSON schema of an answer, for a server."""
    found: dict[str, Json] = _bare(described(asked))
    return found


def described(asked: Asked) -> dict[str, Json]:
    """The same with the labels' names and hints, for a prompt."""
    properties = schema.documents()["prediction"]["properties"]
    unasked = frozenset(_unasked(asked))
    return _closed({layer: _node(properties[layer], "prediction", unasked, layer) for layer in asked.layers})


def _unasked(asked: Asked) -> Iterator[str]:
    """Paths of fields that are left out: offsets, and what refers to something that isn't asked for."""
    yield from ("start", "end", "claims/id")
    if not asked.entities:
        yield from ("entities/entity", "speaker/entity", "frame/subject")
    if not asked.metrics:
        yield from ("frame/metric", "frame/scope")
    if "entities" not in asked.layers:
        yield from ("speaker/mention", "frame/values")
    if "quotes" not in asked.layers:
        yield "claims/claimer"


def _closed(properties: dict[str, Json], **more: Json) -> dict[str, Json]:
    return {
        "type": "object",
        **more,
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _node(node: dict[str, Json], name: str, unasked: frozenset[str], path: str) -> dict[str, Json]:
    """One node; `path` is the name of the field that it is the value of, or of its items."""
    node, name = schema.resolve(node, name)
    about = {"description": node["description"]} if "description" in node else {}
    if "anyOf" in node:
        return _united(node, name, unasked, path, about)
    if node.get("type") == "array":
        return {"type": "array", **about, "items": _node(node["items"], name, unasked, path)}
    if node.get("type") == "object":
        # With offsets gone, a place's condition says no more than that it has words; its description speaks of both.
        must = {*node.get("required", ()), "text", "id"}
        about = {} if "start" in node["properties"] else about
        kept = {
            key: _node(child, name, unasked, key) if key in must else _or_null(_node(child, name, unasked, key))
            for key, child in node["properties"].items()
            if not {key, f"{path}/{key}"} & unasked
        }
        return _closed(kept, **about)
    kinds = node.get("type", "string")
    if isinstance(kinds, list):
        (kind,) = (k for k in kinds if k != "null")
        return _or_null({"type": kind, **about})
    return {"type": kinds, **about, **{key: node[key] for key in ("enum", _HINTS) if key in node}}


def _united(
    node: dict[str, Json], name: str, unasked: frozenset[str], path: str, about: dict[str, Json]
) -> dict[str, Json]:
    """A choice: lists of labels are one list; null stays a choice."""
    options = [_node(o, name, unasked, path) for o in node["anyOf"] if o != {"type": "null"}]
    hints: dict[str, Json] = {}
    for option in options:
        hints |= option.get(_HINTS, {})
    found = {"type": "string", **about, "enum": [label for o in options for label in o["enum"]], _HINTS: hints}
    return _or_null(found) if {"type": "null"} in node["anyOf"] else found


def _or_null(node: dict[str, Json]) -> dict[str, Json]:
    if "anyOf" in node:
        return node
    about = {"description": node["description"]} if "description" in node else {}
    return {**about, "anyOf": [{k: v for k, v in node.items() if k != "description"}, {"type": "null"}]}


def _bare(node: Json) -> Json:
    if isinstance(node, dict):
        return {key: _bare(value) for key, value in node.items() if key != _HINTS}
    return [_bare(item) for item in node] if isinstance(node, list) else node
