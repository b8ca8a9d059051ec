"""The built folder: loads typed and offline, the same bytes twice, replaced whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import textwrap

import pytest

from tests.dataset.conftest import faro_1, porto_1, porto_2, write_corpus
from virgolette import checks, cli, corpus
from virgolette.dataset import build, card, swap
from virgolette.dataset.columns import CONFIGS, features
from virgolette.dataset.rows.documents import annotations_of
from virgolette.errors import EnvironmentFault, InputError
from virgolette.finding import Finding

LOADER = """
import json, sys
from datasets import get_dataset_config_names, load_dataset
folder, cache = sys.argv[1:]
found = {}
for config in get_dataset_config_names(folder):
    loaded = load_dataset(folder, config, cache_dir=cache)
    found[config] = {
        "features": loaded[next(iter(loaded))].features.to_dict(),
        "rows": {split: list(rows) for split, rows in loaded.items()},
    }
streamed = load_dataset(folder, "quotes", split="train", streaming=True, cache_dir=cache)
found["streamed"] = [row["quote_id"] for row in streamed]
found["default"] = load_dataset(folder, cache_dir=cache)["train"].column_names
print(json.dumps(found))
"""


def python(code, *arguments, env=None, cwd=None):
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
    merged = {**os.environ, **(env or {})}
    return subprocess.run(command, env=merged, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


def digests(folder):
    paths = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in paths}


def beside(folder):
    return sorted(p.name for p in folder.parent.iterdir() if p.name != folder.name)


@pytest.fixture
def out(tmp_path):
    (tmp_path / "target").mkdir()
    return tmp_path / "target" / "data"


def test_load_dataset_gives_typed_rows_offline(loaded, out, tmp_path):
    built = build.build(loaded, out)
    env = {"HF_HOME": str(tmp_path / "hf"), "HF_HUB_OFFLINE": "1"}
    done = python(LOADER, out, tmp_path / "cache", env=env)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    for config in CONFIGS:
        assert found[config]["features"] == features(config).to_dict()
        counted = {split: len(rows) for split, rows in found[config]["rows"].items()}
        assert counted == built.counts[config] and list(counted) == ["train", "reference"]
    documents = [row for rows in found["documents"]["rows"].values() for row in rows]
    assert [annotations_of(row) for row in documents] == [d.annotations for d in loaded.documents]
    assert found["streamed"] == ["porto-1#Q1", "porto-1#Q2", "porto-2#Q1"]
    assert found["default"] == list(features("documents"))
    assert "may not be redistributed" in (out / "README.md").read_text(encoding="utf-8")


def test_two_builds_are_the_same_bytes(loaded, out):
    build.build(loaded, out)
    first = digests(out)
    build.build(loaded, out)
    assert digests(out) == first
    build.build(loaded, out.parent / "other")
    assert digests(out.parent / "other") == first
    assert beside(out) == ["other"]


def test_parquet_holds_nothing_of_the_machine(loaded, out):
    import pyarrow.parquet as pq

    build.build(loaded, out)
    for path in out.rglob("*.parquet"):
        file = pq.ParquetFile(path)
        versions = {b"virgolette:dataset_version": b"0.0.1", b"virgolette:schema_version": b"1.0"}
        assert {k: v for k, v in file.metadata.metadata.items() if k != b"ARROW:schema"} == versions
        assert {file.metadata.row_group(0).column(i).compression for i in range(3)} == {"ZSTD"}


@pytest.mark.parametrize("config", ["quotes", "documents"])
def test_row_groups_have_a_fixed_size(tmp_path, config):
    import pyarrow as pa
    import pyarrow.parquet as pq

    from virgolette.dataset import parquet
    from virgolette.dataset.records import Records

    path = tmp_path / "x" / "rows.parquet"
    group = parquet.group(config)
    rows = (Records(n=[i]) for i in range(2 * group + 1))
    count = parquet.write(path, pa.schema({"n": pa.int32()}), rows, group)
    groups = pq.ParquetFile(path).metadata
    sizes = [groups.row_group(i).num_rows for i in range(groups.num_row_groups)]
    assert (count, sizes) == (2 * group + 1, [group, group, 1])


def test_a_row_group_that_cant_be_written_fails_the_build(tmp_path, monkeypatch):
    import pyarrow as pa
    import pyarrow.parquet as pq

    from virgolette.dataset import parquet
    from virgolette.dataset.records import Records

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    rows = [Records(n=[1, 2, 3]), Records(n=[4])]
    for group in (2, 10):
        with pytest.raises(OSError, match="No space"):
            parquet.write(tmp_path / f"{group}" / "rows.parquet", pa.schema({"n": pa.int32()}), rows, group)


def test_external_documents_without_texts_are_left_out_and_said_so(corpus_dir, out):
    found = corpus.load(corpus_dir)
    built = build.build(found, out)
    assert corpus.left_out(found) in built.left_out
    assert all(list(splits) == ["train"] for splits in built.counts.values())
    assert "Splits without documents, left out: validation, test, reference." in built.left_out
    assert "Pairs of claims left out with their documents: 1." in built.left_out
    page = (out / "README.md").read_text(encoding="utf-8")
    assert "license: cc-by-4.0" in page and "may not be redistributed" not in page
    for line in built.left_out:
        assert line in page
    assert not list(out.rglob("reference.parquet"))


def test_a_configuration_without_rows_has_no_file(tmp_path, out):
    root = write_corpus(tmp_path / "c", [faro_1()], clusters=())
    built = build.build(corpus.load(root), out)
    assert "claim_pairs" not in built.counts and not (out / "claim_pairs").exists()
    assert "No rows of claim_pairs in train: no file." in built.left_out


def test_an_unannotated_document_is_left_out_and_said_so(tmp_path, out):
    root = write_corpus(tmp_path / "c", [porto_1(), porto_2()])
    (root / "annotations" / "gold" / "porto-2.json").unlink()
    (root / "annotations" / "clusters.json").unlink()
    built = build.build(corpus.load(root), out)
    assert "Left out, because they aren't annotated: porto-2." in built.left_out
    assert built.counts["documents"] == {"train": 1}
    (root / "annotations" / "gold" / "porto-1.json").unlink()
    with pytest.raises(InputError, match="no document is annotated"):
        build.build(corpus.load(root), out.parent / "none")
    assert not (out.parent / "none").exists()


@pytest.mark.parametrize("name", ["README.md", "notes.txt", "documents/train.parquet"])
def test_what_we_did_not_make_stays(loaded, out, name):
    path = out / name
    path.parent.mkdir(parents=True)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="no build of ours"):
        build.build(loaded, out)
    assert path.read_text(encoding="utf-8") == "mine" and beside(out) == []


def test_files_added_to_a_build_stay(loaded, out):
    build.build(loaded, out)
    (out / "documents" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"mine\.txt"):
        build.build(loaded, out)
    assert (out / "documents" / "mine.txt").exists()


def test_a_file_at_the_target_stays(loaded, out):
    out.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is a file"):
        build.build(loaded, out)


def test_an_empty_folder_and_a_link_are_built_into(loaded, out):
    out.mkdir()
    build.build(loaded, out)
    link = out.parent / "link"
    link.symlink_to(out)
    build.build(loaded, link)
    assert link.is_symlink() and card.MARKER in (out / "README.md").read_text(encoding="utf-8")


def test_a_target_that_cannot_be_written(loaded, out):
    out.write_text("a file", encoding="utf-8")
    with pytest.raises(EnvironmentFault, match="can't be written"):
        build.build(loaded, out / "below" / "data")
    with pytest.raises(EnvironmentFault, match="can't be written"):
        build.build(loaded, out.parent / "/proc/virgolette")


def test_a_full_disk_leaves_what_was_there(loaded, out, monkeypatch):
    build.build(loaded, out)
    before = digests(out)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(build.card, "card", full)
    with pytest.raises(EnvironmentFault, match="No space left"):
        build.build(loaded, out)
    assert digests(out) == before and beside(out) == []


# Each point at which a kill could leave something half done. `exchange` is the step that Linux has; without
# it the old folder is renamed aside first.
POINTS = ("first file", "card", "before", "between", "after")
KILLED = """
import os, signal, sys
from pathlib import Path
from virgolette import corpus
from virgolette.dataset import build, parquet, swap
root, out, point, exchange = sys.argv[1:]

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

