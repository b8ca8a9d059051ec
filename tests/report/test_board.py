"""The board: one command makes it, what is kept is enough to check it, and what is stale isn't shown."""

from __future__ import annotations

import json

import msgspec
import pytest

from tests.report.conftest import OUTSIDE, gold, rewritten
from tests.test_leak import fold
from virgolette import corpus
from virgolette.cli import main
from virgolette.docs.blocks import Source, leaderboard
from virgolette.errors import InputError
from virgolette.report.board import made, standing, stored
from virgolette.scoring import convert, result
from virgolette.scoring.run import score


@pytest.fixture
def root(small):
    return small


@pytest.fixture
def run(root, texts, capsys):
    def go(*arguments, code=0):
        capsys.readouterr()
        assert main(["board", *map(str, arguments), "--corpus", str(root)]) == code
        return capsys.readouterr()

    return go


@pytest.fixture
def rules(run, texts):
    run("--update", "rules", "--texts", texts)


def files(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_one_command_runs_a_system_and_keeps_what_it_scores(root, texts, run):
    shown = run("--update", "rules", "--texts", texts).out
    assert "test: 8 documents of 8 stories; 95 % intervals" in shown and "reference: 1 document; descriptive" in shown
    kept = files(root / "results")
    names = ("reference.json", "reference.jsonl", "system.json", "test.json", "test.jsonl")
    assert list(kept) == [f"rules/{name}" for name in names]
    again = score(root / "results" / "rules" / "test.jsonl", root=root, split="test")
    assert result.read(root / "results" / "rules" / "test.json") == again


def test_the_commands_that_are_told_make_the_same_files(root, texts, rules, tmp_path):
    about = stored.read(root / "results" / "rules").about
    made_again = tmp_path / "again"
    made_again.mkdir()
    for command in about.commands:
        assert "/" not in command
        program, *words = command.split()
        assert program == "virgolette"
        words = [str(texts) if w == "DIR" else str(made_again / w) if "." in w else w for w in words]
        assert main([*words, "--corpus", str(root)]) == 0
    kept = files(root / "results" / "rules")
    assert files(made_again) == {name: raw for name, raw in kept.items() if name != "system.json"}


def test_trained_systems_learn_from_the_train_split_alone_and_twice_the_same(root, texts, run):
    pytest.importorskip("pycrfsuite")
    run("--update", "crf", "--texts", texts)
    before = files(root / "results")
    run("--update", "crf", "--texts", texts)
    assert files(root / "results") == before
    rewritten(root, "porto-1", entities=())
    run("--update", "crf", "--texts", texts)
    predicted = [name for name in before if name.endswith(".jsonl")]
    assert all(files(root / "results")[name] == before[name] for name in predicted)


def test_what_is_kept_on_external_texts_are_offsets(root, rules):
    runs = {fold(OUTSIDE)[i : i + 12] for i in range(len(OUTSIDE) - 12)}
    for name, raw in files(root / "results").items():
        assert not any(r in fold(raw.decode()) for r in runs), name
    lines = (root / "results" / "rules" / "reference.jsonl").read_text().splitlines()
    assert all('"text"' not in line for line in lines) and json.loads(lines[0])["entities"]


def line(doc_id="fuori-1", **fields):
    place = {"start": 0, "end": 4}
    mention = {"label": "PER", "segments": [place], **fields}
    return {"schema_version": "1.0", "doc_id": doc_id, "entities": [mention]}


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (line(segments=[{"text": "Ezio"}]), "hold words"),
        (line(date="ieri da Sarmede per un lungo viaggio, ma"), "hold words"),
        (line(id="Ezio"), "hold words (id)"),
        (line(entity="ezio-corvani"), "hold words (entity)"),
        ({**line(), "quotes": [{"content": [{"start": 0, "end": 4}], "speaker": {"mention": "Ezio"}}]}, "(mention)"),
        ({**line(), "Ezio": 1}, "hold words (a key)"),
        ({"schema_version": "1.0", "doc_id": None, "clusters": [{"members": ["fuori-1#Ezio"]}]}, "(members)"),
        ({**line(), "error": "Ezio"}, "hold words"),
        ({**line(), "Ezio Corvani è partito ieri da Sarmede per un": 1}, "hold words"),
    ],
)
def test_words_of_external_texts_are_refused_and_nothing_is_written(root, texts, tmp_path, run, bad, why):
    test, reference = tmp_path / "t.jsonl", tmp_path / "r.jsonl"
    test.write_text(json.dumps(line("porto-1")) + "\n")
    reference.write_text(json.dumps(bad) + "\n")
    told = run("--add", "mine", test, reference, "--texts", texts, code=2).err
    assert why in told and f"{reference}:1" in told
    assert files(root) == {n: raw for n, raw in files(root).items() if not n.startswith("results/")}


