"""Checks of spans: their bounds, their segments among each other, their edges. Offsets are code points."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from virgolette.checks import layout, stored
from virgolette.checks.base import View, once
from virgolette.checks.place import Group, each_segment, groups, sound
from virgolette.checks.rule import Hit, rule
from virgolette.model import Entity, Note, Quote, Segment
from virgolette.spans import Spanned, inside_cluster, mid_word, trimmed


class _Edged(Struct, frozen=True):
    """A span whose edges are checked: a sound segment (with its group) or a skipped passage."""

    path: str
    span: Spanned
    whose: str
    group: Group | None = None


@once
def _edged(view: View) -> list[_Edged]:
    segments = (_Edged(path, s, group.owner.id, group) for group, path, s in each_segment(view) if sound(view, s))
    skips = (_Edged(f"/skip/{i}", k, f"skip ({k.kind})") for i, k in enumerate(view.annotations.skip) if sound(view, k))
    return [*segments, *skips]


def _hit(edged: _Edged, message: str) -> Hit:
    owner = edged.group.owner if edged.group is not None else None
    return Hit(edged.path, owner, f"{edged.whose}: {message}", edged.span)


def _out_of_bounds(view: View) -> Iterator[Hit]:
    beyond = f"ends beyond the text's {view.bound} code points"
    for group, path, s in each_segment(view):
        if s.end > view.bound:
            yield Hit(path, group.owner, f"{group.owner.id}: segment [{s.start}, {s.end}) {beyond}", s)
    owners: Sequence[tuple[str, Sequence[Quote | Note]]] = (
        ("quotes", view.annotations.quotes),
        ("notes", view.annotations.notes),
    )
    for layer, records in owners:
        for i, record in enumerate(records):
            for j, m in enumerate(record.marks):
                if m.end > view.bound:
                    message = f"{record.id}: mark [{m.start}, {m.end}) {beyond}"
                    yield Hit(f"/{layer}/{i}/marks/{j}", record, message, m)
    for i, skip in enumerate(view.annotations.skip):
        if skip.end > view.bound:
            yield Hit(f"/skip/{i}", None, f"skip [{skip.start}, {skip.end}) {beyond}", skip)


def _empty(view: View) -> Iterator[Hit]:
    for group, path, s in each_segment(view):
        if s.start >= s.end:
            yield Hit(path, group.owner, f"{group.owner.id}: segment [{s.start}, {s.end}) covers nothing", s)
    for i, skip in enumerate(view.annotations.skip):
        if skip.start >= skip.end:
            yield Hit(f"/skip/{i}", None, f"skip [{skip.start}, {skip.end}) covers nothing", skip)


def _neighbours(wrong: Callable[[Segment, Segment], bool], how: str, *, sort: bool) -> Callable[[View], Iterator[Hit]]:
    """Hits on neighbouring segments of a span, as they stand or sorted first."""

    def hits(view: View) -> Iterator[Hit]:
        for group in groups(view):
            listed = [(f"{group.path}/{j}", s) for j, s in enumerate(group.segments) if s.start < s.end]
            if sort:
                listed.sort(key=lambda item: (item[1].start, item[1].end))
            for (_, a), (path, b) in pairwise(listed):
                if wrong(a, b):
                    message = f"{group.owner.id}: segments [{a.start}, {a.end}) and [{b.start}, {b.end}) {how}"
                    yield Hit(path, group.owner, message, b)

    return hits


def _edge_space(view: View) -> Iterator[Hit]:
    for edged in _edged(view):
        span, better = edged.span, trimmed(view.text or "", edged.span)
        if better != (span.start, span.end):
            left = better.end > better.start
            hint = f"it would be [{better.start}, {better.end})" if left else "it holds nothing else"
            yield _hit(edged, f"white space at an edge of [{span.start}, {span.end}); {hint}")


def _edges(span: Spanned) -> tuple[tuple[int, str], tuple[int, str]]:
    return (span.start, "start"), (span.end, "end")


def _splits_character(view: View) -> Iterator[Hit]:
    for edged in _edged(view):
        for edge, name in _edges(edged.span):
            if inside_cluster(view.text or "", edge):
                yield _hit(edged, f"its {name}, {edge}, parts a character from a mark that belongs to it")


def _mid_word(view: View) -> Iterator[Hit]:
    text = view.text or ""
    for edged in _edged(view):
        if edged.group is None:
            continue
        owner = edged.group.owner
        figure = isinstance(owner, Entity) and owner.value is not None
        for edge, name in _edges(edged.span):
            if not mid_word(text, edge) or inside_cluster(text, edge):
                continue
            # "13GB": a figure runs into its unit, and either may be annotated without the other.
            if figure and text[edge - 1].isdigit() != text[edge].isdigit():
                continue
            yield _hit(edged, f"its {name}, {edge}, lies inside a word")


CHECKS = (
    rule(
        "span-out-of-bounds",
        "error",
        "A segment, mark or skipped passage ends beyond the text.",
        "Locate the words again: offsets are code points from the text's start.",
        hits=_out_of_bounds,
    ),
    rule(
        "span-empty",
        "error",
        "A segment or skipped passage covers nothing, or ends before it starts.",
        "A span is half-open, [start, end): end is one past its last code point.",
        hits=_empty,
    ),
    rule(
        "span-unsorted",
        "error",
        "The segments of a span aren't in the order of the text.",
        "Sort the segments; --fix does it.",
        hits=_neighbours(lambda a, b: b.start < a.start, "aren't in order", sort=False),
    ),
    rule(
        "span-segments-overlap",
        "error",
        "Two segments of one span overlap.",
        "Part the segments, or make them one.",
        hits=_neighbours(lambda a, b: b.start < a.end, "overlap", sort=True),
    ),
    rule(
        "span-segments-touch",
        "error",
        "Two segments of one span touch: they are one.",
        "Make them one segment.",
        hits=_neighbours(lambda a, b: b.start == a.end, "touch", sort=True),
    ),
    rule(
        "span-edge-space",
        "error",
        "White space at the edge of a segment or skipped passage.",
        "Trim the span; --fix does it.",
        hits=_edge_space,
        needs_text=True,
    ),
    rule(
        "span-splits-character",
        "error",
        "An edge parts a letter from its accent, a flag, or a joined emoji.",
        "Move the edge before or after the whole character.",
        hits=_splits_character,
        needs_text=True,
    ),
    rule(
        "span-mid-word",
        "warning",
        "An edge lies inside a word.",
        "Move the edge to the word's border; waive it where the text runs words together.",
        hits=_mid_word,
        needs_text=True,
    ),
    *stored.CHECKS,
    *layout.CHECKS,
)
