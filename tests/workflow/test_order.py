"""Canonical order and numbering: the same whatever the order before, references and all."""

from __future__ import annotations

import copy

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import typed
from virgolette import corpus
from virgolette.model import Annotations
from virgolette.workflow.order import LAYERS, Dangling, place, plain, refer, renumber

FEW = settings(max_examples=50)


def tree_of(found):
    return msgspec.json.decode(msgspec.json.encode(found))


def renamed(tree, random):
    """The tree with other ids and in another order."""
    ids = {}
    for layer in LAYERS:
        numbers = random.sample(range(1, 1000), len(tree[layer]))
        for record, number in zip(tree[layer], numbers, strict=True):
            ids[record["id"]] = f"{record['id'][0]}{number}"
    refer(tree, lambda old, _: ids[old])
    for layer in LAYERS:
        for record in tree[layer]:
            record["id"] = ids[record["id"]]
        random.shuffle(tree[layer])
    random.shuffle(tree["skip"])
    return tree


@FEW
@given(typed.annotated(), st.randoms(use_true_random=False))
def test_numbering_forgets_the_order_and_the_ids_before(made, random):
    found = made[1]
    tree = renamed(tree_of(found), random)
    before = {r["id"] for layer in LAYERS for r in tree[layer]}
    ids, dangling = renumber(tree)
    for claim in tree["claims"]:
        claim["frame"]["values"].sort(key=lambda id: int(id[1:]))  # a set, whose order means nothing
    assert dangling == [] and set(ids) == before
    assert msgspec.convert(tree, Annotations) == found


@FEW
@given(typed.annotated())
def test_numbering_twice_changes_nothing(made):
    tree = tree_of(made[1])
    ids, _ = renumber(tree)
    assert all(old == new for old, new in ids.items()) and msgspec.convert(tree, Annotations) == made[1]


@FEW
@given(typed.annotated())
def test_ids_count_from_one_in_text_order(made):
    for layer in LAYERS:
        records = tree_of(made[1])[layer]
        letter = "T" if layer == "entities" else layer[0].upper()
        assert [r["id"] for r in records] == [f"{letter}{i}" for i in range(1, len(records) + 1)]
        assert sorted(records, key=place) == records


def test_what_leads_nowhere_is_told_and_left():
    claim = {"id": "C7", "claimer": "Q1", "segments": [], "frame": {"values": ["T9"]}}
    tree = {**{layer: [] for layer in (*LAYERS, "skip")}, "claims": [claim]}
    ids, dangling = renumber(tree)
    assert ids == {"C7": "C1"} and dangling == [Dangling("C7", "Q1"), Dangling("C7", "T9")]
    assert str(dangling[0]) == "C7 refers to Q1, which isn't there"
    assert tree["claims"][0]["claimer"] == "Q1" and tree["claims"][0]["id"] == "C1"


def test_longest_first_then_what_tells_apart_to_the_last_field():
    def claim(end, **fields):
        return {"id": "C1", "segments": [{"start": 3, "end": end, "text": "x"}], "polarity": "positive", **fields}

    records = [
        claim(9),
        claim(5),
        claim(5, statement="b"),
        claim(5, polarity="negative", statement="b"),
        claim(5, time="past"),
    ]
    wanted = sorted(copy.deepcopy(records), key=place)
    assert sorted([*reversed(records)], key=place) == wanted and wanted[0]["segments"][0]["end"] == 9
    assert len({place(r) for r in records}) == len(records)


@FEW
@given(typed.annotated())
def test_what_is_plain_has_no_reference_and_no_words(made):
    text, found = made
    for layer in LAYERS:
        for record, other in zip(tree_of(found)[layer], tree_of(corpus.strip(found, text))[layer], strict=True):
            assert plain(record) == plain(other)
            refer({"quotes": [], "claims": [], layer: [other]}, lambda *_: "T999")
            assert plain(record) == plain({**other, "id": "X"})
