"""virgolette score and compare on corpora on disk: the contract on documents, the result, the commands."""

from __future__ import annotations

import hashlib
import json

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.scoring.drawn import annotations, blank, texts, write_corpus
from tests.scoring.plain import HEAD, TEXT, ada, claim, person, write_lines
from virgolette import corpus
from virgolette.cli import main
from virgolette.errors import InputError
from virgolette.scoring import convert, result
from virgolette.scoring.compare import compare
from virgolette.scoring.gold import Present
from virgolette.scoring.run import score
from virgolette.scoring.scores import cluster_scores, document_scores


def gold(doc_id):
    people = tuple(person(k, words) for k, words in enumerate(("Ada", "Bruno", "Carla"), 1))
    stated = tuple(claim(k, words) for k, words in enumerate(("Ada esce", "Bruno resta a casa"), 1))
    return blank(TEXT, doc_id, entities=people, claims=stated)


CLUSTERS = [
    {
        "id": "uscite", "question": "Chi?", "question_en": "Who?", "subject": "ada", "metric": "event",
        "members": ["a-1#C1", "a-2#C1", "b-1#C1"],
        "relations": [{"a": "a-1#C1", "b": "a-2#C1", "relation": "contradictory", "basis": "time"}],
    }
]  # fmt: skip
SPLITS = {"a_1": {"story": "a"}, "a_2": {"story": "a"}, "b_1": {"story": "b", "split": "train"}}


@pytest.fixture
def root(tmp_path):
    return write_corpus(tmp_path / "root", [(TEXT, gold(d)) for d in ("a-1", "a-2", "b-1")], CLUSTERS, **SPLITS)


@pytest.fixture
def perfect(root, tmp_path):
    """Gold as predictions."""
    path = tmp_path / "predictions.jsonl"
    known = corpus.knowledge(root)
    lines = [convert.from_gold(d.annotations) for d in corpus.load(root).documents]
    convert.write(path, [*lines, convert.clusters_line(known.clusters)])
    return path


def write(tmp_path, *lines):
    return write_lines(tmp_path / "some.jsonl", *lines)


def test_gold_scores_one_everywhere_and_clusters_too(root, perfect):
    found = score(perfect, root=root)
    assert {s.value for s in found.scores} == {None, 1}
    held = {s.measure for s in found.scores if s.value == 1}
    assert {"entities.strict", "claims.sentence", "clusters.conll", "clusters.lea", "relations.macro"} <= held
    assert (found.problems_total, found.left_out, found.elsewhere) == (0, (), 0)


def test_the_shipped_corpus_scores_one_against_itself(tmp_path):
    shipped = corpus.load()
    path = tmp_path / "gold.jsonl"
    lines = [convert.from_gold(d.annotations) for d in shipped.documents if d.annotations is not None]
    convert.write(path, [*lines, convert.clusters_line(shipped.knowledge.clusters)])
    found = score(path)
    assert {s.value for s in found.scores} <= {None, 1}
    assert found.score("entities.strict").value == found.score("quotes.joint").value == 1
    assert found.problems_total == 0 or {p.kind for p in found.problems} == {"repeated"}
    assert found.inference == "descriptive" or found.units >= 6


def test_documents_that_are_missing_failed_or_invalid_count_as_empty(root, tmp_path):
    lines = [{**HEAD, "doc_id": "a-2", "error": "timeout"}, {**ada("b-1"), "entities": 7}]
    for given_lines, statuses in (
        ([ada("a-1"), *lines], ["scored", "failed", "invalid"]),
        ([ada("a-1")], ["scored", "missing", "missing"]),
        ([ada("a-1"), b'{"schema_version": "1.0", "doc_id": "b-1", "ent'], ["scored", "missing", "missing"]),
    ):
        found = score(write(tmp_path, *given_lines), root=root)
        assert [d.status for d in found.documents] == statuses
        strict = found.score("entities.strict")
        assert (strict.gold, strict.predicted, strict.correct, strict.recall) == (9, 1, 1, round(1 / 9, 6))
        assert found.problems_total == len(given_lines) - 1