@pytest.mark.parametrize("bad", ["{", json.dumps(line())[:-1] + ', "entities": ["Ezio"], "entities": []}'])
@pytest.mark.parametrize(("before", "why"), [((line(),), "isn't JSON"), ((), "nor is any other line")])
def test_what_is_not_json_is_refused_where_there_are_external_texts(root, texts, tmp_path, run, bad, before, why):
    path = tmp_path / "r.jsonl"
    path.write_text("".join(json.dumps(tree) + "\n" for tree in before) + bad + "\n")
    told = run("--add", "mine", path, "--texts", texts, code=2).err
    assert why in told and f"{path}:{len(before) + 1}" in told and "Ezio" not in told
    assert not any(n.startswith("results/") for n in files(root))


def test_somebodys_own_predictions_are_scored_and_kept(root, tmp_path, run):
    path = tmp_path / "gold.jsonl"
    convert.write(path, [convert.from_gold(gold(f"porto-{k}")) for k in range(8)])
    shown = run("--add", "perfect", path, "--about", "gold itself", "--version", "9").out
    assert "perfect" in shown and "1.000" in shown
    kept = stored.read(root / "results" / "perfect")
    assert (kept.about.version, kept.about.about, list(kept.results)) == ("9", "gold itself", ["test"])
    assert "is no name" in run("--add", "Not A Name", path, code=2).err
    assert "3 files" in run("--add", "mine", path, path, path, code=2).err


def test_the_best_comes_first_and_what_did_not_run_has_no_row(root, tmp_path, rules, run):
    path = tmp_path / "gold.jsonl"
    convert.write(path, [convert.from_gold(gold(f"porto-{k}")) for k in range(8)])
    run("--add", "perfect", path)
    test, reference = standing.board(root).standings
    assert [e.system.about.name for e in test.entries] == ["perfect", "rules"]
    assert [e.system.about.name for e in reference.entries] == ["rules"]


def test_results_on_other_gold_are_not_shown_and_the_remedy_is_told(root, rules, run):
    assert standing.board(root).stale == []
    rewritten(root, "porto-1", entities=())
    shown = run(code=1).out
    assert "rules on test (made on other gold)" in shown and "virgolette board --update" in shown
    assert "test:" not in shown and "reference: 1 document" in shown
    table = leaderboard(Source(corpus.load(root), root))
    assert "**test**" not in table and "no longer hold" in table and "virgolette board --update" in table


def test_results_go_stale_with_the_data_the_documents_the_measures_and_the_predictions(root, rules):
    path = root / "results" / "rules" / "test.json"
    found = result.read(path)
    for fields, why in (
        ({"dataset_version": "0.0.9"}, "made on data 0.0.9"),
        ({"documents": found.documents[1:]}, "made on 7 documents, not on the 8"),
        ({"predictions_digest": "0" * 64}, "predictions were changed"),
    ):
        result.write(path, msgspec.structs.replace(found, **fields))
        assert [w for _, _, w in standing.board(root).stale if why in w], why
    short = [msgspec.structs.replace(d, counts=d.counts[4:]) for d in found.documents]
    result.write(path, msgspec.structs.replace(found, measures=found.measures[1:], documents=tuple(short)))
    assert "other measures" in standing.board(root).stale[0][2]


def test_staleness_needs_no_external_text(root, rules):
    rewritten(root, "fuori-1", entities=())
    assert [(n, s) for n, s, _ in standing.board(root).stale] == [("rules", "reference")]


def test_a_folder_that_is_none_is_named(root, rules, run):
    path = root / "results" / "rules" / "system.json"
    tree = json.loads(path.read_text())
    for changed, why in (({**tree, "name": "crf"}, "is of 'crf'"), ({**tree, "more": 1}, "doesn't say")):
        path.write_text(json.dumps(changed))
        assert why in run(code=2).err
    (root / "results" / "rules" / "system.json").unlink()
    assert "can't be read" in run(code=2).err


