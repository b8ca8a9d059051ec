"""Building from a packed corpus against the floor of the job: writing the tables when they are ready.

python bench/build.py [--documents 1000]
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path

import corpora
import pyarrow as pa
import pyarrow.parquet as pq
from measure import Row, interleaved, peak, printed, shown

from virgolette import checks
from virgolette import corpus as store
from virgolette.checks.shard import Task
from virgolette.corpus import shards
from virgolette.dataset import tables
from virgolette.dataset.columns import arrow_schema
from virgolette.dataset.context import Article, Context
from virgolette.dataset.parquet import GROUP
from virgolette.dataset.shard import TABLES, Build, process_shard
from virgolette.model import Corpus, Manifest

COMMAND = Path(sys.executable).parent / "virgolette"


def rows(documents: int = 1000) -> list[Row]:
    """Time against the floor, with two degrees of validation; where it goes; the peak of the command."""
    with tempfile.TemporaryDirectory() as folder:
        root = corpora.packed(Path(folder) / "corpus", corpora.documents(documents))
        (shard,) = shards.shards(root)
        manifest = store.manifest(root)
        ready = _ready(root, shard, manifest)
        work = str(Path(folder) / "work")
        spans = Build(Task(str(root), work, select=checks.chosen("span")), manifest, {})
        whole = Build(Task(str(root), work), manifest, {})
        floor, some, all_ = interleaved(
            [
                partial(_written, ready, Path(folder) / "ready"),
                partial(process_shard, shard, spans),
                partial(process_shard, shard, whole),
            ],
            3,
        )
        seconds, megabytes = peak([COMMAND, "build", "--corpus", root, "--out", Path(folder) / "out"])
    what = f"{documents} documents into {len(TABLES)} configurations"
    return [
        Row(
            "build, validated by schema and spans: time / writing the ready tables",
            shown(some),
            shown(floor),
            some / floor,
            "≤ 5",
            f"{what}, {sum(t.num_rows for t in ready.values()):,} rows; sentences and tokens are found on the way.",
        ),
        Row(
            "build, validated by all checks: time / writing the ready tables",
            shown(all_),
            shown(floor),
            all_ / floor,
            "",
            "What `virgolette build` does.",
        ),
        Row(
            "build: peak / 256 MB",
            f"{megabytes:.0f} MB",
            "256 MB",
            megabytes / 256,
            "≤ 1",
            f"{what}; {shown(seconds)}.",
        ),
    ]


def _ready(root: Path, shard: Path, manifest: Manifest) -> dict[str, pa.Table]:
    """The tables of a shard in memory."""
    found = [line.document for line in shards.read(shard)]
    articles = [Article(d, d.annotations) for d in found if d is not None and d.annotations is not None]
    context = Context(Corpus(str(root), manifest, (), store.knowledge(root)), folds={})
    return {
        name: pa.Table.from_pylist(
            [row for a in articles for row in tables.BY_DOCUMENT[name](a, context)], schema=arrow_schema(name)
        ).combine_chunks()
        for name in TABLES
    }


def _written(ready: dict[str, pa.Table], folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, table in ready.items():
        path = folder / f"{name}.parquet"
        pq.write_table(table, path, row_group_size=GROUP, compression="zstd", compression_level=1)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1000)
    printed(rows(parser.parse_args().documents))


if __name__ == "__main__":
    main()
