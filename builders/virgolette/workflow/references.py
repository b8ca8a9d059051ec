"""What quotes and claims refer to inside their document, and the same records without what is gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Json = Any


def pointers(record: Json) -> Iterator[tuple[str, str]]:
    """(JSON pointer, id) of what a quote or claim refers to inside its document."""
    for name in ("speaker", "via", "addressee"):
        if record.get(name) and record[name]["mention"]:
            yield f"/{name}/mention", record[name]["mention"]
    for name in ("parent", "claimer"):
        if name in record:
            yield f"/{name}", record[name]
    for i, value in enumerate(record.get("frame", {}).get("values", ())):
        yield f"/frame/values/{i}", value


def targets(record: Json) -> set[str]:
    """The ids alone."""
    return {target for _, target in pointers(record)}


def without(record: Json, gone: set[str]) -> Json:
    """The record with references to what is gone left empty, whether or not the schema allows that."""
    found = dict(record)
    for name in ("speaker", "via", "addressee"):
        if name in record and record[name]["mention"] in gone:
            found[name] = {**record[name], "mention": None}
    if record.get("parent") in gone:
        del found["parent"]
    if record.get("claimer") in gone:
        found["claimer"] = None
    if "frame" in record:
        values = [v for v in record["frame"]["values"] if v not in gone]
        found["frame"] = {**record["frame"], "values": values}
    return found
