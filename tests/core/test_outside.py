"""Faults of the machine and of corpora, told as the user knows them."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.folders import entry, write_corpus
from virgolette import corpus
from virgolette.checks.collection import _near_duplicates
from virgolette.cli import main
from virgolette.corpus import pack, shards
from virgolette.dataset import swap
from virgolette.engine import Engine, each
from virgolette.errors import EnvironmentFault, InputError
from virgolette.model import Corpus, Document, Knowledge, Manifest

TEXTS = {"prova-1": "Ada parla.", "prova-2": "Ada tace."}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus", TEXTS)


def test_a_folder_in_the_making_is_told_by_the_name_that_it_will_have(tmp_path: Path) -> None:
    target = tmp_path / "out"
    for where in ("a.txt", ""):
        with pytest.raises(EnvironmentFault) as raised, swap.building(target) as folder:
            raise EnvironmentFault("can't be written", where=str(folder / where))
        assert raised.value.where == str(target)
        with pytest.raises(EnvironmentFault) as raised, swap.building(target) as folder:
            (folder / where / "no" / "file").write_bytes(b"")
        assert raised.value.where == str(target)
    with pytest.raises(EnvironmentFault) as raised, swap.building(target):
        raise EnvironmentFault("can't be written", where=str(tmp_path / "other"))
    assert raised.value.where == str(tmp_path / "other")


def test_a_packed_folder_too(root: Path, tmp_path: Path, monkeypatch) -> None:
    def fail(path: Path, _: object) -> None:
        raise EnvironmentFault("can't be written", where=str(path))

    monkeypatch.setattr(pack.jsonio, "write", fail)
    with pytest.raises(EnvironmentFault) as raised:
        pack.pack(corpus.load(root), tmp_path / "out")
    assert raised.value.where == str(tmp_path / "out")
    with pytest.raises(EnvironmentFault):
        pack.pack(corpus.load(root), tmp_path / ("x" * 300))


@pytest.mark.parametrize("kind", ["link", "folder"])
def test_a_shard_that_is_no_file_is_told(root: Path, tmp_path: Path, kind: str) -> None:
    pack.pack(corpus.load(root), tmp_path / "packed")
    path = tmp_path / "packed" / shards.FOLDER / "00001.jsonl"
    path.symlink_to("nowhere") if kind == "link" else path.mkdir()
    with pytest.raises(InputError, match="is no file"):
        shards.shards(tmp_path / "packed")


def test_documents_of_one_id_that_share_more_than_one_holds() -> None:
    text = "Ada parla a lungo del porto e di chi lo ha voluto."
    entries = [entry(text, split=split) for split in ("train", "train", "test")]
    listed = Manifest(schema_version="1.0", dataset_version="0.1.0", documents=tuple(entries))
    found = Corpus("", listed, tuple(Document(e, text, None) for e in entries), Knowledge())
    assert ["shares 100%" in hit.message for hit in _near_duplicates(found)] == [True]


def test_a_score_never_takes_the_place_of_gold(root: Path, tmp_path: Path, capsys) -> None:
    pack.pack(corpus.load(root), tmp_path / "packed")
    shard = tmp_path / "packed" / shards.FOLDER / "00000.jsonl"
    before = shard.read_bytes()
    predictions = tmp_path / "p.jsonl"
    predictions.write_bytes(b"")
    for option in ("--out", "--report"):
        assert main(["score", str(predictions), "--gold", str(tmp_path / "packed"), option, str(shard)]) == 2
        assert "lies among the files of the corpus" in capsys.readouterr().err
    assert shard.read_bytes() == before
    assert main(["score", str(predictions), "--corpus", str(tmp_path / "nowhere")]) == 2
    assert "nowhere: is no corpus" in capsys.readouterr().err
    shard.write_bytes(b"")
    assert main(["score", str(predictions), "--gold", str(tmp_path / "packed")]) == 2
    assert "packed: holds no document" in capsys.readouterr().err


def test_a_hub_with_a_port_that_is_none() -> None:
    pytest.importorskip("huggingface_hub")
    import datetime

    from virgolette.dataset.publish import Hub
    from virgolette.dataset.target import Target

    for port in ("abc", "99999"):
        with pytest.raises(InputError, match="isn't an https address"):
            Hub(Target("a/b", "v1", datetime.date(2026, 1, 1), endpoint=f"http://127.0.0.1:{port}"))


def test_a_scheduler_that_wants_certificates() -> None:
    pytest.importorskip("distributed")
    with pytest.raises(InputError, match="no Dask scheduler answers"):
        list(each(str, [1], Engine("dask", scheduler="tls://127.0.0.1:1")))


def test_workers_end_with_whoever_started_them(tmp_path: Path) -> None:
    code = (
        "import os, pathlib\n"
        "from virgolette.engine import Engine, each\n"
        "if __name__ == '__main__':\n"
        "    for pid in each(eval, ['__import__(\"os\").getpid()', '__import__(\"time\").sleep(60)'],"
        " Engine('processes', 1)):\n"
        "        pathlib.Path('pid').write_text(str(pid))\n"
        "        os.kill(os.getpid(), 9)\n"
    )
    (tmp_path / "job.py").write_text(code)
    subprocess.run([sys.executable, "job.py"], cwd=tmp_path, check=False)
    status = Path("/proc", (tmp_path / "pid").read_text(), "status")
    for _ in range(100):
        if not status.exists() or "State:\tZ" in status.read_text():
            return
        time.sleep(0.1)
    pytest.fail("the worker lives on")
