"""What a user named, as corpora and annotation files to check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from virgolette import resources
from virgolette.errors import InputError

# Files of a corpus's annotations/ folder that aren't annotations of a document.
KNOWLEDGE = ("entities.json", "metrics.json", "clusters.json", "waivers.json")


class Target(Struct, frozen=True):
    """One corpus to check: whole, where `files` is None; else these annotation files against its manifest."""

    root: Path
    files: tuple[Path, ...] | None = None


def targets(named: Sequence[Path]) -> list[Target]:
    """Corpora and files to check; the shipped corpus where nothing is named.

    Annotation files belong to the corpus around them (the nearest parent with seeds/manifest.json),
    else to the shipped one. Files of different folders are checked apart: two passes over one document
    are no repetition.

    Raises:
        InputError: Where a path doesn't exist or holds no annotations.
    """
    if not named:
        return [Target(resources.root())]
    whole: list[Target] = []
    files: dict[tuple[Path, Path], list[Path]] = {}
    for path in named:
        if is_corpus(path):
            whole.append(Target(path))
            continue
        for file in _files(path):
            listed = files.setdefault((_root(file), file.parent), [])
            if file not in listed:
                listed.append(file)
    return whole + [Target(root, tuple(listed)) for (root, _), listed in files.items()]


def is_corpus(path: Path) -> bool:
    """Whether a folder is a corpus: it has seeds/manifest.json."""
    return (path / "seeds" / "manifest.json").is_file()


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        found = [p for p in sorted(path.rglob("*.json")) if not _shared(p)]
        if not found:
            remedy = "Name a corpus folder (with seeds/manifest.json), or annotation files or a folder of them."
            raise InputError("holds no annotation files", where=str(path), remedy=remedy)
        yield from found
    elif path.exists():
        yield path
    else:
        raise InputError(
            "doesn't exist",
            where=str(path),
            remedy="Name a corpus folder, an annotation file, or a folder of them.",
        )


def _shared(path: Path) -> bool:
    return path.name in KNOWLEDGE and is_corpus(path.resolve().parent.parent)


def _root(file: Path) -> Path:
    around = next((p for p in file.absolute().parents if is_corpus(p)), None)
    return around if around is not None else resources.root()
