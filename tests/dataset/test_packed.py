"""A packed corpus builds into the rows of the same corpus in files of its own; the same bytes on every engine."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest
from datasets import load_dataset

from tests.folders import as_parquet
from virgolette import corpus
from virgolette.checks.shard import Task
from virgolette.cli import main
from virgolette.corpus import pack, shards
from virgolette.dataset import build, packed, parquet, tables
from virgolette.dataset.columns import CONFIGS
from virgolette.dataset.packed import PackedBuild
from virgolette.dataset.shard import TABLES, Build, process_shard
from virgolette.engine import NAMES, Engine, each

SIZE = 10


@pytest.fixture(autouse=True, scope="module")
def no_texts() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("VIRGOLETTE_TEXTS", raising=False)
        yield


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("packed") / "corpus"
    pack.pack(corpus.load(), out, SIZE)
    return out


@pytest.fixture(scope="module")
def built(root: Path) -> Path:
    out = root.parent / "built"
    work = PackedBuild(root, out, Engine())
    list(work.batches())
    return out


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def rows(folder: Path, config: str, split: str) -> list[dict[str, object]]:
    paths = sorted((folder / config).glob(f"{split}*.parquet"))
    return [row for path in paths for row in pq.read_table(path).to_pylist()]


def test_the_rows_are_those_of_the_corpus_in_files(built: Path, tmp_path: Path) -> None:
    whole = build.build(corpus.load(), tmp_path / "whole")
    assert set(whole.counts) == set(CONFIGS)
    for config, splits in whole.counts.items():
        for split in splits:
            assert rows(built, config, split) == rows(tmp_path / "whole", config, split), (config, split)
    assert {p.parts[0] for p in map(Path, files(built)) if len(p.parts) > 1} == set(CONFIGS)


def test_load_dataset_reads_all_shards_of_a_split(built: Path, tmp_path: Path) -> None:
    found = load_dataset(str(built), "quotes", cache_dir=str(tmp_path))
    assert {split: len(data) for split, data in found.items()} == {
        split: len(rows(built, "quotes", split)) for split in ("train", "validation", "test")
    }


@pytest.mark.parametrize("name", NAMES[1:])
def test_every_engine_gives_the_same_bytes(root: Path, built: Path, name: str, tmp_path: Path) -> None:
    work = PackedBuild(root, tmp_path / "out", Engine(name, 2))
    list(work.batches())
    assert files(tmp_path / "out") == files(built)
    assert work.built is not None
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("engine", [Engine(), Engine("processes", 2)], ids=lambda engine: engine.name)
def test_shards_of_parquet_give_the_same_bytes(root: Path, built: Path, engine: Engine, tmp_path: Path) -> None:
    work = PackedBuild(as_parquet(root, tmp_path / "parquet"), tmp_path / "out", engine)
    list(work.batches())
    assert files(tmp_path / "out") == files(built)


def test_folds_count_over_all_shards(reference_texts: Path, tmp_path: Path) -> None:
    pack.pack(corpus.load(), tmp_path / "corpus", 3)
    held = [list(shards.of_split(shard, "reference")) for shard in shards.shards(tmp_path / "corpus")]
    assert len([ids for ids in held if ids]) > 1
    work = PackedBuild(tmp_path / "corpus", tmp_path / "out", Engine(), str(reference_texts))
    list(work.batches())
    whole = build.build(corpus.load(external=reference_texts), tmp_path / "whole")
    for config in CONFIGS:
        assert rows(tmp_path / "out", config, "reference") == rows(tmp_path / "whole", config, "reference")
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert f"texts of {sum(map(len, held))} documents belong to third parties" in card
    assert work.built is not None
    assert work.built.counts == whole.counts


def spoil(root: Path, out: Path, *faults: str) -> Path:
    """The corpus with an error of the collection in its fourth shard, one of a document in its fifth, or both."""
    found = corpus.load(root)
    documents = list(found.documents)
    if "collection" in faults:
        entry = msgspec.structs.replace(documents[33].entry, licence="WTFPL")
        documents[33] = msgspec.structs.replace(documents[33], entry=entry)
    if "document" in faults:
        annotations = documents[40].annotations
        mention = msgspec.structs.replace(annotations.entities[0], entity="nobody")
        annotations = msgspec.structs.replace(annotations, entities=(mention, *annotations.entities[1:]))
        documents[40] = msgspec.structs.replace(documents[40], annotations=annotations)
    pack.pack(msgspec.structs.replace(found, documents=tuple(documents)), out, SIZE)
    return out


@pytest.mark.parametrize("fault", ["collection", "document"])
def test_one_error_is_enough(root: Path, fault: str, tmp_path: Path) -> None:
    bad = spoil(root, tmp_path / "bad", fault)
    assert main(["build", "--corpus", str(bad), "--out", str(tmp_path / "out")]) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["bad"]


def test_errors_are_all_told_and_what_was_there_stays(root: Path, built: Path, tmp_path: Path, capsys) -> None:
    bad = spoil(root, tmp_path / "bad", "collection", "document")
    out = tmp_path / "out"
    assert main(["build", "--corpus", str(root), "--out", str(out)]) == 0
    before = files(out)
    assert before == files(built)
    capsys.readouterr()
    assert main(["build", "--corpus", str(bad), "--out", str(out), "--engine", "threads"]) == 1
    told = capsys.readouterr()
    assert "error[ref-entity-unknown]" in told.out
    assert "error[licence-unknown]" in told.out
    assert "2 errors" in told.err and "not built" in told.err
    assert "warning" not in told.out
    assert files(out) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad", "out"]


def killed_once(shard: Path, build: Build, marker: Path) -> object:
    if shard.name == "00002.jsonl" and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return process_shard(shard, build)


def test_a_file_that_an_error_cut_short_is_gone(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "GROUP", 1)
    monkeypatch.setattr(tables, "AT_ONCE", 1)
    shard = tmp_path / "shard.jsonl"
    for last, whole in ((b"", True), (b"{}\n", False)):
        shard.write_bytes(shards.shards(root)[0].read_bytes() + last)
        outcome = process_shard(shard, Build(Task(str(root), str(tmp_path / "work")), corpus.manifest(root), {}))
        assert (outcome.errors == 0) == whole
        assert any((tmp_path / "work").rglob("*.parquet")) == whole


@pytest.mark.skipif(os.name != "posix", reason="paths are bytes on POSIX alone")
def test_a_path_neednt_be_utf_8(root: Path, built: Path, tmp_path: Path) -> None:
    out = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caff\xe8"))
    list(PackedBuild(root, out, Engine()).batches())
    assert files(out) == files(built)


def test_a_shard_whose_worker_was_killed_has_the_same_bytes(root: Path, built: Path, tmp_path: Path) -> None:
    task = Task(str(root), str(tmp_path / "work"))
    job = partial(killed_once, build=Build(task, corpus.manifest(root), {}), marker=tmp_path / "killed")
    assert len(list(each(job, shards.shards(root), Engine("processes", 2)))) == len(shards.shards(root))
    assert (tmp_path / "killed").exists()
    by_shard = {name: raw for name, raw in files(built).items() if name.partition("/")[0] in TABLES}
    assert by_shard
    for name, raw in by_shard.items():
        config, split, stem = re.split("[/-]", name.removesuffix(".parquet"))
        assert (tmp_path / "work" / stem / config / f"{split}.parquet").read_bytes() == raw


def test_a_packed_build_is_replaced_by_the_other_kind_and_back(root: Path, built: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["build", "--corpus", str(root), "--out", str(out)]) == 0
    assert main(["build", "--out", str(out)]) == 0
    assert not [p for p in files(out) if "-0" in p]
    assert main(["build", "--corpus", str(root), "--out", str(out)]) == 0
    assert files(out) == files(built)
    (out / "quotes" / "mine-00000.parquet").write_bytes(b"")
    assert main(["build", "--corpus", str(root), "--out", str(out)]) == 2
    assert (out / "quotes" / "mine-00000.parquet").exists()


def test_a_corpus_without_texts_is_told(tmp_path: Path, capsys) -> None:
    found = corpus.load()
    external = tuple(d for d in found.documents if d.entry.text == "external")
    pack.pack(msgspec.structs.replace(found, documents=external), tmp_path / "corpus")
    folder = tmp_path / "corpus" / "annotations"
    for name in ("clusters", "waivers"):
        (folder / f"{name}.json").unlink()
    assert main(["build", "--corpus", str(tmp_path / "corpus"), "--out", str(tmp_path / "out")]) == 2
    assert "no document is annotated and has its text at hand" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_engines_are_refused_for_a_corpus_in_files(tmp_path: Path, capsys) -> None:
    assert main(["build", "--out", str(tmp_path / "out"), "--engine", "dask"]) == 2
    assert "goes with a corpus in packed form only" in capsys.readouterr().err


def test_the_folder_of_the_shards_is_gone_in_the_end(built: Path) -> None:
    assert not (built / packed._SHARDS).exists()
