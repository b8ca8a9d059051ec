"""Gold from two passes and the decisions on their differences, byte for byte the same each time."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from virgolette import schema
from virgolette.errors import InputError
from virgolette.model import Annotations, Decision, Decisions
from virgolette.workflow.merge import Item, compare
from virgolette.workflow.order import LAYERS, renumber

Json = Any
RECORD = {"entities": "entity", "quotes": "quote", "claims": "claim", "notes": "note", "skip": "skip"}


def open_items(items: Sequence[Item], decisions: Decisions | None) -> list[Item]:
    """The differences that no decision covers."""
    made = {(d.layer, d.a, d.b) for d in decisions.decisions} if decisions else set()
    return [item for item in items if not item.agreed and (item.layer, *ids_of(item)) not in made]


def ids_of(item: Item) -> tuple[str | None, str | None]:
    """The annotation's ids in the two passes."""
    a, _, b = item.key.partition("|")
    return a or None, b or None


def gold(first: Annotations, second: Annotations, decisions: Decisions | None) -> Annotations:
    """The adjudicated annotations.

    Raises:
        InputError: Where a difference is undecided, a decision fits no difference, or what was taken
            refers to something that wasn't.
    """
    items = compare(first, second)
    undecided = open_items(items, decisions)
    if undecided:
        raise InputError(
            f"{len(undecided)} differences are undecided, the first {undecided[0].layer} {undecided[0].key}",
            where=first.doc_id,
            remedy="Decide them (virgolette adjudicate without --out lists them); gold is written when none is left.",
        )
    made = {(d.layer, d.a, d.b): d for d in decisions.decisions} if decisions else {}
    spare = set(made) - {(item.layer, *ids_of(item)) for item in items}
    spare = {key for key in spare if key[1] or key[2]}
    if spare:
        raise InputError(
            f"a decision fits no difference: {sorted(map(str, spare))[0]}", where=first.doc_id, remedy="Remove it."
        )
    tree, fixed = assemble(items, made)
    tree |= {"schema_version": first.schema_version, "doc_id": first.doc_id, "text_sha256": first.text_sha256}
    for d in decisions.decisions if decisions else ():
        if d.a is None and d.b is None:
            _add(tree, fixed, d, f"+{len(fixed)}")
    ids, dangling = renumber(tree)
    # Records of a decision refer in gold's own numbering: they lead somewhere exactly now.
    known = set(ids.values())
    dangling = [
        line for line in dangling if not (line.split(" ", 1)[0] in fixed and line.split()[3].rstrip(",") in known)
    ]
    if dangling:
        raise InputError(
            f"{dangling[0]} (and {len(dangling) - 1} more)",
            where=first.doc_id,
            remedy="Take it too, or decide the record that refers to it.",
        )
    for record in tree["skip"]:
        record.pop("id", None)
    ordered = {name: tree[name] for name in schema.fields("annotations")}
    schema.expect("annotations", ordered, first.doc_id)
    return msgspec.convert(ordered, Annotations)


def assemble(
    items: Sequence[Item], made: Mapping[tuple[str, str | None, str | None], Decision]
) -> tuple[dict[str, Json], set[str]]:
    """Records by layer under their items' keys, and the keys of those that a decision gives whole."""
    tree: dict[str, Json] = {layer: [] for layer in (*LAYERS, "skip")}
    fixed: set[str] = set()
    for item in items:
        decision = made.get((item.layer, *ids_of(item)))
        take = "a" if decision is None else decision.take
        if take == "record":
            assert decision is not None
            _add(tree, fixed, decision, item.key)
            continue
        for side in {"a": "a", "b": "b", "both": "ab", "none": ""}[take]:
            record = copy.deepcopy(item.a if side == "a" else item.b)
            record["id"] = item.key if take != "both" or side == "a" else f"{item.key}+"
            tree[item.layer].append(record)
    return tree, fixed


def _add(tree: dict[str, Json], fixed: set[str], decision: Decision, key: str) -> None:
    whole = msgspec.json.decode(msgspec.json.encode(getattr(decision, RECORD[decision.layer])))
    fixed.add(key)
    tree[decision.layer].append({**whole, "id": key})
