"""The same figures as public scorers where the definitions are the same, and where and why they aren't.

nervaluate 1.2 walks through predictions in file order and lets each take the first gold that it finds (greedy),
counts a span's end as part of it (inclusive), and wants 1% of gold covered. On spans of which none overlaps two
of the other side, none of this matters, and all four SemEval schemes agree. seqeval (strict, IOB2) knows neither
nested nor overlapping spans; on flat ones its micro average is our strict score.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from virgolette.scoring.items import EntityItem
from virgolette.scoring.measures import WIDTH, count_layer
from virgolette.scoring.measures.entities import ENTITIES
from virgolette.spans import Span

nervaluate = pytest.importorskip("nervaluate")
seqeval = pytest.importorskip("seqeval.metrics")

LABELS = ("PER", "ORG", "LOC")
labels = st.sampled_from(LABELS)
SCHEMES = {"strict": "strict", "exact": "exact", "partial": "partial", "type": "ent_type"}


def score(gold, predicted):
    """Name → (precision, recall, F1) of the four schemes; spans as (start, end, label), half-open."""

    def items(spans):
        return [EntityItem((Span(a, b),), label=label) for a, b, label in spans]

    counts = count_layer(ENTITIES, items(gold), items(predicted))
    found = {}
    for k, measure in enumerate(ENTITIES):
        g, p, c, _ = counts[WIDTH * k : WIDTH * (k + 1)]
        found[measure.name] = (c / p if p else 0, c / g if g else 0, 2 * c / (g + p) if g + p else 0)
    return {name: found[f"entities.{name}"] for name in SCHEMES}


def peer(gold, predicted):
    def spans(side):
        return [[{"label": label, "start": a, "end": b - 1} for a, b, label in side]]

    found = nervaluate.Evaluator(spans(gold), spans(predicted), tags=list(LABELS), loader="dict").evaluate()["overall"]
    return {name: (r.precision, r.recall, r.f1) for name, r in ((n, found[s]) for n, s in SCHEMES.items())}


@st.composite
def cells(draw):
    """Gold and predictions of which at most one each lies in any stretch of 20 code points."""
    gold, predicted = [], []
    for k in range(draw(st.integers(1, 8))):
        for side in (gold, predicted):
            if draw(st.booleans()):
                a, b = sorted(draw(st.sets(st.integers(0, 6), min_size=2, max_size=2)))
                side.append((20 * k + a, 20 * k + b, draw(labels)))
    return gold, predicted


@given(cells())
@settings(max_examples=200)
def test_semeval_schemes_equal_nervaluate_on_spans_that_meet_one_other_at_most(case):
    gold, predicted = case
    if not gold or not predicted:
        return
    ours, theirs = score(gold, predicted), peer(gold, predicted)
    for name in SCHEMES:
        assert ours[name] == pytest.approx(theirs[name]), name


def test_nervaluate_depends_on_the_order_of_predictions_and_we_do_not():
    gold = [(0, 9, "ORG")]
    one, other = [(0, 4, "ORG"), (0, 9, "ORG")], [(0, 9, "ORG"), (0, 4, "ORG")]
    assert peer(gold, one)["strict"] != peer(gold, other)["strict"]
    assert score(gold, one) == score(gold, other)
    assert score(gold, one)["strict"] == pytest.approx((0.5, 1, 2 / 3))


def test_two_perfect_nested_spans_are_two_matches():
    nested = [(0, 9, "ORG"), (0, 4, "LOC")]
    assert set(score(nested, nested[::-1]).values()) == {(1, 1, 1)}


def test_adjacent_spans_do_not_overlap():
    assert score([(0, 4, "ORG")], [(4, 9, "ORG")])["type"] == (0, 0, 0)
    # Half-open offsets, which most files have, read as inclusive ones: a match is found where there is none.
    spans = [[{"label": "ORG", "start": 0, "end": 4}]], [[{"label": "ORG", "start": 4, "end": 9}]]
    found = nervaluate.Evaluator(*spans, tags=["ORG"], loader="dict").evaluate()["overall"]["ent_type"]
    assert found.f1 > 0


@st.composite
def flat(draw, length):
    edges = sorted(draw(st.sets(st.integers(0, length), max_size=12)))
    return [(a, b, draw(labels)) for a, b in zip(edges[::2], edges[1::2], strict=False)]


def tags(spans, length):
    found = ["O"] * length
    for a, b, label in spans:
        found[a:b] = [f"B-{label}"] + [f"I-{label}"] * (b - a - 1)
    return found


@given(flat(30), flat(30))
@settings(max_examples=200)
def test_strict_equals_seqeval_on_flat_spans(gold, predicted):
    from seqeval.scheme import IOB2

    y = [tags(gold, 30)], [tags(predicted, 30)]
    given = {"mode": "strict", "scheme": IOB2, "zero_division": 0, "average": "micro"}
    theirs = [getattr(seqeval, f"{name}_score")(*y, **given) for name in ("precision", "recall", "f1")]
    assert score(gold, predicted)["strict"] == pytest.approx(tuple(theirs))
