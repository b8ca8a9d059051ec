"""What pulls left beside the passes: unfinished work, and passes that were edited since."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from virgolette import corpus
from virgolette.corpus.texts import sha256
from virgolette.errors import InputError
from virgolette.finding import Finding
from virgolette.studio.passes import SIDE

Json = Any


def drafts(root: Path) -> tuple[dict[tuple[str, str], dict[str, Json]], list[Finding]]:
    """(annotator, doc_id) → what the side file of the last pull says, and findings on those that can't be read.

    Of each: `file`; `updated` (Label Studio's time, ""), `task`, `annotation`; `findings` and `kept`: how many;
    `edited`: whether the pass isn't what was pulled; `backups`: how many older versions lie beside it.
    """
    found: dict[tuple[str, str], dict[str, Json]] = {}
    bad: list[Finding] = []
    for name in corpus.pass_names(root):
        folder = root / "annotations" / "passes" / name
        for path in sorted((folder / SIDE).glob("*.json")):
            doc_id = path.stem
            try:
                record = corpus.read(path)
            except InputError as error:
                bad.append(_malformed(doc_id, path, error.what))
                continue
            if not isinstance(record, dict) or not isinstance(record.get("pass_sha256"), str):
                bad.append(_malformed(doc_id, path, "it is no side file of a pull"))
                continue
            own = folder / path.name
            found[name, doc_id] = {
                "file": str(path),
                **{key: str(record.get(key) or "") for key in ("updated", "task", "annotation")},
                **{key: _length(record.get(key)) for key in ("findings", "kept")},
                "edited": own.is_file() and sha256(corpus.jsonio.read_bytes(own)) != record["pass_sha256"],
                "backups": len(list(path.parent.glob(f"{doc_id}.*.bak"))),
            }
    return found, bad


def _length(value: Json) -> int:
    return len(value) if isinstance(value, list) else 0


def _malformed(doc_id: str, path: Path, what: str) -> Finding:
    remedy = "Remove it, or pull again: it says only where a pass came from."
    return Finding("json-malformed", "error", doc_id, "", what, remedy=remedy, id=doc_id, file=str(path))
