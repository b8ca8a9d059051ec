"""The picture of a cluster: one row a claim, its value on a common axis, moments and scopes apart.

A picture is made of slots of equal height, so that places are percentages in both directions and the
drawing follows the page's width. Headings take one slot, claims two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from string import ascii_lowercase

from msgspec import Struct

from virgolette.model import Claim, Cluster, Entity
from virgolette.site import marks
from virgolette.site.marks import Mark
from virgolette.site.parts import Heading, Link, Picture, Row
from virgolette.site.scale import Axis, axis
from virgolette.site.source import Claimed, Site

ROW, HEADING = 2, 1
# Where a claim without a figure has its sign.
_NOWHERE = 1.0
NO_FIGURE = "-"
# How far above a mark a link's sign stands on a narrow page, in slots: between the words and the label.
_NEAR = 0.47


class _Figured(Struct, frozen=True):
    """A claim and its figures."""

    claimed: Claimed
    figures: tuple[Entity, ...]


def picture(site: Site, cluster: Cluster) -> Picture:
    """The picture of a cluster; members that aren't in the corpus are left out."""
    held = [_figured(site, m) for m in cluster.members if m in site.claims]
    units = {f.value.unit or "" for h in held for f in h.figures if f.value is not None}
    panels: dict[str, list[_Figured]] = {}
    for item in held:
        value = item.figures[0].value if item.figures else None
        panels.setdefault(NO_FIGURE if value is None else marks.unit_of(value, units), []).append(item)
    order = sorted(panels, key=lambda unit: (unit == NO_FIGURE, -len(panels[unit])))
    if len(order) > 1 and NO_FIGURE in panels:
        # Claims without a figure stand among those of their scope: they say yes or no to these.
        panels[order[0]] += panels.pop(NO_FIGURE)
        order.remove(NO_FIGURE)
    plan = [(unit, list(_banded(site, cluster, panels[unit]))) for unit in order]
    slots = sum(_height(unit, bands) for unit, bands in plan)
    drawn = _Drawn(site, cluster, slots)
    for unit, bands in plan:
        drawn.panel(unit, bands)
    return Picture(cluster, slots, tuple(drawn.items), tuple(drawn.rows), tuple(_links(drawn.rows, 100 / slots)))


def _figured(site: Site, member: str) -> _Figured:
    claimed = site.claims[member]
    mentions = site.names[claimed.document.entry.doc_id].mentions
    found = (mentions[v] for v in claimed.claim.frame.values if v in mentions)
    return _Figured(claimed, tuple(e for e in found if e.value is not None))


Bands = Sequence[tuple[str, str, Sequence[_Figured]]]


def _banded(site: Site, cluster: Cluster, items: Sequence[_Figured]) -> Iterator[tuple[str, str, list[_Figured]]]:
    """(scope, its definition, claims by size) in the metric's order; claims without a scope last."""
    metric = site.metrics.get(cluster.metric)
    known = {s.id: s.definition for s in metric.scopes} if metric is not None else {}
    scopes = list(dict.fromkeys(i.claimed.claim.frame.scope or "" for i in items))
    rank = {scope: i for i, scope in enumerate(known)}
    for scope in sorted(scopes, key=lambda s: (s == "", rank.get(s, len(rank)), s)):
        inside = [i for i in items if (i.claimed.claim.frame.scope or "") == scope]
        yield scope, known.get(scope, ""), sorted(inside, key=_size)


def _size(item: _Figured) -> tuple[bool, float, float]:
    """Claims by their figures, those without one last."""
    bounds = [float(b) for f in item.figures[:1] if f.value for b in (f.value.low, f.value.high) if b is not None]
    return (False, min(bounds), max(bounds)) if bounds else (True, 0.0, 0.0)


def _height(unit: str, bands: Bands) -> int:
    rows = sum(len(items) for _, _, items in bands)
    return HEADING * (unit != NO_FIGURE) + HEADING * len(bands) * _parted(bands) + ROW * rows


def _parted(bands: Bands) -> bool:
    """Whether scopes have headings: not where no claim has one."""
    return any(scope for scope, _, _ in bands)


