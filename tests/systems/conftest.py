"""What tests of systems that ask an endpoint need."""

from __future__ import annotations

import pytest

from virgolette.systems.llm import waiting


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key of the machine's, no waiting, no proxy."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(waiting, "FIRST", 0.0)
