"""What users get wrong: each is told what, where and what to do, and nothing that was there is touched."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.folders import write_corpus
from virgolette.checks.packed import Checked
from virgolette.cli import main
from virgolette.corpus import shards
from virgolette.errors import InputError
from virgolette.systems.llm.client import Client
from virgolette.systems.llm.settings import Settings

Told = Callable[..., str]
BAD_PORTS = ("http://127.0.0.1:abc", "http://127.0.0.1:99999", "http://[::1]:x", "http://127.0.0.1:8 0")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "files", {"prova-1": "Ada parla.", "prova-2": "Ada tace."})


@pytest.fixture
def packed(files: Path, tmp_path: Path, capsys) -> Path:
    assert main(["pack", str(files), "--out", str(tmp_path / "packed")]) == 0
    capsys.readouterr()
    return tmp_path / "packed"


@pytest.fixture
def told(capsys, monkeypatch) -> Told:
    monkeypatch.delenv("VIRGOLETTE_TEXTS", raising=False)

    def call(*arguments: object) -> str:
        assert main([str(a) for a in arguments]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        return str(said.err)

    return call


def shard(root: Path) -> Path:
    return root / shards.FOLDER / "00000.jsonl"


def test_shards_are_never_checked_or_mended_as_files(files: Path, packed: Path, told: Told) -> None:
    # A finding that --fix mends: it wrote the one document over the shard.
    whole = shard(packed).read_text().replace('"start":0,"end":3,"text":"Ada"', '"start":0,"end":4,"text":"Ada "')
    shard(packed).write_text(whole)
    assert '"Ada "' in whole
    for beside in (files, packed):
        assert "is in packed form, and can't be checked with others" in told("check", packed, beside, "--fix")
    for part in (shard(packed), shard(packed).parent):
        said = told("check", part, "--fix")
        assert "is a part of a corpus in packed form" in said and f"virgolette check {packed}" in said
    assert shard(packed).read_text() == whole


@pytest.mark.parametrize(
    ("command", "where"),
    [(["check"], "doesn't exist"), (["build", "--out", "o", "--corpus"], "there is no seeds/m")],
)
def test_what_is_not_there_is_told_before_options(command: list[str], where: str, tmp_path: Path, told: Told) -> None:
    assert where in told(*command, tmp_path / "nowhere", "--engine", "processes")


def test_options_of_engines_go_with_no_other_format(tmp_path: Path, told: Told) -> None:
    assert "--work: goes with" in told("check", "--from", "brat", tmp_path, "--work", tmp_path)


def test_shards_of_one_name_are_refused(files: Path, packed: Path, told: Told, tmp_path: Path, capsys) -> None:
    assert main(["pack", str(files), "--out", str(tmp_path / "again"), "--form", "parquet"]) == 0
    assert main(["check", str(tmp_path / "again")]) == main(["check", str(packed)])
    (again,) = (tmp_path / "again").rglob("*.parquet")
    again.rename(shard(packed).with_suffix(".parquet"))
    # Between them by its whole name.
    shard(packed).with_suffix(".old.jsonl").write_bytes(shard(packed).read_bytes())
    capsys.readouterr()
    said = told("check", packed)
    assert f"{shard(packed).name} stands beside it" in said and "00000.parquet" in said


def test_workers_of_a_cluster_are_its_own(packed: Path, told: Told) -> None:
    said = told("check", packed, "--engine", "dask", "--scheduler", "tcp://127.0.0.1:1", "--workers", 2)
    assert said == "virgolette: --workers: the cluster has its own workers\n  Leave it out.\n"


@pytest.mark.parametrize("command", ["check", "build"])
@pytest.mark.parametrize(
    "address",
    ["tcp://127.0.0.1:abc", "127.0.0.1:99999", "nonsense", "", "tcp://[::1:1", "http://127.0.0.1:80", "tcp://a"],
)
def test_the_address_of_a_scheduler(command: str, address: str, packed: Path, tmp_path: Path, told: Told) -> None:
    given = [packed] if command == "check" else ["--corpus", packed, "--out", tmp_path / "out"]
    said = told(command, *given, "--engine", "dask", "--scheduler", address)
    assert "isn't the address of a Dask scheduler" in said and "tcp://host:8786" in said


def test_a_folder_of_texts_is_named_as_it_was_given(packed: Path, tmp_path: Path, told: Told, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (["check", packed], ["build", "--corpus", packed, "--out", "out"]):
        assert told(*command, "--texts", "nowhere").startswith("virgolette: nowhere: isn't a folder\n")


def test_workers_elsewhere_are_told_the_folder_of_texts(packed: Path, tmp_path: Path, monkeypatch) -> None:
    seen: list[str | None] = []
    monkeypatch.setenv("VIRGOLETTE_TEXTS", os.path.relpath(tmp_path))
    monkeypatch.setattr(Checked, "batches", lambda checked: seen.append(checked.task.texts) or iter(()))
    main(["check", str(packed)])
    assert seen and seen[0] is not None and Path(seen[0]).is_absolute() and Path(seen[0]).samefile(tmp_path)


def test_a_name_that_no_finding_can_hold(packed: Path, tmp_path: Path, told: Told) -> None:
    shard(packed).rename(os.fsdecode(os.fsencode(shard(packed).parent) + b"/\xff.jsonl"))
    for command in (["check", packed], ["build", "--corpus", packed, "--out", tmp_path / "out"]):
        assert "\\udcff.jsonl: its name isn't UTF-8\n  Rename it." in told(*command)


def test_without_room_for_temporary_files(packed: Path, told: Told, monkeypatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryDirectory", full)
    assert "the folder for temporary files: can't be written to (No space left on device)" in told("check", packed)


def test_results_that_workers_wrote_elsewhere(packed: Path, told: Told, tmp_path: Path, monkeypatch) -> None:
    def gone(checked: Checked) -> None:
        Path(checked.task.out, "00000", "findings.jsonl").read_bytes()

    monkeypatch.setattr(Checked, "batches", gone)
    said = told("check", packed, "--work", tmp_path / "work")
    assert said.startswith(f"virgolette: {tmp_path / 'work'}: intermediate results can't be written or read (No such")
    assert "all workers can write to" in said


@pytest.mark.parametrize("part", ["seeds/shards/out", "seeds/out", "annotations/gold/out"])
def test_nothing_is_written_among_the_files_of_a_corpus(part: str, files: Path, told: Told) -> None:
    for command in (["pack", files], ["build", "--corpus", files], ["export", "brat", "--corpus", files]):
        assert "lies among the files of the corpus" in told(*command, "--out", files / part)
        assert not (files / part).exists() and not shards.packed(files)


def test_a_corpus_without_documents_is_not_packed(packed: Path, tmp_path: Path, told: Told) -> None:
    shard(packed).write_bytes(b"")
    assert "holds no document" in told("pack", packed, "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "command",
    [
        ["agree", "lm-a", "lm-b"],
        ["adjudicate", "lm-a", "lm-b"],
        ["board"],
        ["studio", "push-differences", "lm-a", "lm-b", "--to", "tasks.json"],
        ["studio", "pull-decisions", "lm-a", "lm-b", "--from", "tasks.json"],
    ],
)
def test_a_folder_that_is_no_corpus(command: list[str], tmp_path: Path, told: Told) -> None:
    said = told(*command, "--corpus", tmp_path / "nowhere")
    assert said.startswith(f"virgolette: {tmp_path / 'nowhere'}: is no corpus: there is no seeds/manifest.json\n")


@pytest.mark.parametrize("endpoint", [*BAD_PORTS, "http://a..b/v1", f"http://{'a' * 70}.it/v1"])
def test_the_address_of_an_endpoint(endpoint: str) -> None:
    with pytest.raises(InputError, match="isn't the address of an endpoint") as raised:
        Settings(endpoint=endpoint, model="m").url  # noqa: B018 (reading it is what is tried)
    assert raised.value.remedy


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1\x01:80/v1", "http://xn--/v1"])
def test_an_address_that_only_the_library_knows_for_none(endpoint: str) -> None:
    pytest.importorskip("httpx")
    with pytest.raises(InputError, match="isn't the address of an endpoint"):
        Client(Settings(endpoint=endpoint, model="m"))
