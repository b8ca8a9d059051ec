"""virgolette remap as a command: exit codes, what it writes, and what it never writes over."""

from __future__ import annotations

import json

import pytest

from tests.typed import sha
from tests.workflow.porto import DOC, TEXT, gold, tree
from virgolette import corpus
from virgolette.cli import main


@pytest.fixture
def home(tmp_path):
    root = tmp_path / "root"
    about = {"title": None, "published": None, "language": "it", "licence": "x", "origin": "x", "genre": "wire"}
    place = {"story": "porto", "split": "test", "text": "included", "chars": len(TEXT), "sha256": sha(TEXT)}
    documents = [{"doc_id": DOC, **about, **place}]
    listed = {"schema_version": "1.0", "dataset_version": "0.1.0", "documents": documents}
    corpus.write(root / "seeds" / "manifest.json", listed)
    corpus.write(root / "annotations" / "gold" / f"{DOC}.json", tree())
    texts = root / "seeds" / "texts"
    texts.mkdir()
    (texts / f"{DOC}.txt").write_bytes(TEXT.encode())
    return root


@pytest.fixture
def call(home, tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("VIRGOLETTE_TEXTS", raising=False)

    def run(new, *more):
        path = tmp_path / "new.txt"
        path.write_bytes(new if isinstance(new, bytes) else new.encode())
        out = tmp_path / "out.json"
        code = main(["remap", DOC, str(path), "--out", str(out), "--corpus", str(home), *more])
        shown = capsys.readouterr()
        return code, out, shown.out + shown.err

    return run


def review_of(out):
    path = out.with_name(out.name + ".review.json")
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def external(home):
    path = home / "seeds" / "manifest.json"
    path.write_text(path.read_text().replace('"included"', '"external"'))
    (home / "seeds" / "texts" / f"{DOC}.txt").unlink()
    stripped = corpus.strip(gold(), TEXT)
    corpus.write(home / "annotations" / "gold" / f"{DOC}.json", stripped)


def test_all_carried_is_0_with_the_manifest_values_and_no_review(call, home):
    new = "Ieri.\n" + TEXT
    code, out, shown = call(new)
    assert code == 0 and review_of(out) is None
    assert f'"sha256": "{sha(new)}", "chars": {len(new)}' in shown
    found, findings = corpus.read_annotations(out, DOC)
    assert findings == [] and found.text_sha256 == sha(new)


def test_the_same_text_writes_the_same_bytes(call, home):
    code, out, _ = call(TEXT)
    assert code == 0
    assert out.read_bytes() == (home / "annotations" / "gold" / f"{DOC}.json").read_bytes()


def test_something_to_review_is_1_and_listed_with_its_words(call):
    code, out, shown = call(TEXT.replace("Marco Venzi", "Luigi Corsi"))
    assert code == 1 and "T2/segments/0" in shown and "Luigi Corsi" in shown
    (item,) = review_of(out)["items"]
    assert (item["old"]["text"], item["new"]["text"]) == ("Marco Venzi", "Luigi Corsi")


def test_the_review_of_an_external_text_holds_no_words(call, home, tmp_path):
    external(home)
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "whatever.txt").write_bytes(TEXT.encode())
    new = TEXT.replace("Marco Venzi", "Luigi Corsi").replace("Riproduzione riservata.\n", "")
    code, out, shown = call(new, "--texts", str(folder))
    assert code == 1 and "Luigi Corsi" in shown
    raw = out.with_name(out.name + ".review.json").read_text() + out.read_text()
    assert not any(words in raw for words in ("Venzi", "Luigi", "Riproduzione", "Tresoldi", "molo"))
    assert len(review_of(out)["removed_skip"]) == 1


def test_an_older_review_does_not_pass_for_this_one(call):
    call("")
    code, out, _ = call(TEXT)
    assert code == 0 and review_of(out)["items"] == []


def test_an_included_text_edited_in_place_needs_the_old_one(call, home, tmp_path):
    new = "Ieri.\n" + TEXT
    (home / "seeds" / "texts" / f"{DOC}.txt").write_bytes(new.encode())
    code, out, shown = call(new)
    assert code == 2 and "--texts" in shown and not out.exists()
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "before.txt").write_bytes(TEXT.encode())
    assert call(new, "--texts", str(folder))[0] == 0


def test_what_cannot_be_used_is_2_and_writes_nothing(call, home, tmp_path):
    code, out, shown = call(b"ab\xff")
    assert code == 2 and "UTF-8" in shown and not out.exists()
    broken = tree()
    broken["entities"][0]["segments"][0]["text"] = "Altro"
    corpus.write(tmp_path / "bad.json", broken)
    code, out, shown = call(TEXT, "--annotations", str(tmp_path / "bad.json"))
    assert code == 2 and "virgolette check" in shown and not out.exists()
    other = {**tree(), "doc_id": "porto-8"}
    corpus.write(tmp_path / "other.json", other)
    assert call(TEXT, "--annotations", str(tmp_path / "other.json"))[0] == 2


def test_the_text_is_never_written_over(home, tmp_path, capsys):
    own = home / "seeds" / "texts" / f"{DOC}.txt"
    assert main(["remap", DOC, str(own), "--out", str(own), "--corpus", str(home)]) == 2
    assert own.read_bytes() == TEXT.encode()
    assert "--out" in capsys.readouterr().err


def test_an_unknown_document_is_2(home, tmp_path, capsys):
    new = tmp_path / "new.txt"
    new.write_text(TEXT)
    assert main(["remap", "porto-7", str(new), "--out", str(tmp_path / "o"), "--corpus", str(home)]) == 2
    assert DOC in capsys.readouterr().err


def test_a_review_is_not_left_among_annotations(call, home):
    gold = home / "annotations" / "gold"
    changed = TEXT.replace("Marco Venzi", "Luigi Corsi")
    before = (gold / f"{DOC}.json").read_bytes()
    for folder in (gold, home / "annotations" / "passes" / "ada"):
        code, _, shown = call(changed, "--out", str(folder / f"{DOC}.json"))
        assert code == 2 and "--out" in shown and "read as annotations" in shown
    assert [p.name for p in gold.iterdir()] == [f"{DOC}.json"] and (gold / f"{DOC}.json").read_bytes() == before
    assert not (home / "annotations" / "passes").exists()
    assert corpus.scan(home)[1] == []


def test_with_nothing_to_review_gold_may_be_written_in_place(call, home):
    path = home / "annotations" / "gold" / f"{DOC}.json"
    new = "Ieri.\n" + TEXT
    code, _, _ = call(new, "--out", str(path))
    assert code == 0 and [p.name for p in path.parent.iterdir()] == [path.name]
    assert corpus.read_annotations(path, DOC)[0].text_sha256 == sha(new)
