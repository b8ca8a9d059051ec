"""Which regions make one record: segments, cues and marks with their head, and what refers to what."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from virgolette.spans import Span, trimmed
from virgolette.studio.codes import Report
from virgolette.studio.controls import CONTINUES, CUE, LINKS, Link
from virgolette.studio.parse import Region, Relation
from virgolette.studio.regions import SIDES

LINK = {link.name: link for link in LINKS}
HEAD_LAYERS = frozenset({"entity", "quote", "claim", "note", "skip"})


class Joined(Struct):
    """Heads by region id, what belongs to each, and references.

    Attributes:
        heads: The first region of each record.
        owner: Region → its head, of every region that belongs to a record.
        regions: All regions.
        refers: Head of the record that holds the reference → (relation, head of the other).
        members: Head → the other regions of its record.
    """

    heads: dict[str, Region]
    owner: dict[str, str]
    regions: dict[str, Region]
    refers: dict[str, list[tuple[str, str]]]
    members: dict[str, list[str]]

    def bind(self, part: str, head: str) -> None:
        """Make a region part of a record."""
        self.owner[part] = head
        self.members.setdefault(head, []).append(part)

    def parts(self, head: str, layer: str) -> list[Region]:
        """The regions of one kind that belong to a record, besides its first."""
        return [self.regions[i] for i in self.members.get(head, ()) if self.regions[i].layer == layer]

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
    joined = Joined(heads, {i: i for i in heads}, regions, {}, {})
    alive = []
    for relation in drawn:
        if relation.source in regions and relation.target in regions:
            alive.append(relation)
        else:
            _tell("studio-relation-dangling", relation, report, "leads to a region that was left out")
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
    if region.layer == "mark" and side(region) != "here":
        # It only shows a place beside it, which trimming would move.
        return True
    spot = trimmed(text, Span(region.start, region.end))
    if spot.start == spot.end:
        message = "it holds white space only"
        report.add("studio-region-blank", message, pointer=region.pointer, region=region.id, keep=region.items)
    elif spot != (region.start, region.end):
        message = f"[{region.start}, {region.end}) became [{spot.start}, {spot.end})"
        where = {"start": spot.start, "end": spot.end}
        report.add("studio-region-trimmed", message, pointer=region.pointer, region=region.id, **where)
        region.start, region.end = spot
    return spot.start < spot.end


def side(mark: Region) -> str:
    """Where the mark is that a region stands for: before it, after it, or here."""
    missing = "missing" in mark.attributes.get("mark_defects", ())
    return mark.attributes.get("mark_place", [SIDES[mark.label] if missing else "here"])[0]


def _continue(relations: Sequence[Relation], joined: Joined, report: Report) -> None:
    """Give continuing regions to the head that they lead to, directly or by one another."""
    beside: dict[str, list[str]] = {}
    for relation in relations:
        beside.setdefault(relation.source, []).append(relation.target)
        beside.setdefault(relation.target, []).append(relation.source)
    reached = [i for i, r in joined.heads.items() if r.layer in LINK[CONTINUES].targets]
    for at in reached:
        for other in beside.get(at, ()):
            if joined.regions[other].layer == CONTINUES and other not in joined.owner:
                joined.bind(other, joined.owner[at])
                reached.append(other)
    for relation in relations:
        ends = [joined.regions[i] for i in (relation.source, relation.target)]
        owners = {joined.owner.get(r.id) for r in ends}
        # Two that continue nothing have their findings as orphans.
        loose = owners == {None} and {r.layer for r in ends} == {CONTINUES}
        if len(owners) > 1 or (owners == {None} and not loose) or relation.source == relation.target:
            _wrong(relation, joined, report)


def _attach(relation: Relation, joined: Joined, report: Report) -> None:
    found = _ends(relation, joined, lambda r: r.layer)
    if found is None:
        _wrong(relation, joined, report)
        return
    part, head = found
    if part in joined.owner:
        if joined.owner[part] != head:
            message = f"can't be given twice: {part[:40]} belongs to {joined.owner[part][:40]} already"
            _tell("studio-relation-repeated", relation, report, message)
        return
    joined.bind(part, head)


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
        _tell("studio-relation-repeated", relation, report, f"can't be given twice: {holder[:40]} has one already")
        return
    held.append((relation.name, other))


def _ends(relation: Relation, joined: Joined, layer: Callable[[Region], str]) -> tuple[str, str] | None:
    """Source and target as heads (or the part itself), turned round where only that makes sense."""
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
    joined.bind(mark.id, best[2])
    message = f"the mark was given to {best[2]}"
    report.add("studio-mark-guessed", message, pointer=mark.pointer, region=mark.id, start=mark.start, end=mark.end)
    return True


def _wrong(relation: Relation, joined: Joined, report: Report) -> None:
    a, b = (joined.regions[i].label for i in (relation.source, relation.target))
    message = f"can't join {a} ({relation.source[:40]}) and {b} ({relation.target[:40]})"
    _tell("studio-relation-ends", relation, report, message)


def _tell(code: str, relation: Relation, report: Report, message: str) -> None:
    message = f"{relation.name} {message}"
    report.add(code, message, pointer=relation.pointer, region=relation.source, keep=relation.item)
