"""`virgolette check`: what it takes, and what it answers."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checks.conftest import Cli, edit
from tests.golden.new import FINDINGS
from virgolette import checks, corpus


def test_clean_is_zero(folder: Path, cli: Cli) -> None:
    assert cli(folder) == (0, "0 errors, 0 warnings, 0 waived in 1 document\n", "")


def test_warnings_are_findings(cli: Cli) -> None:
    outcome = cli(FINDINGS / "span-mid-word")
    assert outcome.code == 1
    assert outcome.out.endswith("\n0 errors, 1 warning, 0 waived in 1 document\n")


def test_waived_findings_are_shown_with_their_reason_and_are_clean(folder: Path, gold: Path, cli: Cli) -> None:
    edit(gold, lambda a: a["entities"].reverse())
    waiver = {"code": "annotations-unsorted", "id": "porto-1", "reason": "Kept as the annotator had it."}
    waivers = {"schema_version": "1.0", "waivers": [waiver]}
    (folder / "annotations" / "waivers.json").write_text(json.dumps(waivers), encoding="utf-8")
    outcome = cli(folder)
    assert outcome.code == 0
    assert "waived[annotations-unsorted]" in outcome.out
    assert "  = reason: Kept as the annotator had it." in outcome.out
    assert "0 errors, 0 warnings, 1 waived in 1 document" in outcome.out
    assert json.loads(cli(folder, "--format", "json").out)["summary"]["waived"] == 1
    assert cli(folder, "--format", "github").out.startswith("::notice ")
    [result] = json.loads(cli(folder, "--format", "sarif").out)["runs"][0]["results"]
    assert result["suppressions"][0]["justification"] == "Kept as the annotator had it."


def test_external_documents_without_text_are_left_out_and_named(cli: Cli) -> None:
    golden = FINDINGS / "span-digest-mismatch"
    outcome = cli(golden)
    assert outcome.code == 0
    assert outcome.out == "0 errors, 0 warnings, 0 waived in 0 documents (1 left out: porto-1)\n"
    assert outcome.err.count("\n") == 1
    assert "Left out" in outcome.err
    assert cli(golden, "--texts", golden / "external").code == 1


def test_a_single_file_is_checked_against_the_corpus_around_it(folder: Path, gold: Path, cli: Cli) -> None:
    edit(folder / "annotations" / "entities.json", lambda e: e["entities"].append(e["entities"][0]))
    assert cli(gold).code == 0, "the collection's checks are not for single files"
    assert cli(folder).code == 1
    assert cli(folder / "annotations").code == 0, "entities.json is no annotation file"


def test_passes_are_checked_apart(folder: Path, gold: Path, cli: Cli) -> None:
    for name in ("anna", "bruno"):
        corpus.write_bytes(folder / "annotations" / "passes" / name / "porto-1.json", gold.read_bytes())
    outcome = cli(folder / "annotations" / "passes")
    assert outcome == (0, "0 errors, 0 warnings, 0 waived in 2 documents\n", "")
    assert cli(folder / "annotations" / "passes", gold, gold).out.endswith("in 3 documents\n")


def test_a_file_without_a_corpus_is_checked_against_the_shipped_one(gold: Path, cli: Cli, tmp_path: Path) -> None:
    alone = tmp_path / "elsewhere" / "porto-1.json"
    corpus.write_bytes(alone, gold.read_bytes())
    outcome = cli(alone)
    assert outcome.code == 1
    assert "[document-unknown]" in outcome.out


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_an_unknown_code_names_the_nearest(folder: Path, cli: Cli, option: str) -> None:
    outcome = cli(folder, option, "span-midword")
    assert outcome.code == 2
    assert "Did you mean span-mid-word?" in outcome.err


def test_codes_and_families_select(folder: Path, gold: Path, cli: Cli) -> None:
    def spoil(annotations: dict[str, list[dict[str, object]]]) -> None:
        annotations["entities"].reverse()
        annotations["entities"][0]["surface"] = "truncated"
        del annotations["entities"][0]["entity"]

    edit(gold, spoil)
    edit(folder / "annotations" / "entities.json", lambda e: e["entities"].pop(0))

    def codes(*arguments: str) -> list[str]:
        found = json.loads(cli(folder, "--format", "json", *arguments).out)["findings"]
        return [f["code"] for f in found]

    assert codes() == ["annotations-unsorted", "entity-unlinked"]
    assert codes("--select", "span") == ["annotations-unsorted"]
    assert codes("--select", "entity-unlinked,quote") == ["entity-unlinked"]
    assert codes("--ignore", "span", "--ignore", "entity") == []


def test_what_cannot_be_read_shows_whatever_is_selected(folder: Path, gold: Path, cli: Cli) -> None:
    gold.write_bytes(b"{")
    assert "[json-malformed]" in cli(folder, "--select", "span-mid-word").out
    assert cli(folder, "--ignore", "json-malformed,collection").code == 0


def test_the_catalogue_is_listed(cli: Cli) -> None:
    outcome = cli("--codes")
    assert outcome.code == 0
    assert [line.split()[0] for line in outcome.out.splitlines()] == [e.code for e in checks.CATALOGUE]


def test_start_up_stays_light() -> None:
    code = (
        "import sys; from virgolette.cli import main\n"
        "main(['check', '--codes'])\n"
        "heavy = {'pandas', 'pyarrow', 'datasets', 'scipy', 'tqdm', 'jsonschema', 'numpy'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_output_survives_a_terminal_that_cannot_show_it() -> None:
    command = [sys.executable, "-m", "virgolette", "check", str(FINDINGS / "text-replacement-character")]
    done = subprocess.run(command, capture_output=True, env={"PYTHONIOENCODING": "ascii"}, check=False)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"text-replacement-character" in done.stdout


@pytest.fixture
def passed(tmp_path: Path) -> Path:
    """A pass with a cluster of two metrics, in a corpus whose gold has none."""
    root = tmp_path / "corpus"
    shutil.copytree(FINDINGS / "cluster-metric", root)
    mine = root / "annotations" / "passes" / "anna"
    mine.mkdir(parents=True)
    for file in (root / "annotations" / "gold").iterdir():
        shutil.copy(file, mine)
    (root / "annotations" / "clusters.json").rename(mine / "clusters.json")
    waiver = {"code": "cluster-metric", "id": "clusters#ricavi", "reason": "This cluster of gold may."}
    waivers = {"schema_version": "1.0", "waivers": [waiver]}
    (root / "annotations" / "waivers.json").write_text(json.dumps(waivers), encoding="utf-8")
    return mine


def test_the_clusters_of_a_pass_are_checked_with_its_annotations(passed: Path, cli: Cli) -> None:
    outcome = cli(passed, "--format", "json")
    [finding] = json.loads(outcome.out)["findings"]
    assert outcome.code == 1
    assert finding["code"] == "cluster-metric"
    assert finding["file"].endswith("passes/anna/clusters.json")
    assert "waived" not in finding, "waivers are about gold"
    assert finding["path"].startswith("/clusters/0/members/")
    assert cli(passed, "--ignore", "cluster-metric").code == 0
    assert cli(passed.parent.parent, "--select", "cluster").out.count("[cluster-metric]") == 1
    (passed / "prova-2.json").unlink()
    assert "[cluster-member-unknown]" in cli(passed).out


def test_clusters_of_a_pass_that_cannot_be_read_are_told(passed: Path, cli: Cli) -> None:
    edit(passed / "clusters.json", lambda c: c["clusters"][0].pop("question"))
    outcome = cli(passed, "--select", "text")
    assert outcome.code == 1
    assert "passes/anna/clusters.json#/clusters/0 error[schema-violation] 'question'" in outcome.out
    (passed / "clusters.json").write_text("{", encoding="utf-8")
    assert "[json-malformed]" in cli(passed).out


def test_what_lies_beside_annotations_is_none(passed: Path, cli: Cli) -> None:
    annotations = passed.parent.parent
    (passed / "prova-1.review.json").write_text("{}", encoding="utf-8")
    corpus.write_bytes(annotations / "decisions" / "prova-1.json", b"{}")
    assert cli(annotations, "--ignore", "cluster").code == 0
    for path in (passed / "clusters.json", annotations / "decisions" / "prova-1.json", annotations / "metrics.json"):
        outcome = cli(path)
        assert outcome.code == 2
        assert f"{path}: isn't the annotations of a document" in outcome.err
    assert cli(annotations / "decisions").code == 2
