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
from virgolette.workflow.order import LAYERS, RECORD, renumber

Json = Any
SIDES = {"a": ("a",), "b": ("b",), "both": ("a", "b"), "none": ()}
"""What is taken → the passes that it comes from."""


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
        InputError: Where the passes or the decisions are on different texts, a difference is undecided, a
            decision is broken or fits no difference, or what was taken refers to something that wasn't.
    """
    _same_text(first, second, decisions)
    items = compare(first, second)
    undecided = open_items(items, decisions)
    if undecided:
        raise InputError(
            f"{len(undecided)} differences are undecided, the first {undecided[0].layer} {undecided[0].key}",
            where=first.doc_id,
            remedy="Decide them (virgolette adjudicate without --out lists them); gold is written when none is left.",
        )
    made = _settled(items, decisions)
    given = {key: _whole(decision) for key, decision in made.items() if decision.take == "record"}
    tree = assemble(items, {key: decision.take for key, decision in made.items()}, given)
    added = [d for d in (decisions.decisions if decisions else ()) if d.a is None and d.b is None]
    for i, decision in enumerate(added):
        given[f"+{i}"] = _whole(decision)
        tree[decision.layer].append({**given[f"+{i}"], "id": f"+{i}"})
    tree |= {"schema_version": first.schema_version, "doc_id": first.doc_id, "text_sha256": first.text_sha256}
    ids, dangling = renumber(tree)
    # Records of a decision refer in gold's own numbering: they lead somewhere exactly now.
    known = set(ids.values())
    dangling = [d for d in dangling if d.owner not in given or d.id not in known]
    if dangling:
        more = f" (and {len(dangling) - 1} more)" if len(dangling) > 1 else ""
        raise InputError(
            f"{dangling[0]}{more}",
            where=first.doc_id,
            remedy="Take it too, or decide the record that refers to it.",
        )
    for record in tree["skip"]:
        record.pop("id", None)
    ordered = {name: tree[name] for name in schema.fields("annotations")}
    schema.expect("annotations", ordered, first.doc_id)
    return msgspec.convert(ordered, Annotations)


def _same_text(first: Annotations, second: Annotations, decisions: Decisions | None) -> None:
    names = {first.doc_id, second.doc_id} | ({decisions.doc_id} if decisions else set())
    if len(names) > 1:
        raise InputError(
            f"the passes and decisions are on different documents: {', '.join(sorted(names))}",
            where=first.doc_id,
            remedy="Compare passes over one document.",
        )
    if first.text_sha256 != second.text_sha256:
        raise InputError(
            "the two passes were made on different texts (text_sha256 differs)",
            where=first.doc_id,
            remedy="Carry the older pass over with virgolette remap.",
        )


def _settled(items: Sequence[Item], decisions: Decisions | None) -> dict[str, Decision]:
    """Item's key → its decision, each sound."""
    of = {(item.layer, *ids_of(item)): item for item in items}
    made: dict[str, Decision] = {}
    for i, d in enumerate(decisions.decisions if decisions else ()):
        item = of.get((d.layer, d.a, d.b))
        name = f"{d.layer} {d.a or ''}|{d.b or ''}"
        wrong = ""
        if d.take == "record" and getattr(d, RECORD[d.layer]) is None:
            wrong = f"the decision on {name} takes a record and gives none (field {RECORD[d.layer]})"
        elif d.a is None and d.b is None:
            wrong = "" if d.take == "record" else f"a decision without ids adds a record, it can't take {d.take}"
        elif item is None:
            wrong = f"a decision fits no difference: {name}"
        elif item.key in made:
            wrong = f"{name} is decided twice"
        elif any((item.a if side == "a" else item.b) is None for side in SIDES.get(d.take, ())):
            wrong = f"{name} isn't in both passes: {d.take} can't be taken"
        elif item is not None:
            made[item.key] = d
        if wrong:
            where = f"{decisions.doc_id if decisions else ''} (decisions/{i})"
            raise InputError(wrong, where=where, remedy="Remove or mend this decision.")
    return made


def assemble(items: Sequence[Item], takes: Mapping[str, str], given: Mapping[str, Json]) -> dict[str, Json]:
    """Records by layer under their items' keys.

    Args:
        items: All annotations of both passes.
        takes: Item's key → a, b, both or none; of what isn't named the first pass's record is taken, if any.
        given: Item's key → the record that stands in its place, whatever is taken.
    """
    tree: dict[str, Json] = {layer: [] for layer in (*LAYERS, "skip")}
    for item in items:
        if item.key in given:
            tree[item.layer].append({**copy.deepcopy(given[item.key]), "id": item.key})
            continue
        for n, side in enumerate(SIDES[takes.get(item.key, "a")]):
            record = copy.deepcopy(item.a if side == "a" else item.b)
            if record is not None:
                tree[item.layer].append({**record, "id": item.key + "+" * n})
    return tree


def _whole(decision: Decision) -> Json:
    return msgspec.json.decode(msgspec.json.encode(getattr(decision, RECORD[decision.layer])))