def test_what_cannot_run_is_told(root, texts, run, monkeypatch):
    assert "texts aren't at hand: fuori-1" in run("--update", "rules", code=2).err
    assert "isn't run by itself" in run("--update", "llm", "--texts", texts, code=2).err
    monkeypatch.setitem(__import__("sys").modules, "pycrfsuite", None)
    assert "python-crfsuite" in run("--update", "crf", "--texts", texts, code=2).err
    monkeypatch.setattr(made, "SHIPPED", ("crf", "rules"))
    told = run("--update", "--texts", texts)
    assert "crf: left out" in told.err and "rules" in told.out and "crf" not in told.out
    assert not (root / "results" / "crf").exists()


def test_a_strange_folder_is_not_replaced(root, texts, run):
    (root / "results" / "rules").mkdir(parents=True)
    (root / "results" / "rules" / "thesis.txt").write_text("mine")
    assert "isn't a system's folder" in run("--update", "rules", "--texts", texts, code=2).err
    assert (root / "results" / "rules" / "thesis.txt").read_text() == "mine"


def test_a_corpus_without_results_says_so(root, run):
    assert "No system has been run yet" in run().out
    assert "No system has been run yet" in leaderboard(Source(corpus.load(root), root))
    (root / "annotations" / "gold" / "fuori-1.json").unlink()
    for k in range(8):
        (root / "annotations" / "gold" / f"porto-{k}.json").unlink()
    with pytest.raises(InputError, match="no document has gold"):
        made.shipped(root, "rules")


def test_the_table_for_the_readme(root, rules):
    table = leaderboard(Source(corpus.load(root), root))
    assert "| `rules` 1.0 | " in table and "<small>" in table and "`quotes.joint`, any overlap" in table
    head, rule, *rows = [x for x in table.split("\n") if x.startswith("|")][:3]
    assert head.count("|") == rule.count("|") == rows[0].count("|") == len(standing.MEASURES) + 2


@pytest.mark.parametrize("name", ["rules", "crf", "spacy", "llm"])
def test_a_shipped_system_s_name_isn_t_to_be_had(tmp_path, name):
    with pytest.raises(InputError, match="system that ships"):
        made.added(tmp_path, name, "1", "mine", [tmp_path / "p.jsonl"])


def written(path, *trees):
    path.write_text("".join(json.dumps(tree) + "\n" for tree in trees))
    return path


def test_what_is_replaced_is_said(root, texts, tmp_path, run):
    test, reference = written(tmp_path / "t", line("porto-1")), written(tmp_path / "r", line())
    assert "replaced" not in run("--add", "mine", test, reference, "--texts", texts).err
    told = run("--add", "mine", test).err
    assert "results/mine: replaced what it had on test, reference; what it had on reference is gone" in told
    assert list(stored.read(root / "results" / "mine").results) == ["test"]


def test_lines_on_other_splits_are_not_kept(root, tmp_path, run):
    ours = line("porto-1", id="T1")
    path = written(tmp_path / "all", line("molo-1"), line(segments=[{"text": "Ezio"}]), ours)
    run("--add", "mine", path)
    kept = root / "results" / "mine" / "test.jsonl"
    assert [json.loads(x) for x in kept.read_text().splitlines()] == [ours]


@pytest.mark.parametrize(
    ("trees", "why"),
    [
        ((), "no line is on a document of the split test"),
        ((line("molo-1"),), "no line is on a document of the split test"),
        ((line("molo-1"), line("nobody-1")), ":2: there is no document"),
    ],
)
def test_what_cannot_be_scored_is_named_by_its_own_file(root, tmp_path, run, trees, why):
    path = written(tmp_path / "mine.jsonl", *trees)
    told = run("--add", "mine", path, code=2).err
    assert str(path) in told and why in told and not (root / "results" / "mine").exists()


def test_an_addition_answers_for_itself_alone(root, tmp_path, rules, run):
    rewritten(root, "porto-1", entities=())
    run("--add", "mine", written(tmp_path / "t", line("porto-1")))
    run(code=1)