if exchange == "no":
    swap._exchange = lambda a, b: False
if point == "first file":
    write = parquet.write
    def once(*arguments):
        write(*arguments)
        die()
    parquet.write = once
elif point == "card":
    build.card.card = die
elif point == "before":
    swap.replace = die
elif point == "between":
    rename = Path.rename
    def renamed(self, target):
        rename(self, target)
        die()
    Path.rename = renamed
elif point == "after":
    replace = swap.replace
    def replaced(*arguments):
        swap.shutil.rmtree = die
        replace(*arguments)
        die()
    swap.replace = replaced
build.build(corpus.load(root), Path(out))
"""


@pytest.mark.parametrize("exchange", ["yes", "no"])
@pytest.mark.parametrize("point", POINTS)
def test_a_kill_leaves_the_old_or_the_new_data_set(tmp_path, out, point, exchange):
    if exchange == "yes" and not _can_exchange(tmp_path):
        pytest.skip("this file system can't exchange two folders in one step")
    root = write_corpus(tmp_path / "c", [porto_1(), porto_2()])
    build.build(corpus.load(root), out)
    old = digests(out)
    changed = write_corpus(tmp_path / "d", [porto_1()])
    build.build(corpus.load(changed), tmp_path / "new")
    new = digests(tmp_path / "new")
    assert old != new
    done = python(KILLED, changed, out, point, exchange)
    if point == "between" and exchange == "yes":
        # There is no moment between: the exchange is one step, and the build ends.
        assert done.returncode == 0 and digests(out) == new
        return
    assert done.returncode == -9, done.stderr
    if point == "between":
        assert not out.exists()
        swap.recover(out)
    assert digests(out) == (new if point == "after" else old)
    build.build(corpus.load(changed), out)
    assert digests(out) == new and beside(out) == []


def test_a_kill_of_a_first_build_leaves_nothing_at_the_target(tmp_path, out):
    root = write_corpus(tmp_path / "c", [porto_1()])
    assert python(KILLED, root, out, "card", "yes").returncode == -9
    assert not out.exists() and len(beside(out)) == 1
    build.build(corpus.load(root), out)
    assert beside(out) == []


def test_a_folder_that_another_build_is_writing_stays(loaded, out):
    with swap.building(out) as other:
        (other / "file").write_text("x", encoding="utf-8")
        swap.recover(out)
        assert (other / "file").exists()
    assert (out / "file").exists()


def _can_exchange(folder):
    a, b = folder / "a", folder / "b"
    a.mkdir()
    b.mkdir()
    done = swap._exchange(a, b)
    a.rmdir()
    b.rmdir()
    return done


def test_command_builds(corpus_dir, texts_dir, out, capsys):
    code = cli.main(["build", "--corpus", str(corpus_dir), "--texts", str(texts_dir), "--out", str(out)])
    shown = capsys.readouterr()
    assert code == 0, shown.err
    assert "documents: 2 in train, 2 in reference" in shown.out
    assert "Splits without documents, left out: validation, test." in shown.err


def test_command_refuses_a_corpus_with_errors(corpus_dir, texts_dir, out, capsys):
    arguments = ["build", "--corpus", str(corpus_dir), "--texts", str(texts_dir), "--out", str(out)]
    assert cli.main(arguments) == 0
    before = digests(out)
    path = corpus_dir / "annotations" / "gold" / "porto-1.json"
    raw = path.read_text(encoding="utf-8")
    path.write_text(raw.replace('"label": "GPE"', '"label": "XYZ"', 1), encoding="utf-8")
    assert cli.main(arguments) == 1
    shown = capsys.readouterr()
    assert "schema-violation" in shown.out and "2 errors" in shown.err and "not built" in shown.err
    assert digests(out) == before and beside(out) == []


def test_command_counts_only_errors_that_no_waiver_covers(corpus_dir, texts_dir, out, capsys, monkeypatch):
    arguments = ["build", "--corpus", str(corpus_dir), "--texts", str(texts_dir), "--out", str(out)]
    findings = [
        Finding("one", "warning", "porto-1", "/x", "a warning"),
        Finding("two", "error", "porto-1", "/x", "an error that is right", waived="looked at"),
    ]
    monkeypatch.setattr(checks, "run", lambda _: iter(findings))
    assert cli.main(arguments) == 0
    findings.append(Finding("three", "error", "porto-1", "/claims/0", "an error"))
    assert cli.main(arguments) == 1
    assert "error[three] an error" in capsys.readouterr().out
