"""What a user named, as corpora and annotation files to check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from virgolette import resources
from virgolette.corpus import CLUSTERS, annotation_files
from virgolette.errors import InputError

# Files of a corpus's annotations/ folder that aren't annotations of a document.
KNOWLEDGE = ("entities.json", "metrics.json", CLUSTERS, "waivers.json")
# A folder of it: what was decided, not what was annotated.
DECISIONS = "decisions"


class Target(Struct, frozen=True):
    """One corpus to check: whole, where `files` is None; else these annotation files against its manifest.

    Attributes:
        root: Of the corpus.
        files: Annotation files of one folder.
        clusters: The clusters.json beside them, where the whole folder was named.
    """

    root: Path
    files: tuple[Path, ...] | None = None
    clusters: Path | None = None


def targets(named: Sequence[Path]) -> list[Target]:
    """Corpora and files to check; the shipped corpus where nothing is named.

    Annotation files belong to the corpus around them (the nearest parent with seeds/manifest.json),
    else to the shipped one. Files of different folders are checked apart: two passes over one document
    are no repetition.

    Raises:
        InputError: Where a path doesn't exist, holds no annotations, or is a file of something else than a document's.
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
    return whole + [_target(root, listed) for (root, _), listed in files.items()]


def _target(root: Path, listed: Sequence[Path]) -> Target:
    clusters = next((file for file in listed if file.name == CLUSTERS), None)
    return Target(root, tuple(file for file in listed if file.name != CLUSTERS), clusters)


def is_corpus(path: Path) -> bool:
    """Whether a folder is a corpus: it has seeds/manifest.json."""
    return (path / "seeds" / "manifest.json").is_file()


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        folders = sorted({p.parent for p in path.rglob("*.json")})
        found = [file for folder in folders for file in annotation_files(folder) if not _other(file)]
        found += [file for folder in folders if (file := folder / CLUSTERS).is_file() and not _other(file)]
        if not found:
            remedy = "Name a corpus folder (with seeds/manifest.json), or annotation files or a folder of them."
            raise InputError("holds no annotation files", where=str(path), remedy=remedy)
        yield from found
    elif path.exists():
        if path.name == CLUSTERS or _other(path):
            around = _root(path) if _other(path) else path.parent
            remedy = f"Check what it belongs to: virgolette check {around}"
            raise InputError("isn't the annotations of a document", where=str(path), remedy=remedy)
        yield path
    else:
        raise InputError(
            "doesn't exist",
            where=str(path),
            remedy="Name a corpus folder, an annotation file, or a folder of them.",
        )


def _other(path: Path) -> bool:
    """Whether a file of a corpus's annotations/ isn't the annotations of a document."""
    folder = path.resolve().parent
    return (path.name in KNOWLEDGE and is_corpus(folder.parent)) or (
        folder.name == DECISIONS and is_corpus(folder.parent.parent)
    )


def _root(file: Path) -> Path:
    around = next((p for p in file.absolute().parents if is_corpus(p)), None)
    return around if around is not None else resources.root()
