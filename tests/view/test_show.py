"""virgolette show."""

from __future__ import annotations

import hashlib

import pytest

from virgolette import corpus
from virgolette.cli import main
from virgolette.model import Annotations, KnownEntities, Manifest, ManifestEntry, Metrics

TEXT = "Il molo di Codalunga è chiuso.\r\n"


@pytest.fixture
def corpus_dir(tmp_path, monkeypatch):
    """One included and one external document, and a pass over the first."""
    monkeypatch.delenv("VIRGOLETTE_TEXTS", raising=False)
    monkeypatch.chdir(tmp_path)
    root, sha = tmp_path / "corpus", hashlib.sha256(TEXT.encode("utf-8")).hexdigest()
    entries = []
    for doc_id, kind in (("molo-1", "included"), ("molo-2", "external"), ("molo-3", "included")):
        raw = (TEXT if doc_id != "molo-2" else TEXT * 2).encode("utf-8")
        folder = tmp_path / "outside" if kind == "external" else root / "seeds" / "texts"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{doc_id}.txt").write_bytes(raw)
        sha = hashlib.sha256(raw).hexdigest()
        named = {"doc_id": doc_id, "sha256": sha, "chars": len(raw.decode("utf-8")), "text": kind, "title": None}
        told = {"published": None, "language": "it", "licence": "CC-BY-4.0", "origin": "invented for a test"}
        entries.append(ManifestEntry(**named, **told, genre="wire", story="molo", split="train"))
        empty = dict.fromkeys(("entities", "quotes", "claims", "notes", "skip"), ())
        found = Annotations(schema_version="1.0", doc_id=doc_id, text_sha256=sha, **empty)
        if doc_id != "molo-3":
            corpus.write(root / "annotations" / "gold" / f"{doc_id}.json", found)
        if doc_id != "molo-2":
            corpus.write(root / "annotations" / "passes" / "ada" / f"{doc_id}.json", found)
    listed = Manifest(schema_version="1.0", dataset_version="0.0.1", documents=tuple(entries))
    corpus.write(root / "seeds" / "manifest.json", listed)
    corpus.write(root / "annotations" / "entities.json", KnownEntities(schema_version="1.0", entities=()))
    corpus.write(root / "annotations" / "metrics.json", Metrics(schema_version="1.0", metrics=()))
    return root


def show(root, *arguments):
    return main(["show", *map(str, arguments), "--corpus", str(root)])


def test_it_writes_a_file_named_after_the_document(corpus_dir, tmp_path, capsys):
    assert show(corpus_dir, "molo-1") == 0
    page = (tmp_path / "molo-1.html").read_bytes()
    assert b"Il molo di Codalunga" in page and b"\r" not in page
    assert capsys.readouterr().out == "molo-1.html\n"


def test_stdout_gets_the_bytes_of_the_page(corpus_dir, tmp_path, capsysbinary):
    assert show(corpus_dir, "molo-1", "--out", tmp_path / "a.html") == 0
    capsysbinary.readouterr()
    assert show(corpus_dir, "molo-1", "--out", "-") == 0
    assert capsysbinary.readouterr().out == (tmp_path / "a.html").read_bytes()


def test_a_pass_is_shown_as_one(corpus_dir, tmp_path):
    assert show(corpus_dir, "molo-3", "--pass", "ada") == 0
    assert "pass of ada" in (tmp_path / "molo-3.html").read_text(encoding="utf-8")


def test_an_external_text_is_shown_to_its_holder_with_a_warning(corpus_dir, tmp_path, capsys):
    assert show(corpus_dir, "molo-2", "--texts", tmp_path / "outside") == 0
    page = (tmp_path / "molo-2.html").read_text(encoding="utf-8")
    assert "Codalunga" in page and "don’t pass this file on" in page
    assert "don't pass it on" in capsys.readouterr().err


def test_an_external_text_that_isnt_at_hand_is_said_to_be_so(corpus_dir, tmp_path, capsys):
    assert show(corpus_dir, "molo-2") == 0
    page = (tmp_path / "molo-2.html").read_text(encoding="utf-8")
    assert "Codalunga" not in page and "The text is not at hand" in page
    assert "--texts" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["molo-9"], "Did you mean molo-"),
        (["../molo-1"], "is no document"),
        (["molo-1", "--pass", "../gold"], "is no annotator"),
        (["molo-3"], "--pass ada"),
        (["molo-2", "--pass", "ada"], "isn't annotated"),
        (["molo-1", "--out", "/dev/null/x.html"], "can't be written"),
    ],
)
def test_wrong_names_are_told_with_what_to_do(corpus_dir, tmp_path, capsys, arguments, words):
    assert show(corpus_dir, *arguments) == 2
    assert words in capsys.readouterr().err
    assert not list(tmp_path.glob("*.html"))


def test_a_changed_text_is_refused(corpus_dir, capsys):
    (corpus_dir / "seeds" / "texts" / "molo-1.txt").write_bytes(b"Altro.\n")
    assert show(corpus_dir, "molo-1") == 2
    assert "remap" in capsys.readouterr().err


def test_annotations_that_cant_be_read_are_refused(corpus_dir, capsys):
    (corpus_dir / "annotations" / "gold" / "molo-1.json").write_text("{", encoding="utf-8")
    assert show(corpus_dir, "molo-1") == 2
    assert "molo-1.json" in capsys.readouterr().err