def test_an_empty_file_is_all_missing(root, tmp_path):
    found = score(write(tmp_path), root=root)
    assert {d.status for d in found.documents} == {"missing"}
    assert {s.value for s in found.scores if s.gold and s.kind in ("f1", "recall")} == {0}


def test_unknown_documents_and_second_lines_are_errors(root, tmp_path):
    with pytest.raises(InputError, match="no document 'z-9'") as error:
        score(write(tmp_path, ada("a-1"), ada("z-9")), root=root)
    assert error.value.where.endswith(":2")
    with pytest.raises(InputError, match="second line for a-1, after line 1") as error:
        score(write(tmp_path, ada("a-1"), b"", ada("a-1")), root=root)
    assert error.value.where.endswith(":3")
    with pytest.raises(InputError, match="second line for the clusters"):
        score(write(tmp_path, *[{**HEAD, "doc_id": None, "clusters": []}] * 2), root=root)
    with pytest.raises(InputError, match="no document"):
        score(write(tmp_path, {**ada("z-9"), "entities": 7}), root=root)


def test_a_split_leaves_other_documents_alone(root, tmp_path, perfect):
    found = score(perfect, root=root, split="train")
    assert ([d.doc_id for d in found.documents], found.elsewhere, found.split) == (["b-1"], 2, "train")
    with pytest.raises(InputError, match="split nowhere"):
        score(perfect, root=root, split="nowhere")


def test_what_is_compared_is_shown_once_a_document(root, tmp_path, perfect):
    seen = {}
    found = score(perfect, root=root, each=lambda d, c: seen.setdefault(d.entry.doc_id, (d, c)))
    assert [c.document for _, c in map(seen.get, ("a-1", "a-2", "b-1"))] == list(found.documents)
    _, counted = seen["a-1"]
    assert [o.path for o in counted.predicted.origins["entities"]] == [f"/entities/{i}" for i in range(3)]
    assert {o.method for layer in counted.predicted.origins.values() for o in layer} == {"offsets"}
    assert len(counted.gold.entities) == len(counted.predicted.items.entities) == 3


def test_gold_has_its_digest_without_any_text(root, perfect):
    found = score(perfect, root=root)
    for path in (root / "seeds" / "texts").iterdir():
        path.unlink()
    present = Present(root, "all")
    assert present.digest() == found.gold_digest and present.scope == tuple(d.doc_id for d in found.documents)


def test_counts_of_splits_add_up(root, tmp_path):
    path = write(tmp_path, ada("a-1"), ada("b-1"))
    whole, *parts = (score(path, root=root, split=s) for s in ("all", "test", "train"))
    documents = tuple(d for part in parts for d in part.documents)
    assert whole.documents == documents
    assert document_scores(documents, inference=False) == list(whole.scores)[: len(whole.measures)]


@given(texts.flatmap(lambda t: st.tuples(st.just(t), annotations(t), annotations(t))))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_anyone_can_recompute_the_scores_from_the_counts(tmp_path, case):
    text, one, other = case
    names = [f"d-{k}" for k in range(7)]
    fields = {name.replace("-", "_"): {"story": name} for name in names}
    documents = [(text, msgspec.structs.replace(one, doc_id=name)) for name in names]
    root = write_corpus(tmp_path / hashlib.sha256(text.encode()).hexdigest()[:8], documents, **fields)
    path = tmp_path / "x.jsonl"
    convert.write(path, [convert.from_gold(msgspec.structs.replace(other, doc_id=name)) for name in names[:5]])
    found = score(path, root=root)
    assert found.inference == "intervals" and found.units == 7
    assert found.scores == (*document_scores(found.documents, inference=True), *cluster_scores(found.clusters))
    result.write(tmp_path / "x.json", found)
    assert result.read(tmp_path / "x.json") == found
    for s in found.scores:
        assert s.low is None or s.low <= s.value <= s.high


