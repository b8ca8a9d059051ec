"""Laws of agreement over generated annotations, and figures of small cases counted by hand."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from virgolette.model import (
    Annotations,
    Claim,
    Date,
    Entity,
    Frame,
    Mark,
    Note,
    Party,
    Quote,
    Segment,
    Skip,
    Speaker,
    Value,
)
from virgolette.scoring import agreement

LENGTH = 120
NAMED, NUMERIC = ("PER", "ORG", "GPE"), ("MONEY", "PERCENT")
names = st.sampled_from([None, "ada", "bruno"])


def seg(start, end):
    return Segment(start=start, end=end, digest="0" * 16)


@st.composite
def segments(draw, most=2):
    edges = sorted(draw(st.sets(st.integers(0, LENGTH), min_size=2, max_size=2 * most)))
    return tuple(seg(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False))


def spot(record):
    return tuple((s.start, s.end) for s in record)


@st.composite
def entities(draw):
    found = []
    for i, s in enumerate(draw(st.lists(segments(1), max_size=4, unique_by=spot)), 1):
        label = draw(st.sampled_from([*NAMED, *NUMERIC, "DATE"]))
        fields = {}
        if label in NAMED:
            fields = {"mention": draw(st.sampled_from(["named", "nominal"])), "entity": draw(names)}
            if label == "GPE":
                fields["function"] = draw(st.sampled_from(["place", "agent"]))
        elif label == "DATE":
            fields["date"] = Date(iso=draw(st.sampled_from(["2031", "2031-03"])))
        else:
            low = draw(st.sampled_from(["1", "2"]))
            fields["value"] = Value(low=low, high=low, comparator="=", unit=None, change="none", approximate=False)
        found.append(Entity(id=f"T{i}", label=label, segments=s, surface="ok", **fields))
    return tuple(found)


@st.composite
def annotations(draw):
    mentions = draw(entities())
    ids = st.sampled_from([None, *(e.id for e in mentions)])
    quotes, claims = [], []
    for i, s in enumerate(draw(st.lists(segments(), max_size=3, unique_by=spot)), 1):
        start = s[0].start
        quotes.append(
            Quote(
                id=f"Q{i}",
                type=draw(st.sampled_from(["direct", "indirect"])),
                content=s,
                marks=draw(st.sampled_from([(), (Mark(start=start, end=start, role="open", defects=("missing",)),)])),
                cue=draw(st.one_of(st.just(()), segments(1))),
                speaker=Speaker(mention=draw(ids), form="named", referent="individual", entity=draw(names)),
                medium=draw(st.sampled_from(["speech", "post"])),
                via=draw(st.one_of(st.none(), st.builds(Party, mention=ids, entity=names))),
                parent=draw(st.sampled_from([None, *(q.id for q in quotes)])),
            )
        )
    for i, s in enumerate(draw(st.lists(segments(), max_size=3, unique_by=spot)), 1):
        values = draw(st.lists(ids.filter(bool), max_size=2, unique=True)) if mentions else []
        frame = Frame(subject=draw(names), metric=None, values=tuple(values), valid_time=None, scope=None)
        claims.append(
            Claim(
                id=f"C{i}",
                type=draw(st.sampled_from(["quantity", "event"])),
                segments=s,
                check_worthy=draw(st.booleans()),
                claimer=draw(st.sampled_from(["author", *(q.id for q in quotes)])),
                certainty="certain",
                polarity="positive",
                time=draw(st.sampled_from(["past", "future"])),
                frame=frame,
                statement="x",
                statement_en="x",
            )
        )
    notes = [
        Note(id=f"N{i}", kind=draw(st.sampled_from(["scare", "title"])), segments=s, marks=())
        for i, s in enumerate(draw(st.lists(segments(1), max_size=2, unique_by=spot)), 1)
    ]
    return document(entities=mentions, quotes=tuple(quotes), claims=tuple(claims), notes=tuple(notes))


def document(doc_id="prova", **layers):
    empty = dict.fromkeys(("entities", "quotes", "claims", "notes", "skip"), ())
    return Annotations(schema_version="1.0", doc_id=doc_id, text_sha256="0" * 64, **{**empty, **layers})


def figures(left, right):
    compared = agreement.compare(left, right, LENGTH, samples=3)
    return {layer: agreement.summarise([c]) for layer, c in compared.items()}


def swapped(node):
    """Figures with left and right counts exchanged."""
    if isinstance(node, dict):
        return {{"left": "right", "right": "left"}.get(k, k): swapped(v) for k, v in node.items()}
    return node


@settings(max_examples=60)
@given(annotations(), annotations())
def test_agreement_is_symmetric_but_for_the_counts(left, right):
    there, back = (msgspec.to_builtins(figures(a, b)) for a, b in ((left, right), (right, left)))
    assert there == swapped(back)


@settings(max_examples=60)
@given(annotations())
def test_a_pass_agrees_with_itself(left):
    for layer, found in figures(left, left).items():
        n = len(getattr(left, layer))
        for places in (found.spans, found.labelled, *found.labels.values()):
            assert places.exact.f1 in (1, None) and places.overlap.f1 in (1, None)
        assert found.spans.exact.matched == found.spans.overlap.matched == n
        assert found.mean_iou in (1, None) and found.gamma.gamma in (1, None)
        for attribute in found.attributes.values():
            assert attribute.agreed == attribute.n
            assert attribute.observed in (1, None) and attribute.kappa in (1, None)


@settings(max_examples=60)
@given(annotations(), annotations(), st.randoms())
def test_order_in_the_file_changes_nothing(left, right, rng):
    mixed = {layer: tuple(rng.sample(getattr(left, layer), len(getattr(left, layer)))) for layer in agreement.LAYERS}
    assert figures(left, right) == figures(msgspec.structs.replace(left, **mixed), right)


@settings(max_examples=60)
@given(annotations(), annotations())
def test_ids_mean_nothing(left, right):
    renamed = msgspec.json.decode(renumbered(msgspec.json.encode(left).decode()).encode(), type=Annotations)
    assert figures(left, right) == figures(renamed, right)


def renumbered(text):
    for letter in "TQCN":
        for i in (1, 2, 3, 4):
            text = text.replace(f'"{letter}{i}"', f'"{letter}{i + 70}"')
    return text


@settings(max_examples=60)
@given(annotations(), annotations())
def test_figures_are_in_range(left, right):
    for layer, found in figures(left, right).items():
        exact, overlap = found.spans.exact, found.spans.overlap
        assert exact.left == overlap.left == len(getattr(left, layer))
        assert exact.matched <= min(exact.left, exact.right)
        assert found.labelled.exact.matched <= exact.matched
        for rate in (exact, overlap, found.labelled.exact, found.labelled.overlap):
            assert (rate.f1 is None) == (rate.left + rate.right == 0)
            assert rate.f1 is None or 0 <= rate.f1 <= 1
        for attribute in found.attributes.values():
            assert 0 <= attribute.agreed <= attribute.n
            assert (attribute.observed is None) == (attribute.n == 0)


def test_an_empty_layer_is_no_agreement():
    found = figures(document(), document())["quotes"]
    assert (found.spans.exact.f1, found.spans.overlap.f1, found.mean_iou) == (None, None, None)
    assert found.gamma.gamma is None and found.attributes["cue"].n == 0


def org(id, start, end, label="ORG", **fields):
    return Entity(id=id, label=label, segments=(seg(start, end),), surface="ok", mention="named", **fields)


def test_spans_and_labels_are_counted_apart():
    left = document(entities=(org("T1", 0, 5, entity="ada"), org("T2", 10, 20), org("T3", 30, 40)))
    right = document(entities=(org("T9", 0, 5, "PER", entity="ada"), org("T8", 12, 20)))
    found = figures(left, right)["entities"]
    assert found.spans.exact.f1 == 2 * 1 / 5 and found.labelled.exact.f1 == 0
    assert found.spans.overlap.f1 == 2 * 2 / 5 and found.labelled.overlap.f1 == 2 * 1 / 5
    assert found.labels["ORG"].overlap == agreement.Rate(3, 1, 1, 2 / 4)
    assert found.mean_iou == pytest.approx((1 + 8 / 10) / 2)
    label, entity = found.attributes["label"], found.attributes["entity"]
    assert (label.n, label.agreed) == (2, 1)
    assert (entity.n, entity.agreed, entity.kappa) == (2, 2, 1)


def test_an_attribute_counts_only_where_it_applies():
    value = Value(low="1", high="1", comparator="=", unit=None, change="none", approximate=False)
    number = Entity(id="T2", label="PERCENT", segments=(seg(10, 20),), surface="ok", value=value)
    left = document(entities=(org("T1", 0, 5, "GPE", function="place"), number))
    found = figures(left, left)["entities"].attributes
    assert {name: found[name].n for name in ("label", "mention", "function", "value")} == {
        "label": 2,
        "mention": 1,
        "function": 1,
        "value": 1,
    }
    # A field that only one of two labels allows is a disagreement.
    right = document(entities=(org("T1", 0, 5, "ORG"), number))
    assert figures(left, right)["entities"].attributes["function"].observed == 0


def test_discontinuous_spans_are_exact_only_with_all_their_segments():
    quote = {"type": "indirect", "marks": (), "cue": (), "medium": "speech"}
    speaker = Speaker(mention=None, form="none", referent="anonymous", entity=None)
    one = Quote(id="Q1", content=(seg(0, 10), seg(20, 30)), speaker=speaker, **quote)
    other = Quote(id="Q1", content=(seg(0, 30),), speaker=speaker, **quote)
    found = figures(document(quotes=(one,)), document(quotes=(other,)))["quotes"]
    assert (found.spans.exact.f1, found.spans.overlap.f1) == (0, 1)
    assert found.mean_iou == pytest.approx(20 / 30)
    # Gamma sees hulls.
    assert found.gamma.observed == 0


def test_documents_are_pooled_by_their_counts():
    alone, pair = document(entities=(org("T1", 0, 5),)), document(entities=(org("T1", 0, 5), org("T2", 9, 12)))
    parts = [agreement.compare(alone, pair, LENGTH)["entities"], agreement.compare(pair, pair, LENGTH)["entities"]]
    assert agreement.summarise(parts).spans.exact == agreement.Rate(3, 4, 3, 6 / 7)


def test_skipped_passages_are_compared():
    left = document(skip=(Skip(start=0, end=9, kind="byline"),))
    right = document(skip=(Skip(start=0, end=9, kind="advert"),))
    found = figures(left, right)["skip"]
    assert (found.spans.exact.f1, found.labelled.exact.f1, found.attributes["kind"].observed) == (1, 0, 0)
