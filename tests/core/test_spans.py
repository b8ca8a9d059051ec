"""Laws of the span algebra."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virgolette import spans
from virgolette.spans import Span


@st.composite
def segment_lists(draw, top=60):
    edges = sorted(draw(st.sets(st.integers(0, top), max_size=10)))
    return [Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)]


def points(segments):
    return {i for s in segments for i in range(s.start, s.end)}


@given(segment_lists(), segment_lists())
def test_overlap_is_the_number_of_shared_points(a, b):
    assert spans.overlap(a, b) == spans.overlap(b, a) == len(points(a) & points(b))


@given(segment_lists(), segment_lists())
def test_iou_is_that_of_point_sets(a, b):
    union = points(a) | points(b)
    assert spans.iou(a, b) == (len(points(a) & points(b)) / len(union) if union else 0.0)


@given(segment_lists(), segment_lists())
def test_within_means_no_point_outside(a, b):
    if spans.within(a, b):
        assert points(a) <= points(b)


@given(st.tuples(st.integers(0, 9), st.integers(1, 9)), st.tuples(st.integers(0, 9), st.integers(1, 9)))
def test_crossing_is_symmetric_and_excludes_nesting(a, b):
    x, y = Span(a[0], a[0] + a[1]), Span(b[0], b[0] + b[1])
    assert spans.crossing(x, y) == spans.crossing(y, x)
    if spans.crossing(x, y):
        assert points([x]) & points([y]) and not points([x]) <= points([y]) and not points([y]) <= points([x])


@given(st.text(alphabet=" ab\n\u00a0", max_size=12), st.integers(0, 12), st.integers(0, 12))
def test_trimming_keeps_all_but_white_space(text, start, end):
    found = spans.trimmed(text, Span(start, end))
    assert text[found.start : found.end] == text[start:end].strip()


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("cafe\u0301", {4}),
        ("a\r\nb", {2}),
        ("\U0001f1ee\U0001f1f9\U0001f1eb\U0001f1f7", {1, 3}),
        ("\U0001f468\u200d\U0001f469", {1, 2}),
        ("\U0001f44d\U0001f3fd", {1}),
        ("❤\ufe0f", {1}),
        ("ab", set()),
    ],
)
def test_edges_inside_what_one_sees_as_one_character(text, parted):
    assert {i for i in range(-1, len(text) + 2) if spans.inside_cluster(text, i)} == parted


def test_digest_is_keyed_by_the_document():
    assert spans.digest("Velasca", "00" * 32) != spans.digest("Velasca", "01" * 32)
    assert len(spans.digest("", "00" * 32)) == 16


@given(st.text(alphabet="ab\n", max_size=20), st.integers(0, 20))
def test_line_and_column_lead_back(text, offset):
    offset = min(offset, len(text))
    line, column = spans.line_column(text, offset)
    assert sum(len(part) + 1 for part in text.split("\n")[: line - 1]) + column - 1 == offset


def test_no_segments_have_no_hull():
    with pytest.raises(ValueError, match="hull"):
        spans.hull([])
