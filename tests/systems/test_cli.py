"""virgolette predict and virgolette train, called as a user calls them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.systems.asking import read
from virgolette import corpus, schema
from virgolette.cli import main


def test_predict_writes_valid_lines_without_words(tmp_path: Path, root: Path) -> None:
    out = tmp_path / "predictions.jsonl"
    assert main(["predict", "rules", "--split", "train", "--out", str(out)]) == 0
    found = read(out)
    listed = [e.doc_id for e in corpus.manifest(root).documents if e.split == "train"]
    assert [line["doc_id"] for line in found] == listed
    assert all(schema.violations("prediction", line) == [] for line in found)
    assert '"text"' not in out.read_text(encoding="utf-8")


def test_predict_chosen_documents(tmp_path: Path) -> None:
    out = tmp_path / "predictions.jsonl"
    assert main(["predict", "rules", "--docs", "velasca-2", "--out", str(out)]) == 0
    assert [line["doc_id"] for line in read(out)] == ["velasca-2"]


def test_train_then_predict(tmp_path: Path) -> None:
    pytest.importorskip("pycrfsuite")
    model, out = tmp_path / "model.crf", tmp_path / "predictions.jsonl"
    assert main(["train", "crf", "--out", str(model)]) == 0
    assert main(["predict", "crf", "--model", str(model), "--docs", "velasca-1", "velasca-2", "--out", str(out)]) == 0
    assert [bool(line["entities"]) for line in read(out)] == [True, True]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["predict", "nobody", "--out", "x"], "no such system"),
        (["predict", "rules", "--docs", "nothing-1", "--out", "x"], "isn't in the manifest"),
        (["predict", "crf", "--out", "x"], "needs a model"),
        (["predict", "rules", "--split", "nowhere", "--out", "x"], "reference, train, validation, test, all"),
        (["train", "crf", "--split", "nowhere", "--out", "x"], "--split: there is no split nowhere"),
        (["train", "crf", "--validation", "nowhere", "--out", "x"], "--validation: there is no split nowhere"),
        (["train", "crf", "--corpus", "x", "--out", "./x"], "both --out and --corpus"),
        (["predict", "rules", "--entities", "x", "--out", "./x"], "both --out and --entities"),
        (["predict", "crf", "--model", "x", "--out", "x"], "both --out and --model"),
        (["predict", "llm", "--metrics", "x", "--out", "x"], "both --out and --metrics"),
        (["predict", "llm", "--journal", "x", "--out", "x"], "both --out and --journal"),
        (["score", "x", "--out", "./x"], "both PREDICTIONS and --out"),
        (["score", "y", "--out", "x", "--report", "x"], "both --out and --report"),
        (["train", "crf", "--split", "reference", "--out", "x"], "may not be redistributed"),
    ],
)
def test_what_cannot_be_done_is_said(
    arguments: list[str],
    message: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def test_external_texts_are_named_where_they_are_not_at_hand(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VIRGOLETTE_TEXTS", raising=False)
    assert main(["predict", "rules", "--out", str(tmp_path / "x")]) == 0
    assert "not at hand" in capsys.readouterr().err


def test_predictions_on_external_texts_hold_no_words(tmp_path: Path, root: Path, reference_texts: Path) -> None:
    out = tmp_path / "x"
    assert main(["predict", "rules", "--split", "reference", "--texts", str(reference_texts), "--out", str(out)]) == 0
    listed = [e.doc_id for e in corpus.manifest(root).documents if e.split == "reference"]
    assert [line["doc_id"] for line in read(out)] == listed != []
    assert '"text"' not in out.read_text(encoding="utf-8")


def test_a_file_that_is_no_model_is_not_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "thesis.txt"
    path.write_text("mine")
    assert main(["train", "crf", "--out", str(path)]) == 2
    assert "is no model of crf" in capsys.readouterr().err
    assert path.read_text() == "mine"
