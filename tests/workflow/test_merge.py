"""Two passes side by side: laws of the comparison."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import folders, typed
from tests.workflow.pairs import passes
from tests.workflow.test_order import renamed, tree_of
from virgolette import corpus
from virgolette.model import Annotations
from virgolette.workflow.merge import compare, tree
from virgolette.workflow.order import LAYERS

FEW = settings(max_examples=60)


@FEW
@given(typed.annotated())
def test_a_pass_agrees_with_itself(made):
    items = compare(made[1], made[1])
    assert all(item.agreed and item.a == item.b for item in items)
    assert [i.key for i in items] == [
        f"{r['id']}|{r['id']}" for layer in (*LAYERS, "skip") for r in tree(made[1])[layer]
    ]


@FEW
@given(passes())
def test_every_annotation_stands_in_exactly_one_item(made):
    _, first, second = made
    items = compare(first, second)
    for side, found in (("a", first), ("b", second)):
        wanted = [(layer, r["id"]) for layer in (*LAYERS, "skip") for r in tree(found)[layer]]
        assert sorted((i.layer, getattr(i, side)["id"]) for i in items if getattr(i, side)) == sorted(wanted)
    assert all(i.a or i.b for i in items) and len({(i.layer, i.key) for i in items}) == len(items)


@FEW
@given(passes())
def test_swapping_the_passes_swaps_the_sides(made):
    _, first, second = made

    def turned(key):
        a, _, b = key.partition("|")
        return f"{b}|{a}"

    there = {(i.layer, i.key, frozenset(i.fields)) for i in compare(first, second)}
    assert {(i.layer, turned(i.key), frozenset(i.fields)) for i in compare(second, first)} == there


@FEW
@given(passes(), st.randoms(use_true_random=False))
def test_the_order_of_records_in_the_files_changes_nothing(made, random):
    _, first, second = made
    shuffled = []
    for found in (first, second):
        loose = tree_of(found)
        for layer in LAYERS:
            random.shuffle(loose[layer])
        shuffled.append(msgspec.convert(loose, Annotations))
    assert compare(*shuffled) == compare(first, second)


@FEW
@given(passes(), st.randoms(use_true_random=False))
def test_the_numbering_of_a_pass_changes_no_difference(made, random):
    _, first, second = made
    other = msgspec.convert(renamed(tree_of(second), random), Annotations)
    counted = [
        sorted((i.layer, i.fields, i.a is None, i.b is None) for i in compare(first, x)) for x in (second, other)
    ]
    assert counted[0] == counted[1]


TEXT = "Il molo di Brindora costa quaranta milioni."


def claim(id_, start, end, **fields):
    frame = {"subject": None, "metric": None, "values": [], "valid_time": None, "scope": None}
    same = {"certainty": "certain", "polarity": "positive", "time": "past", "statement": "x", "statement_en": "x"}
    spot = {"segments": [{"start": start, "end": end, "text": "-"}], "check_worthy": True, "claimer": "author"}
    return {"id": id_, "type": "event", **spot, **same, "frame": {**frame, **fields.pop("frame", {})}, **fields}


def a_pass(*claims, **layers):
    made = {**folders.empty(TEXT), "claims": list(claims), **layers}
    return corpus.cover(msgspec.convert(made, Annotations), TEXT)


def test_free_wording_is_no_difference():
    [item] = compare(a_pass(claim("C1", 0, 7)), a_pass(claim("C1", 0, 7, statement="y", statement_en="y")))
    assert item.agreed


def test_fields_that_differ_are_named_down_to_the_frame():
    other = claim("C1", 0, 7, polarity="negative", frame={"scope": "close", "metric": "cost"})
    [item] = compare(a_pass(claim("C1", 0, 7)), a_pass(other))
    assert set(item.fields) == {"polarity", "frame.scope", "frame.metric"} and not item.agreed


def test_of_stacked_records_those_are_paired_that_are_most_alike():
    one, two = claim("C1", 0, 7), claim("C2", 0, 7, polarity="negative")
    swapped = [claim("C1", 0, 7, polarity="negative"), claim("C2", 0, 7)]
    assert {i.key for i in compare(a_pass(one, two), a_pass(*swapped))} == {"C1|C2", "C2|C1"}


def test_of_stacked_records_as_much_alike_the_choice_hangs_on_no_order():
    one = a_pass(claim("C1", 0, 7))
    others = [claim("C1", 0, 7, polarity="negative"), claim("C2", 0, 7, certainty="hedged")]
    two = [a_pass(*others), a_pass(*reversed(others))]
    assert compare(one, two[0]) == compare(one, two[1])
    there, back = ({frozenset(i.key.split("|")) for i in compare(*x)} for x in ((one, two[0]), (two[0], one)))
    assert there == back


def test_references_to_what_matches_are_alike():
    def mention(n):
        spot = {"start": 11, "end": 19, "text": "-"}
        return {"id": f"T{n}", "label": "LOC", "segments": [spot], "surface": "ok", "mention": "named"}

    def figure(n):
        value = {"low": "4", "high": None, "comparator": ">", "unit": None, "change": "none", "approximate": False}
        return {
            "id": f"T{n}",
            "label": "QUANTITY",
            "segments": [{"start": 26, "end": 42, "text": "-"}],
            "surface": "ok",
            "value": value,
        }

    first = a_pass(claim("C1", 0, 42, frame={"values": ["T2"]}), entities=[mention(1), figure(2)])
    second = a_pass(claim("C1", 0, 42, frame={"values": ["T7"]}), entities=[mention(8), figure(7)])
    assert all(item.agreed for item in compare(first, second))
