"""Checks of how annotations lie in the file and around skipped passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from virgolette.checks.base import View
from virgolette.checks.nearby import Nearby
from virgolette.checks.place import each_segment, place, skip_place
from virgolette.checks.rule import Hit, rule
from virgolette.model import Note, Quote


def _in_skip(view: View) -> Iterator[Hit]:
    skips = Nearby((k, k) for k in view.annotations.skip if k.start < k.end)
    for group, path, s in each_segment(view):
        for k in skips.at(s.start, s.end):
            if max(s.start, k.start) < min(s.end, k.end):
                where = f"the {k.kind} [{k.start}, {k.end}), which is skipped"
                yield Hit(path, group.owner, f"{group.owner.id}: [{s.start}, {s.end}) lies in {where}", s)


def _skips_overlap(view: View) -> Iterator[Hit]:
    listed = [(f"/skip/{i}", k) for i, k in enumerate(view.annotations.skip) if k.start < k.end]
    listed.sort(key=lambda item: (item[1].start, item[1].end, item[1].kind))
    for (_, a), (path, b) in pairwise(listed):
        if b.start < a.end:
            message = f"skipped passages [{a.start}, {a.end}) and [{b.start}, {b.end}) overlap"
            yield Hit(path, None, message, b)


def _unsorted(view: View) -> Iterator[Hit]:
    found = view.annotations
    layers = {
        "entities": [place(e) for e in found.entities],
        "quotes": [place(q) for q in found.quotes],
        "claims": [place(c) for c in found.claims],
        "notes": [place(n) for n in found.notes],
        "skip": [skip_place(k) for k in found.skip],
    }
    for name, places in layers.items():
        late = next((i for i, (a, b) in enumerate(pairwise(places), 1) if b < a), None)
        if late is not None:
            yield Hit(f"/{name}/{late}", None, f"{name} aren't in the order of the text, from item {late} on")
    owners: tuple[tuple[str, Sequence[Quote | Note]], ...] = (
        ("quotes", found.quotes),
        ("notes", found.notes),
    )
    for layer, records in owners:
        for i, record in enumerate(records):
            if any((b.start, b.end) < (a.start, a.end) for a, b in pairwise(record.marks)):
                message = f"{record.id}: its marks aren't in the order of the text"
                yield Hit(f"/{layer}/{i}/marks", record, message)


CHECKS = (
    rule(
        "skip-overlaps-annotation",
        "error",
        "An annotation lies in a passage that is skipped.",
        "Remove the annotation, or narrow the skipped passage.",
        hits=_in_skip,
    ),
    rule(
        "skip-overlaps-skip",
        "error",
        "Two skipped passages overlap.",
        "Part them, or make them one.",
        hits=_skips_overlap,
    ),
    rule(
        "annotations-unsorted",
        "warning",
        "Annotations, skipped passages or marks aren't in the order of the text.",
        "Sort each layer by place, the longer first; --fix does it.",
        hits=_unsorted,
    ),
)
