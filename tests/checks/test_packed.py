"""A packed corpus gives the findings of the same corpus in files of its own, whatever does the work."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import msgspec
import pytest

from tests.folders import as_parquet, empty, entry
from tests.golden.new import FINDINGS
from virgolette import checks, corpus, resources
from virgolette.checks import shard as work
from virgolette.checks import suspects
from virgolette.checks.packed import Checked
from virgolette.checks.shard import OUTCOME, Task, process_shard
from virgolette.cli import main
from virgolette.corpus import pack, shards
from virgolette.engine import NAMES, Engine
from virgolette.finding import Finding
from virgolette.model import Annotations, Corpus, Document, Waiver

ENGINES = [Engine(), Engine("threads", 2), Engine("processes", 2), Engine("dask", 2)]
# Which document is the first with a fault of its own, from 0.
SPOILT = 6
LOADING = {entry.code for entry in checks.CATALOGUE if entry.family == "loading"}


@pytest.fixture(autouse=True, scope="module")
def no_texts() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("VIRGOLETTE_TEXTS", raising=False)
        yield


def packed(found: Corpus, out: Path, size: int = 10) -> Path:
    pack.pack(found, out, size)
    return out


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def examined(root: Path, work: Path, engine: Engine | None = None, **task) -> list[Finding]:
    checked = Checked(Task(str(root), str(work), **task), engine or Engine())
    return [f for batch in checked.batches() for f in batch.findings]


def essence(found: list[Finding]) -> list[tuple[object, ...]]:
    """Everything of findings but where in which file."""
    return [(f.code, f.severity, f.doc_id, f.message, f.start, f.end, f.remedy, f.id, f.waived) for f in found]


GOLDEN = sorted(
    folder.name
    for folder in FINDINGS.iterdir()
    if not LOADING & {f["code"] for f in json.loads((folder / "expected.json").read_text(encoding="utf-8"))}
)


@pytest.mark.parametrize("code", GOLDEN)
def test_each_bad_example_gives_the_same_packed(code: str, tmp_path: Path) -> None:
    external = FINDINGS / code / "external"
    texts = external if external.is_dir() else None
    found, unread = corpus.scan(FINDINGS / code, texts)
    assert unread == []
    expected = essence(list(checks.run(found)))
    root = packed(found, tmp_path / "packed", 1)
    assert essence(examined(root, tmp_path / "work", texts=texts and str(texts))) == expected
    if len(found.manifest.documents) == len({e.doc_id for e in found.manifest.documents}):
        # Held whole it gives the same, too.
        assert essence(list(checks.run(corpus.load(root, texts)))) == expected


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Finding]]:
    """The shipped corpus with faults of documents, of pairs of documents and of the whole; and what is found."""
    shipped = corpus.load()
    documents = list(shipped.documents)
    for i in range(SPOILT, len(documents), 7):
        entities = documents[i].annotations.entities
        moved = tuple(
            msgspec.structs.replace(s, start=s.start + 1, end=s.end + 1, text=s.text) for s in entities[3].segments
        )
        changed = (*entities[:3], msgspec.structs.replace(entities[3], segments=moved), *entities[4:])
        annotations = msgspec.structs.replace(documents[i].annotations, entities=changed)
        documents[i] = msgspec.structs.replace(documents[i], annotations=annotations)
    # Faults of several documents, none of which is looked at again for something else: one text in two splits, once
    # word for word and once with an end of its own; one doc_id of two texts.
    named = {member.partition("#")[0] for c in shipped.knowledge.clusters for member in c.members}
    source, other = [d for d in documents if d.text and d.entry.doc_id not in named][:2]
    split = "test" if source.entry.split == "train" else "train"
    for text, doc_id in (
        (source.text, "copy-1"),
        (f"{source.text}\nFine.\n", "copy-2"),
        ("Un altro testo.", other.entry.doc_id),
    ):
        made = entry(text, doc_id, split=split, story=f"story-{doc_id}")
        documents.append(Document(made, text, msgspec.convert(empty(text, doc_id), Annotations)))
    # And a document whose every fault is its own.
    bare = entry("Nulla.", "bare", licence="WTFPL", published="2025-02-30")
    documents.append(Document(bare, "Nulla.", None))
    listed = msgspec.structs.replace(shipped.manifest, documents=tuple(d.entry for d in documents))
    # Two waivers that cover nothing: of the first document nobody can know without its text.
    absent = next(d for d in documents if d.text is None)
    idle = [Waiver("span-digest-mismatch", d.entry.doc_id, "Per prova.") for d in (absent, source)]
    knowledge = msgspec.structs.replace(shipped.knowledge, waivers=(*shipped.knowledge.waivers, *idle))
    whole = Corpus(shipped.root, listed, tuple(documents), knowledge)
    return packed(whole, tmp_path_factory.mktemp("spoilt") / "packed"), list(checks.run(whole))


def test_the_spoilt_corpus_has_faults_of_many_kinds(spoilt) -> None:
    codes = {f.code for f in spoilt[1]}
    assert codes >= {
        "span-text-mismatch",
        "manifest-text-repeated",
        "manifest-document-repeated",
        "manifest-date-invalid",
        "document-near-duplicate",
        "document-unannotated",
        "licence-unknown",
        "waiver-unused",
    }


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_every_engine_finds_the_same(spoilt, engine: Engine, tmp_path: Path) -> None:
    root, expected = spoilt
    assert essence(examined(root, tmp_path / "work", engine)) == essence(expected)
    examined(root, tmp_path / "first")
    first = files(tmp_path / "first")
    assert files(tmp_path / "work") == first
    written = (work.FINDINGS, OUTCOME, work.KEYS)
    assert set(first) == {f"{shard.stem}/{name}" for shard in shards.shards(root) for name in written}


def test_each_finding_names_its_line(spoilt, tmp_path: Path) -> None:
    found = [f for f in examined(spoilt[0], tmp_path / "work") if f.file.endswith(".jsonl")]
    assert {f.code for f in found} >= {"span-text-mismatch", "licence-unknown", "manifest-document-repeated"}
    for f in found:
        line = Path(f.file).read_bytes().splitlines()[int(f.path.partition("/")[0].removeprefix("L")) - 1]
        assert json.loads(line)["entry"]["doc_id"] == f.doc_id


def test_every_engine_is_tried() -> None:
    assert [engine.name for engine in ENGINES] == list(NAMES)


def test_shards_of_any_size_give_the_same(spoilt, tmp_path: Path) -> None:
    root, expected = spoilt
    lines = [line for shard in shards.shards(root) for line in shard.read_bytes().splitlines(keepends=True)]
    for shard in shards.shards(root):
        shard.rename(tmp_path / shard.name)
    try:
        (root / shards.FOLDER / "all.jsonl").write_bytes(b"".join(lines))
        assert essence(examined(root, tmp_path / "work")) == essence(expected)
    finally:
        (root / shards.FOLDER / "all.jsonl").unlink()
        for shard in tmp_path.glob("*.jsonl"):
            shard.rename(root / shards.FOLDER / shard.name)


@pytest.mark.parametrize("engine", [Engine(), Engine("processes", 2)], ids=lambda engine: engine.name)
def test_shards_of_parquet_give_the_same(spoilt, engine: Engine, tmp_path: Path) -> None:
    root, expected = spoilt
    other = as_parquet(root, tmp_path / "parquet")
    found = examined(other, tmp_path / "work", engine)
    assert essence(found) == essence(expected)
    lines = {f.path.partition("/")[0] for f in found if f.file.endswith(".parquet")}
    assert len(lines) > 3 and all(line.startswith("L") for line in lines)
    assert not [f for f in found if f.file.endswith(".jsonl")]


def test_what_is_alike_is_found_however_little_fits_into_memory(spoilt, tmp_path: Path, monkeypatch) -> None:
    root, expected = spoilt
    monkeypatch.setattr(suspects, "AT_ONCE", 7)
    assert essence(examined(root, tmp_path / "work")) == essence(expected)


def test_codes_are_selected_and_ignored(spoilt, tmp_path: Path) -> None:
    root, expected = spoilt
    chosen = frozenset({"span-text-mismatch", "document-near-duplicate"})
    assert essence(examined(root, tmp_path / "a", select=chosen)) == essence([f for f in expected if f.code in chosen])
    assert essence(examined(root, tmp_path / "b", ignore=chosen)) == [
        e for e in essence(expected) if e[0] not in chosen
    ]


def test_a_poisoned_document_gives_its_finding_and_the_rest_goes_on(spoilt, tmp_path: Path) -> None:
    root, expected = spoilt
    (root / shards.FOLDER / "zz.jsonl").write_bytes(b'{"entry": 1}\n\n[[[[\n')
    try:
        found = examined(root, tmp_path / "work", Engine("threads", 2))
    finally:
        (root / shards.FOLDER / "zz.jsonl").unlink()
    poisoned = [f for f in found if f.file.endswith("zz.jsonl")]
    assert {f.path.partition("/")[0] for f in poisoned} == {"L1", "L2", "L3"}
    assert essence([f for f in found if f not in poisoned]) == essence(expected)


def killed_once(shard: Path, task: Task, marker: Path) -> object:
    """As process_shard, but the first worker that is given the second shard is killed when it has written half."""
    if shard.name == "00001.jsonl":
        # What a killed worker left never stands where a whole folder would.
        assert not task.folder(shard).exists()
        if not marker.exists():
            marker.touch()
            with work.folder(task.folder(shard)) as out:
                (out / OUTCOME).write_text("half", encoding="utf-8")
                os.kill(os.getpid(), signal.SIGKILL)
    return process_shard(shard, task)


@pytest.mark.parametrize("name", ["processes", "dask"])
def test_the_work_of_a_killed_worker_is_done_again_and_leaves_no_half_shard(spoilt, name: str, tmp_path: Path) -> None:
    root, expected = spoilt
    task = Task(str(root), str(tmp_path / "work"))
    checked = Checked(task, Engine(name, 2))
    job = partial(killed_once, task=task, marker=tmp_path / "killed")
    found = [f for batch in checked.batches(job) for f in batch.findings]
    assert (tmp_path / "killed").exists()
    assert essence(found) == essence(expected)
    for shard in shards.shards(root):
        msgspec.json.decode((task.folder(shard) / OUTCOME).read_bytes(), type=work.Outcome)


def test_the_command_says_the_same_of_both_forms(spoilt, tmp_path: Path, capsys) -> None:
    root, expected = spoilt
    errors = sum(f.severity == "error" and f.waived is None for f in expected)
    external = sum(d.entry.text == "external" for d in corpus.load(root).documents)
    options = ["--engine", "processes", "--workers", "2", "--work", str(tmp_path)]
    for form in ("text", "json", "sarif", "github"):
        assert main(["check", str(root), "--format", form, *options]) == 1
        told = capsys.readouterr()
        assert f"{errors} errors" in (told.out if form == "text" else told.err)
        if form == "json":
            assert essence([msgspec.convert(f, Finding) for f in json.loads(told.out)["findings"]]) == essence(expected)
        if form == "sarif":
            assert len(json.loads(told.out)["runs"][0]["results"]) == len(expected)
        if form == "github":
            assert f"seeds/shards/00000.jsonl,line={SPOILT + 1}," in told.out
        assert f"{external} external documents" in told.err
    assert not list(tmp_path.iterdir())


def test_external_texts_are_taken_from_their_folder(tmp_path: Path, reference_texts: Path) -> None:
    root = packed(corpus.load(), tmp_path / "packed")
    whole = essence(list(checks.run(corpus.load(external=reference_texts))))
    assert essence(examined(root, tmp_path / "work", texts=str(reference_texts))) == whole


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--engine", "processes"], "goes with a corpus in packed form only"),
        (["--workers", "2"], "goes with a corpus in packed form only"),
        (["PACKED", "--fix"], "doesn't go with a corpus in packed form"),
        (["PACKED", "--workers", "2"], "a sequential engine has one worker"),
        (["PACKED", "--scheduler", "tcp://127.0.0.1:1"], "goes with --engine dask only"),
        (["PACKED", "--engine", "dask", "--scheduler", "x", "--workers", "2"], "the cluster has its own workers"),
        (["PACKED", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:1"], "no Dask scheduler answers"),
        (["PACKED", "--work", "/dev/null/x"], "can't be written to"),
    ],
)
def test_wrong_usage_is_told(spoilt, arguments: list[str], message: str, capsys) -> None:
    given = [str(spoilt[0]) if argument == "PACKED" else argument for argument in arguments]
    assert main(["check", *given]) == 2
    told = capsys.readouterr()
    assert message in told.err
    assert told.out == ""


@pytest.mark.parametrize("count", ["0", "-1", "x", "5000"])
def test_a_number_of_workers(count: str, capsys) -> None:
    with pytest.raises(SystemExit):
        main(["check", "--workers", count])
    assert "isn't a number from 1 to 1024" in capsys.readouterr().err


def test_the_command_packs(tmp_path: Path, capsys) -> None:
    assert main(["pack", "--out", str(tmp_path / "packed"), "--size", "30"]) == 0
    found = [len(shard.read_bytes().splitlines()) for shard in shards.shards(tmp_path / "packed")]
    count = len(corpus.manifest(resources.root()).documents)
    assert f"packed {count} documents into {len(found)} shards" in capsys.readouterr().out
    assert found == [min(30, count - start) for start in range(0, count, 30)]
    assert main(["pack", "--out", str(tmp_path / "packed")]) == 2
    assert main(["pack", "--out", str(tmp_path / "other"), "--size", "0"]) == 2
    assert main(["pack", str(tmp_path / "nowhere"), "--out", str(tmp_path / "other")]) == 2
    assert not (tmp_path / "other").exists()
