"""Building from a packed corpus against the floor of the job: writing the tables when they are ready.

python bench/build.py [--documents 10000]
"""

from __future__ import annotations

import shutil
import tempfile
from functools import partial
from pathlib import Path

import corpora
import pyarrow as pa
import pyarrow.parquet as pq
from measure import COMMAND, Row, interleaved, main, peak, shown

from virgolette import checks
from virgolette import corpus as store
from virgolette.checks.shard import Task
from virgolette.corpus import shards
from virgolette.dataset import arrow, tables
from virgolette.dataset.columns import arrow_schema
from virgolette.dataset.context import Article, Context
from virgolette.dataset.parquet import group
from virgolette.dataset.shard import TABLES, Build, process_shard
from virgolette.engine import Engine, each
from virgolette.model import Corpus, Manifest

LIMIT = 256
"""Megabytes that a build should do with."""


def rows(documents: int = 10_000) -> list[Row]:
    """Time against the floor, by one worker and by two, with two degrees of validation; the peak of the command."""
    with tempfile.TemporaryDirectory() as folder:
        root = corpora.packed(Path(folder) / "corpus", corpora.documents(documents))
        manifest = store.manifest(root)
        ready = _ready(root, manifest)
        work = str(Path(folder) / "work")
        spans = Build(Task(str(root), work, select=checks.chosen("span")), manifest, {})
        whole = Build(Task(str(root), work), manifest, {})
        floor, one, two, all_ = interleaved(
            [
                partial(_written, ready, Path(folder) / "ready"),
                partial(_built, root, spans, Engine()),
                partial(_built, root, spans, Engine("processes", 2)),
                partial(_built, root, whole, Engine()),
            ],
            3,
        )
        seconds, megabytes = peak([COMMAND, "build", "--corpus", root, "--out", Path(folder) / "out"])
    what = f"{documents:,} documents into {len(TABLES)} configurations"
    size = f"{what}, {sum(t.num_rows for t in ready.values()):,} rows; sentences and tokens are found on the way."
    floored = "time / writing the ready tables"
    return [
        Row(f"build, validated by schema and spans: {floored}", shown(one), shown(floor), one / floor, "≤ 5", size),
        Row(
            f"build, validated by schema and spans, two workers: {floored}",
            shown(two),
            shown(floor),
            two / floor,
            "≤ 5",
            "Start-up counted; the floor has one processor, of which engines such as duckdb and polars take all.",
        ),
        Row(
            f"build, validated by all checks: {floored}",
            shown(all_),
            shown(floor),
            all_ / floor,
            "",
            "What `virgolette build` does.",
        ),
        Row(
            f"build: peak / {LIMIT} MB",
            f"{megabytes:.0f} MB",
            f"{LIMIT} MB",
            megabytes / LIMIT,
            "≤ 1",
            f"{what}; {shown(seconds)}.",
        ),
    ]


def _built(root: Path, build: Build, engine: Engine) -> None:
    for _ in each(partial(process_shard, build=build), shards.shards(root), engine):
        pass


def _ready(root: Path, manifest: Manifest) -> dict[str, pa.Table]:
    """The tables of a corpus in memory."""
    context = Context(Corpus(str(root), manifest, (), store.knowledge(root)), folds={})
    found: dict[str, list[pa.Table]] = {name: [] for name in TABLES}
    for shard in shards.shards(root):
        held = [line.document for line in shards.read(shard)]
        articles = [Article(d, d.annotations) for d in held if d is not None and d.annotations is not None]
        for name in TABLES:
            found[name].append(arrow.table(tables.BY_DOCUMENT[name](articles, context), arrow_schema(name)))
    return {name: pa.concat_tables(parts).combine_chunks() for name, parts in found.items()}


def _written(ready: dict[str, pa.Table], folder: Path) -> None:
    """The same files as ours: in larger row groups dictionaries would find the copies that the corpus is made of."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, table in ready.items():
        path = folder / f"{name}.parquet"
        pq.write_table(table, path, row_group_size=group(name), compression="zstd", compression_level=1)


if __name__ == "__main__":
    main(rows, __doc__)
