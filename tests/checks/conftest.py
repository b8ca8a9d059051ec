"""A small sound corpus to spoil, and the command line to run on it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.golden.new import scaffold
from virgolette.cli import main


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


Cli = Callable[..., Outcome]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A corpus of one document, without findings."""
    scaffold(tmp_path / "corpus")
    (tmp_path / "corpus" / "expected.json").unlink()
    return tmp_path / "corpus"


@pytest.fixture
def gold(folder: Path) -> Path:
    return folder / "annotations" / "gold" / "porto-1.json"


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """`virgolette check` on arguments: exit code, standard output, standard error."""
    monkeypatch.delenv("VIRGOLETTE_TEXTS", raising=False)

    def run(*arguments: object) -> Outcome:
        code = main(["check", *map(str, arguments)])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run


def edit(path: Path, change: Callable[[Any], object]) -> None:
    """Read JSON, change it in place, write it back."""
    tree = json.loads(path.read_text(encoding="utf-8"))
    change(tree)
    path.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
