"""Gamma against an oracle that tries every alignment."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virgolette.scoring import gamma
from virgolette.scoring.gamma import Unit

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
