"""Column types, derived from the JSON Schemas: there is no second list of fields or labels.

Labels are strings, not ClassLabel: an integer code would change its meaning when a label is added to the
schema, can't be null, and can't be read from the Parquet file without the card. Decimal numbers are
strings too, because a float would lose what the text says. Lists of records carry their full type, so
that a list which is empty in every row is still a list of records.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from virgolette import schema

if TYPE_CHECKING:
    import pyarrow as pa

Json = Any
# Records that stand in lists inside the records of a layer. Readers such as mlcroissant flatten a list of
# records inside a list of records, so these become columns of their own, keyed by the annotation's id.
LIFTED = ("segment", "mark")


def arrow_type(node: dict[str, Json], owner: str) -> pa.DataType:
    """The Arrow type of a schema node that stands in the schema `owner`.

    Integers are int32 where the schema bounds them to it (offsets), else int64; every leaf is nullable.

    Raises:
        TypeError: For a node that has no column type.
    """
    import pyarrow as pa

    node, owner = schema.resolve(node, owner)
    kind = _kind(node, owner)
    if kind == "integer":
        # Offsets are bounded to 31 bits in the schema.
        return pa.int32() if node.get("maximum", 2**63) < 2**31 else pa.int64()
    if kind == "array":
        return pa.list_(arrow_type(node["items"], owner))
    if kind == "object":
        return struct({key: arrow_type(value, owner) for key, value in node["properties"].items()})
    found = {"string": pa.string(), "boolean": pa.bool_()}.get(kind)
    if found is None:
        raise TypeError(f"no column type for {node}")
    return found


def _kind(node: dict[str, Json], owner: str) -> str:
    """The JSON type of a node, null aside; "" where there is none, or more than one."""
    if "const" in node:
        return "boolean" if isinstance(node["const"], bool) else "string"
    if "anyOf" in node:
        kinds = {_kind(*schema.resolve(option, owner)) for option in node["anyOf"]} - {"null"}
    else:
        kinds = {node["type"]} if isinstance(node["type"], str) else set(node["type"]) - {"null"}
    return kinds.pop() if len(kinds) == 1 else ""


def struct(members: Mapping[str, pa.DataType]) -> pa.DataType:
    """A record of named types."""
    import pyarrow as pa

    return pa.struct(list(members.items()))


def records(members: Mapping[str, pa.DataType]) -> pa.DataType:
    """A list of records of named types."""
    import pyarrow as pa

    return pa.list_(struct(members))


@cache
def layers() -> Mapping[str, str]:
    """Layer → name of its record's schema (`entities` → `entity`), in the order of the annotation file."""
    arrays = {k: v for k, v in schema.fields("annotations").items() if v.get("type") == "array"}
    return {key: node["items"]["$ref"].removeprefix(schema.PREFIX) for key, node in arrays.items()}


@cache
def lifted(name: str) -> Mapping[str, str]:
    """Fields of a layer's record that are lists of segments or marks → which of the two."""
    found = {}
    for key, node in schema.fields(name).items():
        kind = node.get("items", {}).get("$ref", "").removeprefix(schema.PREFIX)
        if kind in LIFTED:
            found[key] = kind
    return found


@cache
def plain(name: str) -> tuple[str, ...]:
    """The other fields of a layer's record, in the schema's order."""
    return tuple(key for key in schema.fields(name) if key not in lifted(name))


def role(field: str) -> str:
    """What a lifted list of segments is called in the column `segments`: span, content or cue."""
    return "span" if field == "segments" else field


def types(name: str) -> dict[str, pa.DataType]:
    """Column types of a record's plain fields."""
    properties = schema.documents()[name]["properties"]
    return {key: arrow_type(properties[key], name) for key in plain(name)}


def manifest_types() -> dict[str, pa.DataType]:
    """Column types of what the manifest says of one document."""
    items = schema.fields("manifest")["documents"]["items"]
    return {key: arrow_type(node, "manifest") for key, node in items["properties"].items()}


def item_types(name: str, array: str, inner: str = "") -> dict[str, pa.DataType]:
    """Column types of the records in an array of a knowledge file (`clusters`, `clusters`, `relations`)."""
    node = schema.fields(name)[array]["items"]
    if inner:
        node = node["properties"][inner]["items"]
    return {key: arrow_type(value, name) for key, value in node["properties"].items()}


def split_names() -> tuple[str, ...]:
    """The splits, in the order of the schema."""
    return tuple(schema.labels("manifest", "properties/documents/items/properties/split"))
