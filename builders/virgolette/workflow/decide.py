"""Decisions as an adjudicator writes them: a line for one or more numbered differences.

    12 a                           take the first pass's record (also: b, both, none)
    3,5,9-14 b
    12 a; +type,frame.metric       the first's, with these fields of the second
    12 a; frame.metric="cost"      … with this value
    12 a; segments={"p":3,"s":"…"} … with this span (words located as in a draft); content, cue, marks likewise
    12 none; why=a title, no claim
    rest a                         all differences not named
    T25|T26 none                   an annotation that both passes have, by its ids in both
    add {"T": 1, "p": 3, …}        a record that neither pass has, as a line of a draft

Inside values a reference is written `a:T5` or `b:T7` (a mention or quote of that pass), or `n:T1` (added).
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from virgolette.errors import InputError
from virgolette.model import Annotations, Decision, Decisions, ManifestEntry
from virgolette.spans import Span
from virgolette.workflow import draft
from virgolette.workflow.adjudicate import RECORD, assemble, ids_of
from virgolette.workflow.merge import Item, compare
from virgolette.workflow.order import LAYERS, refer, renumber

Json = Any


def numbered(items: Sequence[Item]) -> list[tuple[int, Item]]:
    """The differences with their numbers, from 1."""
    return list(enumerate((item for item in items if not item.agreed), 1))


def compile_decisions(
    raw: str, names: tuple[str, str], first: Annotations, second: Annotations, entry: ManifestEntry, text: str
) -> Decisions:
    """The decisions file from an adjudicator's lines; differences that no line names stay undecided.

    Raises:
        InputError: With the line that can't be read.
    """
    items = compare(first, second)
    differences = dict(numbered(items))
    by_key = {item.key: item for item in items}
    choices: dict[str, tuple[str, Json, str]] = {}
    added: list[tuple[str, Json, str]] = []
    locator = draft.Locator(text)
    for number, line in enumerate(map(str.strip, raw.split("\n")), 1):
        if not line or line.startswith("#"):
            continue
        try:
            if line.startswith("add "):
                source, _, why = line[4:].partition(" # ")
                layer, record = draft.record_of(json.loads(source), locator)
                added.append(
                    (layer, {**record, "id": f"n:{record.get('id', f'S{number}')}"}, why or "missed in both passes")
                )
                continue
            which, _, rest = line.partition(" ")
            # A reason comes last and may hold anything.
            rest, _, why = rest.partition("why=")
            take, *parts = (part.strip() for part in rest.rstrip(" ;").split(";"))
            for key in [which] if "|" in which else _keys(which, differences, choices):
                choices[key] = _choice(by_key[key], take, parts, why.strip(), locator)
        except (ValueError, KeyError, TypeError, LookupError, draft.Unlocated) as error:
            raise InputError(
                f"line {number} can't be read ({error!r}): {line[:100]}",
                where=entry.doc_id,
                remedy="See the module's documentation for the form.",
            ) from None
    return _finished(names, entry, text, items, choices, added)


def _keys(which: str, differences: dict[int, Item], choices: dict[str, Json]) -> Iterator[str]:
    if which == "rest":
        yield from [item.key for item in differences.values() if item.key not in choices]
        return
    for part in which.split(","):
        low, _, high = part.partition("-")
        for n in range(int(low), int(high or low) + 1):
            if n not in differences:
                raise ValueError(f"there is no difference {n}")
            yield differences[n].key


def _choice(item: Item, take: str, parts: list[str], why: str, locator: draft.Locator) -> tuple[str, Json, str]:
    """(take, changed record or None, why)."""
    sides = {"a": item.a, "b": item.b, "both": item.a, "none": item.a or item.b}
    if sides[take] is None or (take == "both" and item.b is None):
        raise ValueError(f"difference has no {take}")
    record, other = copy.deepcopy(sides[take]), item.b if take == "a" else item.a
    for part in parts:
        if part.startswith("+"):
            for name in part[1:].split(","):
                _set(record, name, _get(other, name))
        elif part:
            name, _, value = part.partition("=")
            _set(record, name, _value(name, json.loads(value), record, locator))
    changed = record != sides[take]
    if not why:
        if take == "none":
            why = "not to be annotated under the manual"
        elif item.a is None or item.b is None:
            why = "missed in the other pass"
        else:
            why = f"on {', '.join(item.fields)}: the text read again" if item.fields else "the manual as mended since"
    return ("record" if changed else take), (record if changed else None), why


def _get(record: Json, name: str) -> Json:
    for key in name.split("."):
        record = record.get(key)
    return copy.deepcopy(record)


def _set(record: Json, name: str, value: Json) -> None:
    *path, last = name.split(".")
    for key in path:
        record = record[key]
    if value is None and not path and last not in ("frame",):
        record.pop(last, None)
    else:
        record[last] = value


def _value(name: str, value: Json, record: Json, locator: draft.Locator) -> Json:
    if name in ("segments", "content", "cue"):
        return draft.segments(locator.spans(value, None)) if value else []
    if name == "marks":
        spans = [Span(s["start"], s["end"]) for s in record.get("content") or record["segments"]]
        return draft.marks_of(value, spans, locator)
    return value


def _finished(
    names: tuple[str, str],
    entry: ManifestEntry,
    text: str,
    items: list[Item],
    choices: dict[str, tuple[str, Json, str]],
    added: list[tuple[str, Json, str]],
) -> Decisions:
    """Decisions with every changed or added record in gold's numbering and with its covered words."""
    by_pass = {f"{side}:{r['id']}": item.key for item in items for side, r in (("a", item.a), ("b", item.b)) if r}
    of = {item.key: item for item in items}
    made = {}
    for key, (take, _, why) in choices.items():
        a, b = ids_of(of[key])
        made[of[key].layer, a, b] = Decision(
            layer=of[key].layer, a=a, b=b, take="none" if take == "record" else take, why=why
        )
    tree, _ = assemble(items, made)
    for key, (take, record, _) in choices.items():
        if take == "record":
            tree[of[key].layer].append({**record, "id": key})
    for layer, record, _ in added:
        tree[layer].append(copy.deepcopy(record))
    refer(tree, lambda old, _: by_pass.get(old, old))
    # What refers to nothing yet may wait for an undecided difference: `gold` has the last word on that.
    ids, _ = renumber(tree)
    whole = {new: old for old, new in ids.items()}
    by_key = {whole.get(r["id"], r["id"]): r for layer in (*LAYERS, "skip") for r in tree[layer]}
    found = []
    for item in items:
        if item.key in choices:
            take, _, why = choices[item.key]
            given = (
                {RECORD[item.layer]: _hydrated(by_key[item.key], item.layer, entry, text)} if take == "record" else {}
            )
            a, b = ids_of(item)
            found.append({"layer": item.layer, "a": a, "b": b, "take": take, "why": why, **given})
    for layer, record, why in added:
        given = {RECORD[layer]: _hydrated(by_key[record["id"]], layer, entry, text)}
        found.append({"layer": layer, "a": None, "b": None, "take": "record", "why": why, **given})
    tree_of = {"schema_version": "1.0", "doc_id": entry.doc_id, "a": names[0], "b": names[1], "decisions": found}
    return msgspec.convert(tree_of, Decisions)


def _hydrated(record: Json, layer: str, entry: ManifestEntry, text: str) -> Json:
    from virgolette.corpus import cover, strip

    if layer == "skip":
        return {key: record[key] for key in ("start", "end", "kind")}
    empty: dict[str, Json] = {"schema_version": "1.0", "doc_id": entry.doc_id, "text_sha256": entry.sha256}
    empty |= {name: [] for name in (*LAYERS, "skip")}
    one = msgspec.convert({**empty, layer: [record]}, Annotations)
    done = cover(one, text) if entry.text == "included" else strip(one, text)
    return msgspec.json.decode(msgspec.json.encode(getattr(done, layer)[0]))
