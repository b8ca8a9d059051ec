"""Through a real Label Studio server: pull(push(x)) == x, every control edited, pushing twice changes nothing."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from tests.studio.api import USER, Api, Server, pull, push, submit
from tests.studio.edits import EDITS, apply_edit, expected
from virgolette import corpus
from virgolette.cli import main
from virgolette.studio.controls import controls

Json = Any
pytestmark = pytest.mark.xdist_group("label-studio")


def test_pull_after_push_gives_everything_back(api: Api, folder: Path, tmp_path: Path, capsys: Any) -> None:
    assert push(api, folder, "legge", "--prefill", "gold") == 0
    assert "created: 2 tasks new, 0 there already" in capsys.readouterr().out
    number = api.project("legge")
    before = api.tasks(number)
    assert push(api, folder, "legge", "--prefill", "gold") == 0
    assert "unchanged: 0 tasks new, 2 there already, 0 predictions renewed" in capsys.readouterr().out
    assert api.tasks(number) == before
    assert pull(api, folder, "legge", tmp_path) == 1
    assert "studio-task-unannotated" in capsys.readouterr().out
    submit(api, before)
    assert pull(api, folder, "legge", tmp_path) == 0
    for gold in sorted((folder / "annotations" / "gold").glob("*.json")):
        assert (tmp_path / "ada" / gold.name).read_bytes() == gold.read_bytes()
    assert pull(api, folder, "legge", tmp_path, "--annotator", USER) == 0
    assert "unchanged" in capsys.readouterr().out


def test_all_annotators_are_pulled(api: Api, folder: Path, tmp_path: Path) -> None:
    assert push(api, folder, "due", "--prefill", "gold", "--docs", "prova-1") == 0
    tasks = api.tasks(api.project("due"))
    other = api("POST", "/api/users/", {"email": "bruno@esempio.it", "username": "bruno", "password": "x" * 12})
    submit(api, tasks)
    submit(api, tasks, completed_by=other["id"])
    assert pull(api, folder, "due", tmp_path) == 0
    gold = (folder / "annotations" / "gold" / "prova-1.json").read_bytes()
    for name in ("ada", "bruno"):
        assert (tmp_path / name / "prova-1.json").read_bytes() == gold


def test_an_edited_text_is_refused(api: Api, folder: Path, tmp_path: Path, capsys: Any) -> None:
    import shutil

    assert push(api, folder, "testo", "--docs", "prova-1") == 0
    edited = tmp_path / "corpus"
    shutil.copytree(folder, edited)
    text = (edited / "seeds/texts/prova-1.txt").read_bytes() + b"!"
    (edited / "seeds/texts/prova-1.txt").write_bytes(text)
    listed = json.loads((edited / "seeds/manifest.json").read_text())
    (entry,) = [e for e in listed["documents"] if e["doc_id"] == "prova-1"]
    entry |= {"sha256": corpus.texts.sha256(text), "chars": entry["chars"] + 1}
    (edited / "seeds/manifest.json").write_text(json.dumps(listed))
    capsys.readouterr()
    assert push(api, edited, "testo", "--docs", "prova-1") == 1
    out = capsys.readouterr().out
    assert "studio-text-changed" in out and "virgolette remap" in out
    assert len(api.tasks(api.project("testo"))) == 1


def test_a_changed_prefill_is_renewed_in_place(api: Api, folder: Path, tmp_path: Path, capsys: Any) -> None:
    import shutil

    assert push(api, folder, "prima", "--prefill", "gold") == 0
    changed = tmp_path / "corpus"
    shutil.copytree(folder, changed)
    gold = changed / "annotations/gold/prova-1.json"
    tree = json.loads(gold.read_text())
    tree["notes"] = []
    corpus.write(gold, tree)
    capsys.readouterr()
    assert push(api, changed, "prima", "--prefill", "gold") == 0
    assert "1 predictions renewed" in capsys.readouterr().out
    assert [len(t["predictions"]) for t in api.tasks(api.project("prima")).values()] == [1, 1]


def test_each_control_can_be_edited(api: Api, folder: Path, tmp_path: Path) -> None:
    """One control at a time is changed on the server; the pulled record has exactly that change."""
    assert {e.control for e in EDITS} == {c.name for c in controls()}
    assert push(api, folder, "campi", "--prefill", "gold", "--docs", "prova-1") == 0
    task = api.tasks(api.project("campi"))["prova-1"]
    annotation = submit(api, {"prova-1": task})["prova-1"]
    original = task["predictions"][0]["result"]
    gold = json.loads((folder / "annotations/gold/prova-1.json").read_text())
    for edit in EDITS:
        api("PATCH", f"/api/annotations/{annotation}/", {"result": apply_edit(copy.deepcopy(original), edit)})
        assert pull(api, folder, "campi", tmp_path) == 0, edit.control
        assert json.loads((tmp_path / "ada/prova-1.json").read_text()) == expected(copy.deepcopy(gold), edit)


def test_a_wrong_token_is_told_and_not_shown(
    server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "f" * 40)
    assert main(["studio", "push", "--url", server.url, "--project", "x", "--corpus", str(folder)]) == 2
    told = capsys.readouterr()
    assert "the server says 401" in told.err
    assert "f" * 20 not in told.err + told.out
