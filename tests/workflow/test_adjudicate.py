"""Gold is rebuilt from passes and decisions, or refused with what is wrong."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings

from tests import typed
from tests.conftest import ROOT
from tests.workflow.pairs import passes
from tests.workflow.test_merge import TEXT, a_pass, claim
from virgolette import corpus
from virgolette.errors import InputError
from virgolette.model import Annotations, Claim, Decision, Decisions, Entity, Note, Skip
from virgolette.workflow.adjudicate import assemble, gold, open_items
from virgolette.workflow.merge import compare
from virgolette.workflow.order import LAYERS

FEW = settings(max_examples=50)
DECIDED = sorted((ROOT / "annotations" / "decisions").glob("*.json"))


@pytest.mark.parametrize("path", DECIDED, ids=lambda p: p.stem)
def test_the_project_s_gold_is_rebuilt_byte_for_byte(path: Path):
    folder = ROOT / "annotations"
    made = corpus.typed(path, "decisions", Decisions)
    assert made.doc_id == path.stem
    first, second = (corpus.read_annotations(folder / "passes" / name / path.name)[0] for name in (made.a, made.b))
    assert first is not None and second is not None
    if not (folder / "gold" / path.name).exists() and open_items(compare(first, second), made):
        pytest.skip("not decided throughout, and no gold yet")
    assert corpus.canonical(gold(first, second, made)) == (folder / "gold" / path.name).read_bytes()


def test_every_gold_has_decisions_where_it_has_two_passes():
    for path in (ROOT / "annotations" / "gold").glob("*.json"):
        passes = list((ROOT / "annotations" / "passes").glob(f"*/{path.name}"))
        assert len(passes) < 2 or path.stem in {p.stem for p in DECIDED}


@FEW
@given(typed.annotated())
def test_gold_of_two_equal_passes_is_the_pass(made):
    assert gold(made[1], made[1], None) == made[1]
    assert corpus.canonical(gold(made[1], made[1], None)) == corpus.canonical(made[1])


def decisions(*made, doc_id="prova-1"):
    return Decisions(schema_version="1.0", doc_id=doc_id, a="x", b="y", decisions=made)


def decision(layer, a, b, take, **record):
    return Decision(layer=layer, a=a, b=b, take=take, why="so", **record)


def ids(item):
    a, _, b = item.key.partition("|")
    return a or None, b or None


@FEW
@given(passes())
def test_gold_is_refused_while_anything_is_undecided(made):
    _, first, second = made
    items = [item for item in compare(first, second) if not item.agreed]
    assert open_items(compare(first, second), None) == items
    if items:
        with pytest.raises(InputError, match=f"{len(items)} differences are undecided") as raised:
            gold(first, second, None)
        assert items[0].key in raised.value.what and raised.value.where == "prova-1"
        partly = decisions(decision(items[-1].layer, *ids(items[-1]), "none"))
        assert open_items(compare(first, second), partly) == items[:-1]
        if len(items) > 1:
            with pytest.raises(InputError, match="undecided"):
                gold(first, second, partly)


@FEW
@given(passes())
def test_what_is_taken_makes_gold_or_is_refused_for_its_references(made):
    _, first, second = made
    items = [item for item in compare(first, second) if not item.agreed]
    takes = ["none", "both", "a", "b"]
    chosen = []
    for i, item in enumerate(items):
        take = takes[i % 4] if item.a and item.b else "none" if i % 2 else "a" if item.a else "b"
        chosen.append(decision(item.layer, *ids(item), take))
    try:
        found = gold(first, second, decisions(*chosen))
    except InputError as error:
        assert "refers to" in error.what and error.remedy.startswith("Take it too")
        assert "(and 0 more)" not in error.what
        return
    taken = sum({"both": 2, "none": 0}.get(c.take, 1) for c in chosen)
    agreed = sum(item.agreed for item in compare(first, second))
    assert sum(len(getattr(found, layer)) for layer in (*LAYERS, "skip")) == agreed + taken
    assert corpus.parse(corpus.canonical(found))[1] == []


ONE = claim("C1", 0, 7)
OTHER = claim("C1", 0, 7, polarity="negative")


def whole(**fields):
    record = claim("C1", 0, 7, **fields)
    record["segments"][0]["text"] = "Il molo"
    return msgspec.convert(record, Claim)


@pytest.mark.parametrize(
    ("take", "fields", "polarities"),
    [
        ("a", {}, ["positive"]),
        ("b", {}, ["negative"]),
        ("none", {}, []),
        ("both", {}, ["negative", "positive"]),
        ("record", {"claim": whole(polarity="negative", statement="z")}, ["negative"]),
    ],
)
def test_each_way_to_take(take, fields, polarities):
    found = gold(a_pass(ONE), a_pass(OTHER), decisions(decision("claims", "C1", "C1", take, **fields)))
    assert [c.polarity for c in found.claims] == polarities
    assert [c.id for c in found.claims] == [f"C{i}" for i in range(1, len(polarities) + 1)]


@pytest.mark.parametrize(
    ("made", "message"),
    [
        ([("claims", "C1", None, "a")], "a decision fits no difference: claims C1|"),
        ([("claims", "C1", "C1", "a"), ("claims", "C9", "C9", "none")], r"fits no difference: claims C9\|C9"),
        ([("entities", "C1", "C1", "a")], r"fits no difference: entities C1\|C1"),
        ([("claims", "C1", "C1", "a"), ("claims", "C1", "C1", "b")], r"claims C1\|C1 is decided twice"),
        ([("claims", "C1", "C1", "record")], r"takes a record and gives none \(field claim\)"),
        ([("claims", "C1", "C1", "a"), ("notes", None, None, "record")], "gives none .field note"),
        ([("claims", "C1", "C1", "a"), ("notes", None, None, "none")], "without ids adds a record, it can't take none"),
    ],
)
def test_broken_decisions_are_refused_with_their_place(made, message):
    given = decisions(*(decision(*d) for d in made))
    if made[0][1:3] == ("C1", "C1") and made[0][0] == "claims":
        with pytest.raises(InputError, match=message) as raised:
            gold(a_pass(ONE), a_pass(OTHER), given)
        assert raised.value.where == f"prova-1 (decisions/{len(made) - 1})"
    else:
        with pytest.raises(InputError, match=message):
            gold(a_pass(ONE), a_pass(ONE), given)


@pytest.mark.parametrize("take", ["b", "both"])
def test_a_side_that_has_nothing_can_not_be_taken(take):
    with pytest.raises(InputError, match=rf"claims C1\| isn't in both passes: {take} can't be taken"):
        gold(a_pass(ONE), a_pass(), decisions(decision("claims", "C1", None, take)))


def test_passes_and_decisions_on_different_texts_are_refused():
    other = msgspec.structs.replace(a_pass(ONE), text_sha256="0" * 64)
    with pytest.raises(InputError, match="made on different texts"):
        gold(a_pass(ONE), other, None)
    for first, made in ((msgspec.structs.replace(other, doc_id="prova-2"), None), (other, decisions(doc_id="prova-3"))):
        with pytest.raises(InputError, match="on different documents: prova-"):
            gold(first, other, made)


def mention(n, start, end, label="LOC"):
    spot = {"start": start, "end": end, "text": TEXT[start:end]}
    return {"id": f"T{n}", "label": label, "segments": [spot], "surface": "ok", "mention": "named"}


def figure(n, start, end):
    value = {"low": "4", "high": None, "comparator": ">", "unit": None, "change": "none", "approximate": False}
    kept = {k: v for k, v in mention(n, start, end, "QUANTITY").items() if k != "mention"}
    return {**kept, "value": value}


def test_what_refers_to_something_not_taken_is_refused_and_told():
    first = a_pass(claim("C1", 0, 42, frame={"values": ["T1"]}), entities=[figure(1, 26, 42)])
    made = [decision("entities", "T1", None, "none"), decision("claims", "C1", None, "a")]
    with pytest.raises(InputError) as raised:
        gold(first, a_pass(), decisions(*made))
    assert raised.value.what == "C1| refers to T1|, which isn't there"


def test_records_of_decisions_refer_in_gold_s_numbering():
    first = a_pass(claim("C1", 0, 42, frame={"values": ["T2"]}), entities=[mention(1, 11, 19), figure(2, 26, 42)])
    second = a_pass(claim("C1", 0, 42), entities=[mention(1, 11, 19)])
    record = msgspec.convert(first.claims[0], Claim)
    entities = decision("entities", "T2", None, "a")

    def changed(value):
        frame = msgspec.structs.replace(record.frame, values=(value,))
        return decisions(
            entities, decision("claims", "C1", "C1", "record", claim=msgspec.structs.replace(record, frame=frame))
        )

    assert gold(first, second, changed("T2")).claims[0].frame.values == ("T2",)
    with pytest.raises(InputError, match="refers to T3, which isn't there"):
        gold(first, second, changed("T3"))


def test_records_that_neither_pass_has_are_added():
    entity = msgspec.convert(mention(5, 3, 7), Entity)
    skip = Skip(start=0, end=2, kind="advert")
    spot = {"start": 0, "end": 2, "text": "Il"}
    bare = {
        "id": "N4",
        "kind": "scare",
        "segments": [spot],
        "marks": [{"start": 0, "end": 0, "role": "open", "defects": []}],
    }
    note = msgspec.convert(bare, Note)
    made = [
        ("entities", {"entity": entity}),
        ("skip", {"skip": skip}),
        ("notes", {"note": note}),
        ("entities", {"entity": entity}),
    ]
    given = decisions(*(decision(layer, None, None, "record", **record) for layer, record in made))
    found = gold(a_pass(entities=[mention(1, 11, 19)]), a_pass(entities=[mention(1, 11, 19)]), given)
    assert [e.id for e in found.entities] == ["T1", "T2", "T3"] and found.entities[0].segments[0].text == "molo"
    assert found.skip == (skip,) and found.notes[0].id == "N1"


def test_an_agreed_annotation_may_be_decided_too():
    assert gold(a_pass(ONE), a_pass(ONE), decisions(decision("claims", "C1", "C1", "none"))).claims == ()


def test_assembling_leaves_the_items_alone():
    items = compare(a_pass(ONE), a_pass(OTHER))
    before = msgspec.json.encode(items)
    tree = assemble(items, {"C1|C1": "both"}, {})
    tree["claims"][0]["frame"]["values"].append("T1")
    assert [r["id"] for r in tree["claims"]] == ["C1|C1", "C1|C1+"] and msgspec.json.encode(items) == before
    assert isinstance(a_pass(ONE), Annotations)
