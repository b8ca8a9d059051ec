"""Exports that nobody should be able to make: each fault is told, and the rest is still imported."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.studio.samples import HARD, export, sample
from virgolette import corpus, schema
from virgolette.model import Annotations
from virgolette.studio.codes import CODES
from virgolette.studio.export import works

Json = Any
GOOD = sample()
DOCUMENTS = {"prova-1": GOOD}
SPACE = HARD.index(" Pia")


class Task:
    """The export's only task, with handles on what a case spoils."""

    def __init__(self, export_: Json) -> None:
        self.export, self.task = export_, export_[0]
        self.annotation = self.task["annotations"][0]
        self.result = self.annotation["result"]

    def item(self, id_: str, name: str = "label") -> Json:
        return next(i for i in self.result if i.get("id") == id_ and i["from_name"] == name)

    def set(self, id_: str, name: str = "label", **fields: Json) -> None:
        self.item(id_, name)["value"].update(fields)

    def drop(self, id_: str, name: str) -> None:
        self.result.remove(self.item(id_, name))

    def relation(self, source: str) -> Json:
        return next(i for i in self.result if i["type"] == "relation" and i["from_id"] == source)

    def region(self, id_: str, start: Json, end: Json, label: str) -> None:
        value = {"start": start, "end": end, "labels": [label]}
        self.result.append({"id": id_, "from_name": "label", "to_name": "text", "type": "labels", "value": value})

    def relate(self, source: str, target: str, *labels: str) -> None:
        self.result.append({"type": "relation", "from_id": source, "to_id": target, "labels": list(labels)})

    def choose(self, id_: str, name: str, *chosen: Json) -> None:
        value = {"choices": list(chosen)}
        self.result.append({"id": id_, "from_name": name, "to_name": "text", "type": "choices", "value": value})

    def again(self) -> None:
        later = {**copy.deepcopy(self.annotation), "id": 8, "updated_at": "2026-02-01T10:00:00Z"}
        self.task["annotations"].insert(0, later)


