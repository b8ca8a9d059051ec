"""Agreement of two annotators on one document or many, layer by layer, before adjudication.

Two steps, so that documents can be pooled: `compare` turns a document into counts and pairs of judgements,
`summarise` turns those of one or more documents into figures. Neither depends on which annotator is called
left. Nothing on both sides is no agreement: n is 0 and the figure None, never 1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence

from msgspec import Struct

from virgolette.model import Annotations, Claim, Entity, Mark, Note, Quote, Segment, Skip
from virgolette.scoring import gamma, kappa
from virgolette.scoring.match import match as best_match
from virgolette.spans import Span, hull, iou

LAYERS = ("entities", "quotes", "claims", "notes", "skip")
# Fields whose value is a span.
PLACED = {
    "quotes": ("speaker_mention", "cue", "marks", "via_mention", "addressee_mention"),
    "notes": ("marks",),
}
AUTHOR = "author"
# What stands for a field that the scheme doesn't allow on one of two records.
NOT_APPLICABLE = ("not applicable",)
# Far below any difference of two IoUs: among equally good matchings the one of like judgements is taken.
TIE = 1e-9

Spans = tuple[Span, ...]
Count = tuple[int, int, int]
Facts = dict[str, Hashable]
Reference = str | tuple[str, ...] | None


class Rate(Struct, frozen=True):
    """Pairwise F1: 2 · matched / (left + right), in [0, 1]; None where neither side has any."""

    left: int
    right: int
    matched: int
    f1: float | None


class Places(Struct, frozen=True):
    """Agreement on where spans are: all segments the same, or any overlap under the best matching."""

    exact: Rate
    overlap: Rate


class Layer(Struct, frozen=True):
    """All figures of one layer.

    Attributes:
        spans: Regardless of labels.
        labelled: Where the label (entity label, quote and claim type, note and skip kind) must be the same.
        mean_iou: Mean intersection over union of the matched spans, in (0, 1]; None where none matched.
        labels: The same a label; overlap is matched among spans of this label alone.
        attributes: Fields of the spans that `spans.overlap` matched.
        gamma: Unitising agreement; discontinuous spans count as their hulls.
    """

    spans: Places
    labelled: Places
    mean_iou: float | None
    labels: dict[str, Places]
    attributes: dict[str, kappa.Attribute]
    gamma: gamma.Gamma


class Compared(Struct, frozen=True):
    """One layer of one document: counts (left, right, matched), and pairs of judgements."""

    exact: Count
    overlap: Count
    labels: dict[str, tuple[Count, Count]]
    ious: list[float]
    nominal: dict[str, list[tuple[Hashable, Hashable]]]
    placed: dict[str, list[tuple[Spans, Spans]]]
    costs: gamma.Costs
    pairs: list[tuple[str, str]]


class _Item(Struct, frozen=True):
    """A record as it is compared: ids and references resolved as far as one side alone allows."""

    id: str
    spans: Spans
    label: str
    facts: Facts = {}
    placed: dict[str, Spans] = {}
    refs: dict[str, Reference] = {}


def rate(left: int, right: int, matched: int) -> Rate:
    """Pairwise F1 of counts."""
    return Rate(left, right, matched, 2 * matched / (left + right) if left + right else None)


def compare(
    left: Annotations, right: Annotations, length: int, samples: int = gamma.SAMPLES, seed: int = gamma.SEED
) -> dict[str, Compared]:
    """Every layer of one document.

    Args:
        left, right: Annotations of the same text; every segment non-empty.
        length: Code points of the text.
        samples, seed: Of gamma's random continua.
    """
    found: dict[str, Compared] = {}
    same: tuple[dict[str, Hashable], dict[str, Hashable]] = ({}, {})
    for layer in LAYERS:
        ours, theirs = _items(left, layer), _items(right, layer)
        pairs = _matched(ours, theirs)
        for k, (a, b) in enumerate(pairs):
            # Ids differ between passes: a reference is named by the pair that its target belongs to.
            same[0][a.id] = same[1][b.id] = (left.doc_id, layer, k)
        found[layer] = Compared(
            _exact(ours, theirs),
            (len(ours), len(theirs), len(pairs)),
            _by_label(ours, theirs),
            [iou(a.spans, b.spans) for a, b in pairs],
            _judgements(pairs, same, left.doc_id),
            {name: [(a.placed[name], b.placed[name]) for a, b in pairs] for name in PLACED.get(layer, ())},
            gamma.costs(_units(ours), _units(theirs), length, key=f"{left.doc_id}/{layer}", samples=samples, seed=seed),
            [(a.id, b.id) for a, b in pairs],
        )
    return found


def summarise(documents: Sequence[Compared]) -> Layer:
    """The figures of one layer over one or more documents, pooled (micro-averaged)."""

    def total(counts: Iterable[Count]) -> Rate:
        return rate(*(sum(column) for column in zip((0, 0, 0), *counts, strict=True)))

    ious = [x for d in documents for x in d.ious]
    labels = {
        label: Places(*(total(d.labels[label][k] for d in documents if label in d.labels) for k in (0, 1)))
        for label in sorted({name for d in documents for name in d.labels})
    }
    every = [places for d in documents for places in d.labels.values()]
    names = dict.fromkeys(name for d in documents for name in d.nominal)
    fields = {name: kappa.nominal([p for d in documents for p in d.nominal.get(name, ())]) for name in names}
    names = dict.fromkeys(name for d in documents for name in d.placed)
    fields |= {name: kappa.placed([p for d in documents for p in d.placed[name]]) for name in names}
    return Layer(
        Places(total(d.exact for d in documents), total(d.overlap for d in documents)),
        Places(total(e for e, _ in every), total(o for _, o in every)),
        sum(ious) / len(ious) if ious else None,
        labels,
        fields,
        gamma.gamma(d.costs for d in documents),
    )


def _units(items: Sequence[_Item]) -> list[gamma.Unit]:
    return [gamma.Unit(*hull(x.spans), x.label) for x in items]


def _matched(left: Sequence[_Item], right: Sequence[_Item]) -> list[tuple[_Item, _Item]]:
    """Pairs of the best overlap matching; the same pairs whichever side is called left."""
    if [x.spans for x in left] > [x.spans for x in right]:
        return [(a, b) for b, a in _matched(right, left)]

    def likeness(i: int, j: int) -> float:
        a, b = left[i].facts, right[j].facts
        return TIE * sum(a.get(name) == b.get(name) for name in {*a, *b}) / (len(a) + len(b))

    pairs = best_match([x.spans for x in left], [x.spans for x in right], likeness)
    return [(left[p.left], right[p.right]) for p in pairs]


def _exact(left: Iterable[_Item], right: Iterable[_Item]) -> Count:
    a, b = Counter(x.spans for x in left), Counter(x.spans for x in right)
    return a.total(), b.total(), (a & b).total()


def _by_label(left: Sequence[_Item], right: Sequence[_Item]) -> dict[str, tuple[Count, Count]]:
    sides: dict[str, tuple[list[_Item], list[_Item]]] = {}
    for side, items in enumerate((left, right)):
        for x in items:
            sides.setdefault(x.label, ([], []))[side].append(x)
    found = {}
    for label, (a, b) in sides.items():
        found[label] = _exact(a, b), (len(a), len(b), len(_matched(a, b)))
    return found


def _judgements(
    pairs: Sequence[tuple[_Item, _Item]], same: tuple[Mapping[str, Hashable], Mapping[str, Hashable]], doc_id: str
) -> dict[str, list[tuple[Hashable, Hashable]]]:
    def target(ref: Reference, side: int) -> Hashable:
        if isinstance(ref, tuple):
            return frozenset(target(r, side) for r in ref)
        # What the other pass has no counterpart for equals nothing there.
        return ref if ref in (None, AUTHOR) else same[side].get(ref, (side, doc_id, ref))

    found: dict[str, list[tuple[Hashable, Hashable]]] = {}
    for a, b in pairs:
        for name in dict.fromkeys((*a.facts, *b.facts)):
            judged = a.facts.get(name, NOT_APPLICABLE), b.facts.get(name, NOT_APPLICABLE)
            found.setdefault(name, []).append(judged)
        for name in a.refs:
            found.setdefault(name, []).append((target(a.refs[name], 0), target(b.refs[name], 1)))
    return found


def _spans(segments: Iterable[Segment]) -> Spans:
    return tuple(Span(s.start, s.end) for s in segments)


def _items(found: Annotations, layer: str) -> list[_Item]:
    """The layer's records as items, in an order that doesn't depend on the file's."""
    mentions = {e.id: _spans(e.segments) for e in found.entities}
    items: Iterable[_Item]
    match layer:
        case "entities":
            items = map(_entity, found.entities)
        case "quotes":
            items = (_quote(q, mentions) for q in found.quotes)
        case "claims":
            items = map(_claim, found.claims)
        case "notes":
            items = map(_note, found.notes)
        case _:
            items = (_skip(f"skip {i}", s) for i, s in enumerate(found.skip))
    listed = list(items)
    if len({x.spans for x in listed}) == len(listed):
        return sorted(listed, key=lambda x: x.spans)
    return sorted(listed, key=lambda x: (x.spans, repr(sorted(x.facts.items()))))


