"""Through a real browser: what is highlighted is what is meant, and what is drawn and chosen comes back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.studio.api import PASSWORD, USER, Api, pull, push, submit
from tests.studio.browser import Annotator, annotator
from tests.studio.edits import EDITS, expected
from tests.studio.samples import HARD, sample
from virgolette.studio.config import choice_title
from virgolette.studio.controls import by_name

Json = Any
pytestmark = pytest.mark.xdist_group("label-studio")


def saved(api: Api, annotation: int, before: str | None, person: Annotator) -> None:
    """Wait until the server has a newer version."""
    person.until(lambda: api("GET", f"/api/annotations/{annotation}/")["updated_at"] != before)


def test_a_region_drawn_past_an_emoji(
    api: Api, folder: Path, tmp_path: Path, browser_binaries: tuple[str, str]
) -> None:
    assert push(api, folder, "disegno", "--docs", "prova-1") == 0
    project = api.project("disegno")
    task = api.tasks(project)["prova-1"]["id"]
    with annotator(browser_binaries, api.server.url, USER, PASSWORD) as person:
        person.open(project, task)
        for title, words in (("PER Persona", "Ida Corti"), ("ORG Organizzazione", "Universita\u0300 Alta")):
            person.run("Htx.annotationStore.selected.unselectAll()")
            person.label(title)
            person.draw(words)
        assert [HARD[i["value"]["start"] : i["value"]["end"]] for i in person.result()] == [
            "Ida Corti",
            "Universita\u0300 Alta",
        ]
        person.save()
        person.until(lambda: api("GET", f"/api/tasks/{task}/")["annotations"])
    assert pull(api, folder, "disegno", tmp_path) == 0
    found = json.loads((tmp_path / "ada" / "prova-1.json").read_text())["entities"]
    assert [(e["label"], e["segments"][0]["text"], e["mention"], e["surface"]) for e in found] == [
        ("ORG", "Universita\u0300 Alta", "named", "ok"),
        ("PER", "Ida Corti", "named", "ok"),
    ]


def test_a_quote_drawn_from_nothing(api: Api, folder: Path, tmp_path: Path, browser_binaries: tuple[str, str]) -> None:
    """Two segments and a cue by mouse, joined by relations; what has to be chosen is asked for."""
    assert push(api, folder, "citazione", "--docs", "prova-1") == 0
    project = api.project("citazione")
    task = api.tasks(project)["prova-1"]["id"]
    chosen = {"quote_type": "direct", "quote_speaker_form": "null_subject"}
    chosen |= {"quote_speaker_referent": "individual", "quote_medium": "speech"}
    with annotator(browser_binaries, api.server.url, USER, PASSWORD) as person:
        person.open(project, task)
        drawn = (
            ("contenuto · content", "Non è finita"),
            ("continua · continues", "e torneremo"),
            ("introduttore · cue", "spiegato"),
        )
        for title, words in drawn:
            person.run("Htx.annotationStore.selected.unselectAll()")
            person.label(title)
            person.draw(words)
        content, more, cue = (i["id"] for i in person.result())
        person.relate(more, "Non è finita", "continues")
        person.relate(cue, "Non è finita", "cue-of")
        person.select(content)
        person.save()
        # Submitting without what is required is refused, and says what is missing.
        person.until(lambda: "Manca · missing" in person.run("return document.body.innerText"))
        person.dismiss()
        assert api("GET", f"/api/tasks/{task}/")["annotations"] == []
        for name, value in chosen.items():
            person.select(content)
            person.choose(by_name()[name], choice_title(by_name()[name].choices[value]))
        person.save()
        person.until(lambda: api("GET", f"/api/tasks/{task}/")["annotations"])
    assert pull(api, folder, "citazione", tmp_path) == 0
    (quote,) = json.loads((tmp_path / "ada" / "prova-1.json").read_text())["quotes"]
    assert [s["text"] for s in quote["content"]] == ["Non è finita", "e torneremo"]
    assert [s["text"] for s in quote["cue"]] == ["spiegato"]
    assert quote["speaker"] == {"mention": None, "form": "null_subject", "referent": "individual", "entity": None}
    assert (quote["id"], quote["type"], quote["medium"], quote["marks"]) == ("Q1", "direct", "speech", [])


def test_everything_is_shown_and_each_control_edited(
    api: Api, folder: Path, tmp_path: Path, browser_binaries: tuple[str, str]
) -> None:
    assert push(api, folder, "mano", "--prefill", "gold", "--docs", "prova-1") == 0
    project = api.project("mano")
    task = api.tasks(project)
    annotation = submit(api, task)["prova-1"]
    before = api("GET", f"/api/annotations/{annotation}/")["updated_at"]
    tree = json.loads((folder / "annotations/gold/prova-1.json").read_text())
    with annotator(browser_binaries, api.server.url, USER, PASSWORD) as person:
        person.open(project, task["prova-1"]["id"])
        document = sample()
        assert document.annotations is not None
        shown = person.highlighted()
        for mention in document.annotations.entities:
            assert any("".join(s.text or "" for s in mention.segments) in words for words in shown)
        # The editor gives back what it was given, to the last relation.
        key = {json.dumps(i, sort_keys=True) for i in task["prova-1"]["predictions"][0]["result"]}
        assert {json.dumps(i, sort_keys=True) for i in person.result()} == key
        for edit in EDITS:
            person.select(edit.region)
            for name, values in {**edit.along, edit.control: edit.values}.items():
                control = by_name()[name]
                if control.kind == "text":
                    person.write(control, values[0]) if values else person.clear(control)
                    continue
                for value in values or ("addressee",):
                    person.choose(control, choice_title(control.choices[value]))
            tree = expected(tree, edit)
        person.save()
        saved(api, annotation, before, person)
    assert pull(api, folder, "mano", tmp_path) == 0
    assert json.loads((tmp_path / "ada/prova-1.json").read_text()) == tree