Change = Callable[[Task], object]
# Case → what is done, the codes it gives, and the records that go or change by it (None: nothing is pulled at all).
CASES: dict[str, tuple[Change, list[str], str | None]] = {
    "out of bounds": (lambda t: t.set("T9", end=99999), ["studio-region-offsets"], "T9"),
    "negative": (lambda t: t.set("T9", start=-3), ["studio-region-offsets"], "T9"),
    "empty": (lambda t: t.set("T9", start=5, end=5), ["studio-region-offsets"], "T9"),
    "float": (lambda t: t.set("T9", start=3.0), ["studio-region-offsets"], "T9"),
    "string": (lambda t: t.set("T9", start="3"), ["studio-region-offsets"], "T9"),
    "boolean": (lambda t: t.set("T9", start=True), ["studio-region-offsets"], "T9"),
    "nothing": (lambda t: t.item("T9")["value"].pop("start"), ["studio-region-offsets"], "T9"),
    "unknown label": (lambda t: t.set("T9", labels=["DOG"]), ["studio-region-label"], "T9"),
    "two labels": (lambda t: t.set("T9", labels=["GPE", "PER"]), ["studio-region-label"], "T9"),
    "no label": (lambda t: t.set("T9", labels=None), ["studio-region-label"], "T9"),
    "repeated id": (lambda t: t.region("T9", 0, 2, "PER"), ["studio-region-repeated"], ""),
    "unknown control": (
        lambda t: t.item("T9", "entity_surface").update(from_name="mood"),
        ["studio-result-malformed"],
        "",
    ),
    "another text": (lambda t: t.item("T9", "entity_surface").update(to_name="x"), ["studio-result-malformed"], ""),
    "no id": (lambda t: t.item("T9", "entity_surface").pop("id"), ["studio-result-malformed"], ""),
    "no object": (lambda t: t.result.append("T9"), ["studio-result-malformed"], ""),
    "no list": (lambda t: t.annotation.update(result={"a": 1}), ["studio-result-malformed"], "*"),
    "blank": (lambda t: t.region("x1", SPACE, SPACE + 1, "PER"), ["studio-region-blank"], ""),
    "edges": (lambda t: t.set("T9", start=HARD.rindex(" Lodi")), ["studio-region-trimmed"], ""),
    "orphaned cue": (lambda t: t.region("x1", 0, 1, "cue"), ["studio-region-orphan"], ""),
    "orphaned segment": (lambda t: t.region("x1", 0, 1, "continues"), ["studio-region-orphan"], ""),
    "orphaned mark": (lambda t: t.region("x1", 0, 1, "open"), ["studio-region-orphan"], ""),
    "guessed mark": (lambda t: t.result.remove(t.relation("N1.m1")), ["studio-mark-guessed"], ""),
    "unknown choice": (
        lambda t: t.set("T9", "entity_function", choices=["king"]),
        ["studio-attribute-missing", "studio-attribute-unknown"],
        "T9",
    ),
    "two choices": (
        lambda t: t.set("T9", "entity_surface", choices=["ok", "misspelt"]),
        ["studio-attribute-unknown"],
        "",
    ),
    "choices of no list": (lambda t: t.set("T9", "entity_surface", choices=5), ["studio-attribute-unknown"], ""),
    "surrogate": (
        lambda t: t.set("C1", "claim_statement", text=["\ud800"]),
        ["studio-attribute-missing", "studio-attribute-unknown"],
        "C1",
    ),
    "missing attribute": (lambda t: t.drop("C1", "claim_type"), ["studio-attribute-missing"], "C1"),
    "stray attribute": (lambda t: t.choose("T9", "claim_type", "event"), ["studio-attribute-stray"], ""),
    "attribute of nothing": (lambda t: t.choose("x9", "claim_type", "event"), ["studio-attribute-stray"], ""),
    "dangling": (lambda t: t.relation("T4").update(to_id="gone"), ["studio-relation-dangling"], "C1"),
    "without ends": (lambda t: t.relation("T4").pop("from_id"), ["studio-relation-dangling"], "C1"),
    "unlabelled": (lambda t: t.relation("T4").pop("labels"), ["studio-relation-unlabelled"], "C1"),
    "labelled by nothing": (lambda t: t.relation("T4").update(labels=[]), ["studio-relation-unlabelled"], "C1"),
    "unknown relation": (lambda t: t.relation("T4").update(labels=["loves"]), ["studio-relation-label"], "C1"),
    "wrong ends": (lambda t: t.relate("T1", "T2", "value-of"), ["studio-relation-ends"], ""),
    "to itself": (lambda t: t.relate("Q1", "Q1", "nested-in"), ["studio-relation-ends"], ""),
    "two speakers": (lambda t: t.relate("T5", "Q1", "speaker-of"), ["studio-relation-repeated"], ""),
    "a cue of two": (lambda t: t.relate("Q1.c1", "Q2", "cue-of"), ["studio-relation-repeated"], ""),
    "lost figure": (
        lambda t: t.set("T4", "entity_value_low", text=["7,5"]),
        ["studio-record-invalid", "studio-reference-lost"],
        "T4 C1",
    ),
    "lost quote": (
        lambda t: t.drop("Q1", "quote_type"),
        ["studio-attribute-missing", "studio-reference-lost", "studio-reference-lost"],
        "Q1 Q2 C3",
    ),
    "cancelled": (lambda t: t.annotation.update(was_cancelled=True), ["studio-annotation-cancelled"], None),
    "empty annotation": (lambda t: t.annotation.update(result=[]), ["studio-annotation-empty"], None),
    "superseded": (lambda t: t.again(), ["studio-annotation-superseded"], ""),
    "predictions as ids": (lambda t: t.task["annotations"].clear(), ["studio-task-unannotated"], None),
    "no text": (lambda t: t.task["data"].pop("text"), ["studio-text-missing"], ""),
    "edited text": (lambda t: t.task["data"].update(text=HARD + " "), ["studio-text-changed"], None),
    "surrogate in the text": (lambda t: t.task["data"].update(text="\ud800"), ["studio-text-changed"], None),
    "another hash": (lambda t: t.task["data"].update(text_sha256="0" * 64), ["studio-text-changed"], None),
    "no text, no hash": (lambda t: t.task.update(data={"doc_id": "prova-1"}), ["studio-text-changed"], None),
    "another project": (lambda t: t.task["data"].update(doc_id="altro-1"), ["studio-task-foreign"], None),
    "another kind of project": (lambda t: t.task.update(data={"image": "a.png"}), ["studio-task-foreign"], None),
    "no data": (lambda t: t.task.pop("data"), ["studio-export-malformed"], None),
    "no annotations": (lambda t: t.task.pop("annotations"), ["studio-export-malformed"], None),
    "no annotation": (lambda t: t.task["annotations"].insert(0, 5), ["studio-export-malformed"], ""),
    "no task": (lambda t: t.export.insert(0, None), ["studio-export-malformed"], ""),
    "two tasks": (
        lambda t: t.export.append({**t.task, "id": 13, "annotations": [], "predictions": []}),
        ["studio-task-repeated"],
        "",
    ),
}


def records(annotations: Annotations) -> dict[str, Any]:
    layers = (annotations.entities, annotations.quotes, annotations.claims, annotations.notes)
    return {r.id: r for layer in layers for r in layer} | {f"S{i}": s for i, s in enumerate(annotations.skip)}


@pytest.mark.parametrize("case", CASES)
def test_a_fault_is_told_and_the_rest_is_imported(case: str) -> None:
    change, codes, touched = CASES[case]
    spoilt = copy.deepcopy(export(GOOD))
    change(Task(spoilt))
    found, findings = works(spoilt, DOCUMENTS)
    assert sorted(f.code for f in findings) == codes
    assert all(f.doc_id == "prova-1" or f.code in ("studio-task-foreign", "studio-export-malformed") for f in findings)
    if touched is None:
        assert found == []
        return
    (work,) = found
    assert work.annotator == "user-1"
    assert GOOD.annotations is not None
    before, after = records(GOOD.annotations), records(work.annotations)
    gone = set(before) if touched == "*" else set(touched.split())
    assert {k: v for k, v in before.items() if k not in gone} == {k: v for k, v in after.items() if k not in gone}
    # Nothing disappears silently: what was left out is kept.
    assert work.kept or not gone


