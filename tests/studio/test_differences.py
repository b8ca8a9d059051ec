"""Differences between two passes as tasks: each undecided one, with all that can be chosen, and no markup obeyed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.studio.deciding import CHOSEN, DOC, ask, one_mention, read, two_passes
from tests.workflow.standing import edit, story
from virgolette.cli import main
from virgolette.studio.codes import ALL_CODES
from virgolette.studio.decisionconfig import decision_about, decision_config, is_decision_config
from virgolette.studio.differences import BY_HAND, TAKES

Json = Any


def test_the_configuration_is_printed_and_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["studio", "config", "--differences"]) == 0
    printed = capsys.readouterr().out
    assert printed == decision_config() + "\n"
    root = ET.fromstring(printed)
    assert [e.attrib["name"] for e in root.iter() if "name" in e.attrib] == ["take", "sides", "fields", "why"]
    main(["studio", "config"])
    assert not is_decision_config(capsys.readouterr().out) and is_decision_config(printed)


def test_the_instruction_names_every_choice() -> None:
    assert all(f"<b>{take}</b>" in decision_about() for take in TAKES if take != BY_HAND)
    assert f"<b>{BY_HAND}</b>" not in decision_about()


def test_the_codes_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["studio", "codes"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [c.code for c in ALL_CODES]


def test_each_undecided_difference_is_a_task(tmp_path: Path) -> None:
    folder = story(tmp_path / "c", decided=False)
    assert ask(folder, tmp_path / "t.json", "--docs", DOC) == 0
    tasks = [t["data"] for t in read(tmp_path / "t.json")]
    assert [t["key"] for t in tasks] == list(CHOSEN)
    assert [t["number"] for t in tasks] == list(range(1, 9))
    assert len({t["difference"] for t in tasks}) == 8 and len({t["passes"] for t in tasks}) == 1
    # What the passes don't both have can't be taken from both.
    assert [c["alias"] for c in tasks[0]["takes"]] == ["b", "none"] and tasks[0]["fields"] == []
    assert [c["alias"] for c in tasks[5]["takes"]] == ["a", "b", "both", "none"]
    assert [c["alias"] for c in tasks[5]["fields"]] == ["type", "frame.subject"]
    # Both cues are highlighted, each in its column; what differs comes first.
    html = tasks[3]["html"]
    assert re.findall("<mark[^>]*>([^<]*)</mark>", html) == [
        "parla di",
        "poco più di 1.500 TW40",
        "parla",
        "poco più di 1.500 TW40",
    ]
    assert html.index("«parla di» 939–947") < html.index("«parla» 939–944") < html.index(">type<")
    assert "«laboratorio kazako»" in html
    ET.fromstring(f"<x>{html.replace('<br>', '<br/>')}</x>")


def test_decided_differences_are_not_asked_again(tmp_path: Path) -> None:
    folder = story(tmp_path / "c")
    made = folder / f"annotations/decisions/{DOC}.json"
    gone = read(made)["decisions"][0]
    edit(made, lambda t: t["decisions"].pop(0))
    assert ask(folder, tmp_path / "t.json") == 0
    (task,) = read(tmp_path / "t.json")
    assert task["data"]["key"] == f"{gone['a'] or ''}|{gone['b'] or ''}"


def test_markup_in_a_text_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    text = "Il <b>molo</b> & il\u202e $mare <script>x</script>"
    spots = [{"start": 3, "end": 10, "text": "-"}, {"start": 6, "end": 10, "text": "-"}]
    sides = []
    for spot in spots:
        entity = {"id": "T1", "label": "LOC", "segments": [spot], "surface": "ok", "mention": "named"}
        sides.append(one_mention(text, entity))
    folder = two_passes(tmp_path / "c", text, *sides)
    assert ask(folder, tmp_path / "t.json") == 0
    (task,) = read(tmp_path / "t.json")
    html = task["data"]["html"]
    assert "<script" not in html and "&lt;script&gt;" in html and "\\u202e" in html and "\u202e" not in html