class _Drawn:
    """A picture while it is drawn, from top to bottom."""

    def __init__(self, site: Site, cluster: Cluster, slots: int) -> None:
        self.site, self.cluster, self.slots = site, cluster, slots
        self.items: list[Heading | Row] = []
        self.rows: list[Row] = []
        self.used = 0

    def panel(self, unit: str, bands: Bands) -> None:
        """All claims of one unit, under one axis."""
        items = [i for _, _, inside in bands for i in inside]
        values = [f.value for i in items for f in i.figures if f.value is not None and unit != NO_FIGURE]
        signed = {"up", "down"} <= {v.change for v in values}
        scale = axis([b for v in values for b in marks.numbers(v, unit, signed=signed) if b is not None])
        bottom = self.used + _height(unit, bands)
        if unit != NO_FIGURE:
            title = "times" if unit == "ratio" else marks.unit_name(unit) or "number"
            self._heading("axis", title, _direction({v.change for v in values}), scale, bottom)
        for scope, told, inside in bands:
            if _parted(bands):
                self._heading("scope", scope or "scope not stated", told, None, self.used)
            for item in inside:
                found = [f.value for f in item.figures if f.value is not None and unit != NO_FIGURE]
                own = [v for v in found if marks.unit_of(v, {v.unit or "", unit}) == unit or v.unit == unit]
                self._row(item.claimed, [marks.mark(v, unit, scale, signed=signed) for v in own])

    def _heading(self, kind: str, title: str, told: str, scale: Axis | None, bottom: int) -> None:
        y = self._percent(self.used + HEADING / 2)
        self.items.append(Heading(kind, title, told, scale, y, self._percent(bottom)))
        self.used += HEADING

    def _row(self, claimed: Claimed, drawn: Sequence[Mark]) -> None:
        earlier = {row.claimed.id: row.index for row in self.rows}
        relations: dict[int, tuple[str, str]] = {}
        contested = False
        for r in self.cluster.relations:
            if claimed.id in (r.a, r.b):
                other = r.b if r.a == claimed.id else r.a
                contested = contested or r.relation == "contradictory"
                if other in earlier:
                    relations[earlier[other]] = r.relation, r.basis
        index = len(self.rows)
        row = Row(
            letter=letter(index),
            index=index,
            claimed=claimed,
            claimer=self.site.claimer(claimed),
            when=_when(claimed),
            flags=tuple(_flags(claimed.claim)),
            marks=tuple(drawn),
            at=drawn[0].at if drawn else self._below(relations),
            y=self._percent(self.used + ROW / 2),
            relations=relations,
            contested=contested,
        )
        self.used += ROW
        self.rows.append(row)
        self.items.append(row)

    def _below(self, relations: dict[int, tuple[str, str]]) -> float:
        """Where a claim without a figure stands: below what it contradicts, so that the lines stay short."""
        against = [self.rows[i].at for i, (relation, _) in relations.items() if relation == "contradictory"]
        return round(sum(against) / len(against), 2) if against else _NOWHERE

    def _percent(self, slot: float) -> float:
        return round(slot / self.slots * 100, 3)


def letter(index: int) -> str:
    """a, b, …, z, aa, ab, …"""
    first, last = divmod(index, len(ascii_lowercase))
    return (letter(first - 1) if first else "") + ascii_lowercase[last]


def _direction(changes: set[str]) -> str:
    if changes == {"down"}:
        return "fall"
    return "rise" if changes == {"up"} else ""


def _when(claimed: Claimed) -> str:
    if claimed.claim.frame.valid_time:
        return f"about {claimed.claim.frame.valid_time}"
    published = claimed.document.entry.published
    return f"published {published}" if published else "undated"


def _flags(claim: Claim) -> Iterator[str]:
    if claim.certainty != "certain":
        yield claim.certainty
    if claim.polarity == "negative":
        yield "denied"
    if claim.time == "future" or claim.type == "prediction":
        yield "prediction"


def _links(rows: Sequence[Row], slot: float) -> Iterator[Link]:
    """Every contradiction; of the other relations, those of rows next to each other that agree."""
    found = [(relation, row, rows[i]) for row in rows for i, (relation, _) in row.relations.items()]
    drawn = [
        (relation, row, other)
        for relation, row, other in found
        if relation == "contradictory" or (relation in ("equivalent", "compatible") and row.index - other.index == 1)
    ]
    for relation, row, other in sorted(drawn, key=lambda item: item[0] == "contradictory"):
        sign, near = _along(other, row, slot), _along(other, row, slot * _NEAR)
        yield Link(relation, other.index, row.index, other.at, other.y, row.at, row.y, sign, near)


def _along(upper: Row, lower: Row, above: float) -> tuple[float, float]:
    """The point of the line between two rows that is so far above the lower one, in percent."""
    part = 1 - above / (lower.y - upper.y)
    return round(upper.at + part * (lower.at - upper.at), 2), round(upper.y + part * (lower.y - upper.y), 3)
