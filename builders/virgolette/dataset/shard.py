"""Building one shard of a packed corpus: the unit of work of `virgolette build`, here and on other machines.

`process_shard` examines a shard as `virgolette check` does, and writes its rows beside what was found: a Parquet file
a configuration and split. The same shard gives the same bytes, whatever the engine and whoever else is at work.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from virgolette.checks.shard import Examination, Outcome, Task, folder
from virgolette.dataset import parquet, versions
from virgolette.dataset.columns import arrow_schema
from virgolette.dataset.context import Article, Context
from virgolette.dataset.tables import BY_DOCUMENT
from virgolette.engine import uncollected
from virgolette.model import Corpus, Manifest

ROWS = "rows.json"
# Not a configuration of the data set: `entities` holds the same.
TABLES = tuple(name for name in BY_DOCUMENT if name != "mentions")


class Build(Struct, frozen=True):
    """What to build.

    Attributes:
        task: What to examine, and how; its folder takes the rows too.
        manifest: Of the corpus; the versions are written into every file.
        folds: doc_id → fold, of all documents that are left out one at a time.
    """

    task: Task
    manifest: Manifest
    folds: Mapping[str, int]


class Rows(Struct):
    """What was written of a shard.

    Attributes:
        counts: Configuration → split → rows.
        splits, languages: Of the documents with rows.
        licences: Licence → how many documents have it.
        external: How many external documents have rows, and so show their words.
        bare: How many documents have no rows because nobody annotated them.
    """

    counts: dict[str, dict[str, int]] = {}
    splits: set[str] = set()
    languages: set[str] = set()
    licences: dict[str, int] = {}
    external: int = 0
    bare: int = 0


def process_shard(shard: Path, build: Build) -> Outcome:
    """Examine a shard, and write its rows as long as no error is found.

    Raises:
        InputError: Where the shard, or what documents share, can't be read.
    """
    with uncollected(), folder(build.task.folder(shard)) as out:
        examination = Examination(shard, build.task, out)
        bare = Corpus(build.task.root, build.manifest, (), examination.knowledge)
        context = Context(bare, folds=build.folds)
        rows, writers = Rows(), dict[tuple[str, str], parquet.Writer]()
        try:
            for line, found in examination.lines():
                document = line.document
                if any(f.severity == "error" and f.waived is None for f in found):
                    # Nothing will be built: what goes on is the search for other errors.
                    continue
                if document is None or document.annotations is None or document.text is None:
                    rows.bare += document is not None and document.annotations is None
                elif not examination.outcome.errors:
                    _add(Article(document, document.annotations), context, out, writers, rows)
            for (table, split), writer in writers.items():
                writer.close()
                if writer.count:
                    rows.counts.setdefault(table, {})[split] = writer.count
        finally:
            for writer in writers.values():
                writer.discard()
        (out / ROWS).write_bytes(msgspec.json.encode(rows, order="deterministic"))
        return examination.close()


def _add(
    article: Article, context: Context, out: Path, writers: dict[tuple[str, str], parquet.Writer], rows: Rows
) -> None:
    entry = article.entry
    rows.splits.add(entry.split)
    rows.languages.add(entry.language)
    rows.licences[entry.licence] = rows.licences.get(entry.licence, 0) + 1
    rows.external += entry.text == "external"
    for table in TABLES:
        writer = writers.get((table, entry.split))
        if writer is None:
            schema = versions.stamped(arrow_schema(table), context.corpus.manifest)
            writer = writers[table, entry.split] = parquet.Writer(
                out / table / f"{entry.split}.parquet", schema, parquet.group(table)
            )
        writer.add(BY_DOCUMENT[table](article, context))
