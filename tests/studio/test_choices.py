"""An export of an adjudication project that isn't as it should be: told, and the rest is taken all the same."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.studio.deciding import CHOSEN, DOC, annotation, answers, ask, exported, read, result
from tests.workflow.standing import edit, story
from virgolette.studio.choices import LONGEST
from virgolette.studio.codes import CHOICE_CODES

Json = Any


class Given:
    """An export of velasca-3's differences that a case may spoil."""

    def __init__(self, folder: Path, tmp: Path) -> None:
        self.folder = folder
        ask(folder, tmp / "t.json", "--force")
        self.tasks = read(tmp / "t.json")
        self.made = {key: [annotation(result(*c))] for key, c in CHOSEN.items()}
        self.raw: Json = None

    def data(self, key: str = "Q4|Q4") -> Json:
        return next(t["data"] for t in self.tasks if t["data"]["key"] == key)

    def annotations(self, *made: Json) -> None:
        self.made["Q4|Q4"] = list(made)


def no_list(g: Given) -> None:
    g.raw = {"tasks": []}


def no_data(g: Given) -> None:
    g.raw = [{"id": 1}, 7]


def edited_pass(g: Given) -> None:
    edit(g.folder / f"annotations/passes/lm-b/{DOC}.json", lambda t: t["notes"].pop())


