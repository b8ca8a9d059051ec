"""Clusters and relations: judgements against what is computed, and what must not be reported."""

from __future__ import annotations

import pytest

from tests.checks.building import at, claim, cluster, codes, corpus, day, document, figure
from virgolette.checks import cluster as clusters
from virgolette.checks.relation import Stated, compare
from virgolette.model import KnownEntity

A, B, C = "prova-1#C1", "prova-2#C1", "prova-3#C1"
TEXT = "La ditta incassa 3 milioni."


def figures(*specs):
    """Values of a claim from (low, high, fields)."""
    return tuple(figure(f"T{k}", at(TEXT, "3 milioni"), low, high, **f) for k, (low, high, f) in enumerate(specs, 1))


def stated(*specs):
    return Stated(claim("C1", [at(TEXT, "La ditta")]), figures(*specs))


def world(*frames, relations=(), members=None, known=(), **fields):
    """A document a frame; a frame is (low, high) of its one value, or (), with fields of the claim."""
    documents = []
    for k, frame in enumerate(frames, 1):
        bounds, extra = (
            frame if isinstance(frame[-1:], tuple) and frame and isinstance(frame[-1], dict) else (frame, {})
        )
        bounds = bounds[:2]
        values = figures((*bounds, {})) if bounds else ()
        c = claim("C1", [at(TEXT, "La ditta incassa 3 milioni")], values=tuple(t.id for t in values), **extra)
        documents.append(document(TEXT, f"prova-{k}", layers={"entities": values, "claims": [c]}))
    ids = [f"prova-{k}#C1" for k in range(1, len(frames) + 1)] if members is None else members
    return corpus(*documents, clusters=[cluster(ids, relations, **fields)], entities=known)


def found(*args, **fields):
    return codes(clusters.CHECKS, world(*args, **fields))


TWELVE, FOURTEEN = ("12", "12"), ("14", "14")


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ([("12", "12", {})], [("12", "12", {})], "equal"),
        ([("12", "12", {})], [("14", "14", {})], "disjoint"),
        ([("11", None, {"comparator": ">"})], [("12", "12", {})], "intersect"),
        ([("17", "17", {"approximate": True})], [("17", "17", {"approximate": True})], "equal"),
        ([("12", "12", {})], [("12", "12", {"unit": "USD"})], "incomparable"),
        ([("12", "12", {})], [], "none"),
        ([], [], "none"),
        ([("1", "1", {}), ("2", "2", {})], [("1", "1", {}), ("2", "2", {})], "equal"),
        ([("1", "1", {}), ("2", "2", {})], [("1", "1", {}), ("3", "3", {})], "disjoint"),
        ([("1", "1", {}), ("2", "2", {})], [("1", "1", {})], "incomparable"),
        ([("1", "1", {}), ("2", "2", {})], [("1", "1", {}), ("3", "3", {"unit": "USD"})], "incomparable"),
    ],
)
def test_values_are_compared_pair_by_pair(one, two, expected):
    assert compare(stated(*one), stated(*two)) == compare(stated(*two), stated(*one)) == expected


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("2024", "2024", "equal"),
        ("2024", "2024-01-01/2024-12-31", "equal"),
        ("2024", "2024-01", "intersect"),
        ("2024-01", "2024-01-31", "intersect"),
        ("2024-01", "2024-02", "disjoint"),
        ("2024/2025", "2025-06-01", "intersect"),
        (None, "2024", "incomparable"),
    ],
)
def test_dates_are_compared_to_the_precision_stated(one, two, expected):
    text = "Nel 2024."
    a, b = (Stated(claim("C1", [at(text, "Nel")]), (day("T1", at(text, "2024"), iso),)) for iso in (one, two))
    assert compare(a, b) == compare(b, a) == expected


def test_a_date_and_a_figure_have_nothing_in_common():
    text = "Nel 2024."
    dated = Stated(claim("C1", [at(text, "Nel")]), (day("T1", at(text, "2024"), "2024"),))
    assert compare(dated, stated(("1", "1", {}))) == "incomparable"


