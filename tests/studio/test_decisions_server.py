"""Through a real Label Studio server: choices made there are the lines by hand; one is clicked in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.studio.api import PASSWORD, USER, Api, push
from tests.studio.browser import annotator
from tests.studio.deciding import BY_HAND_LINES, CHOSEN, DOC, NAMES, adjudicated, read, result
from tests.workflow.standing import edit, story
from virgolette.cli import main
from virgolette.studio.differences import take_title

Json = Any
pytestmark = pytest.mark.xdist_group("label-studio")


def ask(api: Api, folder: Path, title: str, *more: str) -> int:
    at = ["--url", api.server.url, "--project", title, "--corpus", str(folder)]
    return main(["studio", "push-differences", *NAMES, *at, *more])


def answers(api: Api, folder: Path, title: str, *more: str) -> int:
    at = ["--url", api.server.url, "--project", title, "--corpus", str(folder)]
    return main(["studio", "pull-decisions", *NAMES, *at, *more])


def tasks(api: Api, title: str) -> dict[str, Json]:
    found = api("GET", f"/api/tasks/?project={api.project(title)}&fields=all&page_size=100")["tasks"]
    assert len({t["data"]["difference"] for t in found}) == len(found)
    return {t["data"]["key"]: t for t in found}


def test_choices_on_the_server_are_the_lines_by_hand(api: Api, tmp_path: Path, capsys: Any) -> None:
    folder = story(tmp_path / "c", (DOC,), decided=False)
    assert ask(api, folder, "differenze") == 0
    assert "created: 8 differences new, 0 there already" in capsys.readouterr().out
    assert ask(api, folder, "differenze") == 0
    assert "unchanged: 0 differences new, 8 there already" in capsys.readouterr().out
    held = tasks(api, "differenze")
    assert list(held) == list(CHOSEN)
    assert answers(api, folder, "differenze", "--out", str(tmp_path)) == 1
    assert capsys.readouterr().out.count("undecided: ") == 8
    for key, choice in CHOSEN.items():
        api("POST", f"/api/tasks/{held[key]['id']}/annotations/", {"result": result(*choice)})
    assert answers(api, folder, "differenze", "--out", str(tmp_path)) == 0
    by_hand = tmp_path / "hand.txt"
    by_hand.write_text(BY_HAND_LINES, encoding="utf-8")
    found = [adjudicated(folder, source, tmp_path / "gold") for source in (tmp_path / f"{DOC}.txt", by_hand)]
    assert found[0] == found[1]
    # All is decided: nothing is left to push.
    capsys.readouterr()
    assert ask(api, folder, "differenze") == 0
    assert "0 differences new, 0 there already" in capsys.readouterr().out


def test_a_project_is_of_one_kind(api: Api, folder: Path, tmp_path: Path, capsys: Any) -> None:
    undecided = story(tmp_path / "c", (DOC,), decided=False)
    assert push(api, folder, "genere", "--docs", "prova-1") == 0
    before = api("GET", f"/api/projects/{api.project('genere')}/")["label_config"]
    assert ask(api, undecided, "genere") == 2
    assert "this is a project of annotation" in capsys.readouterr().err
    assert api("GET", f"/api/projects/{api.project('genere')}/")["label_config"] == before
    assert ask(api, undecided, "altro genere") == 0
    assert push(api, folder, "altro genere", "--docs", "prova-1") == 2
    assert "this is a project of adjudication" in capsys.readouterr().err


def test_differences_of_other_passes_are_refused(api: Api, tmp_path: Path, capsys: Any) -> None:
    folder = story(tmp_path / "c", (DOC,), decided=False)
    assert ask(api, folder, "passi") == 0
    edit(folder / f"annotations/passes/lm-a/{DOC}.json", lambda t: t["notes"].pop())
    capsys.readouterr()
    assert ask(api, folder, "passi") == 1
    out = capsys.readouterr().out
    assert out.count("studio-passes-changed") == 8 and "1 differences new, 0 there already" in out


def test_a_choice_is_clicked_in_a_browser(api: Api, tmp_path: Path, browser_binaries: tuple[str, str]) -> None:
    folder = story(tmp_path / "c", (DOC,), decided=False)
    assert ask(api, folder, "scelta") == 0
    task = tasks(api, "scelta")["Q4|Q4"]["id"]
    with annotator(browser_binaries, api.server.url, USER, PASSWORD) as person:
        person.open(api.project("scelta"), task)
        person.settled()
        shown = person.run(
            "return [...document.querySelectorAll('.lsf-richtext__container mark')].map((e) => e.textContent)"
        )
        assert shown == ["parla di", "poco più di 1.500 TW40", "parla", "poco più di 1.500 TW40"]
        assert "«laboratorio kazako»" in person.run(
            "return document.querySelector('.lsf-richtext__container').innerText"
        )
        person.save()
        # Nothing can be submitted before something is chosen.
        person.until(lambda: "Manca · missing" in person.run("return document.body.innerText"))
        person.dismiss()
        person.tick(take_title("b", "lm-b"))
        person.tick("cue")
        person.note("la preposizione è dell’introduttore")
        person.save()
        person.until(lambda: api("GET", f"/api/tasks/{task}/")["annotations"])
    assert answers(api, folder, "scelta", "--out", str(tmp_path)) == 1
    lines = (tmp_path / f"{DOC}.txt").read_text("utf-8").splitlines()
    assert lines[1] == "Q4|Q4 b; +cue; why=la preposizione è dell’introduttore"
    assert lines[0].endswith("by ada") and sum("undecided" in line for line in lines) == 7
    assert answers(api, folder, "scelta", "--join") == 1
    (made,) = read(folder / f"annotations/decisions/{DOC}.json")["decisions"]
    assert made["take"] == "record" and made["quote"]["cue"][0]["text"] == "parla di"
