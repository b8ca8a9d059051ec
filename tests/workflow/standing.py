"""A corpus folder of our own story with its passes, decisions and gold, to take apart."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from virgolette import corpus
from virgolette.model import Manifest

Json = Any
OWN = ("velasca-1", "velasca-2", "velasca-3")
NAMES = ("lm-a", "lm-b")


def story(folder: Path, docs: tuple[str, ...] = OWN, *, decided: bool = True) -> Path:
    """The documents with their texts and passes; with decisions and gold where they are `decided`."""
    listed = corpus.manifest(ROOT)
    documents = tuple(d for d in listed.documents if d.doc_id in docs)
    assert all(d.text == "included" for d in documents)
    corpus.write(
        folder / "seeds" / "manifest.json", Manifest(schema_version="1.0", dataset_version="0.1.0", documents=documents)
    )
    kinds = [f"annotations/passes/{name}" for name in NAMES]
    for kind in [*kinds, *(["annotations/decisions", "annotations/gold"] if decided else [])]:
        for doc_id in docs:
            copied(folder, f"{kind}/{doc_id}.json")
    for doc_id in docs:
        copied(folder, f"seeds/texts/{doc_id}.txt")
    return folder


def copied(folder: Path, name: str) -> None:
    corpus.write_bytes(folder / name, (ROOT / name).read_bytes())


def edit(path: Path, change: Callable[[Json], object]) -> None:
    """Change a JSON file in place, in canonical form."""
    tree = json.loads(path.read_text("utf-8"))
    change(tree)
    corpus.write(path, tree)
