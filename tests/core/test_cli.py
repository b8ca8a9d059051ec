"""The command line as a user meets it: exit codes, messages, pipes, start-up."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests import folders
from virgolette import cli, corpus
from virgolette.cli import adjudicate as adjudicate_command
from virgolette.cli import draft as draft_command
from virgolette.cli import main
from virgolette.errors import VirgoletteError

HEAVY = {"datasets", "pandas", "pyarrow", "scipy", "numpy", "yaml", "jinja2"}


def run(*arguments, **options):
    command = [sys.executable, "-m", "virgolette", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def exits(arguments):
    """Exit code, whether argparse leaves or main returns."""
    try:
        return main(arguments)
    except SystemExit as left:
        return left.code


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 2),
        (["--version"], 0),
        (["--help"], 0),
        (["nonsense"], 2),
        (["--nonsense"], 2),
        (["draft"], 2),
        (["draft", "--help"], 0),
        (["draft", "velasca-1"], 0),
        (["draft", "velasca-999"], 2),
        (["draft", "velasca-1", "/nowhere/draft.jsonl"], 2),
        (["draft", "velasca-1", "/"], 2),
        (["draft", "velasca-1", "--texts", "/nowhere"], 2),
        (["adjudicate", "nobody", "lm-b"], 2),
        (["adjudicate", "lm-a", "lm-b", "--doc", "velasca-999"], 2),
        (["adjudicate", "lm-a", "lm-b", "--doc", "velasca-1"], 0),
        (["adjudicate", "lm-b", "lm-a", "--doc", "velasca-1"], 2),
    ],
)
def test_exit_codes(arguments, code, capsys):
    assert exits(arguments) == code
    said = capsys.readouterr()
    assert bool(said.err) == (code == 2 and arguments != [])
    assert "Traceback" not in said.err


@pytest.mark.parametrize("name", [name for name, _ in cli.COMMANDS])
def test_every_command_has_help(name, capsys):
    assert exits([name, "--help"]) == 0
    assert f"virgolette {name}" in capsys.readouterr().out


def test_as_a_module_and_with_a_version():
    done = run("--version")
    assert done.returncode == 0 and done.stdout.startswith("virgolette 0.") and done.stderr == ""


def test_an_unknown_document_is_told_the_known_ones(capsys):
    assert main(["draft", "velasca-999"]) == 2
    assert "velasca-999: isn't in the manifest" in (said := capsys.readouterr().err) and "velasca-1" in said


@pytest.mark.parametrize("arguments", [["draft", "velasca-1"], ["--help"], ["--version"], ["draft", "-h"]])
def test_a_reader_that_leaves_is_no_fault(arguments):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        command = [sys.executable, "-m", "virgolette", *arguments]
        done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_interrupt_is_said_and_told_by_the_exit_code(monkeypatch, capsys):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(draft_command, "run", interrupted)
    assert main(["draft", "velasca-1"]) == 130
    assert capsys.readouterr().err == "virgolette: interrupted\n"


def test_no_control_of_a_file_s_name_reaches_the_terminal(tmp_path, capsys):
    path = tmp_path / "a\x1b[2Jb\u202ec\nvirgolette: all is well\x07.jsonl"
    assert main(["draft", "velasca-1", str(path)]) == 2
    said = capsys.readouterr().err
    assert "a\\x1b[2Jb\\u202ec\\nvirgolette: all is well\\x07.jsonl: can't be read" in said
    assert len(said.splitlines()) == 2
    path.write_text('{"T": "\\u001b[2J", "p": 1}\nno \u202e JSON\n')
    assert main(["draft", "velasca-1", str(path)]) == 1
    said = capsys.readouterr().out
    assert not set(said) & set("\x1b\u202e\x07") and len(said.splitlines()) == 2


def test_every_part_of_an_error_is_made_visible_and_its_own_lines_are_kept(monkeypatch, capsys):
    def fail(_):
        raise VirgoletteError("one\x1b\n  two\x9b", where="w\r", remedy="r\u2028\ud800")

    monkeypatch.setattr(draft_command, "run", fail)
    assert main(["draft", "velasca-1"]) == 2
    assert capsys.readouterr().err == "virgolette: w\\r: one\\x1b\n  two\\x9b\n  r\\u2028\\ud800\n"


def test_a_name_that_is_no_utf_8(tmp_path):
    path = os.fsencode(tmp_path) + b"/\xff.jsonl"
    with open(path, "w") as file:  # noqa: PTH123 (pathlib takes no bytes)
        file.write("[]")
    done = run("draft", "velasca-1", path)
    assert done.returncode == 1 and "\\udcff.jsonl/1: a line is one JSON object" in done.stdout


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_that_lacks_the_marks_is_no_fault(encoding):
    done = run(
        "draft", "velasca-1", env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}, encoding=encoding
    )
    assert done.returncode == 0 and done.stderr == ""


@pytest.mark.parametrize(
    "code", ["import virgolette; dir(virgolette)", "from virgolette.cli import main; main(['--help'])"]
)
def test_starting_up_is_light(code):
    check = (
        f"import sys\ntry:\n exec({code!r})\nexcept SystemExit:\n pass\nprint(*sys.modules, sep='\\n', file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stderr.split()) and "virgolette" in done.stderr.split()


def test_compiling_a_draft(tmp_path, capsys):
    path, out = tmp_path / "d.jsonl", tmp_path / "new" / "out.json"
    path.write_text('{"T": 1, "p": 3, "s": {"s": "Tarnwell", "n": 1}, "label": "ORG"}\n')
    assert main(["draft", "velasca-1", str(path), "--out", str(out)]) == 0
    assert capsys.readouterr().out == "velasca-1: 1 entities, 0 quotes, 0 claims, 0 notes, 0 skip\n"
    assert corpus.read(out)["entities"][0]["segments"][0]["text"] == "Tarnwell"
    path.write_text('\n{"T": 1}\n# fine\n{"C": 1, "p": 1, "s": "assente"}\n')
    before = out.read_bytes()
    assert main(["draft", "velasca-1", str(path), "--out", str(out)]) == 1
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == [f"{path}/2", f"{path}/4"]
    assert out.read_bytes() == before


TEXT = "Il molo di Brindora costa quaranta milioni, ha detto Livia Tresoldi."


@pytest.fixture
def base(tmp_path):
    """A corpus with two passes, alike but for one mention and one label."""
    made = folders.write_corpus(tmp_path / "corpus", {"porto-1": TEXT})
    whole = json.loads((made / "annotations/gold/porto-1.json").read_text())
    passes = made / "annotations" / "passes"
    corpus.write(passes / "ada" / "porto-1.json", whole)
    other = {**whole, "entities": [{**whole["entities"][0], "label": "ORG"}, *whole["entities"][2:]]}
    corpus.write(passes / "bea" / "porto-1.json", other)
    return made


def adjudicate(base, *arguments):
    return main(["adjudicate", "ada", "bea", "--corpus", str(base), *map(str, arguments)])


def test_differences_are_listed_decided_and_written(base, tmp_path, capsys):
    assert adjudicate(base) == 1
    listed = capsys.readouterr().out
    assert "porto-1: 11 annotations, 9 agreed, 2 differences, 2 undecided" in listed
    assert '1 entities T1|T1: "Il"' in listed and '2 entities only a T2|: "molo"' in listed
    lines = tmp_path / "lines.txt"
    lines.write_text("1 b\n")
    assert adjudicate(base, "--doc", "porto-1", "--decide", lines) == 1
    assert adjudicate(base, "--out", tmp_path / "gold") == 1
    assert "nothing written" in capsys.readouterr().out and not (tmp_path / "gold").exists()
    lines.write_text("1 b\nrest a\n")
    assert adjudicate(base, "--doc", "porto-1", "--decide", lines, "--out", tmp_path / "gold") == 0
    found = corpus.read(tmp_path / "gold" / "porto-1.json")["entities"]
    assert [e["label"] for e in found[:2]] == ["ORG", "PER"] and len(found) == 11
    assert adjudicate(base, "--all") == 0
    assert "T2|" in capsys.readouterr().out


def test_lines_that_can_not_be_used_are_told_and_change_nothing(base, tmp_path, capsys):
    lines = tmp_path / "lines.txt"
    lines.write_text("1 x\n9 a\n")
    assert adjudicate(base, "--decide", lines) == 2
    said = capsys.readouterr().err
    assert "line 1: 'x' can't be taken" in said and "line 2: there is no difference 9" in said
    assert not (base / "annotations" / "decisions").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"a": "bea", "b": "ada"}, "virgolette adjudicate bea ada"),
        ({"a": "eva"}, "the passes eva and bea"),
        ({"doc_id": "porto-2"}, "these decisions are on porto-2"),
        ({"decisions": [{"layer": "entities"}]}, "schema/decisions.schema.json"),
    ],
)
def test_decisions_on_something_else_are_refused(base, capsys, change, words):
    made = {"schema_version": "1.0", "doc_id": "porto-1", "a": "ada", "b": "bea", "decisions": []}
    corpus.write(base / "annotations" / "decisions" / "porto-1.json", {**made, **change})
    assert adjudicate(base) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("raw", ["null", "[]", "", "{}", '{"entities": null}'])
def test_a_pass_that_is_no_annotations_is_refused(base, capsys, raw):
    path = base / "annotations" / "passes" / "bea" / "porto-1.json"
    path.write_text(raw)
    assert adjudicate(base) == 2
    assert str(path) in capsys.readouterr().err


def test_a_missing_text_is_said_before_anything_is_decided(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("VIRGOLETTE_TEXTS", raising=False)
    made = folders.write_corpus(tmp_path / "corpus", {"porto-1": TEXT}, external=frozenset({"porto-1"}))
    raw = (made / "annotations/gold/porto-1.json").read_bytes()
    for name in ("ada", "bea"):
        corpus.write_bytes(made / "annotations" / "passes" / name / "porto-1.json", raw)
    (tmp_path / "lines.txt").write_text("")
    assert adjudicate(made) == 0
    assert adjudicate(made, "--decide", tmp_path / "lines.txt") == 2
    assert "not at hand" in capsys.readouterr().err


def test_names_of_documents_that_are_not_in_both(base, capsys):
    assert adjudicate(base, "--doc", "porto-1", "--doc", "porto-7") == 2
    assert "porto-7 isn't in both" in capsys.readouterr().err


def test_what_is_printed_of_statements_commands_no_terminal():
    from virgolette.workflow.merge import Item

    record = {"id": "C1", "segments": [{"start": 0, "end": 1}], "statement": "a\x9b\u202eb"}
    shown = "".join(
        map(adjudicate_command.visible, adjudicate_command._shown(1, Item("C1|", "claims", record, None, ()), "x\x1b"))
    )
    assert not set(shown) & set("\x1b\x9b\u202e")
