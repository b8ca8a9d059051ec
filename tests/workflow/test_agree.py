"""virgolette agree on folders: what is compared, what is refused, what is printed."""

from __future__ import annotations

import hashlib
import json

import pytest

from virgolette import corpus
from virgolette.cli import main
from virgolette.errors import InputError
from virgolette.spans import digest
from virgolette.workflow import agree

SHA = "ab" * 32
TEXT = "Il molo di Brindora costa 40 milioni, ha detto Livia Tresoldi."


def segment(words):
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "digest": digest(words, SHA)}


def entity(id, words, label="PER"):
    return {"id": id, "label": label, "segments": [segment(words)], "surface": "ok", "mention": "named"}


def claim(id, words):
    frame = {"subject": None, "metric": None, "values": [], "valid_time": None, "scope": None}
    same = {"certainty": "certain", "polarity": "positive", "time": "present", "statement": "x", "statement_en": "x"}
    spans = {"type": "quantity", "segments": [segment(words)], "check_worthy": True, "claimer": "author"}
    return {"id": id, **spans, **same, "frame": frame}


def annotate(folder, doc_id="porto-9", sha256=SHA, **layers):
    empty = {layer: [] for layer in ("entities", "quotes", "claims", "notes", "skip")}
    head = {"schema_version": "1.0", "doc_id": doc_id, "text_sha256": sha256}
    corpus.write(folder / f"{doc_id}.json", {**head, **empty, **layers})


@pytest.fixture
def passes(tmp_path):
    a, b = tmp_path / "a", tmp_path / "b"
    people = [entity("T1", "Livia Tresoldi"), entity("T2", "Brindora", "GPE") | {"function": "place"}]
    annotate(a, entities=people, claims=[claim("C1", "Il molo di Brindora costa 40 milioni")])
    annotate(b, entities=people[:1], claims=[claim("C1", "costa 40 milioni")])
    return a, b


def figures(capsys, *arguments):
    code = main(["agree", "--json", *map(str, arguments)])
    return code, json.loads(capsys.readouterr().out)


def test_json_holds_all_figures_with_counts(passes, capsys):
    code, found = figures(capsys, *passes)
    assert code == 0
    spans = found["layers"]["entities"]["spans"]
    assert spans["exact"] == {"left": 2, "right": 1, "matched": 1, "f1": 2 / 3}
    assert found["layers"]["claims"]["spans"]["exact"]["f1"] == 0
    assert found["layers"]["claims"]["spans"]["overlap"]["f1"] == 1
    assert found["layers"]["claims"]["attributes"]["type"] == {"n": 1, "agreed": 1, "observed": 1, "kappa": None}
    assert found["layers"]["quotes"]["spans"]["exact"] == {"left": 0, "right": 0, "matched": 0, "f1": None}
    assert found["by_document"] == {"porto-9": found["layers"]}
    assert found["clusters"] is None and found["samples"] == 30


def test_documents_of_one_pass_only_are_told_and_left_out(passes, capsys):
    before = figures(capsys, *passes)[1]["layers"]
    annotate(passes[0], "porto-8", entities=[entity("T1", "Livia Tresoldi")])
    found = figures(capsys, *passes)[1]
    assert (found["documents"], found["only_left"], found["only_right"]) == (["porto-9"], ["porto-8"], [])
    assert found["layers"] == before
    assert main(["agree", *map(str, passes)]) == 0
    assert "not compared: porto-8" in capsys.readouterr().out


def test_the_other_way_round_only_counts_change_sides(passes, capsys):
    there, back = figures(capsys, *passes)[1], figures(capsys, *reversed(passes))[1]
    a, b = there["layers"]["entities"], back["layers"]["entities"]
    assert (a["spans"]["exact"]["left"], a["spans"]["exact"]["f1"]) == (
        b["spans"]["exact"]["right"],
        b["spans"]["exact"]["f1"],
    )
    assert (a["gamma"], a["attributes"]) == (b["gamma"], b["attributes"])


