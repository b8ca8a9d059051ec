"""Pulled work as files: a pass for each annotator, and beside it where it came from and what it couldn't hold.

`OUT/ANNOTATOR/DOC.json` is the pass, `OUT/ANNOTATOR/studio/DOC.json` the side file. A pass is overwritten without
asking only where it is still what the last pull wrote; what stood there before is kept as a backup in any case.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from msgspec import Struct

from virgolette import corpus
from virgolette.errors import InputError
from virgolette.studio.export import Work

Json = Any
SIDE = "studio"


class Outcome(Struct, frozen=True):
    """What became of one piece of work: `written`, `unchanged` or `refused`, its file, and the backup if any."""

    work: Work
    what: str
    path: Path
    backup: Path | None = None


def write(work: Work, out: Path, *, force: bool = False) -> Outcome:
    """Write one pass and its side file.

    Raises:
        EnvironmentFault: Where the folder can't be written.
    """
    path = out / work.annotator / f"{work.doc_id}.json"
    aside = path.parent / SIDE / path.name
    data = corpus.canonical(work.annotations)
    backup = None
    if path.exists():
        old = path.read_bytes()
        ours = _pulled(aside) == _hash(old)
        if old != data and not ours and not force:
            return Outcome(work, "refused", path)
        if old != data:
            backup = _free(aside)
            corpus.write_bytes(backup, old)
    changed = not path.exists() or path.read_bytes() != data
    # The side file first: interrupted in between, the next pull takes the pass for its own.
    record = _record(work, _hash(data))
    if not aside.exists() or aside.read_bytes() != corpus.canonical(record):
        corpus.write(aside, record)
    if changed:
        corpus.write_bytes(path, data)
    return Outcome(work, "written" if changed else "unchanged", path, backup)


def _record(work: Work, digest: str) -> dict[str, Json]:
    findings = [{"code": f.code, "id": f.id, "path": f.path, "message": f.message} for f in work.findings]
    return {
        "doc_id": work.doc_id,
        "annotator": work.annotator,
        "task": work.task,
        "annotation": work.annotation,
        "updated": work.updated,
        "pass_sha256": digest,
        "findings": findings,
        "kept": list(work.kept),
    }


def _pulled(aside: Path) -> str:
    """The hash of what the last pull wrote; "" where it isn't known."""
    try:
        record = corpus.read(aside)
    except InputError:
        return ""
    digest = record.get("pass_sha256") if isinstance(record, dict) else None
    return digest if isinstance(digest, str) else ""


def _free(aside: Path) -> Path:
    number = 1
    while (path := aside.with_suffix(f".{number}.bak")).exists():
        number += 1
    return path


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
