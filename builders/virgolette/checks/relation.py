"""Checks of the relations between claims: what is judged against what is computed from the values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from virgolette import numerals
from virgolette.checks.rule import SharedHit, shared_rule
from virgolette.model import Claim, Cluster, Corpus, Entity, Relation


class Stated(NamedTuple):
    """A claim, and the mentions that are its values (those that are there)."""

    claim: Claim
    values: tuple[Entity, ...]


class _Judged(NamedTuple):
    """A relation of two claims that are there, with the JSON pointer to it."""

    path: str
    cluster: Cluster
    relation: Relation
    a: Stated
    b: Stated

    def hit(self, message: str, field: str = "relation") -> SharedHit:
        relation = self.relation
        shown = f"{relation.a} and {relation.b} ({relation.relation}, {relation.basis}): {message}"
        return SharedHit("clusters", f"{self.path}/{field}", self.cluster.id, shown)


def stated(corpus: Corpus) -> dict[str, Stated]:
    """The claims that clusters name, by their global ids."""
    named = {member for cluster in corpus.knowledge.clusters for member in cluster.members}
    named |= {end for cluster in corpus.knowledge.clusters for r in cluster.relations for end in (r.a, r.b)}
    whose = {claim.partition("#")[0] for claim in named}
    found: dict[str, Stated] = {}
    for document in corpus.documents:
        if document.annotations is None or document.entry.doc_id not in whose:
            continue
        mentions = {e.id: e for e in document.annotations.entities}
        for claim in document.annotations.claims:
            key = f"{document.entry.doc_id}#{claim.id}"
            if key in named:
                found[key] = Stated(claim, tuple(mentions[v] for v in claim.frame.values if v in mentions))
    return found


def compare(a: Stated, b: Stated) -> str:
    """How the values of two claims stand to each other: equal, intersect, disjoint, incomparable or none.

    Several values are compared one by one in their order, where there are as many on both sides.
    """
    if not a.values or not b.values:
        return "none"
    if len(a.values) != len(b.values):
        return "incomparable"
    found = {_compared(x, y) for x, y in zip(a.values, b.values, strict=True)}
    return next(r for r in ("incomparable", "disjoint", "intersect", "equal") if r in found)


def _compared(a: Entity, b: Entity) -> str:
    if a.value is not None and b.value is not None:
        # Two texts that say "circa 17" say the same, though the numbers that they mean may differ.
        return "equal" if a.value == b.value else numerals.relate(a.value, b.value)
    if a.date is None or b.date is None or a.date.iso is None or b.date.iso is None:
        return "incomparable"
    (low, high), (other_low, other_high) = _days(a.date.iso), _days(b.date.iso)
    if (low, high) == (other_low, other_high):
        return "equal"
    return "intersect" if low <= other_high and other_low <= high else "disjoint"


def _days(iso: str) -> tuple[str, str]:
    """First and last day of a date or interval, as strings that compare like days."""
    first, _, last = iso.partition("/")
    return first + "0000-01-01"[len(first) :], (last or first) + "0000-12-31"[len(last or first) :]


def _judgements(corpus: Corpus, relation: str = "") -> Iterator[_Judged]:
    """The relations (of one kind) whose claims are there."""
    claims = stated(corpus)
    for i, cluster in enumerate(corpus.knowledge.clusters):
        for j, judged in enumerate(cluster.relations):
            a, b = claims.get(judged.a), claims.get(judged.b)
            if a is not None and b is not None and relation in ("", judged.relation):
                yield _Judged(f"/{i}/relations/{j}", cluster, judged, a, b)


def _basis_numeric(corpus: Corpus) -> Iterator[SharedHit]:
    for judged in _judgements(corpus):
        if judged.relation.basis == "numeric" and compare(judged.a, judged.b) == "none":
            yield judged.hit("not both claims have values", "basis")


def _basis_negation(corpus: Corpus) -> Iterator[SharedHit]:
    for judged in _judgements(corpus):
        polarity = judged.a.claim.polarity
        if judged.relation.basis == "negation" and polarity == judged.b.claim.polarity:
            yield judged.hit(f"both claims are {polarity}", "basis")


def _differing(judged: _Judged, *fields: str) -> list[str]:
    """What two frames differ in, shown."""
    one, two = judged.a.claim.frame, judged.b.claim.frame
    pairs = ((name, getattr(one, name), getattr(two, name)) for name in fields)
    # A claim that gives no time may well be about the other's.
    differ = ((name, x, y) for name, x, y in pairs if x != y and not (name == "valid_time" and None in (x, y)))
    return [f"{name} is {x} in one and {y} in the other" for name, x, y in differ]


def _contradictory_frame(corpus: Corpus) -> Iterator[SharedHit]:
    for judged in _judgements(corpus, "contradictory"):
        # Where the time is what they contradict each other in, it is no frame.
        about = () if judged.relation.basis == "time" else ("valid_time",)
        differing = _differing(judged, "metric", "scope", *about)
        if differing:
            yield judged.hit("; ".join(differing))


def _contradictory_values(corpus: Corpus) -> Iterator[SharedHit]:
    for judged in _judgements(corpus, "contradictory"):
        how = compare(judged.a, judged.b)
        # Without values the basis is at fault, and is reported; a denial contradicts the very same figure.
        if judged.relation.basis == "numeric" and how not in ("disjoint", "none"):
            yield judged.hit(f"their values are {_SAID[how]}")


_SAID = {"equal": "equal", "intersect": "not disjoint", "incomparable": "not comparable"}


def _disjoint(relation: str) -> Callable[[Corpus], Iterator[SharedHit]]:
    def hits(corpus: Corpus) -> Iterator[SharedHit]:
        for judged in _judgements(corpus, relation):
            if compare(judged.a, judged.b) == "disjoint":
                yield judged.hit("their values are disjoint")

    return hits


def _equivalent_unequal(corpus: Corpus) -> Iterator[SharedHit]:
    for judged in _judgements(corpus, "equivalent"):
        if compare(judged.a, judged.b) == "intersect":
            yield judged.hit("their values intersect and aren't equal")


def _equivalent_frame(corpus: Corpus) -> Iterator[SharedHit]:
    for judged in _judgements(corpus, "equivalent"):
        frames = judged.a.claim.frame, judged.b.claim.frame
        # What one text leaves open doesn't part it from the other.
        told = [name for name in ("scope", "valid_time") if all(getattr(f, name) for f in frames)]
        differing = _differing(judged, *told)
        if judged.a.claim.polarity != judged.b.claim.polarity:
            differing.append("one is affirmed and the other denied")
        if differing:
            yield judged.hit("; ".join(differing))


def _not_transitive(corpus: Corpus) -> Iterator[SharedHit]:
    for i, cluster in enumerate(corpus.knowledge.clusters):
        groups = _groups(cluster)
        for j, judged in enumerate(cluster.relations):
            apart = judged.relation != "equivalent" and judged.a != judged.b
            if apart and any(judged.a in group and judged.b in group for group in groups):
                message = f"{judged.a} and {judged.b} are {judged.relation}, and equivalent by way of others"
                yield SharedHit("clusters", f"/{i}/relations/{j}/relation", cluster.id, message)


def _groups(cluster: Cluster) -> list[set[str]]:
    """Claims that are equivalent, directly or by way of others."""
    groups: list[set[str]] = []
    for judged in cluster.relations:
        if judged.relation == "equivalent":
            pair = {judged.a, judged.b}
            joined = pair.union(*(g for g in groups if g & pair))
            groups = [g for g in groups if not g & pair] + [joined]
    return groups


def _scope_same(corpus: Corpus) -> Iterator[SharedHit]:
    for judged in _judgements(corpus, "scope_difference"):
        one = judged.a.claim.frame
        units = [[v.value.unit if v.value else None for v in s.values] for s in (judged.a, judged.b)]
        told = one.scope is not None and one.valid_time is not None and units[0] and None not in units[0]
        if told and units[0] == units[1] and not _differing(judged, "subject", "scope", "valid_time"):
            yield judged.hit("subject, scope, time and unit are the same")


CHECKS = (
    shared_rule(
        "relation-basis-numeric",
        "error",
        "A relation of claims without figures rests on numbers.",
        "Name what it rests on.",
        hits=_basis_numeric,
    ),
    shared_rule(
        "relation-basis-negation",
        "warning",
        "A relation rests on negation, and both claims have one polarity.",
        "Mend the basis, or a polarity.",
        hits=_basis_negation,
    ),
    shared_rule(
        "relation-contradictory-frame",
        "error",
        "Claims are said to contradict each other, and differ in metric, scope or time.",
        "Both can be true: make it scope_difference, or undetermined where a text leaves its frame open.",
        hits=_contradictory_frame,
    ),
    shared_rule(
        "relation-contradictory-values",
        "error",
        "Claims are said to contradict each other by numbers, and their values aren't disjoint.",
        "Mend the relation, or the values.",
        hits=_contradictory_values,
    ),
    shared_rule(
        "relation-compatible-disjoint",
        "error",
        "Claims are said to be compatible, and their values are disjoint.",
        "Mend the relation, or the values.",
        hits=_disjoint(relation="compatible"),
    ),
    shared_rule(
        "relation-equivalent-disjoint",
        "error",
        "Claims are said to be equivalent, and their values are disjoint.",
        "Mend the relation, or the values.",
        hits=_disjoint(relation="equivalent"),
    ),
    shared_rule(
        "relation-equivalent-unequal",
        "warning",
        "Claims are said to be equivalent, and their values only intersect.",
        "Make it compatible, or mend the values.",
        hits=_equivalent_unequal,
    ),
    shared_rule(
        "relation-equivalent-frame",
        "warning",
        "Claims are said to be equivalent, and differ in polarity, scope or time.",
        "Mend the relation, or the frame of a claim.",
        hits=_equivalent_frame,
    ),
    shared_rule(
        "relation-not-transitive",
        "error",
        "Two claims that are equivalent to a third have another relation to each other.",
        "Mend one of the relations.",
        hits=_not_transitive,
    ),
    shared_rule(
        "relation-scope-same",
        "warning",
        "A difference of scope between claims whose subject, scope, time and unit are the same.",
        "Mend the relation, or the scope of a claim.",
        hits=_scope_same,
    ),
)
