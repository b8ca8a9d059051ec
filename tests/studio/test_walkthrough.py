"""The walk-through page: its commands are real, its pictures are there; and it is walked on a real server.

VIRGOLETTE_WALK=write makes the walk write the page's outputs and pictures anew; else outputs are compared.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.studio.api import PASSWORD, USER, Api
from tests.studio.browser import Annotator, annotator
from tests.studio.deciding import result
from tests.studio.walking import PAGE, URL, parsed, printed, reduced, steps
from tests.workflow.standing import copied, story
from virgolette import corpus, resources
from virgolette.cli import main
from virgolette.studio.config import choice_title
from virgolette.studio.controls import by_name
from virgolette.studio.differences import take_title
from virgolette.studio.regions import to_result

Json = Any
PICTURES = sorted(set(re.findall(r"\]\((walkthrough/[a-z-]+\.png)\)", PAGE.read_text("utf-8"))))
LARGEST = 150_000
DOC, PROJECT = "velasca-2", "velasca 2"
DECIDED = "the name is cut in two"


@pytest.mark.parametrize("command", [s.command for s in steps(PAGE.read_text("utf-8")) if s.command])
def test_every_command_in_the_page_is_one(command: str) -> None:
    parsed(command)


def test_a_command_that_is_none_would_be_found() -> None:
    for wrong in ("virgolette studio pish", "virgolette adjudicate ada", "virgolette status --formt json"):
        with pytest.raises(SystemExit):
            parsed(wrong)


def test_every_picture_is_there_and_small_and_used() -> None:
    held = sorted(p.name for p in (PAGE.parent / "walkthrough").iterdir())
    assert PICTURES and held == [p.partition("/")[2] for p in PICTURES]
    for name in PICTURES:
        data = (PAGE.parent / name).read_bytes()
        assert data.startswith(b"\x89PNG") and len(data) < LARGEST, name
        width, height, _, colour = struct.unpack(">IIBB", data[16:26])
        # A palette, and wide enough to be read.
        assert colour == 3 and width > 900 and height > 500, name


def test_the_page_is_of_our_own_texts() -> None:
    page = PAGE.read_text("utf-8")
    external = [d.doc_id for d in corpus.manifest(ROOT).documents if d.text == "external"]
    assert not any(doc_id in page for doc_id in external)
    assert all((PAGE.parent / name).exists() for name in re.findall(r"\]\(([^)]+\.md)\)", page))


class Walk:
    """What people do between the commands."""

    def __init__(self, api: Api, person: Annotator, folder: Path) -> None:
        self.api, self.person, self.folder = api, person, folder
        self.text = (folder / f"seeds/texts/{DOC}.txt").read_bytes().decode()
        self.pictures: dict[str, bytes] = {}

    def shoot(self, name: str) -> None:
        self.pictures[f"walkthrough/{name}.png"] = self.person.settled()

    def task(self) -> int:
        return int(self.api.tasks(self.api.project(PROJECT))[DOC]["id"])

    def draw(self) -> None:
        """Ada marks a name; nothing is submitted yet."""
        person = self.person
        person.open(self.api.project(PROJECT), self.task())
        person.label("PER Persona")
        person.draw("Sanzar Il Mekov")
        (region,) = person.result()[:1]
        person.select(region["id"])
        person.block(by_name()["entity_mention"])
        person.choose(by_name()["entity_surface"], choice_title(by_name()["entity_surface"].choices["misspelt"]))
        self.shoot("mention")

    def annotate(self) -> None:
        """Ada and Livia submit everything; ada's quote is selected."""
        # The latest one is what the page opens.
        ids = {"lm-b": self.user("livia@esempio.it"), "lm-a": self.user(USER)}
        for name, number in ids.items():
            made, _ = corpus.read_annotations(ROOT / f"annotations/passes/{name}/{DOC}.json")
            assert made is not None
            given = {"result": to_result(made, self.text), "completed_by": number}
            self.api("POST", f"/api/tasks/{self.task()}/annotations/", given)
        person = self.person
        person.open(self.api.project(PROJECT), self.task())
        person.settled()
        person.until(lambda: len(person.highlighted()) > 100)
        # As the eye above the list of relations does.
        person.run("Htx.annotationStore.selected.relationStore.toggleConnections()")
        person.select("Q5")
        person.block(by_name()["quote_type"])
        person.browser.find_element("xpath", "//*[text()='Relations']").click()
        person.until(lambda: person.browser.find_elements("css selector", ".lsf-relations__item"))
        person.run("document.querySelector('.lsf-main-view').parentElement.scrollTop = 0")
        self.shoot("quote")
        (tab,) = person.browser.find_elements("css selector", ".lsf-annotation-button_selected")
        assert USER in tab.text

    def user(self, email: str) -> int:
        """The id of a user, who is made where the session hasn't one yet."""
        known = {u["email"]: int(u["id"]) for u in self.api("GET", "/api/users/")}
        given = {"email": email, "username": email.partition("@")[0], "password": "x" * 12}
        return known[email] if email in known else int(self.api("POST", "/api/users/", given)["id"])

    def differences(self) -> dict[str, Json]:
        number = self.api.project(f"{PROJECT}, differenze")
        found = self.api("GET", f"/api/tasks/?project={number}&fields=all&page_size=100")["tasks"]
        return {t["data"]["key"]: t for t in found}

    def look(self) -> None:
        """The first difference is opened."""
        self.person.open(self.api.project(f"{PROJECT}, differenze"), int(self.differences()["T25|T25"]["id"]))
        self.shoot("difference")

    def choose(self) -> None:
        """It is decided, and submitted."""
        person, number = self.person, self.differences()["T25|T25"]["id"]
        person.tick(take_title("a", "ada"))
        person.note(DECIDED)
        person.run("document.activeElement.scrollIntoView({block: 'end'})")
        person.until(lambda: any(i["from_name"] == "why" for i in person.result()))
        self.shoot("decision")
        person.save()
        person.until(lambda: self.api("GET", f"/api/tasks/{number}/")["annotations"])

    def rest(self) -> None:
        """The other differences are decided too."""
        for key, task in self.differences().items():
            if key != "T25|T25":
                self.api("POST", f"/api/tasks/{task['id']}/annotations/", {"result": result("a")})


