"""Checks of mentions: how they nest, what they name, where they begin, how their dates and figures read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from virgolette import numerals
from virgolette.checks.base import View, folded, once
from virgolette.checks.place import excerpt, in_calendar, place, sound
from virgolette.checks.rule import Hit, rule
from virgolette.model import Entity, Segment
from virgolette.spans import covered, hull, overlap, within

DEEPEST = 3
_ARTICLE = re.compile(r"(?:(?:il|lo|la|i|gli|le|un|uno|una)\s+|(?:l|un|gl)['’]\s*)(?=\S)", re.IGNORECASE)
# Before a figure or a unit these are numerals: "un miliardo", "una settimana".
_ONE = re.compile("un", re.IGNORECASE)


class _Placed(NamedTuple):
    """A mention, its index in the file, and its segments sorted."""

    at: int
    entity: Entity
    spans: Sequence[Segment]


def _hit(index: int, entity: Entity, message: str, field: str = "") -> Hit:
    return Hit(f"/entities/{index}{field}", entity, message, hull(entity.segments))


def _placed(view: View) -> list[_Placed]:
    """Mentions with sound segments, by place and id: what is found mustn't depend on the file's order."""
    listed = [
        _Placed(i, e, e.segments if len(e.segments) == 1 else sorted(e.segments, key=_ends))
        for i, e in enumerate(view.annotations.entities)
        if sound(view, *e.segments)
    ]
    return sorted(listed, key=lambda p: (place(p.entity), int(p.entity.id[1:])))


def _ends(segment: Segment) -> tuple[int, int]:
    return segment.start, segment.end


@once
def _overlapping(view: View) -> list[tuple[_Placed, _Placed]]:
    """Pairs of mentions that share code points, the earlier (or longer) first."""
    found: list[tuple[_Placed, _Placed]] = []
    begun: list[_Placed] = []
    for item in _placed(view):
        if begun:
            start = item.spans[0].start
            begun = [other for other in begun if other.spans[-1].end > start]
            found += [(other, item) for other in begun if overlap(other.spans, item.spans)]
        begun.append(item)
    return found


@once
def _same_span(view: View) -> list[tuple[_Placed, _Placed]]:
    """Those of the pairs that share all their code points."""
    return [(a, b) for a, b in _overlapping(view) if list(map(_ends, a.spans)) == list(map(_ends, b.spans))]


def _crossing(view: View) -> Iterator[Hit]:
    for a, b in _overlapping(view):
        if not within(b.spans, a.spans) and not within(a.spans, b.spans):
            yield _hit(b.at, b.entity, f"{b.entity.id} crosses {a.entity.id}: mentions may nest, not cross")


def _two_labels(view: View) -> Iterator[Hit]:
    for a, b in _same_span(view):
        if a.entity.label != b.entity.label:
            message = f"{b.entity.id} is {b.entity.label} where {a.entity.id} is {a.entity.label}, on one span"
            yield _hit(b.at, b.entity, message)


def _repeated(view: View) -> Iterator[Hit]:
    for a, b in _same_span(view):
        if a.entity.label == b.entity.label:
            yield _hit(b.at, b.entity, f"{b.entity.id} repeats {a.entity.id}: one span, one label")


def _too_deep(view: View) -> Iterator[Hit]:
    depth: dict[int, int] = {}
    same = {(a.at, b.at) for a, b in _same_span(view)}
    for a, b in _overlapping(view):
        if (a.at, b.at) not in same and within(b.spans, a.spans):
            # Pairs come in the order of the text, so the depth of `a` is known by now.
            before, depth[b.at] = (
                depth.get(b.at, 1),
                max(depth.get(b.at, 1), depth.get(a.at, 1) + 1),
            )
            if before <= DEEPEST < depth[b.at]:
                yield _hit(b.at, b.entity, f"{b.entity.id} is nested more than {DEEPEST} deep")


def _unlinked(view: View) -> Iterator[Hit]:
    for i, e in enumerate(view.annotations.entities):
        if e.mention == "named" and e.entity is None:
            yield _hit(i, e, f"{e.id}: a name ({e.label}) without an entity id")


def _type_differs(view: View) -> Iterator[Hit]:
    for i, e in enumerate(view.annotations.entities):
        known = view.known.get(e.entity or "")
        # An ambiguous mention is ORG by rule, whatever it names.
        if known is not None and known.type != e.label and not e.ambiguous:
            yield _hit(
                i,
                e,
                f"{e.id} is {e.label}, {known.id} is {known.type} in annotations/entities.json",
                "/label",
            )


@once
def _surfaces(view: View) -> list[str]:
    """The words of each mention, segments joined by a space; empty where a segment is unsound."""
    return [_surface(view, e) for e in view.annotations.entities]


def _surface(view: View, entity: Entity) -> str:
    if view.text is None or not sound(view, *entity.segments):
        return ""
    return " ".join(covered(view.text, s) for s in entity.segments)


def _name_differs(view: View) -> Iterator[Hit]:
    for i, (e, surface) in enumerate(zip(view.annotations.entities, _surfaces(view), strict=True)):
        known = view.known.get(e.entity or "")
        if e.mention != "named" or e.surface != "ok" or known is None or not surface:
            continue
        if surface != known.name and folded(surface) not in view.shared.names(known):
            yield _hit(i, e, f"{e.id}: {excerpt(surface)} is neither the name nor an alias of {known.id}")


def _article(view: View) -> Iterator[Hit]:
    for i, (e, surface) in enumerate(zip(view.annotations.entities, _surfaces(view), strict=True)):
        found = _ARTICLE.match(surface)
        if found is None or e.mention == "pronoun":
            continue
        if (e.value is not None or e.date is not None) and _ONE.match(found.group()):
            continue
        known = view.known.get(e.entity or "")
        article = folded(found.group())
        # A title that nobody listed may well begin so; a listed name tells.
        names = view.shared.names(known) if known else ()
        belongs = any(name.startswith(article) for name in names) if known else e.label == "WORK"
        if not belongs:
            yield _hit(i, e, f"{e.id} begins with an article, {excerpt(found.group())}")


def _unused(view: View) -> Iterator[Hit]:
    quotes, claims = view.annotations.quotes, view.annotations.claims
    used = {p.mention for q in quotes for p in (q.speaker, q.via, q.addressee) if p is not None}
    used |= {value for c in claims for value in c.frame.values}
    for i, e in enumerate(view.annotations.entities):
        if e.mention not in ("nominal", "pronoun") or e.id in used:
            continue
        # A claim refers to a mention in it by its entity: frames name subjects, not their words.
        about = (c for c in claims if e.entity is not None and c.frame.subject == e.entity)
        if not any(within(e.segments, c.segments) for c in about):
            yield _hit(i, e, f"{e.id}: no quote or claim refers to this {e.mention} mention")


def _value_contradicts(view: View) -> Iterator[Hit]:
    for i, (e, surface) in enumerate(zip(view.annotations.entities, _surfaces(view), strict=True)):
        # Words that are wrong by their own account are no witness against the value that was meant.
        if e.value is None or e.surface != "ok" or not surface:
            continue
        if (why := numerals.agrees(e.value, surface, e.label)) is not None:
            yield _hit(i, e, f"{e.id}: {why}", "/value")


def _value_reversed(view: View) -> Iterator[Hit]:
    for i, e in enumerate(view.annotations.entities):
        v = e.value
        if v is None or v.low is None or v.high is None or v.low == v.high:
            continue
        if Decimal(v.low) > Decimal(v.high):
            yield _hit(i, e, f"{e.id}: low, {v.low}, is greater than high, {v.high}", "/value")


def _date_problem(iso: str) -> str | None:
    """What is wrong with an ISO date or interval of the schema's form."""
    parts = iso.split("/")
    for part in parts:
        if not in_calendar(part):
            return f"the calendar has no {part}"
    # Compared to the precision that both have: 2025-03/2025 is odd, not reversed.
    shared = min(len(part) for part in parts)
    if parts[0][:shared] > parts[-1][:shared]:
        return f"{parts[0]} is after {parts[1]}"
    return None


