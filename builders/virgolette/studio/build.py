"""Regions and relations → records of the scheme; what can't be one has a finding and is kept aside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from virgolette import corpus, schema
from virgolette.checks.place import place, skip_place
from virgolette.model import Annotations, Claim, Entity, ManifestEntry, Note, Quote, Skip
from virgolette.studio.codes import Report
from virgolette.studio.controls import LINKS, Control, controls, optional_parties
from virgolette.studio.join import Joined, join, side
from virgolette.studio.parse import Region, regions, relations
from virgolette.studio.regions import LAYERS

Json = Any
PREFIXES = {"entity": "T", "quote": "Q", "claim": "C", "note": "N", "skip": ""}
KINDS: Mapping[str, type[Any]] = {"entity": Entity, "quote": Quote, "claim": Claim, "note": Note, "skip": Skip}
SINGLE = {link.name: link for link in LINKS if link.path}


def from_result(result: Json, text: str, entry: ManifestEntry, report: Report) -> Annotations:
    """The annotations in a result, valid against the schema; layers, marks and values in text order.

    Args:
        result: As Label Studio gives it; nothing in it is trusted.
        text: The document's verified text.
        entry: What the manifest says of it: with external text, segments carry digests.
        report: Takes the findings, and what is left out.
    """
    known = regions(result, len(text), report)
    joined = join(known, list(relations(result, known, report)), text, report)
    ids = _ids(joined)
    trees = {head: _tree(region, joined, ids, report) for head, region in joined.heads.items()}
    done: dict[str, Json] = {}
    # Whom others refer to comes first; a quote may refer to one that comes later, so they take turns.
    for layer in ("entity", "note", "skip", "quote", "claim"):
        todo = [h for h, r in joined.heads.items() if r.layer == layer and trees[h] is not None]
        for head in todo:
            _refer(head, trees, joined, ids, report)
        for head in todo:
            if trees[head] is not None and _valid(joined.heads[head], trees[head], report):
                done[head] = trees[head]
            else:
                trees[head] = None
        _orphans(todo, trees, joined, ids, report, done)
    return _annotations(done, joined, text, entry)


def _ids(joined: Joined) -> dict[str, str]:
    """Region → id of its record: its own where it has the form of one, else the next free number."""
    ids = {h: h for h, r in joined.heads.items() if r.layer != "skip" and re.fullmatch(_form(r.layer), h)}
    for layer, prefix in PREFIXES.items():
        last = max((int(i[1:]) for i in ids.values() if i[0] == prefix), default=0)
        for head, region in joined.heads.items():
            if region.layer == layer and head not in ids:
                last += 1
                ids[head] = f"{prefix}{last}"
    return ids


def _form(layer: str) -> str:
    return PREFIXES[layer] + "[1-9][0-9]{0,8}"


def _tree(region: Region, joined: Joined, ids: Mapping[str, str], report: Report) -> Json:
    """A record without its references; None where an attribute is missing."""
    tree: Json = {"id": ids[region.id]}
    spans = sorted((r.start, r.end) for r in joined.segments(region.id))
    segments = [{"start": start, "end": end} for start, end in spans]
    match region.layer:
        case "skip":
            tree = segments[0]
        case "quote":
            cues = sorted((r.start, r.end) for r in joined.parts(region.id, "cue"))
            tree |= {"content": segments, "cue": [{"start": s, "end": e} for s, e in cues]}
        case _:
            tree |= {"segments": segments}
    if region.layer == "entity":
        tree["label"] = region.label
    if region.layer in ("quote", "note"):
        # At one place (two marks missing there) our own numbering decides, then the order of drawing.
        drawn = sorted(joined.parts(region.id, "mark"), key=lambda r: _number(r.id))
        tree["marks"] = sorted(map(_mark, drawn), key=lambda m: (m["start"], m["end"]))
    complete = True
    for control in controls():
        if control.layer == region.layer and region.label in control.on:
            complete &= _fill(tree, control, region, report)
    for party in optional_parties() if region.layer == "quote" else ():
        tree[party]["mention"] = None
    if region.layer == "quote":
        tree["speaker"]["mention"] = None
    if region.layer == "claim":
        tree |= {"claimer": "author"}
        tree["frame"]["values"] = []
    if not complete:
        _leave_out(region, report)
    return tree if complete else None


def _fill(tree: Json, control: Control, region: Region, report: Report) -> bool:
    """Set one field; False where it has to be chosen and isn't."""
    given = region.attributes.get(control.name, [control.default] if control.default else [])
    if control.path == ("party",):
        tree["party"] = given
        return True
    for key in control.path[:-1]:
        tree = tree.setdefault(key, {})
    if control.kind == "many":
        tree[control.path[-1]] = given
    elif given:
        tree[control.path[-1]] = given[0] == "yes" if control.boolean else given[0]
    elif control.empty == "null":
        tree[control.path[-1]] = None
    elif control.empty == "needed":
        message = f"{control.name} isn't chosen"
        spot = {"start": region.start, "end": region.end}
        report.add("studio-attribute-missing", message, pointer=region.pointer, region=region.id, **spot)
        return False
    return True


