"""Building from a packed corpus against the floor of the job: writing the tables when they are ready.

Each side has a process of its own, as whoever builds has one: what one holds in memory would slow the others.

python bench/build.py [--documents 10000]
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cache, partial
from pathlib import Path
from statistics import median

import corpora
import pyarrow as pa
import pyarrow.parquet as pq
from measure import COMMAND, Row, apart, by_round, main, peak, shown, turns

from virgolette import checks
from virgolette import corpus as store
from virgolette.checks.shard import Task
from virgolette.corpus import shards
from virgolette.dataset import arrow, tables
from virgolette.dataset.columns import arrow_schema
from virgolette.dataset.context import Article, Context
from virgolette.dataset.parquet import group
from virgolette.dataset.rows.batch import Batch
from virgolette.dataset.shard import TABLES, Build, process_shard
from virgolette.engine import Engine, each
from virgolette.model import Corpus

LIMIT = 256
"""Megabytes that a build should do with."""
ROUNDS = 5


def rows(documents: int = 10_000) -> list[Row]:
    """Time against the floor, by one worker and by two, with two degrees of validation; the peak of the command."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        root = corpora.packed(Path(folder) / "corpus", corpora.documents(documents))
        work, ready = str(Path(folder) / "work"), Path(folder) / "ready"
        spans = Build(Task(str(root), work, select=checks.chosen("span")), store.manifest(root), {})
        whole = Build(Task(str(root), work), store.manifest(root), {})
        jobs = [
            partial(_written, root, ready),
            partial(_built, root, spans, Engine()),
            partial(_built, root, spans, Engine("processes", 2)),
            partial(_built, root, whole, Engine()),
        ]
        sides = [stack.enter_context(apart(job)) for job in jobs]
        for side in sides:
            side()
        floor, *builds = turns(sides, ROUNDS)
        count = sum(pq.read_metadata(path).num_rows for path in ready.glob("*.parquet"))
        seconds, megabytes = peak([COMMAND, "build", "--corpus", root, "--out", Path(folder) / "out"])
    what = f"{documents:,} documents into {len(TABLES)} configurations"
    counted = "Start-up counted; the floor has one processor, of which engines such as duckdb and polars take all."
    said = (
        ("schema and spans", "≤ 5", f"{what}, {count:,} rows; sentences and tokens are found on the way."),
        ("schema and spans, two workers", "≤ 5", counted),
        ("all checks", "", "What `virgolette build` does."),
    )
    return [
        *(_row(*about, taken, floor) for about, taken in zip(said, builds, strict=True)),
        Row(
            f"build: peak / {LIMIT} MB",
            f"{megabytes:.0f} MB",
            f"{LIMIT} MB",
            megabytes / LIMIT,
            "≤ 1",
            f"{what}; {shown(seconds)}.",
        ),
    ]


def _row(validated: str, goal: str, note: str, taken: Sequence[float], floor: Sequence[float]) -> Row:
    name = f"build, validated by {validated}: time / writing the ready tables"
    ratio, rounds = by_round(taken, floor)
    return Row(name, shown(median(taken)), shown(median(floor)), ratio, goal, f"{note} {rounds}")


def _built(root: Path, build: Build, engine: Engine) -> float:
    """Seconds."""
    start = time.perf_counter()
    for _ in each(partial(process_shard, build=build), shards.shards(root), engine):
        pass
    return time.perf_counter() - start


def _written(root: Path, folder: Path) -> float:
    """Seconds for the same files as ours: in larger row groups dictionaries would find the copies that the corpus is
    made of.
    """
    ready = _ready(root)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    start = time.perf_counter()
    for name, table in ready.items():
        path = folder / f"{name}.parquet"
        pq.write_table(table, path, row_group_size=group(name), compression="zstd", compression_level=1)
    return time.perf_counter() - start


@cache
def _ready(root: Path) -> dict[str, pa.Table]:
    """The tables of a corpus in memory."""
    context = Context(Corpus(str(root), store.manifest(root), (), store.knowledge(root)), folds={})
    found: dict[str, list[pa.Table]] = {name: [] for name in TABLES}
    for shard in shards.shards(root):
        held = [line.document for line in shards.read(shard)]
        batch = Batch([Article(d, d.annotations) for d in held if d is not None and d.annotations is not None])
        for name in TABLES:
            found[name].append(arrow.table(tables.BY_DOCUMENT[name](batch, context), arrow_schema(name)))
    return {name: pa.concat_tables(parts).combine_chunks() for name, parts in found.items()}


if __name__ == "__main__":
    main(rows, __doc__)