def test_the_order_of_lines_changes_only_the_file_s_digest(root, tmp_path, perfect):
    lines = perfect.read_bytes().splitlines()
    turned = score(write(tmp_path, *reversed(lines)), root=root)
    straight = score(perfect, root=root)
    digest = straight.predictions_digest
    assert msgspec.structs.replace(turned, predictions_digest=digest) == straight
    assert digest == hashlib.sha256(perfect.read_bytes()).hexdigest()


def test_the_digest_changes_with_gold(root, perfect):
    before = score(perfect, root=root).gold_digest
    other = msgspec.structs.replace(gold("a-1"), claims=())
    corpus.write(root / "annotations" / "gold" / "a-1.json", other)
    assert score(perfect, root=root).gold_digest != before


def test_other_gold_and_gold_of_another_text(root, tmp_path, perfect):
    corpus.write(tmp_path / "pass" / "a-1.json", msgspec.structs.replace(gold("a-1"), claims=()))
    found = score(perfect, root=root, gold=tmp_path / "pass")
    assert (found.left_out, found.elsewhere) == (("a-2", "b-1"), 2)
    corpus.write(tmp_path / "pass" / "a-1.json", msgspec.structs.replace(gold("a-1"), text_sha256="0" * 64))
    with pytest.raises(InputError, match="another text"):
        score(perfect, root=root, gold=tmp_path / "pass")


def external(tmp_path):
    fields = {"text": "external", "split": "reference"}
    return write_corpus(tmp_path / "outside", [(TEXT, gold("r-1")), (TEXT + " ", gold2())], r_1=fields, r_2=fields)


def gold2():
    sha = hashlib.sha256((TEXT + " ").encode()).hexdigest()
    return msgspec.structs.replace(gold("r-2"), text_sha256=sha)


def test_external_documents_need_their_text_and_keep_their_words(tmp_path, monkeypatch):
    monkeypatch.delenv("VIRGOLETTE_TEXTS", raising=False)
    root = external(tmp_path)
    words = {**HEAD, "doc_id": "r-1", "entities": [{"label": "PER", "segments": [{"text": "Bruno resta 9 ore"}]}]}
    path = write(tmp_path, words)
    with pytest.raises(InputError, match="no document can be scored"):
        score(path, root=root)
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "any").write_text(TEXT)
    found = score(path, root=root, texts=folder)
    assert ([d.doc_id for d in found.documents], found.left_out) == (["r-1"], ("r-2",))
    assert (found.inference, found.unit) == ("descriptive", "document")
    assert found.reason == "the reference articles are about one event"
    (problem,) = found.problems
    assert problem.kind == "unaligned" and "Bruno" not in corpus.canonical(found).decode()


def test_clusters_of_claims_that_gold_does_not_know(root, tmp_path):
    lines = [{**HEAD, "doc_id": d, "claims": [{"id": "x", "segments": [{"text": "Ada esce"}]}]} for d in ("a-1", "a-2")]
    groups = [
        {
            "members": ["a-1#x", "a-2#x", "b-1#gone"],
            "relations": [{"a": "a-2#x", "b": "a-1#x", "relation": "contradictory"}],
        },
        {"members": ["a-1#x"]},
    ]
    found = score(write(tmp_path, *lines, {**HEAD, "doc_id": None, "clusters": groups}), root=root)
    relation = found.score("relations.contradictory")
    assert (relation.gold, relation.predicted, relation.value) == (1, 1, 1)
    assert 0 < found.score("clusters.b3").value < 1
    assert [(p.kind, p.path) for p in found.problems] == [
        ("reference", "/clusters/0/members/2"),
        ("repeated", "/clusters/1/members/0"),
    ]


