"""A release: the folder that is published, built whole before anything leaves, and searched for what may not."""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from virgolette import corpus as store
from virgolette import resources
from virgolette.dataset import audit, build, croissant, parquet, records, releasecard, standoff, versions
from virgolette.dataset.context import Context
from virgolette.dataset.parts import Part, measured
from virgolette.dataset.target import Target
from virgolette.dataset.withhold import withheld
from virgolette.errors import InputError
from virgolette.model import Corpus

CHANGELOG = "CHANGELOG.md"


class Release(Struct, frozen=True):
    """What stands ready to be published.

    Attributes:
        path: Its folder.
        files: Path in the repository → bytes, sorted by path.
        parts: Its Parquet files.
        unsearched: External documents whose words couldn't be searched for, because they aren't at hand.
    """

    path: Path
    files: Mapping[str, int]
    parts: tuple[Part, ...]
    unsearched: tuple[str, ...]


def assemble(corpus: Corpus, folder: Path, target: Target, texts: Path | None = None) -> Release:
    """Write the release of a checked corpus to a new folder.

    Args:
        corpus: With or without external texts; they are withheld here.
        folder: Where nothing stands yet.
        target: Where it will be published.
        texts: Folder of external texts: no word of any file in it may be published.

    Raises:
        InputError: Where something would leave that may not, or the changelog says nothing of this version.
        EnvironmentFault: Where it can't be written.
    """
    changes = _changelog(corpus)
    bare = withheld(corpus, texts)
    context = Context(bare)
    build.build(bare, folder)
    _standoff(context, folder)
    parts = measured(folder)
    schemas = folder / "schema"
    schemas.mkdir()
    for path in sorted(resources.schema_dir().iterdir()):
        if path.suffix in (".json", ".md"):
            shutil.copyfile(path, schemas / path.name)
    (folder / CHANGELOG).write_text(changes, encoding="utf-8", newline="\n")
    (folder / croissant.NAME).write_bytes(croissant.description(context, parts, target))
    page = releasecard.card(context, parts, target)
    (folder / releasecard.NAME).write_text(page, encoding="utf-8", newline="\n")
    unsearched = _search(corpus, folder, texts)
    files = {p.relative_to(folder).as_posix(): p.stat().st_size for p in sorted(folder.rglob("*")) if p.is_file()}
    return Release(folder, dict(sorted(files.items())), parts, unsearched)


def today() -> datetime.date:
    """The day of publishing; SOURCE_DATE_EPOCH (reproducible-builds.org) fixes it."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is not None and epoch.isdecimal():
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
    return datetime.datetime.now(datetime.UTC).date()


def _standoff(context: Context, folder: Path) -> None:
    schema = versions.stamped(standoff.arrow_schema(), context.corpus.manifest)
    for split in dict.fromkeys(d.entry.split for d in standoff.external(context.corpus.documents)):
        rows = records.of(list(standoff.rows(context, split)), schema.names)
        parquet.write(folder / standoff.NAME / f"{split}.parquet", schema, [rows])


def _changelog(corpus: Corpus) -> str:
    """The changelog, which must have a section on this version.

    Raises:
        InputError: Where there is none.
    """
    path = Path(corpus.root) / CHANGELOG
    version = corpus.manifest.dataset_version
    text = store.read_text(path)
    heads = [line.split()[1] for line in text.splitlines() if line.startswith("## ") and len(line.split()) > 1]
    if version not in heads:
        raise InputError(
            f"says nothing of version {version}",
            where=str(path),
            remedy=f"Write what changed under a heading: ## {version}",
        )
    return text


def _search(corpus: Corpus, folder: Path, texts: Path | None) -> tuple[str, ...]:
    """Refuse a folder that shows external texts; the documents whose words weren't at hand to search for."""
    outside = [d for d in corpus.documents if d.entry.text == "external"]
    known = corpus.knowledge.entities
    names = [name for entity in known for name in (entity.name, *entity.aliases)]
    held = [d.text for d in outside if d.text is not None]
    words = audit.Words([*held, *_others(texts)], names)
    audit.refuse_leaks(folder, (d.entry.doc_id for d in outside), words)
    return tuple(d.entry.doc_id for d in outside if d.text is None)


def _others(texts: Path | None) -> Iterator[str]:
    """Every text in the folder of external texts: also one that was changed since, or that no manifest lists."""
    if texts is not None:
        for raw in store.find_texts(texts, ())[1].values():
            yield raw.decode("utf-8", "replace")