def test_text_output_is_tables(passes, capsys):
    assert main(["agree", *map(str, passes)]) == 0
    shown = capsys.readouterr().out
    assert agree.NO_CLUSTERS in shown
    assert all(layer in shown for layer in ("entities", "quotes", "claims", "notes", "skip"))
    assert not any(line != line.rstrip() for line in shown.split("\n"))


def test_clusters_are_compared_where_both_passes_have_them(passes, capsys):
    group = {"id": "costo", "question": "Quanto?", "question_en": "How much?", "subject": "molo", "metric": "cost"}
    file = {"schema_version": "1.0", "clusters": [{**group, "members": ["porto-9#C1"], "relations": []}]}
    corpus.write(passes[0] / "clusters.json", file)
    assert figures(capsys, *passes)[1]["clusters"] is None
    corpus.write(passes[1] / "clusters.json", file)
    found = figures(capsys, *passes)[1]
    assert (found["clusters"]["claims"], found["clusters"]["b_cubed"]) == (1, 1)
    assert main(["agree", *map(str, passes)]) == 0
    shown = capsys.readouterr().out
    assert agree.NO_CLUSTERS not in shown and "B-cubed" in shown


def test_names_of_annotators_and_gold(tmp_path, passes, capsys):
    root = tmp_path / "root"
    corpus.write(
        root / "seeds" / "manifest.json", {"schema_version": "1.0", "dataset_version": "0.1.0", "documents": []}
    )
    annotate(root / "annotations" / "passes" / "ada", entities=[entity("T1", "Livia Tresoldi")])
    annotate(root / "annotations" / "gold", entities=[entity("T1", "Livia Tresoldi")])
    found = figures(capsys, "ada", "gold", "--corpus", root)[1]
    assert found["layers"]["entities"]["spans"]["exact"]["f1"] == 1
    assert main(["agree", "ada", "nobody", "--corpus", str(root)]) == 2
    assert "gold, ada" in capsys.readouterr().err


def test_passes_of_different_texts_are_refused(passes, capsys):
    annotate(passes[1], sha256="cd" * 32)
    assert main(["agree", *map(str, passes)]) == 2
    assert "different texts" in capsys.readouterr().err


def test_nothing_in_both_is_refused(passes, tmp_path, capsys):
    annotate(tmp_path / "c", "porto-8")
    assert main(["agree", str(passes[0]), str(tmp_path / "c")]) == 2
    assert "no document is in both" in capsys.readouterr().err


def test_a_broken_file_is_refused(passes, capsys):
    (passes[1] / "porto-9.json").write_text("{}")
    assert main(["agree", *map(str, passes)]) == 2
    assert "porto-9.json" in capsys.readouterr().err


def test_offsets_that_cannot_be_are_refused(passes):
    bad = entity("T1", "Livia Tresoldi")
    bad["segments"][0]["end"] = bad["segments"][0]["start"]
    annotate(passes[1], entities=[bad])
    with pytest.raises(InputError, match="fit"):
        agree.agree(agree.read_pass(str(passes[0])), agree.read_pass(str(passes[1])))


def test_segments_are_checked_where_the_text_is_at_hand(passes, tmp_path, capsys):
    root, texts = tmp_path / "root", tmp_path / "texts"
    texts.mkdir()
    (texts / "any.txt").write_text(TEXT, encoding="utf-8")
    sha = hashlib.sha256(TEXT.encode()).hexdigest()
    about = {"title": None, "published": None, "language": "it", "licence": "x", "origin": "x", "genre": "wire"}
    place = {"story": "porto", "split": "test", "text": "external", "chars": len(TEXT), "sha256": sha}
    listed = {
        "schema_version": "1.0",
        "dataset_version": "0.1.0",
        "documents": [{"doc_id": "porto-9", **about, **place}],
    }
    corpus.write(root / "seeds" / "manifest.json", listed)
    for folder in passes:
        annotate(folder, sha256=sha, entities=[entity("T1", "Livia Tresoldi")])
    named = ["agree", *map(str, passes), "--corpus", str(root)]
    assert main(named) == 0
    # These digests are keyed by another text's hash.
    assert main([*named, "--texts", str(texts)]) == 2
    assert "fit" in capsys.readouterr().err
