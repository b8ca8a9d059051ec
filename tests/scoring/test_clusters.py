"""Measures of clusters against a public scorer, an oracle and small cases; relations by hand."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virgolette.scoring.clusters import COREFERENCE, b_cubed, ceaf_e, cluster_sums, lea, muc, partition, relation_sums
from virgolette.scoring.scores import cluster_scores

MEMBERS = "abcdefgh"


@st.composite
def partitions(draw):
    """Disjoint groups of some of the members."""
    groups: dict[int, set[str]] = {}
    for member in MEMBERS:
        where = draw(st.integers(0, 5))
        if where:
            groups.setdefault(where, set()).add(member)
    return partition(groups.values())


def values(gold, predicted):
    return {s.measure: s.value for s in cluster_scores(cluster_sums(gold, predicted))}


@given(partitions(), partitions())
def test_muc_b_cubed_ceaf_and_their_mean_equal_scorch(key, response):
    """scorch gives 0 where a measure has nothing to divide by on either side; we give None there."""
    scores = pytest.importorskip("scorch.scores")
    if not key or not response:
        return
    sides = [[set(g) for g in side] for side in (key, response)]
    found = values(key, response)
    for name, peer in (("muc", scores.muc), ("b3", scores.b_cubed), ("ceafe", scores.ceaf_e)):
        assert (found[f"clusters.{name}"] or 0) == pytest.approx(peer(*sides)[2], abs=1e-6), name
    if found["clusters.muc"] is not None:
        assert found["clusters.conll"] == pytest.approx(scores.conll2012(*sides), abs=1e-5)


def links(group):
    """All pairs; of a singleton the link to itself."""
    return {frozenset(pair) for pair in combinations(group, 2)} if len(group) > 1 else {frozenset(group)}


@given(partitions(), partitions())
def test_lea_counts_links(key, response):
    """By the paper's definition, link by link: Moosavi & Strube (2016), equation 1."""
    resolved = sum(len(k) * sum(len(links(k) & links(r)) for r in response) / len(links(k)) for k in key)
    assert lea(key, response) == pytest.approx((resolved, sum(map(len, key))))


def test_lea_of_the_papers_example():
    key = partition([{"a", "b", "c"}, {"d", "e", "f", "g"}])
    response = partition([{"a", "b"}, {"c", "d"}, {"f", "g", "h", "i"}])
    (r, all_r), (p, all_p) = lea(key, response), lea(response, key)
    assert r / all_r == pytest.approx((3 * 1 / 3 + 4 * 1 / 6) / 7)
    assert p / all_p == pytest.approx((2 * 1 + 2 * 0 + 4 * 1 / 6) / 8)


@given(partitions())
def test_a_partition_against_itself_is_right(key):
    for name, value in values(key, key).items():
        assert value in (None, 1), name


@given(partitions(), partitions())
def test_ratios_are_possible_and_sides_are_symmetric(key, response):
    for _, measure in COREFERENCE:
        part, whole = measure(key, response)
        assert 0 <= part <= whole + 1e-9
    assert values(key, response) == values(response, key)


def test_degenerate_cases():
    one, none = partition([{"a"}]), partition([])
    assert muc(one, one) == (0, 0) and b_cubed(one, one) == (1, 1) and ceaf_e(one, one) == (1, 1) == lea(one, one)
    assert values(none, none) == dict.fromkeys(
        [*(name for name, _ in COREFERENCE), "clusters.conll", "relations.macro"]
    )
    found = values(partition([{"a", "b"}]), none)
    assert [found[name] for name, _ in COREFERENCE] == [0, 0, 0, 0]


@given(st.lists(st.sets(st.sampled_from(MEMBERS), max_size=4), max_size=5), st.randoms())
def test_overlapping_groups_are_made_disjoint_in_any_order(groups, rng):
    found = partition(groups)
    assert sorted(m for g in found for m in g) == sorted(set().union(*groups))
    assert partition(rng.sample(groups, len(groups))) == found


def pairs(**judged):
    return {frozenset(pair): relation for pair, relation in judged.items()}


def test_relations_count_pairs_that_either_side_judged():
    gold = pairs(ab="contradictory", ac="equivalent", ad="contradictory")
    predicted = pairs(ab="contradictory", ac="contradictory", bd="compatible")
    found = {s.measure: s for s in cluster_scores(relation_sums(gold, predicted))}
    contradictory = found["relations.contradictory"]
    assert (contradictory.precision, contradictory.recall, contradictory.value) == (0.5, 0.5, 0.5)
    assert found["relations.equivalent"].value == found["relations.compatible"].value == 0
    assert found["relations.undetermined"].value is None
    # Of the three relations that either side has; none isn't one.
    assert found["relations.macro"].value == pytest.approx(0.5 / 3, abs=1e-6)
