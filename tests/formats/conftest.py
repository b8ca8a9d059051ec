"""The command as tests of import and export call it."""

from __future__ import annotations

import pytest

from tests.formats.building import Run
from virgolette.cli import main


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command: (exit code, standard output, standard error)."""
    monkeypatch.delenv("VIRGOLETTE_TEXTS", raising=False)

    def call(*arguments: object) -> tuple[int, str, str]:
        code = main([str(a) for a in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call
