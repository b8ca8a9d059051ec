"""What people and programs are shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.conftest import Cli, edit
from tests.golden.new import FINDINGS, TEXT
from virgolette import checks, corpus
from virgolette.checks import report
from virgolette.checks.report.lines import line_of
from virgolette.checks.report.visible import context
from virgolette.finding import Finding

GOLDEN = sorted(p.name for p in FINDINGS.iterdir() if p.is_dir())


def _batch(code: str) -> report.Batch:
    folder = FINDINGS / code
    external = folder / "external"
    read, findings = corpus.scan(folder, external if external.is_dir() else None)
    return report.Batch(read, [*findings, *checks.run(read)])


def test_the_span_is_underlined_in_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FINDINGS)
    assert list(report.as_text([_batch("span-mid-word")])) == [
        "span-mid-word/annotations/gold/porto-1.json#/claims/0/segments/0: porto-1:1:4 "
        "warning[span-mid-word] C1: its end, 34, lies inside a word",
        "  | Il porto di Savona ha un nuovo molo. Anna Ferri lo dirige da marzo.",
        "  |    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
        "  = help: Move the edge to the word's border; waive it where the text runs words together.",
    ]


@pytest.mark.parametrize(
    ("text", "span", "line", "carets"),
    [
        ("uno\ndue tre\nquattro", (8, 11), "due tre", "    ^^^"),
        ("a\tb\x1b\x00", (3, 4), "a␉b␛␀", "   ^"),
        ("東京 vale", (3, 7), "東京 vale", "     ^^^^"),
        ("caffe\u0300 nero", (7, 11), "caffe\u0300 nero", "      ^^^^"),
        ("e\u0300", (1, 2), "e\u0300", "^"),
        ("a\u202eb", (1, 2), "a<U+202E>b", " ^^^^^^^^"),
        ("uno\ndue", (0, 7), "uno", "^^^"),
        ("uno", (3, 3), "uno", "   ^"),
        ("", (0, 0), "", "^"),
        ("uno\n", (3, 4), "uno", "   ^"),
    ],
)
def test_context(text: str, span: tuple[int, int], line: str, carets: str) -> None:
    shown = context(text, *span)
    # A combining mark has no column of its own, whichever column the caret then takes.
    assert (shown.line, shown.carets.strip() if text == "e\u0300" else shown.carets) == (line, carets)


def test_a_line_that_fits_is_shown_whole() -> None:
    text = "a" * 80 + " qui."
    assert context(text, 81, 84).line == text


def test_a_long_line_is_cut_around_the_span() -> None:
    line, carets = context("a" * 500 + " qui " + "b" * 500, 501, 504)
    assert len(line) <= 104
    assert line[0] == line[-1] == "…"
    assert line[carets.index("^") : carets.rindex("^") + 1] == "qui"


@given(text=st.text(max_size=300), data=st.data())
def test_no_context_has_anything_that_a_terminal_acts_on(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    line, carets = context(text, start, end)
    assert report.visible(line) == line
    assert "^" in carets
    assert set(carets) <= {" ", "^"}
    assert len(carets) <= 112


@given(text=st.text(max_size=50))
def test_visible_text_is_one_harmless_line_and_stays_so(text: str) -> None:
    shown = report.visible(text)
    assert report.visible(shown) == shown
    assert "\n" not in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize("code", GOLDEN)
def test_sarif_is_well_formed(code: str) -> None:
    log = json.loads(report.as_sarif([_batch(code)]))
    assert log["version"] == "2.1.0"
    [run] = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [entry.code for entry in checks.CATALOGUE]
    assert run["results"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning")
        assert result["message"]["text"]
        for place in (*result["locations"], *result.get("relatedLocations", ())):
            if "physicalLocation" in place:
                assert place["physicalLocation"]["artifactLocation"]["uri"]
                region = place["physicalLocation"]["region"]
                assert all(isinstance(n, int) and n >= 1 for n in region.values())
            else:
                assert place["logicalLocations"][0]["fullyQualifiedName"]


@pytest.mark.parametrize("code", GOLDEN)
def test_github_commands_are_one_line_each(code: str) -> None:
    batch = _batch(code)
    lines = list(report.as_github([batch]))
    assert len(lines) == len(batch.findings)
    for line in lines:
        head, _, message = line.removeprefix("::").partition("::")
        level, _, properties = head.partition(" ")
        assert level in ("error", "warning", "notice")
        assert {p.partition("=")[0] for p in properties.split(",")} <= {"file", "line", "title"}
        assert message
        assert "\n" not in line


def test_github_escapes_what_it_must() -> None:
    batch = _batch("span-mid-word")
    finding = Finding("x", "error", "porto-1", "/a", "50% a\nb::c", file="a,b:c.json", remedy="d")
    [line] = report.as_github([report.Batch(batch.corpus, [finding])])
    assert line == "::error file=a%2Cb%3Ac.json,line=1,title=x::porto-1/a: 50%25 a\\nb::c%0Ad"


def test_lines_of_parquet_are_none_of_its_file() -> None:
    assert line_of("seeds/shards/00000.jsonl", "L17/entry") == 17
    assert line_of("seeds/shards/00000.parquet", "L17/entry") == 1


def test_a_pointer_leads_to_the_line_of_its_record() -> None:
    file = FINDINGS / "annotations-unsorted" / "annotations" / "gold" / "porto-1.json"
    lines = file.read_text(encoding="utf-8").split("\n")
    assert '"T1"' in lines[line_of(str(file), "/entities/0/segments/0") - 1]
    assert '"T2"' in lines[line_of(str(file), "/entities/1") - 1]
    assert '"doc_id"' in lines[line_of(str(file), "/doc_id") - 1]
    assert line_of(str(file), "/entities/99") == line_of(str(file), "/entities")
    assert line_of("nowhere.json", "/entities/0") == 1


def _external(folder: Path) -> None:
    """Make the document external, with its text kept in it: the worst case."""

    def spoil(manifest: dict[str, list[dict[str, object]]]) -> None:
        manifest["documents"][0].update(text="external", split="reference", licence="LicenseRef-third-party")

    edit(folder / "seeds" / "manifest.json", spoil)


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_programs_are_shown_no_words_of_external_texts(folder: Path, gold: Path, cli: Cli, form: str) -> None:
    _external(folder)
    texts = folder / "seeds" / "texts"
    edit(folder / "annotations" / "entities.json", lambda e: e["entities"][0].update(name="Rosa Neri"))
    for spoil in (
        lambda a: a["entities"][0].update(surface="Il porto di Savona ha un nuovo molo"),
        lambda a: a.update({"Il porto di Savona ha un nuovo molo": [1]}),
        lambda a: a["entities"][1].update(surface="ok"),
    ):
        before = gold.read_bytes()
        edit(gold, spoil)
        shown = cli(folder, "--texts", texts, "--format", form)
        assert shown.code == 1
        for words in ("Il porto", "Anna Ferri", "nuovo molo"):
            assert words not in shown.out
        gold.write_bytes(before)
    assert "“Anna Ferri”" in cli(folder, "--texts", texts).out


def test_a_message_with_a_run_of_an_external_text_loses_it(folder: Path) -> None:
    _external(folder)
    read, _ = corpus.scan(folder, folder / "seeds" / "texts")
    message = f"it says {TEXT[:30]}, doesn't it"
    batch = report.Batch(read, [])
    shown = batch.publishable(Finding("claim-x", "error", "porto-1", "", message))
    assert shown.message == "it says …, doesn't it"
    assert batch.publishable(Finding("claim-x", "error", "", "", message)).message == message


def test_colour_only_where_asked() -> None:
    plain = list(report.as_text([_batch("span-mid-word")]))
    coloured = list(report.as_text([_batch("span-mid-word")], colour=True))
    assert not any("\x1b" in line for line in plain)
    assert any("\x1b[" in line for line in coloured)
