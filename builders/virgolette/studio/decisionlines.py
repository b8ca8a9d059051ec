"""Choices as a file of lines for `virgolette adjudicate --decide`, which overwrites nobody's own lines.

The last line holds the hash of all before it: a file that still fits its hash is what a pull wrote, and the next pull
may replace it; any other is somebody's work. What stood there is kept as a backup in both cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from virgolette import corpus
from virgolette.corpus.texts import sha256
from virgolette.studio.choices import Choice
from virgolette.studio.differences import Difference
from virgolette.studio.passes import SIDE

_SEAL = "# pulled, sha256 of the lines above: "


def written(doc_id: str, names: tuple[str, str], chosen: Sequence[Choice], left: Sequence[Difference]) -> bytes:
    """The file: a line for each choice, and a comment for each difference that stays undecided."""
    lines = [f"# {doc_id}: decisions on {names[0]} and {names[1]}, chosen in Label Studio"]
    if people := sorted({c.by for c in chosen}):
        lines[0] += f" by {', '.join(people)}"
    lines += [c.line for c in chosen]
    lines += [f"# undecided: {d.number} {d.layer} {d.key}" for d in left]
    body = "".join(f"{line}\n" for line in lines)
    return f"{body}{_SEAL}{sha256(body.encode('utf-8'))}\n".encode()


def sealed(data: bytes) -> bool:
    """Whether a file is what a pull wrote."""
    body, found, digest = data.rpartition(_SEAL.encode())
    return bool(found) and digest.strip() == sha256(body).encode()


def replace(path: Path, data: bytes, *, ours: bool, force: bool = False) -> tuple[str, Path | None]:
    """Write a file with a backup of what it was.

    Args:
        path: The file.
        data: What it becomes.
        ours: Whether what stands there may be replaced without asking.
        force: Whether anything may.

    Returns:
        `written`, `unchanged` or `refused`, and the backup if any.

    Raises:
        EnvironmentFault: Where the folder can't be written.
    """
    backup = None
    if path.exists():
        old = corpus.jsonio.read_bytes(path)
        if old == data:
            return "unchanged", None
        if not ours and not force:
            return "refused", None
        backup = _free(path)
        corpus.write_bytes(backup, old)
    corpus.write_bytes(path, data)
    return "written", backup


def _free(path: Path) -> Path:
    number = 1
    while (found := path.parent / SIDE / f"{path.name}.{number}.bak").exists():
        number += 1
    return found
