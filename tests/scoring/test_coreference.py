"""B-cubed against cases counted by hand; judged pairs of clusters."""

from __future__ import annotations

import pytest

from virgolette.model import Cluster, Relation
from virgolette.scoring import coreference


def cluster(name, *members, relations=()):
    judged = tuple(Relation(a=a, b=b, relation=r, basis="numeric") for a, b, r in relations)
    return Cluster(id=name, question="?", question_en="?", subject="s", metric="m", members=members, relations=judged)


def test_b_cubed_of_a_split_cluster():
    ids = [f"d#C{i}" for i in range(1, 5)]
    whole, halves = [cluster("w", *ids)], [cluster("x", *ids[:2]), cluster("y", *ids[2:])]
    found = coreference.clusters(whole, halves, [(i, i) for i in ids])
    # Precision of the whole against the halves is 1/2, recall is 1.
    assert found.claims == 4
    assert found.b_cubed == pytest.approx(2 * 0.5 / 1.5)
    assert coreference.clusters(halves, whole, [(i, i) for i in ids]).b_cubed == pytest.approx(found.b_cubed)


def test_relations_are_compared_where_both_judged_whatever_their_direction():
    ids = [f"d#C{i}" for i in range(1, 4)]
    left = [cluster("l", *ids, relations=[(ids[0], ids[1], "equivalent"), (ids[0], ids[2], "compatible")])]
    right = [cluster("r", "d#C7", "d#C8", "d#C9", relations=[("d#C8", "d#C7", "contradictory")])]
    found = coreference.clusters(left, right, zip(ids, ("d#C7", "d#C8", "d#C9"), strict=True))
    assert (found.b_cubed, found.relations.n, found.relations.agreed) == (1, 1, 0)
    assert (found.left_pairs, found.right_pairs) == (2, 1)


def test_claims_in_no_cluster_count_for_nothing():
    found = coreference.clusters([], [], [("d#C1", "d#C1")])
    assert (found.claims, found.b_cubed, found.relations.kappa) == (0, None, None)


def test_a_claim_that_one_pass_left_out_is_alone_there():
    ids = ["d#C1", "d#C2"]
    found = coreference.clusters([cluster("l", *ids)], [cluster("r", ids[0])], [(i, i) for i in ids])
    assert found.claims == 2
    assert 0 < found.b_cubed < 1
