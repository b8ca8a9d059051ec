"""Further decisions added to a decisions file, as if all had been compiled together.

Records in a decisions file refer in gold's numbering, which every further decision may change. Here they are led back
to the annotations that they mean, and compiled anew.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from virgolette import corpus
from virgolette.errors import InputError
from virgolette.model import Annotations, Decision, Decisions, ManifestEntry
from virgolette.workflow import decide
from virgolette.workflow.adjudicate import assemble
from virgolette.workflow.locate import Locator
from virgolette.workflow.merge import Item, compare
from virgolette.workflow.order import LAYERS, RECORD, refer, renumber

Json = Any


class Chosen(NamedTuple):
    """One more decision: on an item's key, what is taken, which fields come from the other, and why ("" for none)."""

    key: str
    take: str
    fields: tuple[str, ...] = ()
    why: str = ""


def earlier(root: Path, doc_id: str, names: tuple[str, str]) -> Decisions | None:
    """The decisions on a document so far; None where there are none.

    Raises:
        InputError: Where the file can't be used, or is on other passes.
    """
    path = root / "annotations" / "decisions" / f"{doc_id}.json"
    if not path.exists():
        return None
    made = corpus.typed(path, "decisions", Decisions)
    if (made.doc_id, made.a, made.b) != (doc_id, *names):
        what = f"these decisions are on {made.doc_id}, and on the passes {made.a} and {made.b}, in this order"
        raise InputError(what, where=str(path), remedy=f"Name the passes as {made.a} {made.b}, or rename the file.")
    return made


def join(
    made: Decisions | None,
    chosen: Sequence[Chosen],
    names: tuple[str, str],
    first: Annotations,
    second: Annotations,
    entry: ManifestEntry,
    text: str,
) -> Decisions:
    """The decisions made so far with further ones; a further one on what is decided takes its place.

    Raises:
        InputError: Where a decision fits no difference, or all together make no decisions file.
    """
    items = compare(first, second)
    choices, added = _recovered(items, made) if made else ({}, {})
    by_key = {item.key: item for item in items}
    locator = Locator(text)
    for i, (key, take, fields, why) in enumerate(chosen, 1):
        try:
            if key not in by_key:
                raise ValueError(f"the passes have no pair {key}")
            changes = [("+", list(fields))] if fields else []
            choices[key] = decide._choice(by_key[key], take, changes, why, locator, i)
        except ValueError as error:
            raise InputError(f"{error}", where=f"{entry.doc_id} {key}", remedy="Choose again.") from None
    joined, bad = decide._finished(names, entry, text, items, choices, added)
    if joined is None:
        told = "\n  ".join(what for _, what in sorted(bad))
        raise InputError(told, where=entry.doc_id, remedy="Take it too, or decide the record that refers to it.")
    return joined


def _recovered(
    items: Sequence[Item], made: Decisions
) -> tuple[dict[str, decide.Choice], dict[str, tuple[str, decide.Choice]]]:
    """What `decide` had before it numbered: choices by key, additions by a name of ours; references are keys."""
    known = {item.key for item in items}
    choices: dict[str, decide.Choice] = {}
    added: dict[str, tuple[str, decide.Choice]] = {}
    for i, d in enumerate(made.decisions):
        where = f"{made.doc_id} (decisions/{i})"
        record = _whole(d)
        if d.take == "record" and record is None:
            raise InputError("it takes a record and gives none", where=where, remedy="Mend the decisions file.")
        choice = decide.Choice(d.take, record, d.why, 0)
        key = f"{d.a or ''}|{d.b or ''}"
        if d.a is None and d.b is None:
            added[f"n:+{i}"] = d.layer, choice
        elif key in known:
            choices[key] = choice
        else:
            raise InputError(f"a decision fits no difference: {key}", where=where, remedy="Remove or mend it.")
    # The order of records, so their numbers, depends on no reference: numbering again gives the numbers of then.
    given = {key: c.record for key, c in choices.items() if c.record is not None}
    tree = assemble(items, {key: "none" if c.record is not None else c.take for key, c in choices.items()}, given)
    for key, (layer, choice) in added.items():
        tree[layer].append({**copy.deepcopy(choice.record), "id": key})
    ids, _ = renumber(tree)
    meant = {new: old for old, new in ids.items()}
    layers = {item.key: item.layer for item in items}
    for key, choice in choices.items():
        _refer(layers[key], choice.record, meant)
    for layer, choice in added.values():
        _refer(layer, choice.record, meant)
    return choices, added


def _whole(decision: Decision) -> Json:
    record = getattr(decision, RECORD[decision.layer]) if decision.take == "record" else None
    return None if record is None else msgspec.json.decode(msgspec.json.encode(record))


def _refer(layer: str, record: Json, meant: Mapping[str, str]) -> None:
    if record is not None:
        bare: dict[str, Json] = {name: [] for name in (*LAYERS, "skip")}
        refer({**bare, layer: [record]}, lambda old, _: meant.get(old, old))