def test_command_prints_tables_and_writes_the_result(root, tmp_path, perfect, capsys):
    out = tmp_path / "result.json"
    assert main(["score", str(perfect), "--corpus", str(root), "--out", str(out)]) == 0
    shown = capsys.readouterr().out
    assert "Descriptive only, no intervals: 2 units, fewer than 6." in shown
    assert "entities.strict  1.000" in shown and "clusters.conll" in shown and "entities.strict.PER" not in shown
    assert not any(line != line.rstrip() for line in shown.split("\n"))
    assert main(["score", str(perfect), "--corpus", str(root), "--json"]) == 0
    assert msgspec.json.decode(capsys.readouterr().out, type=result.Result) == result.read(out)
    assert main(["score", str(perfect), "--corpus", str(root), "--full"]) == 0
    assert "entities.strict.PER" in capsys.readouterr().out


def test_command_tells_what_is_wrong_with_predictions(root, tmp_path, capsys):
    path = write(tmp_path, b"{", ada("a-1", entities=[{"label": "PER", "segments": [{"text": "Dora\u001b[2J"}]}]))
    assert main(["score", str(path), "--corpus", str(root)]) == 0
    shown = capsys.readouterr().out
    assert "line 1: line: not JSON" in shown and "line 2 a-1 /entities/0/segments/0: unaligned: absent" in shown
    assert "\x1b" not in shown
    assert main(["score", str(tmp_path / "gone"), "--corpus", str(root)]) == 2
    assert "can't be read" in capsys.readouterr().err


def eight(tmp_path, kept):
    names = [f"s-{k}" for k in range(8)]
    fields = {name.replace("-", "_"): {"story": name} for name in names}
    root = write_corpus(tmp_path / "eight", [(TEXT, gold(name)) for name in names], **fields)
    found = []
    for label, people in kept.items():
        golds = [msgspec.structs.replace(gold(n), entities=gold(n).entities[:people]) for n in names]
        path = tmp_path / f"{label}.jsonl"
        convert.write(path, map(convert.from_gold, golds))
        assert main(["score", str(path), "--corpus", str(root), "--out", str(tmp_path / f"{label}.json")]) == 0
        found.append(tmp_path / f"{label}.json")
    return found


def test_compare_tests_pairs_of_systems(tmp_path, capsys):
    files = eight(tmp_path, {"one": 1, "two": 2, "three": 3})
    named = [(path.stem, result.read(path)) for path in files]
    found = compare(named, ["entities.strict", "claims.iou50"])
    assert found.values[0] == (0.5, 0.8, 1) and found.units == 8
    first = found.differences[0]
    assert (first.a, first.b, first.difference, first.p, first.p_holm) == ("one", "two", -0.3, 2 / 2**8, 6 / 2**8)
    assert found.differences[3].p == 1
    capsys.readouterr()
    assert main(["compare", *map(str, files[:2]), "--measure", "entities.strict"]) == 0
    assert "one − two" in (shown := capsys.readouterr().out) and "-0.300" in shown
    assert main(["compare", *map(str, files), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["differences"]) == 21


def test_compare_refuses_what_cannot_be_compared(root, tmp_path, perfect, capsys):
    one, two, broken = (tmp_path / f"{name}.json" for name in ("one", "two", "broken"))
    result.write(one, score(perfect, root=root))
    result.write(two, score(perfect, root=root, split="train"))
    ragged = msgspec.structs.replace(result.read(one), measures=("entities.strict",))
    result.write(broken, ragged)
    for files, why in (([one, two], "differs"), ([one], "can't be compared"), ([one, broken], "four counts")):
        assert main(["compare", *map(str, files)]) == 2
        assert why in capsys.readouterr().err
    two.write_bytes(one.read_bytes())
    assert main(["compare", str(one), str(two), "--measure", "entities.strct"]) == 2
    assert "no measure entities.strct" in capsys.readouterr().err
    assert main(["compare", str(one), str(one)]) == 2
    assert "is named twice" in capsys.readouterr().err
    assert main(["compare", str(one), str(two)]) == 0
    assert "Descriptive only, no tests: 2 units, fewer than 6." in capsys.readouterr().out


def test_texts_are_checked(root, perfect):
    (root / "seeds" / "texts" / "a-1.txt").write_text(TEXT + "!")
    with pytest.raises(InputError, match="sha256 differs"):
        score(perfect, root=root)
