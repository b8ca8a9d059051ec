"""Every code has a bad example, which gives exactly the findings that are expected."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from tests.golden.new import FINDINGS, FOREIGN, found, scaffold
from virgolette import checks

FOLDERS = {p.name: p for p in sorted((*FINDINGS.iterdir(), *FOREIGN.iterdir())) if p.is_dir()}


@pytest.fixture(autouse=True)
def no_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIRGOLETTE_TEXTS", raising=False)


@pytest.mark.parametrize("code", FOLDERS)
def test_a_bad_example_gives_exactly_what_is_expected(code: str) -> None:
    expected = json.loads((FOLDERS[code] / "expected.json").read_text(encoding="utf-8"))
    assert found(FOLDERS[code]) == expected, f"if this is right: python tests/golden/new.py --update {code}"
    assert code in {f["code"] for f in expected}


def test_every_code_has_a_bad_example_and_every_example_a_code() -> None:
    assert {entry.code for entry in checks.CATALOGUE} == set(FOLDERS), "python tests/golden/new.py CODE"


def test_codes_are_unique_and_documented() -> None:
    assert [code for code, n in Counter(e.code for e in checks.CATALOGUE).items() if n > 1] == []
    assert all(e.about and e.severity in ("error", "warning") for e in checks.CATALOGUE)
    assert {e.code for e in checks.CATALOGUE} >= checks.FIXABLE


def test_a_scaffold_has_no_finding(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("golden") / "new-code"
    scaffold(folder)
    assert json.loads((folder / "expected.json").read_text(encoding="utf-8")) == []
