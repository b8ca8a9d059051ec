"""Matching against an oracle that tries every assignment, and laws of the span cases that trip others."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virgolette.scoring.match import match, overlapping
from virgolette.spans import Span, iou


@st.composite
def segment_lists(draw, top=24, most=3):
    edges = sorted(draw(st.sets(st.integers(0, top), min_size=2, max_size=2 * most)))
    return [Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)]


items = st.lists(segment_lists(), max_size=5)


def best(left, right, weight):
    """The greatest total weight over all injections of the shorter list into the longer."""
    if len(left) > len(right):
        return best(right, left, lambda i, j: weight(j, i))
    ways = permutations(range(len(right)), len(left))
    return max(sum(weight(i, j) for i, j in enumerate(way)) for way in ways)


@given(items, items)
def test_total_iou_is_the_greatest_possible(left, right):
    pairs = match(left, right)
    assert sum(p.iou for p in pairs) == pytest.approx(best(left, right, lambda i, j: iou(left[i], right[j])))


@given(
    items, items, st.lists(st.lists(st.sampled_from([0.0, 0.25, 1.0]), min_size=5, max_size=5), min_size=5, max_size=5)
)
def test_total_with_a_bonus_is_the_greatest_possible(left, right, bonus):
    def weight(i, j):
        shared = iou(left[i], right[j])
        return shared + bonus[i][j] if shared else 0.0

    pairs = match(left, right, lambda i, j: bonus[i][j])
    assert sum(weight(p.left, p.right) for p in pairs) == pytest.approx(best(left, right, weight))


@given(items, items)
def test_one_to_one_and_only_what_overlaps(left, right):
    pairs = match(left, right)
    assert len({p.left for p in pairs}) == len({p.right for p in pairs}) == len(pairs)
    assert all(p.iou == iou(left[p.left], right[p.right]) > 0 for p in pairs)


@given(items, items)
def test_sweep_finds_every_overlap_once(left, right):
    found = sorted((p.left, p.right) for p in overlapping(left, right))
    assert found == [(i, j) for i, a in enumerate(left) for j, b in enumerate(right) if iou(a, b) > 0]


@given(
    st.lists(segment_lists(), max_size=5, unique_by=tuple),
    st.lists(segment_lists(), max_size=5, unique_by=tuple),
    st.randoms(),
)
def test_order_changes_nothing(left, right, rng):
    mixed_left, mixed_right = rng.sample(left, len(left)), rng.sample(right, len(right))

    def spans(a, b):
        return [(tuple(a[p.left]), tuple(b[p.right]), p.iou) for p in match(a, b)]

    assert spans(left, right) == spans(mixed_left, mixed_right)


@given(st.lists(segment_lists(), max_size=6, unique_by=tuple))
def test_a_list_matches_itself_item_by_item(left):
    assert sorted((p.left, p.right, p.iou) for p in match(left, left)) == [(i, i, 1.0) for i in range(len(left))]


def test_adjacent_half_open_spans_share_nothing():
    assert match([[Span(0, 4)]], [[Span(4, 9)]]) == []
    assert match([[Span(0, 4), Span(6, 9)]], [[Span(4, 6)]]) == []


def test_nested_spans_each_find_their_own():
    outer, inner = [Span(0, 9)], [Span(0, 4)]
    assert {(p.left, p.right) for p in match([outer, inner], [inner, outer])} == {(0, 1), (1, 0)}


def test_optimal_beats_greedy():
    # Greedy takes the best pair first (b, x) and leaves a and y with nothing.
    left = [[Span(0, 10)], [Span(6, 14)]]
    right = [[Span(5, 14)], [Span(12, 20)]]
    assert [(p.left, p.right) for p in match(left, right, lambda i, j: 1.0)] == [(0, 0), (1, 1)]


def test_items_without_segments_match_nothing():
    assert match([[], [Span(0, 1)]], [[], []]) == []
