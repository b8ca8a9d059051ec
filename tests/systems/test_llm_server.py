"""virgolette predict llm against servers that take little, are slow or busy, refuse, or are none."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.systems.asking import DOCS, gold, predict, read
from tests.systems.endpoint import Call, Told, endpoint, from_gold

pytest.importorskip("httpx")

pytestmark = pytest.mark.usefixtures("settled")


@pytest.mark.parametrize(
    ("takes", "calls"),
    [
        ({"json_schema"}, ["json_schema"] * 3),
        ({"json_object", "prompt"}, ["json_schema", "json_object", "json_object", "json_object"]),
        ({"prompt"}, ["json_schema", "json_object", "prompt", "prompt", "prompt"]),
    ],
)
def test_a_server_is_asked_as_it_can_be_asked_and_this_is_remembered(
    tmp_path: Path, takes: set[str], calls: list[str]
) -> None:
    good = from_gold(gold())

    def answer(call: Call) -> Told:
        if call.tier not in takes:
            return Told(f"response_format {call.tier} isn't supported", status=400)
        found = good(call)
        return Told(f"Ecco:\n```json\n{found.content}\n```\n") if call.tier == "prompt" else found

    with endpoint(answer) as server:
        assert predict(server, tmp_path / "p.jsonl") == 0
        assert [c.tier for c in server.calls] == calls
        schemas = ["JSON schema" in c.body["messages"][0]["content"] for c in server.calls]
        assert schemas == [tier != "json_schema" for tier in calls]
        del server.calls[:]
        # Another run with the same journal and other passages doesn't try again what was refused.
        journal = str(tmp_path / "p.jsonl.journal")
        assert predict(server, tmp_path / "q.jsonl", "--journal", journal, "--chunk", "900") == 0
        assert {c.tier for c in server.calls} == {calls[-1]}
    assert [bool(line["entities"]) for line in read(tmp_path / "q.jsonl")] == [True] * len(DOCS)


def test_a_server_that_takes_less_than_it_did_is_asked_anew(tmp_path: Path) -> None:
    good, journal = from_gold(gold()), ("--journal", str(tmp_path / "j"))
    takes = ["json_schema"]
    with endpoint(lambda c: good(c) if c.tier in takes else Told("no", status=422)) as server:
        assert predict(server, tmp_path / "p.jsonl", *journal, docs=DOCS[:1]) == 0
        for now in ("prompt", "json_object"):
            takes[:] = [now]
            assert predict(server, tmp_path / "p.jsonl", *journal, "--chunk", str(5000 + len(now)), docs=DOCS[1:]) == 0
            assert server.calls[-1].tier == now
            (tmp_path / "j").write_bytes(b"".join(_tiers(tmp_path / "j")))


def _tiers(journal: Path) -> list[bytes]:
    return [line for line in journal.read_bytes().splitlines(keepends=True) if b'"tier"' in line]


def test_no_more_requests_are_under_way_than_allowed(tmp_path: Path) -> None:
    good, lock = from_gold(gold()), threading.Lock()
    together = threading.Barrier(3)
    under_way = [0, 0]

    def answer(call: Call) -> Told:
        with lock:
            under_way[0] += 1
            under_way[1] = max(under_way)
        if 2 <= call.number <= 4:
            # Broken, and with it the answer, if these three don't come at once.
            together.wait(60)
        found = good(call)
        with lock:
            under_way[0] -= 1
        return found

    with endpoint(answer) as server:
        assert predict(server, tmp_path / "p.jsonl", "--chunk", "600", "--concurrency", "3") == 0
        assert len(server.calls) > 6
    assert under_way == [0, 3]


def test_a_refused_passage_says_nothing_about_the_server(tmp_path: Path) -> None:
    good, first = from_gold(gold()), gold()[0][0]
    with endpoint(lambda c: Told("too long", status=400) if c.passage in first else good(c)) as server:
        assert predict(server, tmp_path / "p.jsonl", "--concurrency", "1") == 1
        assert [c.tier for c in server.calls] == [*("json_schema", "json_object", "prompt"), *["json_schema"] * 2]


def test_passing_faults_are_waited_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(threading.Event, "wait", _noting(waited, threading.Event.wait))
    good = from_gold(gold())
    faults = [
        Told("slow down", status=429, headers={"retry-after": "7"}),
        Told("oh", status=500),
        Told("gone for lunch", status=503, headers={"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}),
    ]
    with endpoint(lambda c: faults[c.number - 1] if c.number <= 3 else good(c)) as server:
        assert predict(server, tmp_path / "p.jsonl", "--concurrency", "1") == 0
        assert len(server.calls) == 6
        assert {json.dumps(c.body) for c in server.calls[:4]} == {json.dumps(server.calls[0].body)}
    assert waited == [7.0, 0.0, 0.0]


def _noting(waited: list[float], whole: Any) -> Any:
    """Waits of the client, which are given as floats, are noted and not waited for."""

    def wait(self: threading.Event, seconds: float | None = None) -> bool:
        if isinstance(seconds, float):
            waited.append(seconds)
            return False
        found: bool = whole(self, seconds)
        return found

    return wait


def test_a_slow_server_is_asked_again(tmp_path: Path) -> None:
    good, over = from_gold(gold()), threading.Event()

    def answer(call: Call) -> Told:
        if call.number == 1:
            over.wait(60)
        return good(call)

    with endpoint(answer) as server:
        assert predict(server, tmp_path / "p.jsonl", "--timeout", "3", docs=DOCS[:1]) == 0
        over.set()
        assert len(server.calls) == 2


def test_a_server_that_wants_too_much_patience_is_given_up_on(tmp_path: Path) -> None:
    with endpoint(lambda _: Told("tomorrow", status=429, headers={"retry-after": "86400"})) as server:
        assert predict(server, tmp_path / "p.jsonl", docs=DOCS[:1]) == 1
        assert len(server.calls) == 1
    assert read(tmp_path / "p.jsonl")[0]["error"] == "HTTP 429"


@pytest.mark.parametrize(("status", "what"), [(401, "key isn't accepted"), (402, "payment"), (404, "no such address")])
def test_what_no_document_will_change_ends_the_run(
    tmp_path: Path, status: int, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with endpoint(lambda _: Told("no", status=status)) as server:
        assert predict(server, tmp_path / "p.jsonl") == 2
        assert len(server.calls) <= 3
    assert what in capsys.readouterr().err
    assert not (tmp_path / "p.jsonl").exists()


def test_an_endpoint_that_isn_t_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with endpoint(lambda _: Told()) as server:
        pass
    assert predict(server, tmp_path / "p.jsonl", "--attempts", "2") == 2
    assert "can't be reached" in capsys.readouterr().err


@pytest.mark.parametrize(
    "told", [Told(raw=b"<html>"), Told(raw=b"[]"), Told(raw=b'{"status": "ok"}'), Told(status=302), Told(status=308)]
)
def test_what_is_no_endpoint_ends_the_run(tmp_path: Path, told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    with endpoint(lambda _: told) as server:
        assert predict(server, tmp_path / "p.jsonl") == 2
        assert len(server.calls) == 1
    assert "It often ends in /v1" in capsys.readouterr().err
    assert not (tmp_path / "p.jsonl").exists()
