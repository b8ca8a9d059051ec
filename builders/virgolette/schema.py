"""The JSON Schemas: loaded once, queried for fields and labels, and used to validate.

Everything that needs a list of fields or labels (features, Label Studio configuration, LLM output
schema, documentation tables) asks here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import jsonschema_rs

from virgolette.errors import InputError
from virgolette.resources import schema_dir

PREFIX = "urn:virgolette:"
Json = Any


@cache
def documents() -> Mapping[str, dict[str, Json]]:
    """All schemas by name (`entity`, `quote`, …)."""
    found = {}
    for path in sorted(schema_dir().glob("*.schema.json")):
        found[path.name.removesuffix(".schema.json")] = json.loads(path.read_text(encoding="utf-8"))
    return found


def resolve(node: dict[str, Json], name: str) -> tuple[dict[str, Json], str]:
    """The node that a `$ref` leads to (descriptions beside it kept), and the schema that it stands in."""
    while "$ref" in node:
        target, _, pointer = node["$ref"].partition("#")
        name = target.removeprefix(PREFIX) or name
        found: dict[str, Json] = documents()[name]
        for key in filter(None, pointer.split("/")):
            found = found[key]
        node = {**found, **{k: v for k, v in node.items() if k != "$ref"}}
    return node, name


def fields(name: str) -> dict[str, dict[str, Json]]:
    """Field name → resolved schema node, in the schema's order."""
    return {key: resolve(node, name)[0] for key, node in documents()[name]["properties"].items()}


def required(name: str) -> frozenset[str]:
    """The fields that stand in every record."""
    return frozenset(documents()[name]["required"])


def labels(name: str, pointer: str) -> dict[str, dict[str, str]]:
    """Label → {it, en, hint} of the enumeration at `pointer` (`properties/type`, `$defs/named`).

    An `anyOf` of enumerations gives them all, in order.

    Raises:
        KeyError: Where there is no enumeration.
    """
    node: Json = documents()[name]
    for key in pointer.split("/"):
        node = resolve(node, name)[0][key] if isinstance(node, dict) else node[int(key)]
    return dict(_labels(node, name))


def _labels(node: dict[str, Json], name: str) -> Iterator[tuple[str, dict[str, str]]]:
    node, name = resolve(node, name)
    if "anyOf" in node:
        for option in node["anyOf"]:
            if option != {"type": "null"}:
                yield from _labels(option, name)
    else:
        for label in node["enum"]:
            yield label, node["x-labels"][label]


@cache
def validator(name: str) -> jsonschema_rs.Draft202012Validator:
    """The fast validator of one schema; collects every error of an instance."""
    registry = jsonschema_rs.Registry([(doc["$id"], doc) for doc in documents().values()])
    return jsonschema_rs.Draft202012Validator(documents()[name], registry=registry)


def violations(name: str, instance: Json) -> list[tuple[str, str]]:
    """(JSON pointer, message) of each violation, in document order; empty where the instance is valid.

    The fast validator decides; only where it says no, the reference implementation words the messages.
    """
    if validator(name).is_valid(instance):
        return []
    import jsonschema
    from referencing import Registry, Resource

    resources = [(doc["$id"], Resource.from_contents(doc)) for doc in documents().values()]
    registry: Registry[Json] = Registry().with_resources(resources)
    checker = jsonschema.Draft202012Validator(documents()[name], registry=registry)
    found = [("".join(f"/{p}" for p in e.absolute_path), _worded(e)) for e in checker.iter_errors(instance)]
    if not found:
        # The two implementations disagree: the stricter one wins, in its own words.
        found = [("".join(f"/{p}" for p in e.instance_path), e.message) for e in validator(name).iter_errors(instance)]
    return found


def _worded(error: Json) -> str:
    """One sentence with the value shortened: a message never echoes more of a file than helps."""
    shown = json.dumps(error.instance, ensure_ascii=False)
    shown = shown if len(shown) <= 60 else shown[:57] + "…"
    wanted = error.validator_value
    if error.schema is False:
        return f"{shown} doesn't belong here: the other fields of this record rule it out"
    match error.validator:
        case "anyOf":
            return f"{shown} is none of {', '.join(_allowed(error.schema))}"
        case "enum":
            return f"{shown} is none of {', '.join(map(str, wanted))}"
        case "oneOf":
            return f"{shown} should carry exactly one of text and digest"
        case "pattern":
            return f"{shown} isn't of the form {wanted}"
        case "type":
            return f"{shown} should be {' or '.join(wanted) if isinstance(wanted, list) else f'of type {wanted}'}"
        case "maxLength":
            return f"{shown} is {len(error.instance)} characters long, {wanted} at most are allowed"
        case "minimum" | "maximum":
            return f"{shown} is beyond the {error.validator} of {wanted}"
    return str(error.message) if len(error.message) <= 300 else error.message[:297] + "…"


def _allowed(node: dict[str, Json]) -> list[str]:
    """The labels of an anyOf; a local reference is looked up by its name in whichever schema has it."""
    found: list[str] = []
    for option in node["anyOf"]:
        leaf = option.get("$ref", "").rpartition("/$defs/")[2]
        owners = [doc for doc in documents().values() if leaf in doc.get("$defs", {})]
        found += [label for doc in owners[:1] for label, _ in _labels(doc["$defs"][leaf], "")] or ["null"]
    return found


def expect(name: str, instance: Json, where: str) -> None:
    """Nothing where the instance is valid.

    Raises:
        InputError: With every violation (the first twenty are worded).
    """
    found = violations(name, instance)
    if found:
        lines = [f"{message} (at {pointer or '/'})" for pointer, message in found[:20]]
        lines += [f"and {len(found) - 20} more"] if len(found) > 20 else []
        raise InputError(
            "\n  ".join(lines),
            where=f"{where}#{found[0][0]}",
            remedy=f"See schema/{name}.schema.json for what may stand here.",
        )