LONG = "x" * (LONGEST + 1)
CASES: dict[str, tuple[Callable[[Given], object], list[str], set[str]]] = {
    "sound": (lambda g: None, [], set()),
    "no list": (no_list, ["studio-export-malformed"], set(CHOSEN)),
    "no tasks": (no_data, ["studio-export-malformed"] * 2, set(CHOSEN)),
    "another document": (lambda g: g.data().update(doc_id="altro"), ["studio-task-foreign"], {"Q4|Q4"}),
    "another text": (lambda g: g.data().update(text_sha256="0" * 64), ["studio-text-changed"], {"Q4|Q4"}),
    "other passes": (lambda g: g.data().update(passes="0" * 64), ["studio-passes-changed"], {"Q4|Q4"}),
    "a pass was edited": (edited_pass, ["studio-passes-changed"] * 8, set(CHOSEN)),
    "no such difference": (lambda g: g.data().update(difference="x"), ["studio-difference-unknown"], {"Q4|Q4"}),
    "nothing chosen": (
        lambda g: g.annotations(annotation(result(why="hm"))),
        ["studio-choice-missing"],
        {"Q4|Q4"},
    ),
    "nobody": (lambda g: g.annotations(), [], {"Q4|Q4"}),
    "cancelled": (
        lambda g: g.annotations(annotation(result("a"), was_cancelled=True)),
        ["studio-annotation-cancelled"],
        {"Q4|Q4"},
    ),
    "what isn't there": (
        lambda g: g.made.update({"|T4": [annotation(result("a"))]}),
        ["studio-choice-invalid"],
        {"|T4"},
    ),
    "a record": (lambda g: g.annotations(annotation(result("record"))), ["studio-choice-invalid"], {"Q4|Q4"}),
    "two choices": (
        lambda g: g.annotations(annotation(result("a") + result("b"))),
        ["studio-choice-invalid"],
        {"Q4|Q4"},
    ),
    "a field that is no difference": (
        lambda g: g.annotations(annotation(result("a", ["type"]))),
        ["studio-choice-invalid"],
        {"Q4|Q4"},
    ),
    "a field of neither": (
        lambda g: g.annotations(annotation(result("none", ["cue"]))),
        ["studio-choice-invalid"],
        {"Q4|Q4"},
    ),
    "a long reason": (
        lambda g: g.annotations(annotation(result("a", (), LONG))),
        ["studio-choice-invalid"],
        {"Q4|Q4"},
    ),
    "half a character": (
        lambda g: g.annotations(annotation(result("a", (), "\ud83d"))),
        ["studio-choice-invalid"],
        {"Q4|Q4"},
    ),
    "no result": (lambda g: g.annotations(annotation(None)), ["studio-result-malformed"], {"Q4|Q4"}),  # type: ignore[arg-type]
    "another control": (
        lambda g: g.annotations(annotation([{"from_name": "label", "value": {"choices": ["a"]}}])),
        ["studio-result-malformed"],
        {"Q4|Q4"},
    ),
    "no strings": (
        lambda g: g.annotations(annotation([{"from_name": "take", "value": {"choices": [1]}}])),
        ["studio-result-malformed"],
        {"Q4|Q4"},
    ),
    "no annotation": (lambda g: g.annotations(7), ["studio-export-malformed"], {"Q4|Q4"}),
    "no annotations": (
        lambda g: g.made.update({"Q4|Q4": None}),  # type: ignore[dict-item]
        ["studio-export-malformed"],
        {"Q4|Q4"},
    ),
    "two agree": (
        lambda g: g.annotations(annotation(result("a")), annotation(result("a"), "bo@x.it", 2)),
        [],
        set(),
    ),
    "two don't": (
        lambda g: g.annotations(annotation(result("a")), annotation(result("b"), "bo@x.it", 2)),
        ["studio-choice-contradicted"],
        {"Q4|Q4"},
    ),
    "second thoughts": (
        lambda g: g.annotations(annotation(result("b"), number=2), annotation(result("a"), number=1)),
        ["studio-annotation-superseded"],
        set(),
    ),
    "a label without its value": (
        lambda g: g.made.update({"C17|C17": [annotation(result("b", ["type"]))], "T45|T46": [annotation(result("a"))]}),
        [],
        set(),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_fault_is_told_and_its_difference_stays_undecided(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change, codes, undecided = CASES[case]
    folder = story(tmp_path / "c", (DOC,), decided=False)
    g = Given(folder, tmp_path)
    change(g)
    exported(g.tasks, g.made, tmp_path / "e.json")
    if g.raw is not None:
        (tmp_path / "e.json").write_text(json.dumps(g.raw))
    capsys.readouterr()
    code = answers(folder, tmp_path / "e.json", "--out", str(tmp_path))
    out = capsys.readouterr().out
    assert re.findall(r"(?:error|warning)\[([a-z-]+)\]", out) == codes
    assert code == bool(codes or undecided)
    file = tmp_path / f"{DOC}.txt"
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    taken = {line.split()[0] for line in lines if not line.startswith("#")}
    assert taken == set(CHOSEN) - undecided
    if lines:
        assert re.findall(r"undecided: \d+ \w+ (\S+)", out) == [k for k in CHOSEN if k in undecided]
        assert [line.split()[-1] for line in lines if "undecided" in line] == [k for k in CHOSEN if k in undecided]
    if case == "second thoughts":
        assert "Q4|Q4 b" in lines


def test_every_code_of_choices_has_a_case() -> None:
    told = {code for _, codes, _ in CASES.values() for code in codes}
    elsewhere = {"studio-reason-quotes", "studio-decided-otherwise", "studio-choices-unusable"}
    assert {c.code for c in CHOICE_CODES} - told == elsewhere


def test_one_adjudicator_may_be_pulled_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    g = Given(story(tmp_path / "c", (DOC,), decided=False), tmp_path)
    g.annotations(annotation(result("a")), annotation(result("b"), "bo@x.it", 2))
    exported(g.tasks, g.made, tmp_path / "e.json")
    assert answers(g.folder, tmp_path / "e.json", "--out", str(tmp_path), "--annotator", "bo") == 1
    assert "Q4|Q4 b" in (tmp_path / f"{DOC}.txt").read_text().splitlines()
    assert answers(g.folder, tmp_path / "e.json", "--out", str(tmp_path), "--annotator", "ada@x.it") == 0
    assert "Q4|Q4 a" in (tmp_path / f"{DOC}.txt").read_text().splitlines()


def test_lines_of_somebody_s_own_are_not_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    g = Given(story(tmp_path / "c", (DOC,), decided=False), tmp_path)
    exported(g.tasks, g.made, tmp_path / "e.json")
    file = tmp_path / f"{DOC}.txt"
    file.write_text("1 none\n")
    assert answers(g.folder, tmp_path / "e.json", "--out", str(tmp_path)) == 1
    assert file.read_text() == "1 none\n" and "Give --force" in capsys.readouterr().out
    assert answers(g.folder, tmp_path / "e.json", "--out", str(tmp_path), "--force") == 0
    assert (tmp_path / f"studio/{DOC}.txt.1.bak").read_text() == "1 none\n"
    first = file.read_bytes()
    assert answers(g.folder, tmp_path / "e.json", "--out", str(tmp_path)) == 0
    assert "unchanged" in capsys.readouterr().out and file.read_bytes() == first
    # What a pull wrote, the next one replaces, with a backup.
    g.annotations(annotation(result("b")))
    exported(g.tasks, g.made, tmp_path / "e.json")
    assert answers(g.folder, tmp_path / "e.json", "--out", str(tmp_path)) == 0
    assert (tmp_path / f"studio/{DOC}.txt.2.bak").read_bytes() == first
    # Mended by hand, it is somebody's own again.
    file.write_text(file.read_text().replace("Q4|Q4 b", "Q4|Q4 a"))
    g.annotations(annotation(result("none")))
    exported(g.tasks, g.made, tmp_path / "e.json")
    assert answers(g.folder, tmp_path / "e.json", "--out", str(tmp_path)) == 1
