"""Laws of runs: together the text, and each annotation's runs exactly its segments."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.view.building import TEXT, everything
from virgolette.spans import Span
from virgolette.view.layers import pieces
from virgolette.view.palette import Palette
from virgolette.view.prose import paragraphs
from virgolette.view.runs import Piece, columns, lanes, runs, segments

offsets = st.integers(0, 60)
some_pieces = st.lists(
    st.builds(lambda a, n, t: Piece(a, a + n, t), offsets, st.integers(0, 25), st.sampled_from("ABCDE")), max_size=14
)


def union(parts, token, length):
    """The code points of a token, the slow way, as sorted maximal spans."""
    covered = sorted({i for p in parts if p.token == token for i in range(p.start, min(p.end, length))})
    found = []
    for i in covered:
        if found and found[-1].end == i:
            found[-1] = Span(found[-1].start, i + 1)
        else:
            found.append(Span(i, i + 1))
    return found


@given(st.integers(0, 70), some_pieces, st.lists(offsets, max_size=4))
def test_runs_are_the_text_and_nothing_else(length, parts, cuts):
    found = runs(length, parts, cuts)
    assert [i for run in found for i in range(run.start, run.end)] == list(range(length))
    assert all(run.start < run.end and len(set(run.tokens)) == len(run.tokens) for run in found)
    assert {c for c in cuts if 0 < c < length} <= {run.start for run in found}


@given(st.integers(0, 70), some_pieces, st.lists(offsets, max_size=4))
def test_segments_are_the_union_of_their_runs(length, parts, cuts):
    found = runs(length, parts, cuts)
    for token in "ABCDE":
        assert segments(found, token) == union(parts, token, length)


@given(some_pieces)
def test_no_border_falls_inside_a_run(parts):
    found = runs(60, parts)
    borders = {b for p in parts for b in (p.start, p.end) if p.start < p.end}
    assert not any(run.start < b < run.end for run in found for b in borders)


@given(st.lists(st.builds(lambda a, n: Span(a, a + n), st.integers(0, 300), st.integers(1, 150)), max_size=12))
def test_overlapping_underlines_have_lanes_of_their_own(spans):
    found = lanes(spans)
    for i, a in enumerate(spans):
        for j, b in enumerate(spans[:i]):
            assert not (a.start < b.end and b.start < a.end) or found[i] != found[j]


def test_the_inner_mention_is_nearer_to_the_text():
    assert lanes([Span(0, 20), Span(10, 20), Span(30, 40)]) == [1, 0, 0]


@given(st.lists(st.integers(0, 500), max_size=20).map(sorted), st.integers(1, 90))
def test_labels_in_one_column_are_apart(starts, apart):
    found = columns(starts, apart)
    for column in set(found):
        mine = [s for s, c in zip(starts, found, strict=True) if c == column]
        assert all(b - a >= apart for a, b in pairwise(mine))


def test_atoms_are_the_text_and_the_fixture_comes_back_from_them():
    annotations = everything()
    lines = paragraphs(TEXT, annotations, [], Palette())
    atoms = [a for line in lines for a in line]
    assert "".join(a.text for a in atoms) == TEXT
    assert all("\n" not in "".join(a.text for a in line)[:-1] for line in lines)
    parts = [Piece(*p) for p in pieces(annotations)]
    for token in {p.token for p in parts}:
        held = sorted(i for a in atoms if token in a.tokens.split() for i in range(a.start, a.start + len(a.text)))
        assert held == sorted({i for p in parts if p.token == token for i in range(p.start, p.end)})


def test_an_empty_text_has_no_runs():
    assert runs(0, [Piece(0, 5, "A")]) == []