@pytest.mark.parametrize(
    ("relation", "basis", "one", "two", "expected"),
    [
        ("equivalent", "numeric", (TWELVE, {}), (TWELVE, {}), []),
        ("equivalent", "numeric", (TWELVE, {}), (TWELVE, {"scope": "annuo"}), []),
        ("equivalent", "numeric", (TWELVE, {"polarity": "negative"}), (TWELVE, {}), ["relation-equivalent-frame"]),
        ("compatible", "numeric", (TWELVE, {}), (("11", "13"), {}), []),
        ("contradictory", "numeric", (TWELVE, {}), (FOURTEEN, {}), []),
        (
            "contradictory",
            "numeric",
            (TWELVE, {"valid_time": "2023"}),
            (FOURTEEN, {"valid_time": "2024"}),
            ["relation-contradictory-frame"],
        ),
        ("contradictory", "numeric", (TWELVE, {}), (FOURTEEN, {"valid_time": "2024"}), []),
        ("contradictory", "negation", ((), {}), ((), {"polarity": "negative"}), []),
        ("contradictory", "negation", (TWELVE, {}), (TWELVE, {"polarity": "negative"}), []),
        ("contradictory", "numeric", ((), {}), ((), {}), ["relation-basis-numeric"]),
        ("contradictory", "numeric", (TWELVE, {}), ((), {}), ["relation-basis-numeric"]),
        ("scope_difference", "scope", (TWELVE, {"scope": "annuo"}), (FOURTEEN, {"scope": "mensile"}), []),
        ("scope_difference", "scope", (TWELVE, {}), (FOURTEEN, {}), []),
        ("undetermined", "modality", (TWELVE, {}), ((), {}), []),
    ],
)
def test_relations_against_values(relation, basis, one, two, expected):
    assert found(one, two, relations=[(A, B, relation, basis)]) == expected


@pytest.mark.parametrize(
    ("subject", "asked", "wrong"),
    [
        ("ditta", "ditta", False),
        ("azione", "ditta", False),
        ("ditta", "azione", False),
        ("opzione", "ditta", False),
        ("modello-2", "modello-1", False),
        ("opzione", "modello-1", True),
        ("azione", "obbligazione", True),
        (None, "ditta", True),
    ],
)
def test_a_subject_is_linked_by_chains_up_or_down(subject, asked, wrong):
    links = [
        ("ditta", None, None),
        ("azione", "ditta", None),
        ("opzione", "azione", None),
        ("obbligazione", "ditta", None),
    ]
    links += [
        ("modello-1", None, None),
        ("modello-2", None, "modello-1"),
        ("giro-1", "giro-2", None),
        ("giro-2", "giro-1", None),
    ]
    known = [KnownEntity(id=i, name=i, type="ORG", aliases=(), part_of=p, version_of=v) for i, p, v in links]
    equal = [(A, B, "equivalent", "numeric")]
    result = found(
        (TWELVE, {"subject": subject}), (TWELVE, {"subject": asked}), relations=equal, known=known, subject=asked
    )
    assert result == (["cluster-subject"] if wrong else [])


def test_a_cycle_of_links_ends():
    known = [KnownEntity(id=i, name=i, type="ORG", aliases=(), part_of=p) for i, p in (("a", "b"), ("b", "a"))]
    equal = [(A, B, "equivalent", "numeric")]
    frames = (TWELVE, {"subject": "a"}), (TWELVE, {"subject": "b"})
    assert found(*frames, relations=equal, known=known, subject="b") == []


def test_members_are_sorted_by_number():
    ten = [f"prova-1#C{n}" for n in (2, 10)]
    assert "cluster-members-unsorted" not in found(members=ten)
    assert "cluster-members-unsorted" in found(members=ten[::-1])
    assert "cluster-members-unsorted" in found(members=[*ten, ten[1]])


def test_pairs_in_one_document_need_a_relation_only_where_values_differ():
    def of(*specs):
        values = figures(*((low, high, {}) for low, high in specs))
        layers = {"entities": values}
        layers["claims"] = [claim(f"C{k}", [at(TEXT, "La ditta")], values=(t.id,)) for k, t in enumerate(values, 1)]
        members = [f"prova-1#C{k}" for k in range(1, len(specs) + 1)]
        return codes(clusters.CHECKS, corpus(document(TEXT, layers=layers), clusters=[cluster(members)]))

    assert of(TWELVE, TWELVE) == []
    assert of(TWELVE, FOURTEEN, TWELVE) == ["relation-missing-within"] * 2


def test_equivalence_by_way_of_others():
    frames = [(TWELVE, {})] * 3
    chain = [(A, B, "equivalent", "numeric"), (B, C, "equivalent", "numeric")]
    assert found(*frames, relations=[*chain, (A, C, "equivalent", "numeric")]) == []
    assert found(*frames, relations=[*chain, (A, C, "undetermined", "scope")]) == ["relation-not-transitive"]


def test_dangling_members_are_left_to_the_reference_checks():
    relations = [(A, B, "equivalent", "numeric"), (A, C, "contradictory", "numeric"), (B, C, "compatible", "numeric")]
    assert found((TWELVE, {}), (TWELVE, {}), members=[A, B, C], relations=relations) == []


def test_a_claim_may_answer_questions_on_two_metrics():
    base = world((TWELVE, {}), (TWELVE, {}), relations=[(A, B, "equivalent", "numeric")])
    twice = [*base.knowledge.clusters, cluster([A, B], [(A, B, "equivalent", "numeric")], id="costi", metric="costi")]
    found_codes = codes(clusters.CHECKS, corpus(*base.documents, clusters=twice))
    assert found_codes == ["cluster-metric"] * 2
