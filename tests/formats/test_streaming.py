"""Import and export hold a document at a time: the same files come out, and what is wrong is still told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.formats.building import Run, put
from tests.golden.new import FINDINGS, TEXT, annotations, entry, mention, write
from virgolette import corpus
from virgolette.corpus import shards


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A corpus of three documents, one of them without annotations."""
    root, entries = tmp_path / "files", []
    for number in (1, 2, 3):
        doc_id, text = f"porto-{number}", TEXT + f"Molo {number}.\n"
        raw = text.encode()
        corpus.write_bytes(root / "seeds" / "texts" / f"{doc_id}.txt", raw)
        entries.append(entry(doc_id, raw))
        if number < 3:
            found = [
                mention(text, "Savona", 1, "LOC", mention="named"),
                mention(text, f"Molo {number}", 2, "LOC", mention="named"),
            ]
            write(root, f"annotations/gold/{doc_id}.json", annotations(doc_id, raw, entities=found))
    write(root, "seeds/manifest.json", {"schema_version": "1.0", "dataset_version": "0.1.0", "documents": entries})
    return root


def packed(root: Path, files: Path, texts: Path | None = None) -> Path:
    """The same corpus in packed form, a document a shard."""
    found = corpus.load(files, texts)
    for number, document in enumerate(found.documents):
        corpus.write_bytes(root / shards.FOLDER / f"{number}.jsonl", shards.encode(document))
    empty = {"schema_version": "1.0", "dataset_version": "0.1.0", "documents": []}
    write(root, "seeds/manifest.json", empty)
    return root


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("name", ["brat", "conll", "webanno", "labelstudio"])
def test_a_packed_corpus_gives_the_same_files(run: Run, files: Path, tmp_path: Path, name: str) -> None:
    root = packed(tmp_path / "packed", files)
    outs = tmp_path / "a", tmp_path / "b"
    told = [
        run("export", name, "--corpus", source, "--out", out) for source, out in zip((files, root), outs, strict=True)
    ]
    assert held(outs[0]) == held(outs[1]) != {}
    assert told[0][1].replace(str(outs[0]), "") == told[1][1].replace(str(outs[1]), "")
    assert "2 of 2 documents written" in told[0][1]


def test_documents_are_chosen_from_a_packed_corpus(run: Run, files: Path, tmp_path: Path) -> None:
    root = packed(tmp_path / "packed", files)
    code, _, _ = run("export", "brat", "--corpus", root, "--docs", "porto-2, porto-2", "--out", tmp_path / "out")
    assert (code, set(held(tmp_path / "out"))) == (0, {"porto-2.txt", "porto-2.ann"})
    for wanted, why in (("porto-2,porto-9", "porto-9: isn't in the corpus"), ("porto-3", "has no annotations yet")):
        code, _, err = run("export", "brat", "--corpus", root, "--docs", wanted, "--out", tmp_path / "none")
        assert (code, (tmp_path / "none").exists()) == (2, False)
        assert why in err


def test_a_broken_line_stops_the_export_whole(run: Run, files: Path, tmp_path: Path) -> None:
    root = packed(tmp_path / "packed", files)
    last = root / shards.FOLDER / "1.jsonl"
    last.write_bytes(last.read_bytes().replace(b"Savona ha", b"Savona fa"))
    code, out, err = run("export", "brat", "--corpus", root, "--out", tmp_path / "out")
    assert (code, out) == (2, "")
    assert "1.jsonl#L1/text" in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["files", "packed"]


def test_one_name_twice_is_refused(run: Run, files: Path, tmp_path: Path) -> None:
    root = packed(tmp_path / "packed", files)
    first = root / shards.FOLDER / "0.jsonl"
    first.write_bytes(first.read_bytes() * 2)
    code, _, err = run("export", "brat", "--corpus", root, "--out", tmp_path / "out")
    assert (code, (tmp_path / "out").exists()) == (2, False)
    assert "one and the same name" in err


def test_external_texts_of_a_packed_corpus(run: Run, tmp_path: Path) -> None:
    golden = FINDINGS / "span-digest-mismatch"
    texts = golden / "external"
    words = (texts / "porto-1.txt").read_text(encoding="utf-8")
    root = packed(tmp_path / "packed", golden, texts)
    assert words[:20].encode() not in (root / shards.FOLDER / "0.jsonl").read_bytes()
    assert run("export", "webanno", "--corpus", root, "--out", tmp_path / "a")[0] == 0
    assert [words[:20].encode() in raw for raw in held(tmp_path / "a").values()] == [False]
    code, _, err = run("export", "brat", "--corpus", root, "--texts", texts, "--out", tmp_path / "b")
    assert (code, held(tmp_path / "b")["porto-1.txt"]) == (0, words.encode())
    assert "Texts of third parties are written" in err and "porto-1" in err
    (tmp_path / "git" / ".git").mkdir(parents=True)
    code, _, err = run("export", "brat", "--corpus", root, "--texts", texts, "--out", tmp_path / "git" / "x" / "y")
    assert (code, (tmp_path / "git" / "x").exists()) == (2, False)
    assert "lies in a git checkout" in err


def test_names_that_only_case_tells_apart(run: Run, tmp_path: Path) -> None:
    put(tmp_path / "in" / "x", A_txt="A", A_ann="")
    put(tmp_path / "in" / "X", a_txt="a", a_ann="T1\tX 0 1\ta\n")
    assert run("import", "brat", tmp_path / "in", "--out", tmp_path / "out")[0] == 0
    names = {path.stem for kind in ("annotations", "foreign") for path in (tmp_path / "out").glob(f"{kind}/*.json")}
    assert len({name.casefold() for name in names}) == 2
    assert {path.stem for path in (tmp_path / "out" / "texts").iterdir()} == names
    kept = [json.loads(path.read_bytes()) for path in (tmp_path / "out").glob("*/*.json")]
    assert sorted(len(record.get("mentions", ())) for record in kept) == [0, 1]