def test_every_code_has_a_case() -> None:
    told = {code for _, codes, _ in CASES.values() for code in codes} | {"studio-text-absent"}
    assert told == {c.code for c in CODES}


def test_findings_name_task_annotation_and_region() -> None:
    spoilt = export(GOOD)
    Task(spoilt).set("T9", end=99999)
    _, (finding,) = works(spoilt, DOCUMENTS, file="export.json")
    assert finding.message.startswith("task 12, annotation 7 by user-1, region T9: ")
    assert finding.id == "prova-1#T9"
    pointed: Any = spoilt
    for key in finding.path.strip("/").split("/"):
        pointed = pointed[int(key)] if isinstance(pointed, list) else pointed[key]
    assert pointed["id"] == "T9"


def test_a_text_that_is_not_at_hand_is_told() -> None:
    bare = type(GOOD)(GOOD.entry, None, None)
    found, findings = works(export(GOOD), {"prova-1": bare})
    assert found == [] and [f.code for f in findings] == ["studio-text-absent"]


def test_of_an_external_text_nothing_kept_has_words() -> None:
    external = sample("external")
    spoilt = export(external)
    task = Task(spoilt)
    task.set("T5", end=99999, text="la rettrice Ida Corti")
    task.item("T5")["meta"] = {"text": ["la rettrice Ida Corti"]}
    (work,), _ = works(spoilt, {"prova-1": external})
    assert work.kept
    assert "rettrice" not in json.dumps(work.kept)
    assert "rettrice" not in corpus.canonical(work.annotations).decode()


def test_directions_and_drawn_ids_are_understood() -> None:
    """What annotators do: relations drawn the other way round, regions with ids of the editor."""
    spoilt = export(GOOD)
    names = {i["id"]: f"aB-{n}_x" for n, i in enumerate(i for i in spoilt[0]["annotations"][0]["result"] if "id" in i)}
    for i in spoilt[0]["annotations"][0]["result"]:
        if i["type"] == "relation":
            i["from_id"], i["to_id"] = names[i["from_id"]], names[i["to_id"]]
            if i["labels"] == ["nested-in"]:
                i["direction"], i["from_id"], i["to_id"] = "left", i["to_id"], i["from_id"]
            else:
                i["from_id"], i["to_id"] = i["to_id"], i["from_id"]
        else:
            i["id"] = names[i["id"]]
    (work,), findings = works(spoilt, DOCUMENTS)
    assert findings == []
    assert work.annotations == GOOD.annotations


def test_annotators_are_told_apart() -> None:
    (task,) = export(GOOD)
    first = task["annotations"][0]
    people = ["anna.brè@x.it", {"id": 4, "email": "Bo@x.it"}, 9, 10, None]
    task["annotations"] = [{**first, "id": n, "completed_by": who} for n, who in enumerate(people)]
    found, _ = works([task], DOCUMENTS, people={9: "bo@y.it", 4: "Bo@x.it"})
    assert [w.annotator for w in found] == ["anna-bre", "bo-x-it", "bo-y-it", "unknown", "user-10"]
    found, _ = works([task], DOCUMENTS, annotator="anna-bre")
    assert [w.annotator for w in found] == ["anna-bre"]
    found, _ = works([task], DOCUMENTS, annotator="bo@y.it", people={9: "bo@y.it"})
    assert [w.email for w in found] == ["bo@y.it"]


LEAVES = st.none() | st.booleans() | st.integers(-5, 400) | st.floats() | st.sampled_from(["T1", "ok", "", "\ud800"])
TREES = st.recursive(LEAVES, lambda c: st.lists(c, max_size=3) | st.dictionaries(st.text(max_size=4), c, max_size=3))


@given(st.data())
@settings(max_examples=200)
def test_no_spoilt_export_breaks_the_import(data: st.DataObject) -> None:
    """Any value anywhere replaced by anything: findings, never an exception, and valid annotations."""
    spoilt = copy.deepcopy(export(GOOD))
    for _ in range(data.draw(st.integers(1, 4))):
        node: Any = spoilt
        while True:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            if not keys:
                break
            key = data.draw(st.sampled_from(keys))
            inner = node[key]
            if isinstance(inner, dict | list) and data.draw(st.integers(0, 9)):
                node = inner
                continue
            node[key] = data.draw(TREES)
            break
    found, findings = works(spoilt, DOCUMENTS)
    for work in found:
        assert schema.violations("annotations", json.loads(corpus.canonical(work.annotations))) == []
    if not findings:
        assert found


@pytest.mark.parametrize("nothing", [None, {}, "tasks", 5])
def test_an_export_that_is_no_list_is_told(nothing: Json) -> None:
    found, findings = works(nothing, DOCUMENTS)
    assert found == [] and [f.code for f in findings] == ["studio-export-malformed"]
