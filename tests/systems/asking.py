"""virgolette predict llm as a user calls it, on documents of the corpus."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.systems.endpoint import Endpoint
from virgolette import corpus
from virgolette.cli import main

DOCS = ("velasca-1", "velasca-2", "velasca-3")


def gold() -> list[tuple[str, Any]]:
    """Texts of DOCS, and their annotations."""
    found = {d.entry.doc_id: d for d in corpus.load().documents}
    return [(found[d].text, found[d].annotations) for d in DOCS]


def predict(server: Endpoint, out: Path, *more: str, docs: tuple[str, ...] = DOCS) -> int:
    """The command's exit code; no `docs` for all of a corpus that `more` names."""
    arguments = ["predict", "llm", "--endpoint", server.url, "--model-name", "m", "--out", str(out)]
    return main([*arguments, *(["--docs", *docs] if docs else []), *more])


def read(path: Path) -> list[dict[str, Any]]:
    """The lines of a file of predictions."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
