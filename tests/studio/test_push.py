"""Pushing where answers get lost: nothing twice, at most one request in doubt sent again, and it can be run again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virgolette.errors import EnvironmentFault, InputError
from virgolette.studio import sync
from virgolette.studio.client import InDoubt

Json = Any
T = TypeVar("T")


class Project:
    id = 5
    label_config = "<View/>"
    expert_instruction = "how"
    title = "prova"


class Fake:
    """A server that loses answers: `faults` says of each import what happens to it."""

    url = "http://fake"

    def __init__(self, faults: Sequence[str] = ()) -> None:
        self.faults, self.tasks, self.sends = list(faults), [], 0
        self.projects: list[Project] = []
        self.configured: list[Json] = []
        self.predictions: dict[int, Json] = {}

    def sent(self, call: Callable[[], T]) -> T:
        return call()

    def asked(self, call: Callable[[], T]) -> T:
        return call()

    def project(self, named: str) -> Json | None:
        return next((p for p in self.projects if named in (p.title, str(p.id))), None)

    def make(self, title: str, config: str, about: str) -> Json:
        fault = self.faults.pop(0) if self.faults else ""
        if fault != "lost":
            self.projects.append(Project())
        if fault:
            raise InDoubt(fault)
        return self.projects[-1]

    def configure(self, number: int, **fields: Json) -> None:
        self.configured.append(fields)

    def held(self, number: int) -> list[tuple[int, Json]]:
        return [(i, t["data"]) for i, t in enumerate(self.tasks)]

    def add(self, number: int, tasks: Sequence[Json]) -> None:
        self.sends += 1
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "stop":
            raise KeyboardInterrupt
        if fault == "half":
            self.tasks += tasks[: len(tasks) // 2]
        elif fault != "lost":
            self.tasks += tasks
        if fault:
            raise InDoubt(fault)

    def prefill(self, task: int, prediction: Json) -> bool:
        changed = self.predictions.get(task) != prediction
        self.predictions[task] = prediction
        return changed


def tasks(count: int) -> list[Json]:
    return [
        {"data": {"doc_id": f"d-{i}", "text_sha256": "0" * 64, "text": f"Testo {i}"}, "predictions": [{"n": i}]}
        for i in range(count)
    ]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "PAUSE", 0)


def test_pushing_twice_sends_once() -> None:
    server = Fake()
    sync.push(server, 1, tasks(45))
    assert (server.sends, len(server.tasks)) == (3, 45)
    found, renewed = sync.push(server, 1, tasks(45))
    assert (server.sends, len(server.tasks)) == (3, 45)
    assert (len(found.new), len(found.there), renewed) == (0, 45, 45)
    assert sync.push(server, 1, tasks(45))[1] == 0


def test_what_arrived_is_not_sent_again() -> None:
    server = Fake(["arrived"])
    sync.push(server, 1, tasks(3))
    assert (server.sends, len(server.tasks)) == (1, 3)


@pytest.mark.parametrize("fault", ["lost", "half"])
def test_one_request_in_doubt_is_sent_again(fault: str) -> None:
    server = Fake([fault])
    sync.push(server, 1, tasks(4))
    assert server.sends == 2
    assert [t["data"]["doc_id"] for t in server.tasks] == ["d-0", "d-1", "d-2", "d-3"]


def test_a_second_doubt_ends_the_push() -> None:
    server = Fake(["lost", "", "lost"])
    with pytest.raises(EnvironmentFault, match="Run the command again"):
        sync.push(server, 1, tasks(45))
    assert (server.sends, len(server.tasks)) == (3, 20)


@given(st.lists(st.sampled_from(["", "lost", "half", "arrived", "stop"]), max_size=8))
def test_however_it_ends_it_can_be_run_again_and_nothing_is_there_twice(faults: list[str]) -> None:
    sync.PAUSE = 0
    server = Fake(faults)
    for _ in range(10):
        before = server.sends
        try:
            sync.push(server, 1, tasks(45))
        except (EnvironmentFault, KeyboardInterrupt):
            assert server.sends - before <= 4
            continue
        break
    assert sorted(t["data"]["doc_id"] for t in server.tasks) == sorted(t["data"]["doc_id"] for t in tasks(45))


def test_an_edited_text_is_refused_and_the_rest_is_pushed() -> None:
    server = Fake()
    sync.push(server, 1, tasks(2))
    edited = tasks(3)
    edited[0]["data"] |= {"text": "Altro", "text_sha256": "1" * 64}
    found, _ = sync.push(server, 1, edited)
    assert [f.code for f in found.findings] == ["studio-text-changed"]
    assert [t["data"]["text"] for t in server.tasks] == ["Testo 0", "Testo 1", "Testo 2"]


def test_a_document_that_is_there_twice_is_told() -> None:
    server = Fake()
    server.tasks = tasks(1) * 2
    found, _ = sync.push(server, 1, tasks(1))
    assert [f.code for f in found.findings] == ["studio-task-repeated"]


def test_a_project_is_made_updated_or_left() -> None:
    server = Fake()
    assert sync.ready(server, "prova", "<View/>", "how") == (5, "created")
    assert sync.ready(server, "prova", "<View/>", "how") == (5, "unchanged")
    assert sync.ready(server, "5", "<View>2</View>", "how") == (5, "updated")
    assert server.configured == [{"label_config": "<View>2</View>", "expert_instruction": "how"}]
    with pytest.raises(InputError, match="no project with this id"):
        sync.ready(server, "77", "<View/>", "how")


def test_a_project_in_doubt_is_not_made_twice() -> None:
    server = Fake(["arrived"])
    assert sync.ready(server, "prova", "<View/>", "how") == (5, "created")
    assert len(server.projects) == 1
    server = Fake(["lost"])
    with pytest.raises(EnvironmentFault, match="Run the command again"):
        sync.ready(server, "prova", "<View/>", "how")
    assert sync.ready(server, "prova", "<View/>", "how") == (5, "created")
