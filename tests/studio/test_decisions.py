"""Differences as tasks, choices as lines: through files they compile to what the lines by hand compile to."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import folders
from tests.studio.deciding import NAMES, annotation, answers, ask, exported, read, result
from tests.workflow.pairs import passes
from tests.workflow.standing import edit, story
from tests.workflow.test_decide import compiled
from virgolette import corpus
from virgolette.cli import main
from virgolette.errors import InputError
from virgolette.model import Decisions, Manifest
from virgolette.studio.codes import ALL_CODES
from virgolette.studio.decisionconfig import decision_about, decision_config, is_decision_config
from virgolette.studio.differences import BY_HAND, TAKES
from virgolette.workflow.decide import numbered
from virgolette.workflow.merge import compare

Json = Any
DOC = "velasca-3"
# What an adjudicator of velasca-3 might choose: key → take, fields of the other, why.
CHOSEN: dict[str, tuple[str, tuple[str, ...], str]] = {
    "|T4": ("b", (), ""),
    "T32|T33": ("a", (), "the press office speaks for the firm"),
    "T45|T46": ("b", (), ""),
    "Q4|Q4": ("a", ("cue",), "the preposition\n  stays out"),
    "Q8|Q8": ("b", (), "perché; sì = no"),
    "C17|C17": ("b", ("type",), ""),
    "C22|C22": ("a", (), ""),
    "C24|C24": ("b", (), ""),
}
BY_HAND_LINES = """
1 b
2 a; why=the press office speaks for the firm
3 b
4 a; +cue; why=the preposition stays out
5 b; why=perché; sì = no
6 b; +type
rest a
8 b
"""


def test_the_configuration_is_printed_and_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["studio", "config", "--differences"]) == 0
    printed = capsys.readouterr().out
    assert printed == decision_config() + "\n"
    root = ET.fromstring(printed)
    assert [e.attrib["name"] for e in root.iter() if "name" in e.attrib] == ["take", "sides", "fields", "why"]
    main(["studio", "config"])
    assert not is_decision_config(capsys.readouterr().out) and is_decision_config(printed)


def test_the_instruction_names_every_choice() -> None:
    assert all(f"<b>{take}</b>" in decision_about() for take in TAKES if take != BY_HAND)
    assert f"<b>{BY_HAND}</b>" not in decision_about()


def test_the_codes_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["studio", "codes"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [c.code for c in ALL_CODES]


def test_each_undecided_difference_is_a_task(tmp_path: Path) -> None:
    folder = story(tmp_path / "c", decided=False)
    assert ask(folder, tmp_path / "t.json", "--docs", DOC) == 0
    tasks = [t["data"] for t in read(tmp_path / "t.json")]
    assert [t["key"] for t in tasks] == list(CHOSEN)
    assert [t["number"] for t in tasks] == list(range(1, 9))
    assert len({t["difference"] for t in tasks}) == 8 and len({t["passes"] for t in tasks}) == 1
    # What the passes don't both have can't be taken from both.
    assert [c["alias"] for c in tasks[0]["takes"]] == ["b", "none"] and tasks[0]["fields"] == []
    assert [c["alias"] for c in tasks[5]["takes"]] == ["a", "b", "both", "none"]
    assert [c["alias"] for c in tasks[5]["fields"]] == ["type", "frame.subject"]
    # Both cues are highlighted, each in its column; what differs comes first.
    html = tasks[3]["html"]
    assert re.findall("<mark[^>]*>([^<]*)</mark>", html) == [
        "parla di",
        "poco più di 1.500 TW40",
        "parla",
        "poco più di 1.500 TW40",
    ]
    assert html.index("«parla di» 939–947") < html.index("«parla» 939–944") < html.index(">type<")
    assert "«laboratorio kazako»" in html
    ET.fromstring(f"<x>{html.replace('<br>', '<br/>')}</x>")


def test_decided_differences_are_not_asked_again(tmp_path: Path) -> None:
    folder = story(tmp_path / "c")
    made = folder / f"annotations/decisions/{DOC}.json"
    gone = read(made)["decisions"][0]
    edit(made, lambda t: t["decisions"].pop(0))
    assert ask(folder, tmp_path / "t.json") == 0
    (task,) = read(tmp_path / "t.json")
    assert task["data"]["key"] == f"{gone['a'] or ''}|{gone['b'] or ''}"


def test_markup_in_a_text_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    text = "Il <b>molo</b> & il\u202e $mare <script>x</script>"
    spots = [{"start": 3, "end": 10, "text": "-"}, {"start": 6, "end": 10, "text": "-"}]
    sides = []
    for spot in spots:
        entity = {"id": "T1", "label": "LOC", "segments": [spot], "surface": "ok", "mention": "named"}
        sides.append(corpus.cover(_annotations({**folders.empty(text), "entities": [entity]}), text))
    folder = _corpus(tmp_path / "c", text, *sides)
    assert ask(folder, tmp_path / "t.json") == 0
    (task,) = read(tmp_path / "t.json")
    html = task["data"]["html"]
    assert "<script" not in html and "&lt;script&gt;" in html and "\\u202e" in html and "\u202e" not in html


def _annotations(tree: Json) -> Any:
    import msgspec

    from virgolette.model import Annotations

    return msgspec.convert(tree, Annotations)


def _corpus(folder: Path, text: str, first: Any, second: Any) -> Path:
    corpus.write(
        folder / "seeds/manifest.json",
        Manifest(schema_version="1.0", dataset_version="0.1.0", documents=(folders.entry(text),)),
    )
    corpus.write_bytes(folder / "seeds/texts/prova-1.txt", text.encode())
    for name, one in zip(NAMES, (first, second), strict=True):
        corpus.write(folder / f"annotations/passes/{name}/prova-1.json", one)
    return folder


def chosen(tasks: list[Json], target: Path, made: dict[str, tuple[str, tuple[str, ...], str]] | None = None) -> None:
    exported(tasks, {key: [annotation(result(*c))] for key, c in (made or CHOSEN).items()}, target)


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
    found = []
    for source in (lines, by_hand):
        command = ["adjudicate", *NAMES, "--corpus", str(folder), "--doc", DOC, "--decide", str(source)]
        assert main([*command, "--out", str(tmp_path / "gold")]) == 0
        made = (folder / f"annotations/decisions/{DOC}.json").read_bytes()
        found.append((made, (tmp_path / f"gold/{DOC}.json").read_bytes()))
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
        folder = _corpus(tmp / "c", text, first, second)
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
    import msgspec

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
    sides = [corpus.cover(_annotations({**folders.empty(text), "entities": [e]}), text) for e in (money, name)]
    folder = _corpus(tmp_path / "c", text, *sides)
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
        corpus.write(path, corpus.strip(_annotations(read(path)), text))
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
