"""`virgolette check --from`: other people's corpora without any scheme."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.checks.conftest import Cli, cli
from tests.formats.building import put
from virgolette.checks import foreign
from virgolette.foreign import Foreign
from virgolette.formats import brat

__all__ = ["cli"]

TEXT = "😀 Ada è a Brindora.\r\nIl molo è chiuso da marzo, dice 😀 Ada.\r\nFine «così».\r\n"
WORDS = ("Ada", "Brindora", "molo", "chiuso", "marzo", "così")


def _in(unit: Callable[[str], int]) -> str:
    """Annotations whose offsets are counted by a unit of the text before them."""
    lines = []
    for i, word in enumerate(WORDS, 1):
        at = TEXT.rindex(word)
        lines.append(f"T{i}\tX {unit(TEXT[:at])} {unit(TEXT[: at + len(word)])}\t{word}\n")
    return "".join(lines)


UNITS: dict[str, Callable[[str], int]] = {
    "UTF-16 code units": lambda s: len(s.encode("utf-16-le")) // 2,
    "bytes of UTF-8": lambda s: len(s.encode("utf-8")),
    "code points with CR LF as one": lambda s: len(s.replace("\r\n", "\n")),
    "code points from +3": lambda s: len(s) + 3,
}


def _document(folder: Path, annotations: str, text: str = TEXT) -> Foreign:
    (found,) = brat.read(put(folder, a_txt=text, a_ann=annotations))
    return found


@pytest.mark.parametrize("name", UNITS)
def test_other_units_are_recognised(tmp_path: Path, name: str) -> None:
    found = foreign.run(_document(tmp_path, _in(UNITS[name])), ignore=("text-carriage-return",))
    assert [f.code for f in found] == ["foreign-offset-unit"]
    assert f"the offsets are {name}:" in found[0].message


def test_ends_that_are_included_are_recognised(tmp_path: Path) -> None:
    lines = _in(len).split("\n")[:-1]
    shorter = "".join(f"{a} {int(b) - 1}\t{c}\n" for a, b, c in (x.replace(" ", "\t").rsplit("\t", 2) for x in lines))
    found = foreign.run(_document(tmp_path, shorter.replace("X\t", "X ")), ignore=("text-carriage-return",))
    assert [f.code for f in found] == ["foreign-offset-unit"]
    assert "the end included" in found[0].message


def test_right_offsets_have_no_finding_and_one_wrong_span_is_one(tmp_path: Path) -> None:
    right = _in(len)
    assert foreign.run(_document(tmp_path, right), ignore=("text-carriage-return",)) == []
    (found,) = foreign.run(_document(tmp_path, right + "T9\tX 2 5\tAdo\n"), ignore=("text-carriage-return",))
    assert (found.code, found.path, found.start, found.end) == ("span-text-mismatch", "L7", 2, 5)


def test_where_the_words_stand_is_told(tmp_path: Path) -> None:
    (found,) = foreign.run(_document(tmp_path, "T1\tX 4 7\tAda\n", "Ada va via"), select=("span-text-mismatch",))
    assert "these words stand 4 before it" in found.message


def test_white_space_and_gaps_are_not_differences(tmp_path: Path) -> None:
    annotations = "T1\tX 0 7\tAda  va\nT2\tX 0 3;8 11\tAda via\n"
    assert foreign.run(_document(tmp_path, annotations, "Ada\n va via")) == []


ANNOTATIONS = """T1\tPER 0 3\tAda
T1\tPER 4 6\tva
T2\tPER 0 3\tAda
T3\tX 7 99\tvia
T4\tX 5 5\t
T5\tX 3 6\tva
T6\tX 0 2\tAd
T7\tX 7 10;0 3\tvia Ada
R1\tSays Arg1:T1 Arg2:T44
A1\tSure T55
#1\tNote T66\tno
"""
EXPECTED = [
    ("id-repeated", "L2"),
    ("foreign-span-repeated", "L3"),
    ("span-out-of-bounds", "L4"),
    ("span-empty", "L5"),
    ("span-edge-space", "L6"),
    ("span-mid-word", "L7"),
    ("span-unsorted", "L8"),
    ("foreign-ref-unknown", "L9"),
    ("foreign-ref-unknown", "L10"),
    ("foreign-ref-unknown", "L11"),
]


def test_every_span_and_reference_is_checked(tmp_path: Path) -> None:
    found = foreign.run(_document(tmp_path, ANNOTATIONS, "Ada va via"))
    assert [(f.code, f.path) for f in found] == EXPECTED


def test_the_formats_of_findings(tmp_path: Path, cli: Cli) -> None:
    put(tmp_path, a_txt="Ada va via", a_ann=ANNOTATIONS + "broken\n", b_txt="Va", b_ann="T1\tX 0 2\tVa\n")
    outcome = cli("--from", "brat", tmp_path)
    assert outcome.code == 1
    assert "a.ann#L12: a error[foreign-line-malformed]" in outcome.out
    assert outcome.out.endswith("9 errors, 2 warnings, 0 waived in 2 documents, 12 annotations\n")
    tree = json.loads(cli("--from", "brat", tmp_path, "--format", "json").out)
    assert [(f["code"], f["path"]) for f in tree["findings"][:-1]] == EXPECTED
    assert tree["summary"]["documents"] == 2
    log = json.loads(cli("--from", "brat", tmp_path, "--format", "sarif").out)
    results = log["runs"][0]["results"]
    assert [r["ruleId"] for r in results[:-1]] == [code for code, _ in EXPECTED]
    assert results[0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 2}
    github = cli("--from", "brat", tmp_path, "--format", "github").out
    assert ",line=12," in github
    assert len(github.splitlines()) == len(results)


def test_what_programs_read_holds_no_words_of_the_text(tmp_path: Path, cli: Cli) -> None:
    put(tmp_path, a_txt="Brindora tace", a_ann="T1\tX 0 8\tCodalunga\n")
    for form in ("json", "sarif", "github"):
        out = cli("--from", "brat", tmp_path, "--format", form).out
        assert "span-text-mismatch" in out
        assert "Brindora" not in out
        assert "Codalunga" not in out
    assert "Brindora" in cli("--from", "brat", tmp_path).out


def test_clean_is_zero_and_codes_select(tmp_path: Path, cli: Cli) -> None:
    put(tmp_path, a_tsv="Ada\tB-PER\nva\tI-LOC\nvia\tO\n")
    assert cli("--from", "conll", tmp_path).code == 1
    assert cli("--from", "conll", tmp_path, "--ignore", "foreign-tag-sequence").code == 0
    assert cli("--from", "conll", tmp_path, "--select", "span").code == 1, "what was read badly always shows"
    for form in ("json", "sarif"):
        json.loads(cli("--from", "conll", tmp_path, "--ignore", "foreign", "--format", form).out)


@pytest.mark.parametrize("unfit", [["--fix"], ["--texts", "."], []])
def test_wrong_usage_is_told(tmp_path: Path, cli: Cli, unfit: list[str]) -> None:
    assert cli("--from", "brat", *([tmp_path, *unfit] if unfit else [])).code == 2
    assert cli("--from", "tei", tmp_path).code == 2


def test_hostile_names_and_texts_do_not_command_the_terminal(tmp_path: Path, cli: Cli) -> None:
    put(tmp_path, a_txt="\x1b[31mAda\u202e", a_ann="T\x1b[2J\tX\u202e 0 3\tAda\n\x1b\n")
    out = cli("--from", "brat", tmp_path).out
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_memory_does_not_grow_with_the_corpus(tmp_path: Path, cli: Cli) -> None:
    def peak(name: str, sentences: int) -> int:
        path = tmp_path / f"{name}.tsv"
        path.write_text("Ada\tB-PER\nva\tO\na\tO\nBrindora\tI-LOC\n\n" * sentences, encoding="utf-8")
        tracemalloc.start()
        cli("--from", "conll", path, "--ignore", "foreign-tag-sequence")
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak("warm", 10)
    assert peak("large", 12_000) < 2 * peak("small", 2_000)
