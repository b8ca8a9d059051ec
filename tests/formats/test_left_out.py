"""What an export leaves out is named, and an export of nothing is none; files that are of no format are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.folders import write_corpus
from tests.formats.building import Run, put

TEXTS = {"prova-1": "Ada parla.", "prova-2": "Ada tace.", "prova-3": "Ada ride."}


@pytest.fixture(params=["files", "packed"])
def corpus(request: pytest.FixtureRequest, tmp_path: Path, run: Run) -> Path:
    """Of three documents one is external, one has no annotations."""
    root = write_corpus(tmp_path / "files", TEXTS, external=frozenset({"prova-2"}))
    (root / "annotations" / "gold" / "prova-3.json").unlink()
    assert run("pack", root, "--out", tmp_path / "packed")[0] == 0
    return tmp_path / str(request.param)


def test_documents_that_are_left_out_are_named(corpus: Path, tmp_path: Path, run: Run) -> None:
    code, out, err = run("export", "brat", "--corpus", corpus, "--out", tmp_path / "out")
    assert (code, out.splitlines()[-1]) == (0, f"1 of 2 documents written to {tmp_path / 'out'}")
    nobody, textless = err.splitlines()
    assert nobody == "Left out, because nobody annotated them: prova-3."
    assert textless.startswith("Left out, because brat needs their texts") and ": prova-2. " in textless
    assert textless.endswith("--texts DIR.")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["prova-1.ann", "prova-1.txt"]


def test_with_their_texts_they_are_not(corpus: Path, tmp_path: Path, run: Run) -> None:
    put(tmp_path / "texts", a_txt=TEXTS["prova-2"])
    code, out, err = run("export", "brat", "--corpus", corpus, "--texts", tmp_path / "texts", "--out", tmp_path / "out")
    assert (code, "2 of 2 documents written" in out) == (0, True)
    assert "needs their texts" not in err


def test_where_nothing_is_written_there_is_no_folder(corpus: Path, tmp_path: Path, run: Run) -> None:
    given = ("--corpus", corpus, "--docs", "prova-2", "--out", tmp_path / "out")
    code, out, err = run("export", "brat", *given)
    assert (code, out) == (2, "")
    assert err.startswith("virgolette: prova-2: nothing can be written: brat needs their texts")
    assert "--texts DIR" in err and "webanno" in err
    assert not (tmp_path / "out").exists()
    # Offsets alone are something.
    assert run("export", "webanno", *given)[0] == 0


def test_a_corpus_that_nobody_annotated(tmp_path: Path, run: Run) -> None:
    root = write_corpus(tmp_path / "corpus", {})
    code, _, err = run("export", "brat", "--corpus", root, "--out", tmp_path / "out")
    assert (code, "holds no annotated document" in err, (tmp_path / "out").exists()) == (2, True, False)


def test_documents_are_named_or_all_are_meant(corpus: Path, tmp_path: Path, run: Run) -> None:
    code, _, err = run("export", "brat", "--corpus", corpus, "--docs", " ,", "--out", tmp_path / "out")
    assert (code, "--docs: names no document" in err) == (2, True)


def test_a_packed_corpus_without_its_manifest_is_none(tmp_path: Path, run: Run) -> None:
    root = write_corpus(tmp_path / "files", TEXTS)
    assert run("pack", root, "--out", tmp_path / "packed")[0] == 0
    (tmp_path / "packed" / "seeds" / "manifest.json").unlink()
    code, _, err = run("export", "brat", "--corpus", tmp_path / "packed", "--out", tmp_path / "out")
    assert (code, "there is no seeds/manifest.json" in err) == (2, True)


def test_a_file_in_the_way_is_called_one(tmp_path: Path, run: Run) -> None:
    put(tmp_path, a_txt="mine")
    code, _, err = run("import", "brat", tmp_path, "--out", tmp_path / "a.txt")
    assert (code, "a.txt: is a file" in err) == (2, True)


def test_a_text_is_no_annotations(tmp_path: Path, run: Run) -> None:
    put(tmp_path / "in", a_txt="Ada\n", a_ann="T1\tPER 0 3\tAda\n")
    code, _, err = run("import", "brat", tmp_path / "in" / "a.txt", "--out", tmp_path / "out")
    assert (code, "is a text" in err, "Name a.ann, or the folder" in err) == (2, True, True)
    assert run("import", "brat", tmp_path / "in" / "a.ann", "--out", tmp_path / "out")[0] == 0


@pytest.mark.parametrize("task", [{"doc_id": "prova-1"}, {"text": "Ada", "annotations": {"entities": []}}])
def test_an_object_that_is_no_task_is_a_flaw(task: dict[str, object], tmp_path: Path, run: Run) -> None:
    put(tmp_path / "in", a_json=json.dumps([task]))
    code, out, _ = run("import", "labelstudio", tmp_path / "in", "--out", tmp_path / "out")
    assert (code, "a.json:1 [foreign-line-malformed]" in out) == (1, True)


@pytest.mark.parametrize(
    "task", [{"data": {"text": "Ada"}}, {"text": "Ada"}, {"data": {}, "annotations": []}, {"text": "Ada", "label": []}]
)
def test_a_task_without_work_is_none(task: dict[str, object], tmp_path: Path, run: Run) -> None:
    put(tmp_path / "in", a_json=json.dumps([task]))
    assert run("import", "labelstudio", tmp_path / "in", "--out", tmp_path / "out")[0] == 0