def _number(id_: str) -> int:
    found = re.search(r"\.m([0-9]{1,9})$", id_)
    return int(found[1]) if found else 10**9


def _mark(region: Region) -> Json:
    at = side(region)
    start = region.end if at == "after" else region.start
    end = region.start if at == "before" else region.end
    return {"start": start, "end": end, "role": region.label, "defects": region.attributes.get("mark_defects", [])}


def _refer(head: str, trees: dict[str, Json], joined: Joined, ids: Mapping[str, str], report: Report) -> None:
    """Fill in a record's references; one that leads to what was left out is told."""
    region, tree = joined.heads[head], trees[head]
    ticked = tree.pop("party", [])
    for name, other in joined.references(head):
        # A quote that comes later is looked after by `_orphans`.
        if trees[other] is None:
            message = f"its {name} refers to {ids[other]}, which couldn't be imported"
            report.add("studio-reference-lost", message, pointer=region.pointer, region=head)
            if name in ("claimer", "nested-in"):
                # Without it the record would say something else.
                _leave_out(region, report)
                trees[head] = None
                return
            continue
        *outer, key = SINGLE[name].path
        target = tree
        for step in outer:
            target = target[step]
        if isinstance(target.get(key), list):
            target[key].append(ids[other])
        else:
            target[key] = ids[other]
    if region.layer == "quote":
        for party in optional_parties():
            if party not in ticked and not any(v is not None for v in tree[party].values()):
                del tree[party]
    if region.layer == "claim":
        spots = {ids[h]: (r.start, -r.end) for h, r in joined.heads.items()}
        tree["frame"]["values"].sort(key=lambda v: (*spots[v], int(v[1:])))


def _orphans(
    todo: list[str],
    trees: dict[str, Json],
    joined: Joined,
    ids: Mapping[str, str],
    report: Report,
    done: dict[str, Json],
) -> None:
    """Leave out what is nested in a record of the same layer that was left out after it was looked at."""
    again = True
    while again:
        again = False
        for head in todo:
            lost = [o for name, o in joined.references(head) if name == "nested-in" and trees[o] is None]
            if trees[head] is not None and lost:
                message = f"it is nested in {ids[lost[0]]}, which couldn't be imported"
                report.add("studio-reference-lost", message, pointer=joined.heads[head].pointer, region=head)
                _leave_out(joined.heads[head], report)
                trees[head], again = None, True
                del done[head]


def _valid(region: Region, tree: Json, report: Report) -> bool:
    # The words under a segment are filled in at the end; here any text does.
    probe = msgspec.json.decode(msgspec.json.encode(tree))
    for key in ("segments", "content", "cue"):
        for segment in probe.get(key, ()):
            segment["text"] = "x"
    found = schema.violations(region.layer, probe)
    for pointer, message in found:
        spot = {"start": region.start, "end": region.end}
        what = f"{pointer or 'the record'}: {message}"
        report.add("studio-record-invalid", what, pointer=region.pointer, region=region.id, **spot)
    if found:
        _leave_out(region, report)
    return not found


def _leave_out(region: Region, report: Report) -> None:
    report.kept += [{"code": "studio-record-invalid", "item": item} for item in region.items]


def _annotations(done: dict[str, Json], joined: Joined, text: str, entry: ManifestEntry) -> Annotations:
    def layer(name: str) -> Iterator[Any]:
        for head, tree in done.items():
            if joined.heads[head].layer == name:
                yield msgspec.convert(tree, KINDS[name])

    layers: dict[str, tuple[Any, ...]] = {"skip": tuple(sorted(layer("skip"), key=lambda s: (*skip_place(s), s.kind)))}
    for key, name in LAYERS.items():
        if name != "skip":
            layers[key] = tuple(sorted(layer(name), key=lambda r: (*place(r), int(r.id[1:]))))
    bare = Annotations(schema_version="1.0", doc_id=entry.doc_id, text_sha256=entry.sha256, **layers)
    return corpus.cover(bare, text) if entry.text == "included" else corpus.strip(bare, text)
