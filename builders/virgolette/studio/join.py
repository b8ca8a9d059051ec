"""Which regions make one record: segments, cues and marks with their head, and what refers to what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from virgolette.spans import Span, trimmed
from virgolette.studio.codes import Report
from virgolette.studio.controls import CONTINUES, CUE, LINKS, Link
from virgolette.studio.parse import Region, Relation

LINK = {link.name: link for link in LINKS}
HEAD_LAYERS = frozenset({"entity", "quote", "claim", "note", "skip"})


class Joined(Struct):
    """Heads by region id, what belongs to each, and references.

    Attributes:
        heads: The first region of each record.
        owner: Region → its head, of every region that belongs to a record.
        regions: All regions.
        refers: Head of the record that holds the reference → (relation, head of the other).
    """

    heads: dict[str, Region]
    owner: dict[str, str]
    regions: dict[str, Region]
    refers: dict[str, list[tuple[str, str]]]

    def parts(self, head: str, layer: str) -> list[Region]:
        """The regions of one kind that belong to a record."""
        return [self.regions[i] for i, h in self.owner.items() if h == head and self.regions[i].layer == layer]

    def segments(self, head: str) -> list[Region]:
        """A record's own segments."""
        return [self.heads[head], *self.parts(head, CONTINUES)]

    def references(self, head: str) -> list[tuple[str, str]]:
        """(relation, head) of everything that a record refers to."""
        return self.refers.get(head, [])


def join(known: dict[str, Region], drawn: Sequence[Relation], text: str, report: Report) -> Joined:
    """Trim the regions' edges, and join what belongs together."""
    regions = {i: r for i, r in known.items() if _trim(r, text, report)}
    heads = {i: r for i, r in regions.items() if r.layer in HEAD_LAYERS}
    joined = Joined(heads, {i: i for i in heads}, regions, {})
    alive = [r for r in drawn if r.source in regions and r.target in regions]
    for relation in (r for r in drawn if r not in alive):
        message = f"the {relation.name} leads to a region that was left out"
        report.add(
            "studio-relation-dangling", message, pointer=relation.pointer, region=relation.source, keep=relation.item
        )
    _continue([r for r in alive if r.name == CONTINUES], joined, report)
    for relation in alive:
        if relation.name in ("cue-of", "mark-of"):
            _attach(relation, joined, report)
    for region in regions.values():
        if region.id not in joined.owner and not (region.layer == "mark" and _guess(region, joined, text, report)):
            report.add(
                "studio-region-orphan",
                f"this {region.label} belongs to nothing",
                pointer=region.pointer,
                region=region.id,
                start=region.start,
                end=region.end,
                keep=region.items,
            )
    for relation in alive:
        if LINK[relation.name].path:
            _refer(relation, joined, report)
    return joined


def _trim(region: Region, text: str, report: Report) -> bool:
    """Cut white space off a region's edges; False where nothing else is in it."""
    if region.attributes.get("mark_place", [""])[0] != "here" and (
        "mark_place" in region.attributes or "missing" in region.attributes.get("mark_defects", ())
    ):
        # It only shows a place beside it, which trimming would move.
        return True
    spot = trimmed(text, Span(region.start, region.end))
    where = {"pointer": region.pointer, "region": region.id}
    if spot.start == spot.end:
        report.add("studio-region-blank", "it holds white space only", **where, keep=region.items)  # type: ignore[arg-type]
        return False
    if spot != (region.start, region.end):
        message = f"[{region.start}, {region.end}) became [{spot.start}, {spot.end})"
        report.add("studio-region-trimmed", message, start=spot.start, end=spot.end, **where)  # type: ignore[arg-type]
        region.start, region.end = spot
    return True


