"""Gamma against an oracle that tries every alignment; kappa and B-cubed against textbook cases."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virgolette.model import Cluster, Relation
from virgolette.scoring import gamma
from virgolette.scoring.gamma import Unit
from virgolette.spans import Span

LENGTH = 200


@st.composite
def unit(draw):
    start = draw(st.integers(0, LENGTH - 1))
    return Unit(start, draw(st.integers(start + 1, min(LENGTH, start + 60))), draw(st.sampled_from("ab")))


units = st.lists(unit(), max_size=4)


def oracle(left, right):
    """The least cost over every way to align some units and leave the others alone."""
    return min(
        sum(gamma.dissimilarity(left[i], right[j]) for i, j in zip(chosen, way, strict=True))
        + len(left)
        + len(right)
        - 2 * k
        for k in range(min(len(left), len(right)) + 1)
        for chosen in combinations(range(len(left)), k)
        for way in permutations(range(len(right)), k)
    )


@given(units, units)
def test_alignment_is_the_cheapest(left, right):
    assert gamma.alignment_cost(left, right) == pytest.approx(oracle(left, right))


def test_positional_dissimilarity_follows_the_paper():
    assert gamma.dissimilarity(Unit(0, 10, "a"), Unit(0, 10, "a")) == 0
    assert gamma.dissimilarity(Unit(0, 10, "a"), Unit(0, 10, "b")) == 1
    assert gamma.dissimilarity(Unit(0, 10, "a"), Unit(5, 15, "a")) == (10 / 20) ** 2
    # Side by side is as bad as leaving one of them alone.
    assert gamma.dissimilarity(Unit(0, 10, "a"), Unit(10, 20, "a")) == 1


@given(units, units)
def test_gamma_is_symmetric_and_seeded(left, right):
    there, back = (gamma.costs(a, b, LENGTH, key="x") for a, b in ((left, right), (right, left)))
    assert there == back
    assert gamma.gamma([there]) == gamma.gamma([gamma.costs(left, right, LENGTH, key="x")])


@given(units, units, st.randoms())
def test_gamma_does_not_depend_on_order(left, right, rng):
    mixed = rng.sample(left, len(left))
    assert gamma.costs(left, right, LENGTH) == gamma.costs(mixed, right, LENGTH)


@given(st.lists(unit(), min_size=1, max_size=4))
def test_the_same_units_agree(left):
    found = gamma.gamma([gamma.costs(left, left, LENGTH)])
    assert found.observed == 0
    assert found.gamma in (1, None)


@given(units, units)
def test_ranges(left, right):
    found = gamma.gamma([gamma.costs(left, right, LENGTH)])
    if not left and not right:
        assert found == gamma.Gamma(None, None, None)
    else:
        assert 0 <= found.observed <= 2 and 0 <= found.expected <= 2
        assert found.gamma is None or found.gamma <= 1


def test_one_side_empty_is_as_bad_as_chance():
    assert gamma.gamma([gamma.costs([Unit(0, 5, "a")], [], LENGTH)]).gamma == 0


def test_documents_are_pooled_by_their_units():
    same, alone = [Unit(0, 5, "a")], [Unit(90, 95, "a")]
    parts = [gamma.costs(same, same, LENGTH), gamma.costs(same, alone, LENGTH, key="y")]
    pooled = gamma.gamma(parts)
    assert pooled.observed == sum(p.observed for p in parts) / sum(p.units for p in parts)
    assert gamma.gamma([*parts, gamma.costs([], [], LENGTH)]) == pooled


def test_a_wrong_label_costs_less_than_a_wrong_place():
    truth = [Unit(10, 20, "a"), Unit(50, 70, "b"), Unit(100, 110, "a")]
    label = [truth[0], Unit(50, 70, "a"), truth[2]]
    place = [truth[0], Unit(150, 170, "b"), truth[2]]
    a, b = (gamma.gamma([gamma.costs(truth, x, LENGTH)]).gamma for x in (label, place))
    assert 1 > a > b


def test_kappa_of_a_textbook_table():
    # Cohen's kappa of the table 20 5 / 10 15: p_o .7, p_e .5.
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    found = gamma.nominal(pairs)
    assert (found.n, found.agreed, found.observed, found.kappa) == (50, 35, 0.7, pytest.approx(0.4))


@pytest.mark.parametrize(
    ("pairs", "observed", "kappa"),
    [([], None, None), ([("a", "a")] * 3, 1, None), ([("a", "b")] * 3, 0, 0), ([("a", "a"), ("b", "b")], 1, 1)],
)
def test_degenerate_kappa(pairs, observed, kappa):
    found = gamma.nominal(pairs)
    assert (found.observed, found.kappa) == (observed, kappa)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), max_size=12))
def test_kappa_is_symmetric_and_bounded(pairs):
    found = gamma.nominal(pairs)
    assert found == gamma.nominal([(b, a) for a, b in pairs])
    assert found.kappa is None or -1 <= found.kappa <= 1


def test_missing_on_both_sides_is_no_span_to_agree_on():
    here, there = (Span(0, 4),), (Span(2, 6),)
    found = gamma.placed([((), ()), (here, here), (here, there), (here, ())])
    assert (found.n, found.agreed, found.overlapping, found.kappa) == (3, 1, 2, None)
    assert found.mean_iou == pytest.approx((1 + 2 / 6 + 0) / 3)


def cluster(name, *members, relations=()):
    judged = tuple(Relation(a=a, b=b, relation=r, basis="numeric") for a, b, r in relations)
    return Cluster(id=name, question="?", question_en="?", subject="s", metric="m", members=members, relations=judged)


def test_b_cubed_of_a_split_cluster():
    ids = [f"d#C{i}" for i in range(1, 5)]
    whole, halves = [cluster("w", *ids)], [cluster("x", *ids[:2]), cluster("y", *ids[2:])]
    found = gamma.clusters(whole, halves, [(i, i) for i in ids])
    # Precision of the whole against the halves is 1/2, recall is 1.
    assert found.claims == 4
    assert found.b_cubed == pytest.approx(2 * 0.5 / 1.5)
    assert gamma.clusters(halves, whole, [(i, i) for i in ids]).b_cubed == pytest.approx(found.b_cubed)


def test_relations_are_compared_where_both_judged_whatever_their_direction():
    ids = [f"d#C{i}" for i in range(1, 4)]
    left = [cluster("l", *ids, relations=[(ids[0], ids[1], "equivalent"), (ids[0], ids[2], "compatible")])]
    right = [cluster("r", "d#C7", "d#C8", "d#C9", relations=[("d#C8", "d#C7", "contradictory")])]
    found = gamma.clusters(left, right, zip(ids, ("d#C7", "d#C8", "d#C9"), strict=True))
    assert (found.b_cubed, found.relations.n, found.relations.agreed) == (1, 1, 0)
    assert (found.left_pairs, found.right_pairs) == (2, 1)


def test_claims_in_no_cluster_count_for_nothing():
    found = gamma.clusters([], [], [("d#C1", "d#C1")])
    assert (found.claims, found.b_cubed, found.relations.kappa) == (0, None, None)


def test_a_claim_that_one_pass_left_out_is_alone_there():
    ids = ["d#C1", "d#C2"]
    found = gamma.clusters([cluster("l", *ids)], [cluster("r", ids[0])], [(i, i) for i in ids])
    assert found.claims == 2
    assert 0 < found.b_cubed < 1
