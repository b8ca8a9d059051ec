"""Signals, readers that leave and disks that are full: a command ends in order, and leaves nothing half-done."""

from __future__ import annotations

import errno
import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.folders import write_corpus
from virgolette.checks.packed import Checked
from virgolette.cli import draft as draft_command
from virgolette.cli import main
from virgolette.cli.saying import Saying

STOPPING = (("SIGTERM", 143), ("SIGHUP", 129))


def signalled(name: str) -> Any:
    """A command that is sent the signal, and then goes on for long."""

    def run(*_: object) -> int:
        os.kill(os.getpid(), getattr(signal, name))
        time.sleep(30)
        return 0

    return run


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    write_corpus(tmp_path / "corpus", {"prova-1": "Ada parla."})
    assert main(["pack", str(tmp_path / "corpus"), "--out", str(tmp_path / "packed")]) == 0
    return tmp_path / "packed"


@pytest.fixture(autouse=True)
def unminded() -> Iterator[None]:
    """Whoever runs the tests may mind signals (nohup)."""
    before = {getattr(signal, name): signal.getsignal(getattr(signal, name)) for name, _ in STOPPING}
    for number in before:
        signal.signal(number, signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize(("name", "code"), STOPPING)
def test_a_signal_to_stop_is_told_by_the_exit_code(name: str, code: int, monkeypatch, capsys) -> None:
    monkeypatch.setattr(draft_command, "run", signalled(name))
    assert main(["draft", "velasca-1"]) == code
    assert capsys.readouterr().err == f"virgolette: stopped by {name}\n"
    assert signal.getsignal(getattr(signal, name)) is signal.SIG_DFL


@pytest.mark.parametrize(("name", "code"), STOPPING)
def test_what_was_begun_is_taken_back(name: str, code: int, packed: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(Checked, "batches", signalled(name))
    assert main(["check", str(packed), "--work", str(tmp_path / "work")]) == code
    assert list((tmp_path / "work").iterdir()) == []


def test_a_signal_that_is_ignored_stays_so(monkeypatch) -> None:
    def run(_: object) -> int:
        os.kill(os.getpid(), signal.SIGHUP)
        return 0

    monkeypatch.setattr(draft_command, "run", run)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    assert main(["draft", "velasca-1"]) == 0


def test_another_thread_may_run_a_command() -> None:
    codes: list[int] = []
    thread = threading.Thread(target=lambda: codes.append(main(["--version"])))
    thread.start()
    thread.join()
    assert codes == [0]


def test_what_the_system_refuses_is_told_without_a_traceback(tmp_path: Path, capsys) -> None:
    for arguments in (["check"], ["export", "brat", "--out"], ["import", "brat", str(tmp_path), "--out"]):
        assert main([*arguments, str(tmp_path / ("x" * 300))]) == 2
        said = capsys.readouterr().err
        assert "xxx" in said and ": the system says: " in said and said.endswith("make room on the disk.\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
@pytest.mark.parametrize("command", [["check"], ["--version"]])
def test_a_disk_that_is_full_under_what_is_printed(command: list[str], packed: Path) -> None:
    command = [sys.executable, "-m", "virgolette", *command, *([str(packed)] if command == ["check"] else [])]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    said = os.strerror(errno.ENOSPC)
    assert (done.returncode, f"virgolette: the system says: {said}" in done.stderr) == (2, True)
    assert "Traceback" not in done.stderr and "Exception" not in done.stderr


@pytest.mark.parametrize("command", ["export", "import"])
def test_a_reader_that_leaves_gets_its_folder(command: str, packed: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.ann").write_text("?\n")
    given = ["export", "brat", "--corpus", packed] if command == "export" else ["import", "brat", tmp_path / "bad.ann"]
    reading, writing = os.pipe()
    os.close(reading)
    try:
        arguments = [sys.executable, "-m", "virgolette", *map(str, given), "--out", str(tmp_path / "out")]
        done = subprocess.run(arguments, stdout=writing, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")
    assert list((tmp_path / "out").iterdir())


class Full(io.StringIO):
    """Takes no line."""

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_what_keeps_a_line_from_being_said_is_told_at_the_end(monkeypatch) -> None:
    saying = Saying()
    saying.end()
    monkeypatch.setattr(sys, "stdout", Full())
    saying.say("one")
    saying.say("two")
    monkeypatch.undo()
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        saying.end()