def _date_invalid(view: View) -> Iterator[Hit]:
    for i, e in enumerate(view.annotations.entities):
        if e.date is not None and e.date.iso is not None and (why := _date_problem(e.date.iso)) is not None:
            yield _hit(i, e, f"{e.id}: {why}", "/date/iso")


CHECKS = (
    rule(
        "entity-crossing",
        "error",
        "Two mentions overlap without one holding the other.",
        "Make one hold the other, or part them.",
        hits=_crossing,
    ),
    rule(
        "entity-two-labels",
        "error",
        "Two mentions on one span have different labels.",
        "Decide by context; where company and model stay unclear, ORG with ambiguous: true.",
        hits=_two_labels,
    ),
    rule(
        "entity-repeated",
        "error",
        "Two mentions on one span have one label.",
        "Remove one, and let what refers to it refer to the other.",
        hits=_repeated,
    ),
    rule(
        "entity-too-deep",
        "error",
        f"A mention is nested more than {DEEPEST} deep.",
        "Leave out the least telling of the mentions around it.",
        hits=_too_deep,
    ),
    rule(
        "entity-unlinked",
        "warning",
        "A named mention has no entity id.",
        "Give the id of what it names in annotations/entities.json; add it there if need be.",
        hits=_unlinked,
    ),
    rule(
        "entity-type-differs",
        "warning",
        "A mention's label isn't the type of the entity that it names.",
        "Mend the label, the id or the type.",
        hits=_type_differs,
    ),
    rule(
        "entity-name-differs",
        "warning",
        "The words of a named mention are no name of its entity.",
        "Add the alias, mend the id, or mark the surface as misspelt, mistranslated or truncated.",
        hits=_name_differs,
        needs_text=True,
    ),
    rule(
        "entity-starts-with-article",
        "warning",
        "A mention begins with an Italian article.",
        "Leave it out; where it belongs to the name, give the name so in annotations/entities.json.",
        hits=_article,
        needs_text=True,
    ),
    rule(
        "entity-unused",
        "warning",
        "A nominal or pronoun mention that no quote or claim refers to.",
        "Refer to it, or remove it: such mentions are annotated only where something refers to them.",
        hits=_unused,
    ),
    rule(
        "value-contradicts-surface",
        "error",
        "A figure's value isn't what its words say.",
        "Mend the value, or mark the surface where the words are wrong; waive a misreading.",
        hits=_value_contradicts,
        needs_text=True,
    ),
    rule(
        "value-reversed",
        "error",
        "A value's lower bound is greater than its upper one.",
        "Exchange the two bounds; the sign lives in `change`.",
        hits=_value_reversed,
    ),
    rule(
        "date-invalid",
        "error",
        "A date that the calendar doesn't have, or an interval that ends before it starts.",
        "Give the date to the precision that the text has.",
        hits=_date_invalid,
    ),
)
