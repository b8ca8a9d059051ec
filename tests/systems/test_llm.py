"""virgolette predict llm, called as a user calls it: its arguments, and what the journal spares a second run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest

from tests.systems.asking import DOCS, gold, predict, read
from tests.systems.endpoint import Call, Told, endpoint, from_gold
from virgolette.cli import main

pytest.importorskip("httpx")

pytestmark = pytest.mark.usefixtures("settled")


def test_a_killed_run_goes_on_where_it_was_and_pays_nothing_twice(tmp_path: Path) -> None:
    out, journal = tmp_path / "p.jsonl", tmp_path / "answers"
    good = from_gold(gold())
    process: list[subprocess.Popen[bytes]] = []
    known = threading.Event()

    def answer(call: Call) -> Told:
        if call.number == 5:
            known.wait(60)
            os.kill(process[0].pid, signal.SIGKILL)
            process[0].wait()
        return good(call)

    with endpoint(answer) as server:
        arguments = ["--endpoint", server.url, "--model-name", "m", "--docs", *DOCS, "--chunk", "900"]
        arguments += ["--journal", str(journal), "--concurrency", "1", "--out", str(out)]
        command = [sys.executable, "-m", "virgolette", "predict", "llm", *arguments]
        process.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        known.set()
        assert process[0].wait(120) == -signal.SIGKILL
        assert not out.exists()
        assert len(server.calls) == 5
        with journal.open("ab") as file:
            # As if the machine had gone down in the middle of a line.
            file.write(b'{"request": "0123')
        assert main(["predict", "llm", *arguments]) == 0
        asked = Counter(c.passage for c in server.calls)
        # Only the one whose answer never came was asked twice.
        assert sorted(asked.values())[-2:] == [1, 2]
        assert asked[server.calls[4].passage] == 2
        total = len(server.calls)
        assert main(["predict", "llm", *arguments]) == 0
        assert len(server.calls) == total
    assert [bool(line["entities"]) for line in read(out)] == [True] * len(DOCS)
    damaged = [line for line in journal.read_bytes().split(b"\n") if line == b'{"request": "0123']
    assert len(damaged) == 1


def test_what_differs_is_asked_anew(tmp_path: Path) -> None:
    journal = ("--journal", str(tmp_path / "j"))
    with endpoint(from_gold(gold())) as server:
        for more in ((), (), ("--max-tokens", "99"), ("--layers", "quotes"), ("--request", '{"seed": 1}')):
            assert predict(server, tmp_path / "p.jsonl", *journal, *more, docs=DOCS[:1]) == 0
        assert len(server.calls) == 4


def test_fields_of_a_request_can_be_put_in_and_taken_out(tmp_path: Path) -> None:
    fields = '{"temperature": null, "max_tokens": null, "max_completion_tokens": 5000, "reasoning_effort": "low"}'
    with endpoint(from_gold(gold())) as server:
        assert predict(server, tmp_path / "p.jsonl", "--request", fields, docs=DOCS[:1]) == 0
        (call,) = server.calls
    assert (call.body["max_completion_tokens"], call.body["reasoning_effort"]) == (5000, "low")
    assert not {"temperature", "max_tokens"} & call.body.keys()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "needs an endpoint"),
        (["--endpoint", "http://127.0.0.1/v1"], "belong together"),
        (["--model-name", "m"], "belong together"),
    ],
)
def test_half_an_endpoint(
    tmp_path: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["predict", "llm", *arguments, "--docs", "velasca-1", "--out", str(tmp_path / "p")]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["--concurrency", "0"], ["--chunk", "x"], ["--price", "1", "-1"], ["--request", "[1]"]]
)
def test_arguments_that_are_none(arguments: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["predict", "llm", *arguments, "--out", str(tmp_path / "p")])
