"""from_result(to_result(x)) == x, whatever x is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.conftest import ROOT
from tests.studio.building import documents
from virgolette import corpus, schema
from virgolette.model import Document, Mark
from virgolette.studio.build import from_result
from virgolette.studio.codes import Report
from virgolette.studio.regions import drawn, to_result
from virgolette.studio.tasks import to_task

PASSES = sorted(ROOT.glob("annotations/gold/*.json")) + sorted(ROOT.glob("annotations/passes/*/*-*.json"))


def back(document: Document, result: object | None = None) -> tuple[object, Report]:
    assert document.annotations is not None and document.text is not None
    report = Report(document.entry.doc_id, "task 1", "")
    given_back = to_result(document.annotations, document.text) if result is None else result
    return from_result(given_back, document.text, document.entry, report), report


@given(documents())
@settings(max_examples=150)
def test_nothing_is_lost_in_any_document(document: Document) -> None:
    found, report = back(document)
    assert found == document.annotations
    assert report.findings == [] and report.kept == []


@given(documents())
@settings(max_examples=60)
def test_a_task_is_json_and_the_law_holds_through_it(document: Document) -> None:
    task = json.loads(json.dumps(to_task(document, document.annotations), ensure_ascii=False))
    assert task["data"]["text"] == document.text
    assert "meta" not in task
    found, _ = back(document, task["predictions"][0]["result"])
    assert found == document.annotations
    assert schema.violations("annotations", json.loads(corpus.canonical(found))) == []  # type: ignore[arg-type]


@given(documents())
@settings(max_examples=60)
def test_the_order_of_items_means_nothing(document: Document) -> None:
    assert document.annotations is not None and document.text is not None
    found, report = back(document, to_result(document.annotations, document.text)[::-1])
    assert found == document.annotations
    assert report.findings == []


@pytest.mark.parametrize("path", PASSES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_nothing_is_lost_of_gold_and_passes(path: Path, request: pytest.FixtureRequest) -> None:
    texts = request.getfixturevalue("reference_texts") if path.stem.startswith("deepseek") else None
    scanned, findings = corpus.scan(ROOT, texts, files=[path])
    assert findings == []
    found, report = back(scanned.documents[0])
    assert found == scanned.documents[0].annotations
    assert report.findings == []


@pytest.mark.parametrize(
    ("text", "mark", "place", "side"),
    [
        ("ab cd", Mark(start=0, end=0, role="open", defects=("missing",)), (0, 1), None),
        ("ab cd", Mark(start=2, end=2, role="close", defects=("missing",)), (1, 2), None),
        # Nothing to see after the place: the character before it shows where.
        ("ab cd", Mark(start=2, end=2, role="open", defects=("missing",)), (1, 2), "after"),
        ("ab", Mark(start=0, end=0, role="close", defects=("missing",)), (0, 1), "before"),
        ("ab", Mark(start=2, end=2, role="open", defects=("missing",)), (1, 2), "after"),
        # What one sees as one character isn't parted.
        ("e\u0301 x", Mark(start=2, end=2, role="close", defects=("missing",)), (0, 2), None),
        # Contradictions are for the checks to find, not for us to mend.
        ("ab", Mark(start=1, end=1, role="open", defects=()), (1, 2), "before"),
        ("«ab", Mark(start=0, end=1, role="open", defects=("missing",)), (0, 1), "here"),
    ],
)
def test_a_missing_mark_is_drawn_beside_its_place(
    text: str, mark: Mark, place: tuple[int, int], side: str | None
) -> None:
    assert drawn(text, mark) == ({"start": place[0], "end": place[1]}, side)
