"""Choices as lines: through files they compile to what the lines by hand compile to."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.studio.deciding import (
    BY_HAND_LINES,
    CHOSEN,
    DOC,
    NAMES,
    adjudicated,
    annotation,
    answers,
    ask,
    chosen,
    exported,
    one_mention,
    read,
    result,
    two_passes,
)
from tests.workflow.pairs import passes
from tests.workflow.standing import edit, story
from tests.workflow.test_decide import compiled
from virgolette import corpus
from virgolette.cli import main
from virgolette.errors import InputError
from virgolette.model import Annotations, Decisions
from virgolette.workflow.decide import numbered
from virgolette.workflow.merge import compare


def test_choices_are_the_decisions_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = story(tmp_path / "c", (DOC,), decided=False)
    assert ask(folder, tmp_path / "t.json") == 0
    chosen(read(tmp_path / "t.json"), tmp_path / "e.json")
    assert answers(folder, tmp_path / "e.json", "--out", str(tmp_path)) == 0
    out = capsys.readouterr().out
    # The command that is printed is the one to call.
    lines = tmp_path / f"{DOC}.txt"
    assert f"virgolette adjudicate lm-a lm-b --doc {DOC} --decide {lines}" in out
    by_hand = tmp_path / "hand.txt"
    by_hand.write_text(BY_HAND_LINES, encoding="utf-8")
    found = [adjudicated(folder, source, tmp_path / "gold") for source in (lines, by_hand)]
    assert found[0] == found[1]
    assert (
        corpus.typed(folder / f"annotations/decisions/{DOC}.json", "decisions", Decisions).decisions[3].take == "record"
    )


@settings(max_examples=40)
@given(passes(), st.data())
def test_any_choices_compile_to_what_the_lines_by_hand_do(made: Any, data: st.DataObject) -> None:
    text, first, second = made
    with tempfile.TemporaryDirectory() as name:
        tmp = Path(name)
        folder = two_passes(tmp / "c", text, first, second)
        assert ask(folder, tmp / "t.json") == 0
        tasks = read(tmp / "t.json")
        differences = numbered(compare(first, second))
        assert [(t["data"]["number"], t["data"]["key"]) for t in tasks] == [(n, i.key) for n, i in differences]
        lines, picked = [], {}
        for task in tasks:
            takes = [c["alias"] for c in task["data"]["takes"]]
            take = data.draw(st.sampled_from([*takes, "?"]))
            fields: tuple[str, ...] = ()
            if take in ("a", "b") and (names := [c["alias"] for c in task["data"]["fields"]]):
                fields = tuple(n for n in names if data.draw(st.booleans()))
            why = data.draw(st.sampled_from(["", "so", "x; y=1", " a\u2028b\n", "# no"]))
            if take != "?":
                picked[task["data"]["key"]] = (take, fields, why)
                told = " ".join(why.split())
                parts = [f"{task['data']['number']} {take}", *([f"+{','.join(fields)}"] if fields else [])]
                lines.append("; ".join([*parts, *([f"why={told}"] if told else [])]))
        exported(tasks, {key: [annotation(result(*c))] for key, c in picked.items()}, tmp / "e.json")
        code = answers(folder, tmp / "e.json", "--out", str(tmp))
        file = tmp / "prova-1.txt"
        try:
            wanted = compiled("\n".join(lines), first, second, text)
        except InputError:
            # Fields that make no record together: refused before anything is written.
            assert code == 1 and not file.exists()
            return
        assert code == (len(lines) < len(tasks))
        if lines:
            raw = file.read_text("utf-8")
            assert corpus.canonical(compiled(raw, first, second, text)) == corpus.canonical(wanted)
            assert raw.count("# undecided: ") == len(tasks) - len(lines)
            assert answers(folder, tmp / "e.json", "--join") == code
            assert (folder / "annotations/decisions/prova-1.json").read_bytes() == corpus.canonical(msg(wanted))


def msg(made: Decisions) -> Decisions:
    """The same decisions, by our annotators."""
    return msgspec.structs.replace(made, a=NAMES[0], b=NAMES[1])


def test_choices_are_joined_to_earlier_decisions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = story(tmp_path / "c", (DOC,), decided=False)
    by_hand = tmp_path / "hand.txt"
    command = ["adjudicate", *NAMES, "--corpus", str(folder), "--doc", DOC, "--decide", str(by_hand), "--force"]
    by_hand.write_text(BY_HAND_LINES.replace("rest a\n", "7 a\n"), encoding="utf-8")
    assert main(command) == 0
    whole = (folder / f"annotations/decisions/{DOC}.json").read_bytes()
    # One is decided by hand with a record of its own; the rest is left to Label Studio.
    by_hand.write_text(BY_HAND_LINES.strip().split("\n")[3], encoding="utf-8")
    assert main(command) == 1
    before = (folder / f"annotations/decisions/{DOC}.json").read_bytes()
    assert ask(folder, tmp_path / "t.json") == 0
    tasks = read(tmp_path / "t.json")
    assert "Q4|Q4" not in [t["data"]["key"] for t in tasks] and len(tasks) == 7
    chosen(tasks, tmp_path / "e.json")
    capsys.readouterr()
    # Lines alone would forget what was decided by hand, and say so.
    assert answers(folder, tmp_path / "e.json", "--out", str(tmp_path / "o")) == 0
    assert "1 differences were decided before" in capsys.readouterr().out
    assert answers(folder, tmp_path / "e.json", "--join") == 0
    assert (folder / f"annotations/decisions/{DOC}.json").read_bytes() == whole
    assert (folder / f"annotations/decisions/studio/{DOC}.json.1.bak").read_bytes() == before
    assert answers(folder, tmp_path / "e.json", "--join") == 0
    assert not (folder / f"annotations/decisions/studio/{DOC}.json.2.bak").exists()


def test_what_is_decided_otherwise_is_left_unless_forced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = story(tmp_path / "c", (DOC,), decided=False)
    assert ask(folder, tmp_path / "t.json") == 0
    chosen(read(tmp_path / "t.json"), tmp_path / "e.json")
    assert answers(folder, tmp_path / "e.json", "--join") == 0
    made = folder / f"annotations/decisions/{DOC}.json"
    before = made.read_bytes()
    chosen(read(tmp_path / "t.json"), tmp_path / "e.json", {**CHOSEN, "T32|T33": ("none", (), "after all")})
    capsys.readouterr()
    assert answers(folder, tmp_path / "e.json", "--join") == 1
    assert "studio-decided-otherwise" in capsys.readouterr().out and made.read_bytes() == before
    assert answers(folder, tmp_path / "e.json", "--join", "--force") == 0
    found = {(d["a"], d["b"]): (d["take"], d["why"]) for d in read(made)["decisions"]}
    assert found["T32", "T33"] == ("none", "after all") and len(found) == 8


@pytest.mark.parametrize(("key", "choice"), [("Q4|Q4", ("a", (), "")), ("C24|C24", ("b", ("frame.valid_time",), ""))])
def test_fields_of_the_other_are_a_choice_too(
    key: str, choice: tuple[str, tuple[str, ...], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = story(tmp_path / "c", (DOC,), decided=False)
    assert ask(folder, tmp_path / "t.json") == 0
    tasks = read(tmp_path / "t.json")
    chosen(tasks, tmp_path / "e.json")
    assert answers(folder, tmp_path / "e.json", "--join") == 0
    made = (folder / f"annotations/decisions/{DOC}.json").read_bytes()
    chosen(tasks, tmp_path / "e.json", {**CHOSEN, key: choice})
    capsys.readouterr()
    assert answers(folder, tmp_path / "e.json", "--join") == 1
    assert capsys.readouterr().out.count("studio-decided-otherwise") == 1
    assert (folder / f"annotations/decisions/{DOC}.json").read_bytes() == made
    assert answers(folder, tmp_path / "e.json", "--join", "--force") == 0
    assert (folder / f"annotations/decisions/{DOC}.json").read_bytes() != made


def test_choices_that_make_no_record_are_told_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Il molo costa quaranta euro."
    spot = {"start": 14, "end": 27, "text": "-"}
    value = {"low": "40", "high": "40", "comparator": "=", "unit": "EUR", "change": "none", "approximate": False}
    money = {"id": "T1", "label": "MONEY", "segments": [spot], "surface": "ok", "value": value}
    name = {"id": "T1", "label": "LOC", "segments": [spot], "surface": "ok", "mention": "named"}
    sides = [one_mention(text, entity) for entity in (money, name)]
    folder = two_passes(tmp_path / "c", text, *sides)
    assert ask(folder, tmp_path / "t.json") == 0
    exported(read(tmp_path / "t.json"), {"T1|T1": [annotation(result("a", ["label"]))]}, tmp_path / "e.json")
    assert answers(folder, tmp_path / "e.json", "--out", str(tmp_path / "o")) == 1
    assert "studio-choices-unusable" in capsys.readouterr().out and not (tmp_path / "o").exists()


def external(folder: Path) -> str:
    """Make velasca-3 an external document whose text lies elsewhere; its folder."""
    edit(
        folder / "seeds/manifest.json",
        lambda t: t["documents"][0].update(
            text="external", licence="LicenseRef-third-party", title=None, published=None, split="reference"
        ),
    )
    elsewhere = folder.parent / "texts"
    elsewhere.mkdir()
    (folder / f"seeds/texts/{DOC}.txt").rename(elsewhere / "any.txt")
    text = (elsewhere / "any.txt").read_bytes().decode()
    for name in NAMES:
        path = folder / f"annotations/passes/{name}/{DOC}.json"
        corpus.write(path, corpus.strip(corpus.typed(path, "annotations", Annotations), text))
    return str(elsewhere)


def test_external_texts_only_go_where_one_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = story(tmp_path / "c", (DOC,), decided=False)
    texts = external(folder)
    for more in ([], ["--docs", DOC]):
        assert ask(folder, tmp_path / "t.json", "--texts", texts, *more) == 2
        assert "may not be redistributed" in capsys.readouterr().err and not (tmp_path / "t.json").exists()
    assert ask(folder, tmp_path / "t.json", "--external") == 2
    assert ask(folder, tmp_path / "t.json", "--texts", texts, "--external") == 0
    made = {**CHOSEN, "Q8|Q8": ("b", (), "detto: Neppure il numero dei chip è pacifico. Il laboratorio")}
    chosen(read(tmp_path / "t.json"), tmp_path / "e.json", made)
    capsys.readouterr()
    assert answers(folder, tmp_path / "e.json", "--texts", texts, "--out", str(tmp_path / "o")) == 1
    out = capsys.readouterr().out
    assert "studio-reason-quotes" in out and "undecided: 5 quotes Q8|Q8" in out
    lines = (tmp_path / f"o/{DOC}.txt").read_text("utf-8")
    assert "numero dei chip" not in lines and "Q4|Q4 a" in lines
    # Without its text nobody can tell what a reason quotes.
    assert answers(folder, tmp_path / "e.json", "--out", str(tmp_path / "p")) == 1
    assert "studio-text-absent" in capsys.readouterr().out and not (tmp_path / "p").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["push-differences", "lm-a", "lm-c", "--to", "x"], "there is no such pass"),
        (["push-differences", "lm-a", "lm-b"], "Give --url and --project, or --to FILE"),
        (["push-differences", "lm-a", "lm-b", "--to", "x", "--docs", "altro"], "isn't in both passes"),
        (["pull-decisions", "lm-a", "lm-b"], "or --from FILE"),
        (["pull-decisions", "lm-b", "lm-a", "--from", "e.json"], "in this order"),
    ],
)
def test_wrong_usage_is_told(
    arguments: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "e.json").write_text(f'[{{"data": {{"doc_id": "{DOC}"}}}}]')
    assert main(["studio", *arguments, "--corpus", str(story(tmp_path / "c", (DOC,)))]) == 2
    assert told in capsys.readouterr().err


def test_a_broken_pass_of_another_document_is_in_nobody_s_way(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = story(tmp_path / "c", decided=False)
    assert ask(folder, tmp_path / "t.json", "--docs", DOC) == 0
    chosen(read(tmp_path / "t.json"), tmp_path / "e.json")
    (folder / "annotations/passes/lm-a/velasca-1.json").write_text("{")
    assert answers(folder, tmp_path / "e.json", "--out", str(tmp_path)) == 0
    assert ask(folder, tmp_path / "t.json", "--force", "--docs", DOC) == 0
    # Asked for all, nothing is left out silently.
    assert ask(folder, tmp_path / "t.json", "--force") == 2
    assert "velasca-1.json" in capsys.readouterr().err
