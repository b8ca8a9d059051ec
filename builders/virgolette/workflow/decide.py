"""Decisions as an adjudicator writes them: a line for one or more numbered differences.

    12 a                           take the first pass's record (also: b, both, none)
    3,5,9-14 b
    12 a; +type,frame.metric       the first's, with these fields of the second
    12 a; frame.metric="cost"      … with this value
    12 a; segments={"p":3,"s":"…"} … with this span (words located as in a draft); content, cue, marks likewise
    12 none; why=a title, no claim
    rest a                         all differences not named: what the first pass has, and nothing that it hasn't
    T25|T26 none                   an annotation that both passes have, by its ids in both
    add {"T": 1, "p": 3, …}        a record that neither pass has, as a line of a draft (then, maybe: # why)

Where two lines name a difference, the later one holds. Inside values a reference is written `a:T5` or `b:T7`
(a mention or quote of that pass), or `n:T1` (added).
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from virgolette import corpus, schema
from virgolette.errors import InputError
from virgolette.model import Annotations, Decisions, ManifestEntry
from virgolette.spans import Span
from virgolette.workflow import draft
from virgolette.workflow.adjudicate import SIDES, assemble, ids_of
from virgolette.workflow.locate import Locator, Unlocated
from virgolette.workflow.merge import Item, compare
from virgolette.workflow.order import LAYERS, RECORD, refer, renumber

Json = Any
_OTHERS = re.compile(r"\+\s*([\w.]+(?:\s*,\s*[\w.]+)*)")
_REFERENCE = re.compile("/(id|parent|claimer|(speaker|via|addressee)/mention|frame/values/[0-9]+)")
_FIELD = re.compile(r"([\w.]+)\s*=\s*")


class Choice(NamedTuple):
    """How one difference is decided: `record` is the changed or added one, None where a side is taken as it is."""

    take: str
    record: Json
    why: str
    line: int


def numbered(items: Sequence[Item]) -> list[tuple[int, Item]]:
    """The differences with their numbers, from 1."""
    return list(enumerate((item for item in items if not item.agreed), 1))


def compile_decisions(
    raw: str, names: tuple[str, str], first: Annotations, second: Annotations, entry: ManifestEntry, text: str
) -> Decisions:
    """The decisions file from an adjudicator's lines; differences that no line names stay undecided.

    Raises:
        InputError: With every line that can't be used.
    """
    items = compare(first, second)
    by_key = {item.key: item for item in items}
    differences = dict(numbered(items))
    choices: dict[str, Choice] = {}
    added: dict[str, tuple[str, Choice]] = {}
    locator = Locator(text)
    bad: list[tuple[int, str]] = []
    for number, line in enumerate(map(str.strip, raw.split("\n")), 1):
        if not line or line.startswith("#"):
            continue
        try:
            which, _, rest = line.partition(" ")
            if which == "add":
                layer, choice = _addition(rest, number, locator)
                if choice.record["id"] in added:
                    raise Unlocated(f"{choice.record['id']} is added twice")
                added[choice.record["id"]] = layer, choice
                continue
            take, changes, why = _parts(rest)
            for key in _keys(which, differences, choices, by_key):
                item = by_key[key]
                # The rest of a pass is also what it hasn't.
                lacks = which == "rest" and take in ("a", "b") and getattr(item, take) is None
                choices[key] = _choice(item, "none" if lacks else take, changes, why, locator, number)
        except ValueError as error:
            bad.append((number, f"{error}: {line[:100]}"))
    made, broken = _finished(names, entry, text, items, choices, added)
    bad += broken
    if bad or made is None:
        raise InputError(
            "\n  ".join(f"line {number}: {what}" for number, what in sorted(bad)),
            where=entry.doc_id,
            remedy="See virgolette/workflow/decide.py for the form of a line.",
        )
    return made


def _keys(
    which: str, differences: Mapping[int, Item], choices: Mapping[str, Choice], by_key: Mapping[str, Item]
) -> Iterator[str]:
    if "|" in which:
        if which not in by_key:
            raise Unlocated(f"the passes have no pair {which}")
        yield which
    elif which == "rest":
        yield from [item.key for item in differences.values() if item.key not in choices]
    else:
        for part in which.split(","):
            found = re.fullmatch(r"([0-9]+)(?:-([0-9]+))?", part)
            if not found:
                raise Unlocated(f"{part!r} is no number of a difference, range, pair of ids, `rest` or `add`")
            low, high = int(found[1]), int(found[2] or found[1])
            if low > high or low not in differences or high not in differences:
                raise Unlocated(f"there is no difference {part}: they are numbered from 1 to {len(differences)}")
            yield from (differences[n].key for n in range(low, high + 1))


def _parts(rest: str) -> tuple[str, list[tuple[str, Json]], str]:
    """(take, changes, why) of a line after its numbers; a change is ("+", field names) or (field, value)."""
    take = re.match(r"\s*(\w*)", rest)
    assert take is not None
    if take[1] not in SIDES:
        raise Unlocated(f"{take[1]!r} can't be taken: a, b, both or none")
    changes: list[tuple[str, Json]] = []
    at = take.end()
    while rest := rest[at:].strip(" \t;"):
        if rest.startswith("why="):
            # A reason comes last and may hold anything.
            return take[1], changes, rest[4:].strip()
        if found := _OTHERS.match(rest):
            changes.append(("+", [name.strip() for name in found[1].split(",")]))
            at = found.end()
        elif found := _FIELD.match(rest):
            value, at = _decoded(rest, found.end())
            changes.append((found[1], value))
        else:
            raise Unlocated(f"+field, field=value or why=… should stand where it says {rest[:30]!r}")
    return take[1], changes, ""


def _decoded(source: str, at: int) -> tuple[Json, int]:
    """The JSON value at an offset, and where it ends."""
    try:
        _, end = json.JSONDecoder().raw_decode(source, at)
    except (ValueError, RecursionError):
        raise Unlocated(f"no JSON value stands where it says {source[at : at + 30]!r}") from None
    return draft.parsed(source[at:end]), end


def _addition(source: str, number: int, locator: Locator) -> tuple[str, Choice]:
    source = source.strip()
    value, end = _decoded(source, 0)
    after = source[end:].strip()
    if after and not after.startswith("#"):
        raise Unlocated(f"a record, then # why, and not {after[:30]!r}")
    layer, record = draft.record_of(value, locator)
    record = {**record, "id": f"n:{record.get('id', f'S{number}')}"}
    return layer, Choice("record", record, after.removeprefix("#").strip() or "missed in both passes", number)


def _choice(
    item: Item, take: str, changes: Sequence[tuple[str, Json]], why: str, locator: Locator, line: int
) -> Choice:
    if any(getattr(item, side) is None for side in SIDES[take]):
        raise Unlocated(f"{item.key} isn't in both passes: {take} can't be taken")
    if changes and take not in ("a", "b"):
        raise Unlocated(f"{take} can't be changed: take a or b")
    source, other = (item.b, item.a) if take == "b" else (item.a, item.b)
    record = copy.deepcopy(source)
    for name, value in changes:
        for field in value if name == "+" else [name]:
            if field.split(".")[0] not in schema.fields(RECORD[item.layer]) or field == "id":
                raise Unlocated(f"{item.layer} have no field {field!r} to change")
            if name != "+":
                _set(record, field, _value(field, value, record, locator))
            elif other is None:
                raise Unlocated(f"{item.key} isn't in both passes: no field can come from the other")
            else:
                _set(record, field, _get(other, field))
    if record != source:
        return Choice("record", record, why or _reason(item, take), line)
    return Choice(take, None, why or _reason(item, take), line)


def _reason(item: Item, take: str) -> str:
    if take == "none":
        return "not to be annotated under the manual"
    if item.a is None or item.b is None:
        return "missed in the other pass"
    return f"on {', '.join(item.fields)}: the text read again" if item.fields else "the manual as mended since"


def _get(record: Json, name: str) -> Json:
    for key in name.split("."):
        record = record.get(key) if isinstance(record, dict) else None
    return copy.deepcopy(record)


def _set(record: Json, name: str, value: Json) -> None:
    *path, last = name.split(".")
    for key in path:
        record = record.get(key)
        if not isinstance(record, dict):
            raise Unlocated(f"the record has no {key}, so no {name}: set {key} as a whole")
    if value is None and (not path or name == "date.reason"):
        record.pop(last, None)
    else:
        record[last] = value


def _value(name: str, value: Json, record: Json, locator: Locator) -> Json:
    if name in ("segments", "content", "cue"):
        return draft.segments(locator.spans(value, None)) if value or name != "cue" else []
    if name == "marks":
        spans = [Span(s["start"], s["end"]) for s in record.get("content") or record["segments"]]
        return draft.marks_of(value, spans, locator)
    return value


def _finished(
    names: tuple[str, str],
    entry: ManifestEntry,
    text: str,
    items: Sequence[Item],
    choices: Mapping[str, Choice],
    added: Mapping[str, tuple[str, Choice]],
) -> tuple[Decisions | None, list[tuple[int, str]]]:
    """Decisions with every changed or added record in gold's numbering and with its covered words; or flaws."""
    layers = {item.key: item.layer for item in items} | {key: layer for key, (layer, _) in added.items()}
    whole = {key: c for key, c in (*choices.items(), *((k, c) for k, (_, c) in added.items())) if c.record is not None}
    given = {key: choices[key].record for key in choices if key in whole}
    tree = assemble(items, {key: "none" if c.take == "record" else c.take for key, c in choices.items()}, given)
    for key, (layer, choice) in added.items():
        tree[layer].append({**copy.deepcopy(choice.record), "id": key})
    bad = [
        (whole[key].line, f"{key}: {flaw}")
        for key, layer in layers.items()
        if key in whole
        for flaw in _ill_formed(layer, whole[key].record)
    ]
    if bad:
        return None, bad
    by_pass = {f"{side}:{r['id']}": item.key for item in items for side, r in (("a", item.a), ("b", item.b)) if r}
    refer(tree, lambda old, _: by_pass.get(old, old))
    # What a pass's own record refers to may wait for a decision: `gold` has the last word on that.
    ids, dangling = renumber(tree)
    for d in dangling:
        if d.owner in whole:
            hint = " or not taken" if d.id in layers or ":" in d.id else ": write a:, b: or n: before it"
            bad.append((whole[d.owner].line, f"{d}{hint}"))
    old_ids = {new: old for old, new in ids.items()}
    final = {old_ids.get(r["id"], r["id"]): r for layer in (*LAYERS, "skip") for r in tree[layer]}
    found, of_line = [], []
    ordered = [(item.key, ids_of(item), choices[item.key]) for item in items if item.key in choices]
    for key, (a, b), choice in (*ordered, *((key, (None, None), choice) for key, (_, choice) in added.items())):
        layer = layers[key]
        record = {RECORD[layer]: _hydrated(final[key], layer, entry, text)} if key in whole else {}
        found.append({"layer": layer, "a": a, "b": b, "take": choice.take, "why": choice.why, **record})
        of_line.append(choice.line)
    made = {"schema_version": "1.0", "doc_id": entry.doc_id, "a": names[0], "b": names[1], "decisions": found}
    if not bad:
        for pointer, message in schema.violations("decisions", made):
            _, top, i, *_ = (*pointer.split("/"), "", "")
            bad.append((of_line[int(i)] if top == "decisions" and i else 0, f"{message} (at {pointer})"))
    return (None if bad else msgspec.convert(made, Decisions)), bad


def _ill_formed(layer: str, record: Json) -> Iterator[str]:
    """What the schema has against a record whose id and references aren't in gold's numbering yet."""
    bare = {key: value for key, value in record.items() if layer != "skip" or key != "id"}
    for pointer, message in schema.violations(RECORD[layer], bare):
        value: Json = bare
        for key in pointer.split("/")[1:]:
            value = value[int(key) if isinstance(value, list) else key]
        if not (_REFERENCE.fullmatch(pointer) and isinstance(value, str)):
            yield f"{message} (at {pointer or 'the record'})"


def _hydrated(record: Json, layer: str, entry: ManifestEntry, text: str) -> Json:
    if layer == "skip":
        return {key: record[key] for key in ("start", "end", "kind")}
    empty: dict[str, Json] = {"schema_version": "1.0", "doc_id": entry.doc_id, "text_sha256": entry.sha256}
    empty |= {name: [] for name in (*LAYERS, "skip")}
    one = msgspec.convert({**empty, layer: [record]}, Annotations)
    done = corpus.cover(one, text) if entry.text == "included" else corpus.strip(one, text)
    return msgspec.json.decode(msgspec.json.encode(getattr(done, layer)[0]))
