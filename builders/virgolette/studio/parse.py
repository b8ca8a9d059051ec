"""A result as Label Studio gives it → regions with attributes, and relations; nothing in it is trusted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from virgolette.studio.codes import Report
from virgolette.studio.controls import LINKS, Control, by_name, layer_of, region_labels
from virgolette.studio.regions import CONTROL_KINDS, LABELS, TEXT

Json = Any
LINK_NAMES = frozenset(link.name for link in LINKS)


class Region(Struct):
    """A labelled region.

    Attributes:
        id: As in Label Studio.
        label, layer: What it is.
        start, end: Code points, half-open, inside the text.
        pointer: To its item in the result.
        items: All raw items of it, for the side file.
        attributes: Control → values, all of them known to the scheme.
    """

    id: str
    label: str
    layer: str
    start: int
    end: int
    pointer: str
    items: list[Json]
    attributes: dict[str, list[str]]


class Relation(Struct, frozen=True):
    """A labelled relation between two regions, in the direction it was drawn."""

    name: str
    source: str
    target: str
    pointer: str
    item: Json


def regions(result: Json, length: int, report: Report) -> dict[str, Region]:
    """Regions by id, in the result's order, with their attributes."""
    found: dict[str, Region] = {}
    bad: set[str] = set()
    attributes: list[tuple[str, Json, Control]] = []
    for pointer, item in _items(result, report):
        if item.get("type") == "relation":
            continue
        name, id_ = item.get("from_name"), item.get("id")
        control = by_name().get(name) if isinstance(name, str) else None
        if (
            not isinstance(id_, str)
            or not id_
            or item.get("to_name") != TEXT
            or not isinstance(item.get("value"), dict)
            or (control is None and name != LABELS)
        ):
            message = f"the item is of no control of ours ({str(name)[:40]!r})"
            report.add("studio-result-malformed", message, pointer=pointer, region=_name(id_), keep=item)
        elif control is not None:
            attributes.append((pointer, item, control))
        elif id_ in found or id_ in bad:
            report.add("studio-region-repeated", "its id is taken", pointer=pointer, region=id_, keep=item)
        elif (region := _region(pointer, item, length, report)) is not None:
            found[id_] = region
        else:
            bad.add(id_)
    given: set[tuple[str, str]] = set()
    for pointer, item, control in attributes:
        owner = found.get(item["id"])
        if item["id"] in bad:
            # Its region has its finding already.
            report.kept.append({"code": "studio-region-offsets", "item": item})
        elif owner is None or owner.label not in control.on or (owner.id, control.name) in given:
            why = "no such region" if owner is None else f"not for {owner.label}, or given twice"
            report.add(
                "studio-attribute-stray",
                f"{control.name} is ignored: {why}",
                pointer=pointer,
                region=item["id"],
                keep=item,
            )
        else:
            given.add((owner.id, control.name))
            owner.items.append(item)
            if values := _values(control, item, pointer, report):
                owner.attributes[control.name] = values
    return found


def relations(result: Json, known: dict[str, Region], report: Report) -> Iterator[Relation]:
    """Relations whose ends are there, one for each of their labels."""
    for i, item in enumerate(result if isinstance(result, list) else ()):
        if not isinstance(item, dict) or item.get("type") != "relation":
            continue
        pointer, ends = f"/{i}", [_name(item.get(key)) for key in ("from_id", "to_id")]
        lost = [e[:40] or "(none)" for e in ends if e not in known]
        labels = item.get("labels")
        if lost:
            message = f"the relation leads to {', '.join(lost)}, which isn't there"
            report.add("studio-relation-dangling", message, pointer=pointer, region=ends[0], keep=item)
            continue
        source, target = ends if item.get("direction") != "left" else ends[::-1]
        if not isinstance(labels, list) or not labels:
            message = f"the relation to {target} has no label"
            report.add("studio-relation-unlabelled", message, pointer=pointer, region=source, keep=item)
            continue
        for label in labels:
            if isinstance(label, str) and label in LINK_NAMES:
                yield Relation(label, source, target, pointer, item)
            else:
                message = f"{str(label)[:40]!r} is no relation of the scheme"
                report.add("studio-relation-label", message, pointer=pointer, region=source, keep=item)


def _items(result: Json, report: Report) -> Iterator[tuple[str, dict[str, Json]]]:
    if not isinstance(result, list):
        report.add("studio-result-malformed", "the result is no list", keep=result)
        return
    for i, item in enumerate(result):
        if isinstance(item, dict):
            yield f"/{i}", item
        else:
            report.add("studio-result-malformed", "the item is no object", pointer=f"/{i}", keep=item)


def _region(pointer: str, item: Json, length: int, report: Report) -> Region | None:
    value, id_ = item["value"], item["id"]
    start, end, labels = value.get("start"), value.get("end"), value.get("labels")
    if not _whole(start) or not _whole(end) or not 0 <= start < end <= length:
        message = f"[{str(start)[:20]!r}, {str(end)[:20]!r}) is no span of a text of {length} code points"
        report.add("studio-region-offsets", message, pointer=pointer, region=id_, keep=item)
        return None
    if not isinstance(labels, list) or len(labels) != 1 or labels[0] not in region_labels():
        message = f"its labels are {str(labels)[:60]}, not one of the scheme"
        report.add("studio-region-label", message, pointer=pointer, region=id_, start=start, end=end, keep=item)
        return None
    return Region(id_, labels[0], layer_of(labels[0]), start, end, pointer, [item], {})


def _whole(number: Json) -> bool:
    return isinstance(number, int) and not isinstance(number, bool)


def _values(control: Control, item: Json, pointer: str, report: Report) -> list[str]:
    kind = CONTROL_KINDS[control.kind]
    given = item["value"].get("text" if kind == "textarea" else kind)
    given = [given] if isinstance(given, str) else given
    wrong = ""
    if not isinstance(given, list) or not all(isinstance(v, str) and _encodable(v) for v in given):
        wrong = "is no list of strings"
    elif kind == "textarea":
        given = [v for v in (v.strip() if control.identifier else v for v in given) if v]
    elif unknown := [v[:40] for v in given if v not in control.choices]:
        wrong = f"can't be {', '.join(unknown)}"
    if not wrong and control.kind != "many" and len(given) > 1:
        wrong = f"has {len(given)} values, one is possible"
    if wrong:
        message = f"{control.name} {wrong}"
        report.add("studio-attribute-unknown", message, pointer=pointer, region=item["id"], keep=item)
        return []
    # The scheme's order, not the order of clicking.
    return [c for c in control.choices if c in given] if control.choices else given


def _encodable(value: str) -> bool:
    return not any("\ud800" <= c <= "\udfff" for c in value)


def _name(value: Json) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)[:40]
