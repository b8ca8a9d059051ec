"""Building the data set of a packed corpus: shard by shard with any engine, then what belongs to several documents."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Struct

from virgolette.checks.packed import Checked
from virgolette.checks.report import Batch
from virgolette.checks.shard import Task
from virgolette.corpus import shards
from virgolette.dataset import card, parquet, swap, tables, versions
from virgolette.dataset.build import Built, prepare
from virgolette.dataset.columns import CONFIGS, arrow_schema
from virgolette.dataset.context import FOLDED, Context
from virgolette.dataset.features import split_names
from virgolette.dataset.rows.pairs import unpaired
from virgolette.dataset.shard import ROWS, TABLES, Build, Rows, process_shard
from virgolette.engine import Engine
from virgolette.errors import InputError
from virgolette.model import Corpus

# While it is built, the folder holds one for the shards.
_SHARDS = ".shards"


class Refused(Exception):
    """There are errors: nothing is built."""


class PackedBuild(Struct):
    """A build of a packed corpus; `built` is there when `batches` has come to its end."""

    root: Path
    out: Path
    engine: Engine
    texts: str | None = None
    built: Built | None = None
    errors: int = 0

    def batches(self) -> Iterator[Batch]:
        """What was found, with errors among it or not; the data set stands at `out` in the end unless there are any.

        Raises:
            InputError: Where something else stands at `out`, a shard can't be read, or no document has rows.
            EnvironmentFault: Where it can't be written, or the engine fails.
        """
        target = prepare(self.out)
        try:
            with swap.building(target) as folder:
                yield from self._batches(folder, target)
        except Refused:
            return

    def _batches(self, folder: Path, target: Path) -> Iterator[Batch]:
        task = Task(str(self.root.absolute()), str(folder / _SHARDS), self.texts)
        checked = Checked(task, self.engine)
        referred = (doc_id for shard in checked.shards for doc_id in shards.of_split(shard, FOLDED))
        folds = {doc_id: fold for fold, doc_id in enumerate(referred)}
        build = Build(task, checked.manifest, folds)
        yield from checked.batches(partial(process_shard, build=build))
        self.errors = checked.errors
        if self.errors:
            raise Refused
        self.built = _gathered(checked, build, folder, target)


def _gathered(checked: Checked, build: Build, folder: Path, target: Path) -> Built:
    """Put the shards' files in their places, and write what belongs to several documents."""
    every = [_moved(checked.task.folder(shard), shard.stem, folder) for shard in checked.shards]
    if not any(rows.splits for rows in every):
        raise InputError(
            "no document is annotated and has its text at hand",
            where=str(checked.root),
            remedy="Annotate one, or give the folder with the texts by --texts DIR or VIRGOLETTE_TEXTS.",
        )
    splits = [split for split in split_names() if any(split in rows.splits for rows in every)]
    found = [line.document for _, line in checked.suspects() if line.document is not None]
    listed = msgspec.structs.replace(checked.manifest, documents=tuple(d.entry for d in found))
    context = Context(Corpus(str(checked.root), listed, tuple(found), checked.knowledge), folds=build.folds)
    counts: dict[str, dict[str, int]] = {}
    for config in CONFIGS:
        for split in splits:
            if config in TABLES:
                count = sum(rows.counts.get(config, {}).get(split, 0) for rows in every)
            else:
                schema = versions.stamped(arrow_schema(config), checked.manifest)
                path = folder / config / f"{split}-{checked.shards[0].stem}.parquet"
                count = parquet.write(path, schema, tables.rows(config, split, context))
            if count:
                counts.setdefault(config, {})[split] = count
    shutil.rmtree(folder / _SHARDS)
    left_out = _left_out(checked, every, context)
    page = card.card(checked.manifest, _held(every, splits), counts, left_out)
    (folder / card.NAME).write_text(page, encoding="utf-8", newline="\n")
    return Built(target, counts, tuple(left_out))


def _moved(shard: Path, name: str, folder: Path) -> Rows:
    rows = msgspec.json.decode((shard / ROWS).read_bytes(), type=Rows)
    for table, splits in rows.counts.items():
        (folder / table).mkdir(exist_ok=True)
        for split in splits:
            (shard / table / f"{split}.parquet").rename(folder / table / f"{split}-{name}.parquet")
    return rows


def _held(every: list[Rows], splits: list[str]) -> card.Held:
    licences: dict[str, int] = {}
    for rows in every:
        for licence, count in rows.licences.items():
            licences[licence] = licences.get(licence, 0) + count
    external = sum(rows.external for rows in every)
    return card.Held(
        splits=splits,
        languages=sorted(set[str]().union(*(rows.languages for rows in every))),
        licences={licence: _documents(count) for licence, count in sorted(licences.items())},
        external=_documents(external) if external else "",
        files="{split}-*.parquet",
    )


def _left_out(checked: Checked, every: list[Rows], context: Context) -> list[str]:
    lines = []
    if textless := checked.seen.left_out:
        lines.append(f"Left out, because their texts are not at hand: {_documents(textless)}.")
    if bare := sum(rows.bare for rows in every):
        lines.append(f"Left out, because they aren't annotated: {_documents(bare)}.")
    if missing := unpaired(context):
        lines.append(f"Pairs of claims left out with their documents: {missing}.")
    return lines


def _documents(count: int) -> str:
    return "one document" if count == 1 else f"{count} documents"
