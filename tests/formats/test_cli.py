"""`virgolette export` and `virgolette import`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.formats.building import Run, put
from tests.golden.new import FINDINGS, scaffold


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    scaffold(tmp_path / "corpus")
    return tmp_path / "corpus"


@pytest.mark.parametrize("name", ["brat", "docbin", "webanno"])
def test_there_and_back_is_the_same_file(run: Run, folder: Path, tmp_path: Path, name: str) -> None:
    if name == "docbin":
        pytest.importorskip("spacy")
    code, out, _ = run("export", name, "--corpus", folder, "--out", tmp_path / "out")
    assert (code, out.splitlines()[0]) == (0, f"{name} carries everything.")
    assert run("import", name, tmp_path / "out", "--out", tmp_path / "back")[0] == 0
    for there, back in (("annotations/gold", "annotations"), ("seeds/texts", "texts")):
        suffix = ".txt" if back == "texts" else ".json"
        whole = (folder / there / f"porto-1{suffix}").read_bytes()
        assert (tmp_path / "back" / back / f"porto-1{suffix}").read_bytes() == whole


def test_losses_are_told_before_a_folder_takes_its_place(run: Run, folder: Path, tmp_path: Path) -> None:
    _, out, _ = run("export", "conll", "--corpus", folder, "--out", tmp_path / "out")
    assert out.index("conll can't carry:\n  ids of annotations: 2\n") < out.index("1 of 1 documents written")


def test_external_texts_stay_where_they_are(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    golden = FINDINGS / "span-digest-mismatch"
    text = next((golden / "external").iterdir()).read_text(encoding="utf-8")
    monkeypatch.setenv("VIRGOLETTE_TEXTS", str(golden / "external"))
    assert run("export", "brat", "--corpus", golden, "--out", tmp_path / "brat")[0] == 2
    assert not (tmp_path / "brat").exists()
    out = tmp_path / "webanno"
    assert run("export", "webanno", "--corpus", golden, "--out", out)[0] == 0
    written = [p.read_text(encoding="utf-8") for p in out.iterdir()]
    assert [text[:20] in words for words in written] == [False]
    code, _, err = run("export", "brat", "--corpus", golden, "--texts", golden / "external", "--out", tmp_path / "t")
    assert code == 0
    assert "Texts of third parties are written" in err
    assert (tmp_path / "t" / "porto-1.txt").read_text(encoding="utf-8") == text


def test_external_texts_never_go_into_a_checkout(run: Run, tmp_path: Path) -> None:
    golden = FINDINGS / "span-digest-mismatch"
    (tmp_path / ".git").mkdir()
    arguments = ("export", "brat", "--corpus", golden, "--texts", golden / "external", "--out", tmp_path / "a" / "b")
    code, _, err = run(*arguments)
    assert code == 2
    assert "lies in a git checkout" in err
    assert not (tmp_path / "a").exists()


def test_what_is_there_is_not_replaced(run: Run, folder: Path, tmp_path: Path) -> None:
    mine = put(tmp_path / "mine", a_txt="mine")
    assert run("export", "brat", "--corpus", folder, "--out", mine)[0] == 2
    assert run("import", "brat", tmp_path, "--out", mine)[0] == 2
    assert [p.name for p in mine.iterdir()] == ["a.txt"]


@pytest.mark.parametrize(
    "arguments",
    [("export", "tei"), ("export", "brat", "--docs", "porto-9"), ("import", "brat", "none")],
)
def test_wrong_usage_is_told_and_nothing_written(
    run: Run, folder: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    corpus = ("--corpus", folder) if arguments[0] == "export" else ()
    code, _, err = run(*arguments, *corpus, "--out", tmp_path / "out")
    assert code == 2
    assert err.startswith("virgolette: ")
    assert not (tmp_path / "out").exists()


def test_import_keeps_other_peoples_labels_and_tells_what_it_left(run: Run, tmp_path: Path) -> None:
    put(tmp_path / "in", a_conll="Ada NN B-Persona\nva VB O\n\nx\n")
    code, out, _ = run("import", "conll", tmp_path / "in", "--out", tmp_path / "out")
    assert code == 1
    assert "a.conll:4 [foreign-line-malformed] 1 columns, where the file has 3" in out
    assert "not represented: values of other columns: 2" in out
    assert "1 documents with 1 annotations, 0 in our scheme" in out
    kept = json.loads((tmp_path / "out" / "foreign" / "a.json").read_text(encoding="utf-8"))
    assert kept["mentions"] == [{"id": "T1", "label": "Persona", "segments": [[0, 3]], "line": 1}]
    assert (tmp_path / "out" / "texts" / "a.txt").read_text(encoding="utf-8") == "Ada va\nx\n"


def test_names_that_fold_together_stay_apart(run: Run, tmp_path: Path) -> None:
    put(tmp_path / "in" / "x", a_txt="A", a_ann="")
    put(tmp_path / "in", x__a_txt="B", x__a_ann="", X__A_txt="C", X__A_ann="")
    assert run("import", "brat", tmp_path / "in", "--out", tmp_path / "out")[0] == 0
    texts = sorted(p.read_text(encoding="utf-8") for p in (tmp_path / "out" / "texts").iterdir())
    assert texts == ["A", "B", "C"]
