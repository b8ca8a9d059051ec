"""Mending: only what can't change meaning, whole files, and then nothing is left of it."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.conftest import Cli, edit
from tests.checks.test_run import DOCUMENTS
from tests.golden.new import FINDINGS, TEXT
from virgolette import checks, corpus
from virgolette.model import Annotations, Corpus, Document


def _mangle(annotations: dict[str, list[dict[str, object]]]) -> None:
    annotations["entities"].reverse()
    annotations["entities"][0]["segments"] = [{"start": 36, "end": 48, "text": " Anna Ferri "}]


def test_mends_tells_and_checks_again(folder: Path, gold: Path, cli: Cli) -> None:
    sound = gold.read_bytes()
    edit(gold, _mangle)
    assert cli(folder).code == 1
    outcome = cli(folder, "--fix")
    assert outcome.code == 0
    assert [line.split("[")[1].split("]")[0] for line in outcome.out.splitlines() if line.startswith("mended ")] == [
        "annotations-unsorted",
        "span-edge-space",
    ]
    assert outcome.out.endswith("0 errors, 0 warnings, 0 waived in 1 document\n")
    assert gold.read_bytes() == sound
    assert cli(folder, "--fix").out == "0 errors, 0 warnings, 0 waived in 1 document\n"


def test_programs_read_findings_only(folder: Path, gold: Path, cli: Cli) -> None:
    edit(gold, _mangle)
    outcome = cli(folder, "--fix", "--format", "json")
    assert json.loads(outcome.out)["findings"] == []
    assert "mended " in outcome.err


def test_mends_only_what_is_selected(folder: Path, gold: Path, cli: Cli) -> None:
    edit(gold, _mangle)
    cli(folder, "--fix", "--select", "span-edge-space")
    assert [e["id"] for e in json.loads(gold.read_text())["entities"]] == ["T2", "T1"]
    assert cli(folder).out.count("[annotations-unsorted]") == 1


def test_leaves_what_is_waived(folder: Path, gold: Path, cli: Cli) -> None:
    edit(gold, lambda a: a["entities"].reverse())
    waiver = {"code": "annotations-unsorted", "id": "porto-1", "reason": "Kept as the annotator had it."}
    waivers = {"schema_version": "1.0", "waivers": [waiver]}
    (folder / "annotations" / "waivers.json").write_text(json.dumps(waivers), encoding="utf-8")
    before = gold.read_bytes()
    assert cli(folder, "--fix").code == 0
    assert gold.read_bytes() == before


def test_an_edge_is_not_trimmed_where_the_words_are_others(folder: Path, gold: Path, cli: Cli) -> None:
    edit(gold, lambda a: a["entities"][0].update(segments=[{"start": 11, "end": 18, "text": " Genova"}]))
    before = gold.read_bytes()
    assert cli(folder, "--fix").code == 1
    assert gold.read_bytes() == before


def test_an_external_digest_is_made_anew(tmp_path: Path, cli: Cli) -> None:
    golden = FINDINGS / "span-digest-mismatch"
    read, _ = corpus.scan(golden, golden / "external")
    [document] = read.documents
    assert document.annotations is not None
    claim = document.annotations.claims[0]
    wide = msgspec.structs.replace(claim, segments=(msgspec.structs.replace(claim.segments[0], end=37),))
    spaced = msgspec.structs.replace(document.annotations, claims=(wide,))
    stripped = corpus.strip(spaced, TEXT)
    better = checks.mend(msgspec.structs.replace(document, annotations=stripped), {"span-edge-space"})
    assert better is not None
    [segment] = better.claims[0].segments
    assert (segment.start, segment.end, segment.text) == (0, 36, None)
    assert corpus.verify(segment, TEXT, document.entry.sha256)


def _content(annotations: Annotations) -> dict[str, object]:
    """All of the annotations but for places and order."""

    def bare(record: dict[str, object]) -> dict[str, object]:
        places = ("segments", "content", "cue", "marks")
        return {k: v for k, v in record.items() if k not in places}

    tree = msgspec.to_builtins(annotations)
    return {
        name: sorted((bare(r) for r in tree[name]), key=json.dumps)
        for name in ("entities", "quotes", "claims", "notes")
    }


@given(which=st.sampled_from(DOCUMENTS))
def test_mending_is_final_and_keeps_everything_else(which: tuple[Corpus, Document]) -> None:
    read, document = which
    assert document.annotations is not None
    # Trimming may change the order, as the command's rounds allow for.
    once = checks.mend(document, checks.FIXABLE)
    assert once is not None
    again = checks.mend(msgspec.structs.replace(document, annotations=once), checks.FIXABLE)
    assert again == once
    assert _content(once) == _content(document.annotations)
    fixed = msgspec.structs.replace(read, documents=(msgspec.structs.replace(document, annotations=once),))
    before = msgspec.structs.replace(read, documents=(document,))
    codes = {f.code for f in checks.run(fixed, whole=False)}
    assert codes <= {f.code for f in checks.run(before, whole=False)}
    assert "annotations-unsorted" not in codes
