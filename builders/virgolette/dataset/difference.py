"""What differs between two versions of one document's annotations.

Annotations are matched by place (`scoring.match`), not by id: renumbering is no change. References are compared
as what they refer to. Where the text was edited, old places are carried over to the new text first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from virgolette.align.moves import Moves
from virgolette.dataset.features import layers
from virgolette.dataset.sides import Version
from virgolette.scoring.match import match
from virgolette.spans import Span

Json = Any
# Fields that hold ids of the same document, alone or in a list.
REFERENCES = frozenset({"mention", "parent", "claimer", "values"})
# What a span of each layer is on; the layers without it are one span themselves.
PLACES = {"quotes": "content"}
# Less than this shared, and under another id: another annotation.
LEAST = 0.5


class Change(Struct, frozen=True):
    """One annotation that differs.

    Attributes:
        kind: added, removed or changed.
        id: The new id, or the old one of what was removed; "" for skipped passages.
        start, end: Its hull in the text that it is in, in code points.
        fields: Field → (old, new) of what changed; null both where the values are long or lists.
    """

    layer: str
    kind: str
    id: str
    start: int
    end: int
    fields: Mapping[str, tuple[str | None, str | None]] = {}


def changes(old: Version, new: Version) -> Iterator[Change]:
    """All differences of a document, layer by layer, by place."""
    sides = _trees(old, new)
    pairs = {layer: _pairs(layer, sides[0][layer], sides[1][layer]) for layer in layers()}
    # New id → old id, so that references can be compared; what is new refers to nothing old.
    same = {r.get("id"): f"+{r.get('id')}" for layer in layers() for r in sides[1][layer] if "id" in r}
    for layer, found in pairs.items():
        same |= {sides[1][layer][j]["id"]: sides[0][layer][i]["id"] for i, j in found if "id" in sides[1][layer][j]}
    for layer, found in pairs.items():
        yield from sorted(_layer(layer, sides[0][layer], sides[1][layer], found, same), key=lambda c: (c.start, c.end))


def _layer(
    layer: str, old: Sequence[Json], new: Sequence[Json], pairs: Sequence[tuple[int, int]], same: Mapping[str, str]
) -> Iterator[Change]:
    left, right = {i for i, _ in pairs}, {j for _, j in pairs}
    yield from (_change(layer, "removed", r) for i, r in enumerate(old) if i not in left)
    yield from (_change(layer, "added", r) for j, r in enumerate(new) if j not in right)
    for i, j in pairs:
        a, b = _flat(old[i]), _flat(_renamed(new[j], same))
        keys = [key for key in dict.fromkeys([*a, *b]) if key != "id" and a.get(key) != b.get(key)]
        if keys:
            shown = _flat(new[j])
            yield _change(layer, "changed", new[j], {k: _shown(a.get(k), shown.get(k)) for k in keys})


def _change(layer: str, kind: str, record: Json, fields: Mapping[str, tuple[str | None, str | None]] = {}) -> Change:
    spans = _spans(layer, record)
    return Change(layer, kind, record.get("id", ""), spans[0].start, spans[-1].end, fields)


def _spans(layer: str, record: Json) -> list[Span]:
    pieces = record.get(PLACES.get(layer, "segments"), [record])
    return [Span(p["start"], p["end"]) for p in pieces]


def _pairs(layer: str, old: Sequence[Json], new: Sequence[Json]) -> list[tuple[int, int]]:
    """Positions of what is the same annotation."""
    left, right = [_spans(layer, r) for r in old], [_spans(layer, r) for r in new]
    flat = [_flat(r) for r in old], [_flat(r) for r in new]

    def likeness(i: int, j: int) -> float:
        # The place counts most; among equal places the one that says the same; then the one of the same id.
        a, b = flat[0][i], flat[1][j]
        agreed = len([k for k in a if a[k] == b.get(k)]) / max(len(a), 1)
        same_id = "id" in a and a["id"] == b.get("id")
        return agreed + (2.0 if left[i] == right[j] else 0.0) + (0.5 if same_id else 0.0)

    found = match(left, right, likeness)
    return [(p.left, p.right) for p in found if p.iou >= LEAST or old[p.left].get("id", 0) == new[p.right].get("id")]


def _flat(node: Json, prefix: str = "") -> dict[str, Json]:
    """Dotted names of a record's fields, null ones left out; lists are whole."""
    found: dict[str, Json] = {}
    for key, value in node.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{prefix}{key}.")
        elif value is not None:
            found[f"{prefix}{key}"] = value
    return found


def _renamed(node: Json, same: Mapping[str, str], key: str = "") -> Json:
    """A record with its references renamed to the old ids."""
    if isinstance(node, dict):
        return {k: _renamed(v, same, k) for k, v in node.items()}
    if isinstance(node, list):
        return [_renamed(v, same, key) for v in node]
    return same.get(node, node) if key in REFERENCES and isinstance(node, str) else node


def _shown(old: Json, new: Json) -> tuple[str | None, str | None]:
    """Both values where they are short; else null for both."""
    values = [None if v is None else str(v).lower() if isinstance(v, bool) else str(v) for v in (old, new)]
    if isinstance(old, list) or isinstance(new, list) or any(len(v) > 40 for v in values if v):
        return None, None
    return values[0], values[1]


def _trees(old: Version, new: Version) -> tuple[Json, Json]:
    """Both annotations as trees with places in the new text."""
    trees = _tree(old), _tree(new)
    if old.annotations.text_sha256 == new.annotations.text_sha256:
        return trees
    # Words and digests differ with the text; whether an annotation's own words do, its place tells.
    a, b = _wordless(trees[0]), _wordless(trees[1])
    if old.text is None or new.text is None:
        # Without the texts nobody can say where words went.
        return a, b
    return _carried(a, Moves(old.text, new.text)), b


def _tree(side: Version) -> Json:
    # By way of JSON, so that every sequence is a list.
    return msgspec.json.decode(msgspec.json.encode(side.annotations))


def _wordless(node: Json) -> Json:
    if isinstance(node, list):
        return [_wordless(item) for item in node]
    if not isinstance(node, dict):
        return node
    dropped = {"text", "digest"} if "start" in node else set()
    return {key: _wordless(value) for key, value in node.items() if key not in dropped}


def _carried(node: Json, moves: Moves) -> Json:
    """The tree with its places in the new text; a place whose words changed is marked, and so differs."""
    if isinstance(node, list):
        return [_carried(item, moves) for item in node]
    if not isinstance(node, dict):
        return node
    found = {key: _carried(value, moves) for key, value in node.items()}
    if "start" in node:
        span = Span(node["start"], node["end"])
        place = moves.place(span) if span.start < span.end else moves.point(span.start, node["role"])
        if place.span is not None:
            found |= {"start": place.span.start, "end": place.span.end}
        if place.status != "carried":
            found["words"] = place.status
    return found