def _entity(e: Entity) -> _Item:
    facts: Facts = {"label": e.label, "surface": e.surface}
    if e.mention is not None:
        facts |= {"mention": e.mention, "entity": e.entity, "ambiguous": bool(e.ambiguous)}
    # Records are frozen: they compare by value.
    facts |= {name: value for name in ("function", "value", "date") if (value := getattr(e, name)) is not None}
    return _Item(e.id, _spans(e.segments), e.label, facts)


def _quote(q: Quote, mentions: Mapping[str, Spans]) -> _Item:
    facts: Facts = {
        "type": q.type,
        "medium": q.medium,
        "speaker_form": q.speaker.form,
        "speaker_referent": q.speaker.referent,
        "speaker_entity": q.speaker.entity,
        "via": q.via is not None,
        "addressee": q.addressee is not None,
    } | _mark_facts(q.marks)
    speaker = mentions.get(q.speaker.mention or "", ())
    where = {"speaker_mention": speaker, "cue": _spans(q.cue), "marks": _marks(q.marks)}
    for name, party in (("via", q.via), ("addressee", q.addressee)):
        where[f"{name}_mention"] = mentions.get(party.mention or "", ()) if party else ()
        if party:
            facts[f"{name}_entity"] = party.entity
    return _Item(q.id, _spans(q.content), q.type, facts, where, {"parent": q.parent})


