"""What the system llm remembers: answers survive whatever cuts a journal off, and no other file is harmed."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from virgolette.errors import EnvironmentFault, InputError
from virgolette.systems.llm.journal import Entry, Journal, Usage, digest


def test_a_journal_gives_back_what_was_added_by_many(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "journal"
    journal = Journal(path)

    def add(first: int) -> None:
        for n in range(first, first + 50):
            journal.add(Entry(request=f"r{n}", usage=Usage(prompt=n), answer="così «" * 50))

    threads = [threading.Thread(target=add, args=(50 * n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    journal.add(Entry(request="server", tier="prompt"))
    journal.close()
    again = Journal(path)
    assert again.unread == 0
    assert [again.answer(f"r{n}").usage.prompt for n in range(200)] == list(range(200))
    assert again.tier("server") == "prompt"
    assert (again.answer("server"), again.tier("r1")) == (None, None)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again.close()


@pytest.mark.parametrize("cut", [1, 10, 40])
def test_half_a_line_at_the_end_is_no_line_and_hurts_no_other(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "journal"
    journal = Journal(path)
    journal.add(Entry(request="a", answer="1" * 99))
    journal.add(Entry(request="b", answer="2" * 99))
    journal.close()
    path.write_bytes(path.read_bytes()[:-cut])
    journal = Journal(path)
    assert journal.answer("a") is not None
    # Without its line feed alone the line is whole.
    assert (journal.answer("b") is None, journal.unread) == ((False, 0) if cut == 1 else (True, 1))
    journal.add(Entry(request="c", answer="3"))
    journal.close()
    journal = Journal(path)
    assert journal.answer("a") is not None
    assert journal.answer("c") is not None
    journal.close()


def test_a_journal_that_can_t_be_one(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="can't be used as a journal"):
        Journal(tmp_path)


@pytest.mark.parametrize("foreign", [b"mine", b"[]\n", b'{"a": 1}\n{"b": 2}\n', b"\n", b'{"request": "a\nb\n'])
def test_a_foreign_file_is_no_journal_and_stays(tmp_path: Path, foreign: bytes) -> None:
    path = tmp_path / "thesis"
    path.write_bytes(foreign)
    with pytest.raises(InputError, match="is no journal"):
        Journal(path)
    assert path.read_bytes() == foreign


@pytest.mark.parametrize("begun", [b"", b"{", b'{"req', b'{"request": "0123'])
def test_a_journal_whose_first_line_was_cut_off_is_one(tmp_path: Path, begun: bytes) -> None:
    path = tmp_path / "journal"
    path.write_bytes(begun)
    journal = Journal(path)
    journal.add(Entry(request="a"))
    journal.close()
    assert path.read_bytes().startswith(begun)


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path / "j")

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(EnvironmentFault, match="No space left"):
        journal.add(Entry(request="a"))


def test_a_digest_doesn_t_depend_on_the_order_of_keys() -> None:
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest("a", "b") != digest("ab") != digest(["a", "b"])
