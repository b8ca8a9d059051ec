"""Building one shard of a packed corpus: the unit of work of `virgolette build`, here and on other machines.

`process_shard` examines a shard as `virgolette check` does, and writes its rows beside what was found: a Parquet file
a configuration and split. The same shard gives the same bytes, whatever the engine and whoever else is at work.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import msgspec
from msgspec import Struct

from virgolette.checks.shard import Examination, Outcome, Task, folder
from virgolette.dataset import parquet, versions
from virgolette.dataset.columns import arrow_schema
from virgolette.dataset.context import Article, Context
from virgolette.dataset.rows.batch import Batch
from virgolette.dataset.tables import BY_DOCUMENT, full
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
    # One thread for all files: of several, each keeps memory of its own.
    with uncollected(), folder(build.task.folder(shard)) as out, ThreadPoolExecutor(1) as thread:
        examination = Examination(shard, build.task, out)
        bare = Corpus(build.task.root, build.manifest, (), examination.knowledge)
        files = _Files(out, Context(bare, folds=build.folds), thread)
        try:
            for line, found in examination.lines():
                document = line.document
                if any(f.severity == "error" and f.waived is None for f in found):
                    # Nothing will be built: what goes on is the search for other errors.
                    continue
                if document is None or document.annotations is None or document.text is None:
                    files.rows.bare += document is not None and document.annotations is None
                elif not examination.outcome.errors:
                    files.add(Article(document, document.annotations))
            if not examination.outcome.errors:
                files.close()
        finally:
            files.discard()
        (out / ROWS).write_bytes(msgspec.json.encode(files.rows, order="deterministic"))
        return examination.close()


class _Files:
    """The Parquet files of a shard: rows are made of some documents of one split at a time, in the order they came.

    Args:
        out: The shard's folder.
        context: What rows need to know.
        thread: Writes them.
    """

    def __init__(self, out: Path, context: Context, thread: Executor) -> None:
        self.rows = Rows()
        self._out, self._context, self._thread = out, context, thread
        self._waiting: dict[str, list[Article]] = {}
        self._writers: dict[tuple[str, str], parquet.Writer] = {}

    def add(self, article: Article) -> None:
        """Add the rows of a document."""
        entry, rows = article.entry, self.rows
        rows.splits.add(entry.split)
        rows.languages.add(entry.language)
        rows.licences[entry.licence] = rows.licences.get(entry.licence, 0) + 1
        rows.external += entry.text == "external"
        waiting = self._waiting.setdefault(entry.split, [])
        waiting.append(article)
        if full(waiting):
            self._write(entry.split)

    def close(self) -> None:
        """Write what is left, and flush the files to the disk."""
        for split in self._waiting:
            self._write(split)
            # While the rows of the next split are made.
            for table in TABLES:
                self._writer(table, split).end()
        for (table, split), writer in self._writers.items():
            writer.close()
            if writer.count:
                self.rows.counts.setdefault(table, {})[split] = writer.count

    def discard(self) -> None:
        """Let go of the files: those that weren't closed are gone."""
        for writer in self._writers.values():
            writer.discard()

    def _write(self, split: str) -> None:
        batch, self._waiting[split] = Batch(self._waiting[split]), []
        for table in TABLES:
            self._writer(table, split).add(BY_DOCUMENT[table](batch, self._context))

    def _writer(self, table: str, split: str) -> parquet.Writer:
        found = self._writers.get((table, split))
        if found is None:
            schema = versions.stamped(arrow_schema(table), self._context.corpus.manifest)
            path = self._out / table / f"{split}.parquet"
            found = self._writers[table, split] = parquet.Writer(path, schema, self._thread, parquet.group(table))
        return found