@pytest.fixture
def walk(
    api: Api, tmp_path: Path, browser_binaries: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Walk]:
    """A folder with the text alone, in the place of the project's own, and a browser."""
    folder = story(tmp_path / "c", (DOC,), decided=False)
    shutil.rmtree(folder / "annotations")
    shutil.copytree(ROOT / "schema", folder / "schema")
    for name in ("entities", "metrics"):
        copied(folder, f"annotations/{name}.json")
    monkeypatch.setattr(resources, "root", lambda: folder)
    monkeypatch.chdir(folder)
    with annotator(browser_binaries, api.server.url, USER, PASSWORD) as person:
        person.browser.set_window_size(1500, 1100)
        yield Walk(api, person, folder)


@pytest.mark.xdist_group("label-studio")
def test_the_page_is_walked(walk: Walk, capsys: pytest.CaptureFixture[str]) -> None:
    page = PAGE.read_text("utf-8")
    outputs = []
    for step in steps(page):
        if step.person:
            act: Callable[[], None] = getattr(walk, step.person)
            act()
            continue
        capsys.readouterr()
        code = main(shlex.split(step.command.replace(URL, walk.api.server.url))[1:])
        told = capsys.readouterr()
        assert code in (0, 1) and not told.err, (step.command, told.err)
        out = told.out.replace(f"{walk.folder}/", "").replace(walk.api.server.url, URL)
        # Ids and times are the server's own.
        out = re.sub(r"\bproject \d+", "project 1", out)
        out = re.sub(r"\b20\d\d-\d\d-\d\d(?= +\d)", "2026-01-15", out)
        if step.output is not None:
            outputs.append(out)
    found = printed(page, outputs)
    if os.environ.get("VIRGOLETTE_WALK") == "write":
        corpus.write_bytes(PAGE, found.encode("utf-8"))
        for name, png in walk.pictures.items():
            reduced(png, PAGE.parent / name)
    assert sorted(walk.pictures) == PICTURES
    assert found == PAGE.read_text("utf-8")
    assert (walk.folder / f"annotations/gold/{DOC}.json").exists()
    assert DECIDED in (walk.folder / f"annotations/decisions/{DOC}.json").read_text("utf-8")