def _continue(relations: Sequence[Relation], joined: Joined, report: Report) -> None:
    """Give continuing regions to the head that they lead to, directly or by one another."""
    left = list(relations)
    moved = True
    while moved:
        moved = False
        for relation in list(left):
            ends = [joined.regions[i] for i in (relation.source, relation.target)]
            loose = [r for r in ends if r.layer == CONTINUES and r.id not in joined.owner]
            bound = [r for r in ends if r.id in joined.owner and joined.heads[joined.owner[r.id]].layer != "skip"]
            if len(loose) == 1 and len(bound) == 1:
                joined.owner[loose[0].id] = joined.owner[bound[0].id]
                left.remove(relation)
                moved = True
    for relation in left:
        ends = [joined.regions[i] for i in (relation.source, relation.target)]
        owners = {joined.owner.get(r.id) for r in ends}
        if len(owners) == 1 and None not in owners:
            continue
        if {r.layer for r in ends} == {CONTINUES} and owners == {None}:
            # Both have their finding as orphans.
            continue
        _wrong(relation, joined, report)


def _attach(relation: Relation, joined: Joined, report: Report) -> None:
    found = _ends(relation, joined, lambda r: r.layer)
    if found is None:
        _wrong(relation, joined, report)
        return
    part, head = found
    if part in joined.owner:
        if joined.owner[part] != head:
            _twice(relation, report, f"{part} belongs to {joined.owner[part]} already")
        return
    joined.owner[part] = head


def _refer(relation: Relation, joined: Joined, report: Report) -> None:
    found = _ends(relation, joined, lambda r: joined.heads[joined.owner[r.id]].layer if r.id in joined.owner else "")
    if found is None or found[0] == found[1]:
        _wrong(relation, joined, report)
        return
    link = LINK[relation.name]
    # A mention is referred to by the quote or claim; a quote or claim itself says what it refers to.
    holder, other = found[::-1] if link.source == "entity" else found
    held = joined.refers.setdefault(holder, [])
    if (relation.name, other) in held:
        return
    if link.name != "value-of" and any(name == relation.name for name, _ in held):
        _twice(relation, report, f"{holder} has a {relation.name} already")
        return
    held.append((relation.name, other))


def _ends(relation: Relation, joined: Joined, layer: object) -> tuple[str, str] | None:
    """Source and target as heads (or the part itself), turned round where only that makes sense."""
    assert callable(layer)
    link: Link = LINK[relation.name]
    a, b = joined.regions[relation.source], joined.regions[relation.target]
    for source, target in ((a, b), (b, a)):
        at = joined.owner.get(target.id)
        if layer(source) == link.source and at is not None and joined.heads[at].layer in link.targets:
            return (source.id if link.source in (CUE, "mark") else joined.owner[source.id]), at
    return None


def _guess(mark: Region, joined: Joined, text: str, report: Report) -> bool:
    """Give a mark without relation to the smallest quote or note that it touches, else to the one around it."""

    def gap(start: int, end: int) -> bool:
        return start <= end and not text[start:end].strip()

    around: list[tuple[bool, int, str]] = []
    for head in (h for h, r in joined.heads.items() if r.layer in ("quote", "note")):
        for s in joined.segments(head):
            touches = gap(mark.end, s.start) if mark.label == "open" else gap(s.end, mark.start)
            inside = s.start <= mark.start and mark.end <= s.end
            if touches or inside:
                around.append((not touches, s.end - s.start, head))
    if not around:
        return False
    best = min(around)
    joined.owner[mark.id] = best[2]
    message = f"the mark was given to {best[2]}"
    report.add(
        "studio-mark-guessed", message, pointer=mark.pointer, region=mark.id, start=mark.start, end=mark.end
    )
    return True


def _wrong(relation: Relation, joined: Joined, report: Report) -> None:
    a, b = (joined.regions[i].label for i in (relation.source, relation.target))
    message = f"{relation.name} can't join {a} ({relation.source}) and {b} ({relation.target})"
    report.add("studio-relation-ends", message, pointer=relation.pointer, region=relation.source, keep=relation.item)


def _twice(relation: Relation, report: Report, message: str) -> None:
    report.add(
        "studio-relation-repeated", message, pointer=relation.pointer, region=relation.source, keep=relation.item
    )


def unclaimed(joined: Joined) -> Iterator[Region]:
    """Regions that belong to no record."""
    return (r for r in joined.regions.values() if r.id not in joined.owner)