def _claim(c: Claim) -> _Item:
    names = ("type", "check_worthy", "certainty", "polarity", "time")
    facts: Facts = {name: getattr(c, name) for name in names}
    facts |= {name: getattr(c.frame, name) for name in ("subject", "metric", "scope", "valid_time")}
    refs: dict[str, Reference] = {"claimer": c.claimer, "values": c.frame.values}
    return _Item(c.id, _spans(c.segments), c.type, facts, refs=refs)


def _note(n: Note) -> _Item:
    facts = {"kind": n.kind} | _mark_facts(n.marks)
    return _Item(n.id, _spans(n.segments), n.kind, facts, {"marks": _marks(n.marks)})


def _skip(name: str, s: Skip) -> _Item:
    return _Item(name, (Span(s.start, s.end),), s.kind, {"kind": s.kind})


def _marks(marks: Iterable[Mark]) -> Spans:
    """The marks' places; that of a missing one is an empty span."""
    return tuple(sorted(Span(m.start, m.end) for m in marks))


def _mark_facts(marks: Iterable[Mark]) -> Facts:
    ordered = sorted(marks, key=lambda m: (m.start, m.end, m.role))
    defects = sorted({d for m in ordered for d in m.defects})
    return {"mark_roles": tuple(m.role for m in ordered), "mark_defects": tuple(defects)}
