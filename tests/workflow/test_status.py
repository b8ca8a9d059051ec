"""Where documents stand: every state, every broken file, and the rest shown all the same."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.workflow.standing import NAMES, OWN, edit, story
from virgolette import corpus
from virgolette.cli import main
from virgolette.studio.drafts import drafts
from virgolette.workflow import agree, status_text
from virgolette.workflow.adjudicate import open_items
from virgolette.workflow.merge import compare
from virgolette.workflow.progress import CODES
from virgolette.workflow.status import TODO, Status, survey

Json = Any
GOLD, MADE = "annotations/gold/velasca-2.json", "annotations/decisions/velasca-2.json"
FIRST, SECOND = (f"annotations/passes/{name}/velasca-2.json" for name in NAMES)
SIDE = "annotations/passes/lm-a/studio/velasca-2.json"


def looked(folder: Path) -> Status:
    return survey(folder, None, *drafts(folder))[0]


def undone(folder: Path) -> None:
    (folder / MADE).unlink()
    (folder / GOLD).unlink()


def alone(folder: Path) -> None:
    undone(folder)
    (folder / SECOND).unlink()


def untouched(folder: Path) -> None:
    alone(folder)
    (folder / FIRST).unlink()


def pulled(folder: Path, **fields: Json) -> None:
    digest = corpus.texts.sha256((folder / FIRST).read_bytes()) if (folder / FIRST).exists() else "0" * 64
    given = {"updated": "2026-01-02T03:04:05Z", "task": "1", "annotation": "2", "pass_sha256": digest}
    corpus.write(folder / SIDE, {**given, "findings": [], "kept": [], **fields})


def other_text(tree: Json) -> None:
    tree["text_sha256"] = "0" * 64


def beyond(tree: Json) -> None:
    tree["entities"][0]["segments"][0] |= {"start": 9000, "end": 9004}


CASES: dict[str, tuple[Callable[[Path], object], str, str, list[str]]] = {
    "all is done": (lambda f: None, "done", "current", []),
    "gold isn't written": (lambda f: (f / GOLD).unlink(), "write gold", "writable", []),
    "gold was edited": (lambda f: edit(f / GOLD, lambda t: t["notes"].pop()), "renew gold", "stale", ["gold-stale"]),
    "a decision is lost": (
        lambda f: edit(f / MADE, lambda t: t["decisions"].pop(0)),
        "decide",
        "stale",
        ["gold-stale"],
    ),
    "nothing is decided": (undone, "decide", "undecided", []),
    "one pass": (alone, "second pass", "none", []),
    "no pass": (untouched, "annotate", "none", []),
    "no passes for gold": (
        lambda f: [(f / name).unlink() for name in (FIRST, SECOND, MADE)],
        "annotate",
        "unfounded",
        [],
    ),
    "a pass of decisions is gone": (lambda f: (f / SECOND).unlink(), "mend", "unfounded", ["decisions-unusable"]),
    "decisions fit no more": (
        lambda f: edit(f / MADE, lambda t: t["decisions"][0].update(a="T999")),
        "mend",
        "stale",
        ["decisions-unusable", "gold-stale"],
    ),
    "a decision too many": (
        lambda f: edit(f / MADE, lambda t: t["decisions"].append({**t["decisions"][0], "a": "T999"})),
        "mend",
        "blocked",
        ["decisions-unusable"],
    ),
    "decisions on another document": (
        lambda f: edit(f / MADE, lambda t: t.update(doc_id="velasca-1")),
        "mend",
        "blocked",
        ["decisions-unusable"],
    ),
    "decisions are no JSON": (lambda f: (f / MADE).write_text("{"), "mend", "blocked", ["json-malformed"]),
    "decisions break the schema": (
        lambda f: edit(f / MADE, lambda t: t.update(a=7)),
        "mend",
        "blocked",
        ["schema-violation"],
    ),
    "a pass is no JSON": (
        lambda f: (f / FIRST).write_text("[1.5"),
        "mend",
        "blocked",
        ["json-malformed", "decisions-unusable"],
    ),
    "a pass is of another text": (
        lambda f: edit(f / FIRST, other_text),
        "mend",
        "blocked",
        ["text-changed", "decisions-unusable"],
    ),
    "a pass is misnamed": (
        lambda f: edit(f / FIRST, lambda t: t.update(doc_id="velasca-1")),
        "mend",
        "blocked",
        ["document-misnamed", "decisions-unusable"],
    ),
    "a pass lies beyond its text": (
        lambda f: edit(f / FIRST, beyond),
        "mend",
        "stale",
        ["passes-incomparable", "gold-stale"],
    ),
    "a folder stands for a pass": (
        lambda f: [(f / FIRST).unlink(), (f / FIRST).mkdir()],
        "mend",
        "blocked",
        ["progress-unreadable", "decisions-unusable"],
    ),
    "gold is no JSON": (lambda f: (f / GOLD).write_bytes(b"\xff"), "mend", "blocked", ["json-malformed"]),
    "the text was edited": (
        lambda f: (f / "seeds/texts/velasca-2.txt").write_text("Altro."),
        "mend",
        "current",
        ["text-changed", "passes-incomparable"],
    ),
    "the text is gone": (
        lambda f: (f / "seeds/texts/velasca-2.txt").unlink(),
        "mend",
        "current",
        ["text-missing", "passes-incomparable"],
    ),
    "pulled and whole": (pulled, "done", "current", []),
    "pulled and unfinished": (
        lambda f: [undone(f), pulled(f, kept=[{"code": "studio-region-blank"}])],
        "finish",
        "undecided",
        ["pull-unfinished"],
    ),
    "pulled, and the pass is gone": (
        lambda f: [alone(f), (f / FIRST).unlink(), pulled(f)],
        "finish",
        "none",
        ["pull-unfinished"],
    ),
    "a side file is no JSON": (
        lambda f: [pulled(f), (f / SIDE).write_text("?")],
        "done",
        "current",
        ["json-malformed"],
    ),
    "a side file is something else": (
        lambda f: corpus.write(f / SIDE, {"doc_id": "velasca-2"}),
        "done",
        "current",
        ["json-malformed"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_state_is_told_and_the_other_documents_too(case: str, tmp_path: Path) -> None:
    change, todo, gold, codes = CASES[case]
    change(story(tmp_path))
    found = looked(tmp_path)
    rows = {row.doc_id: row for row in found.documents}
    assert list(rows) == list(OWN)
    assert (rows["velasca-2"].todo, rows["velasca-2"].gold) == (todo, gold), found.findings
    assert [f.code for f in found.findings if f.doc_id == "velasca-2"] == codes
    for doc_id in ("velasca-1", "velasca-3"):
        assert (rows[doc_id].todo, rows[doc_id].gold) == ("done", "current")
    assert all(f.doc_id == "velasca-2" for f in found.findings)
    text = status_text.render(found)
    lines = text.split("\n")
    # What needs work comes first.
    assert lines[1].startswith("velasca-2 " if todo != "done" else "velasca-1 ")


def test_every_code_and_every_thing_to_do_has_a_case() -> None:
    assert {code for _, _, _, codes in CASES.values() for code in codes} >= {code for code, _, _ in CODES}
    assert {todo for _, todo, _, _ in CASES.values()} == set(TODO)


def test_figures_are_those_of_agree_and_adjudicate(tmp_path: Path) -> None:
    story(tmp_path)
    edit(tmp_path / MADE, lambda t: t["decisions"].pop(0))
    found = looked(tmp_path)
    left, right = (agree.read_pass(name, tmp_path) for name in NAMES)
    whole = agree.agree(left, right, tmp_path, samples=1)
    for row in found.documents:
        (pair,) = row.pairs
        assert (pair.a, pair.b, pair.adjudicated) == (*NAMES, True)
        assert pair.agreement == {layer: f.spans for layer, f in whole.by_document[row.doc_id].items()}
        items = compare(left.documents[row.doc_id], right.documents[row.doc_id])
        assert pair.differences == len(open_items(items, None)) == pair.decided + pair.undecided
        assert pair.undecided == row.undecided == (row.doc_id == "velasca-2")
        for work, one in zip(row.passes, (left, right), strict=True):
            assert work.layers == {n: len(getattr(one.documents[row.doc_id], n)) for n in agree.agreement.LAYERS}
    totals = found.totals
    assert totals.agreement == {layer: f.spans.exact for layer, f in whole.layers.items()}
    assert (totals.differences, totals.decided, totals.undecided) == (22, 21, 1)
    assert totals.annotators == {"lm-a": 3, "lm-b": 3} and totals.splits == {"train": 3}
    assert totals.todo == {"decide": 1, "done": 2}


def test_a_third_pass_is_compared_with_both(tmp_path: Path) -> None:
    story(tmp_path)
    third = tmp_path / "annotations/passes/carla/velasca-2.json"
    corpus.write_bytes(third, (tmp_path / FIRST).read_bytes())
    row = looked(tmp_path).documents[1]
    assert [(p.a, p.b, p.adjudicated) for p in row.pairs] == [
        ("lm-a", "lm-b", True),
        ("carla", "lm-a", False),
        ("carla", "lm-b", False),
    ]
    # Decisions are on their own two passes: they decide nothing between others.
    assert [(p.differences, p.decided) for p in row.pairs] == [(7, 7), (0, 0), (7, 0)]
    assert "carla ~ lm-b" in status_text.render(looked(tmp_path))


def test_a_pass_edited_since_it_was_pulled_is_told(tmp_path: Path) -> None:
    pulled(story(tmp_path))
    (work, _) = looked(tmp_path).documents[1].passes
    assert work.pulled is not None and work.pulled["edited"] is False
    edit(tmp_path / FIRST, lambda t: t["entities"][0].update(surface="truncated"))
    corpus.write_bytes(tmp_path / (SIDE.removesuffix("json") + "1.bak"), b"")
    (work, _) = looked(tmp_path).documents[1].passes
    assert work.pulled is not None and (work.pulled["edited"], work.pulled["backups"]) == (True, 1)
    assert "2026-01-02, edited since" in status_text.render(looked(tmp_path))


def test_files_of_unknown_documents_are_told(tmp_path: Path) -> None:
    story(tmp_path)
    for name in (GOLD, MADE, FIRST):
        corpus.write_bytes(tmp_path / name.replace("velasca-2", "altro-1"), (tmp_path / name).read_bytes())
    found = looked(tmp_path)
    assert [(f.code, f.doc_id) for f in found.findings] == [("document-unknown", "altro-1")] * 3
    assert {row.todo for row in found.documents} == {"done"}


@pytest.mark.parametrize("gone", ["annotations", "annotations/passes", "annotations/decisions", "annotations/gold"])
def test_folders_may_be_missing(tmp_path: Path, gone: str, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(story(tmp_path) / gone)
    found = looked(tmp_path)
    assert len(found.documents) == len(OWN)
    wanted = {"annotations": "annotate", "annotations/passes": "mend", "annotations/decisions": "decide"}
    assert {row.todo for row in found.documents} == {wanted.get(gone, "write gold")}
    main(["status", "--corpus", str(tmp_path)])
    assert "3 documents (3 train)" in capsys.readouterr().out


def test_the_command_prints_tables_then_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--corpus", str(story(tmp_path))]) == 0
    out = capsys.readouterr().out
    assert (
        out.startswith("document   split  to do  gold     passes     text ") and "3 documents (3 train): 3 done" in out
    )
    (tmp_path / FIRST).write_text("{")
    assert main(["status", "--corpus", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert "velasca-2 error[json-malformed]" in out and out.index("3 documents") < out.index("json-malformed")
    assert main(["status", "--corpus", str(tmp_path / "seeds")]) == 2
    assert "there is no seeds/manifest.json" in capsys.readouterr().err


def test_json_has_the_same_facts_in_a_stable_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pulled(story(tmp_path), kept=[{}])
    given = []
    for _ in range(2):
        assert main(["status", "--corpus", str(tmp_path), "--format", "json"]) == 1
        given.append(capsys.readouterr().out)
    assert given[0] == given[1]
    # Another folder, another machine: no path of this one.
    assert str(tmp_path) not in given[0]
    told = json.loads(given[0])
    found = looked(tmp_path)
    assert [d["doc_id"] for d in told["documents"]] == list(OWN)
    assert [d["todo"] for d in told["documents"]] == [row.todo for row in found.documents] == ["done", "finish", "done"]
    assert told["totals"]["todo"] == found.totals.todo and told["totals"]["unfinished"] == 1
    assert told["findings"][0]["file"] == SIDE
    assert told["documents"][1]["passes"][0]["pulled"]["kept"] == 1


def test_json_holds_no_words_of_an_external_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story(tmp_path)
    words = "Una frase che nessuno può ridistribuire, in nessun caso"
    edit(
        tmp_path / "seeds/manifest.json",
        lambda t: t["documents"][1].update(
            text="external", licence="LicenseRef-third-party", title=None, published=None
        ),
    )
    (tmp_path / FIRST).write_text(json.dumps({words: words}), encoding="utf-8")
    assert main(["status", "--corpus", str(tmp_path), "--format", "json"]) == 1
    out = capsys.readouterr().out
    assert words not in out and "schema-violation" in out
    assert json.loads(out)["documents"][1]["text"] == "absent"
