"""Checking a packed corpus: shard by shard with any engine, then the whole.

What checks of the collection find depends on all documents. Of a corpus that is too large to hold, only the documents
are read again that can be at fault: those that a cluster names, that are wrong whatever the others are, or that share
an id, a text, a story with several splits, or much of their words with another. The others change no finding, so that
the findings are those of the same corpus in files of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import msgspec

from virgolette import corpus as store
from virgolette.checks import suspects
from virgolette.checks.report import Batch
from virgolette.checks.run import Examiner
from virgolette.checks.shard import BY_TEXT, FINDINGS, KEYS, REFERRED, Outcome, Task, Told, process_shard
from virgolette.corpus import shards
from virgolette.engine import Engine, each
from virgolette.finding import Finding
from virgolette.model import Corpus, Document


class Checked:
    """A packed corpus as it is checked.

    Args:
        task: What to examine, and how.
        engine: What does the work.

    Attributes:
        seen: The outcomes of the shards done so far, as one; the suspects are kept shard by shard.
    """

    def __init__(self, task: Task, engine: Engine) -> None:
        self.task, self.engine, self.root = task, engine, Path(task.root)
        self.shards = shards.shards(self.root)
        self.manifest = store.manifest(self.root)
        self.knowledge = store.knowledge(self.root)
        self.seen = Outcome()
        self._suspects: list[list[tuple[int, int]]] = []

    @property
    def errors(self) -> int:
        """Findings of severity error that no waiver covers, so far."""
        return self.seen.errors

    def batches(self, job: Callable[[Path], Outcome] | None = None) -> Iterator[Batch]:
        """What was found, document by document in the order of the shards, then in the whole.

        Args:
            job: What is done with a shard, where it is more than to examine it.

        Raises:
            InputError: Where a shard, or what documents share, can't be read.
            EnvironmentFault: Where the engine fails.
        """
        job = job or partial(process_shard, task=self.task)
        for shard, outcome in zip(self.shards, each(job, self.shards, self.engine), strict=True):
            yield from self.told(shard, outcome)
        yield self.whole()

    def told(self, shard: Path, outcome: Outcome) -> Iterator[Batch]:
        """What was found in one shard."""
        self.seen.add(outcome)
        self._suspects.append(outcome.suspects)
        clean = outcome.texts
        with (self.task.folder(shard) / FINDINGS).open("rb") as stream:
            for line in stream:
                told = msgspec.json.decode(line, type=Told)
                entries = () if told.entry is None else (told.entry,)
                documents = tuple(Document(entry, told.text, None, "") for entry in entries)
                clean -= told.text is not None
                yield Batch(self._corpus(documents), told.findings)
        yield Batch(self._corpus(()), (), clean=clean)

    def whole(self) -> Batch:
        """What is found in the collection, once every shard was examined."""
        examiner = Examiner(self.knowledge, self.task.select, self.task.ignore)
        examiner.used.update(self.seen.used)
        lines = [(shard, line) for shard, line in self.suspects() if line.document is not None]
        corpus = self._corpus([line.document for _, line in lines if line.document is not None])
        found = [
            _placed(f, lines)
            for f in examiner.collection(corpus, self.seen.apart, without=(BY_TEXT,))
            if f.code not in REFERRED or REFERRED[f.code] + f.id.partition("#")[2] not in self.seen.referred
        ]
        found += examiner.unused(str(self.root), self.seen.partial)
        self.seen.errors += sum(f.severity == "error" and f.waived is None for f in found)
        return Batch(msgspec.structs.replace(corpus, documents=()), found)

    def suspects(self) -> Iterator[tuple[Path, shards.Line]]:
        """The documents that can be at fault in the collection, or that a cluster names, in the order of the shards."""
        alike = suspects.alike([self.task.folder(shard) / KEYS for shard in self.shards], Path(self.task.out))
        for shard, own, more in zip(self.shards, self._suspects, alike, strict=True):
            places = sorted({*own, *more})
            held = shards.externals(shard, self.task.texts) if places else {}
            yield from ((shard, line) for line in shards.read_at(shard, places, held))

    def _corpus(self, documents: Sequence[Document]) -> Corpus:
        listed = msgspec.structs.replace(self.manifest, documents=tuple(d.entry for d in documents))
        return Corpus(str(self.root), listed, tuple(documents), self.knowledge)


def _placed(finding: Finding, lines: Sequence[tuple[Path, shards.Line]]) -> Finding:
    """A finding on an entry of the manifest names the line that holds the entry."""
    head, _, rest = finding.path.removeprefix("/documents/").partition("/")
    if not finding.path.startswith("/documents/"):
        return finding
    shard, line = lines[int(head)]
    path = shards.pointer(line.number, f"/entry/{rest}" if rest else "/entry")
    return msgspec.structs.replace(finding, path=path, file=str(shard))
