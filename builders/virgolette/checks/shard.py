"""Examining one shard of a packed corpus: the unit of work of `virgolette check`, here and on other machines.

`process_shard` reads a shard and writes a folder: findings.jsonl (a line a document that has any), outcome.json (what
the whole needs to know of the shard) and keys.npy (a fixed-size record a document, by which documents that can be at
fault together are found: of the same id, text or story, or alike). It holds one document at a time (of
Parquet some lines); the folder appears whole, or not at all.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from virgolette import corpus as store
from virgolette import schema
from virgolette.checks.base import CorpusCheck
from virgolette.checks.catalogue import CATALOGUE, CHECKS
from virgolette.checks.run import Examiner
from virgolette.checks.sketch import KEPT, key, sketch
from virgolette.corpus import shards
from virgolette.engine import uncollected
from virgolette.finding import Finding
from virgolette.model import Corpus, Document, Knowledge, Manifest, ManifestEntry

OUTCOME, FINDINGS, KEYS = "outcome.json", "findings.jsonl", "keys.npy"
Array = Any

# Faults that a document has in the collection whatever the other documents are.
OWN = frozenset(
    {
        "split-text-kind",
        "licence-unknown",
        "licence-external",
        "licence-forbids-text",
        "manifest-date-invalid",
        "document-unannotated",
    }
)
# Compares what documents share with each text: as well text by text.
BY_TEXT = "cluster-question-leaks-text"
ALIKE = "document-near-duplicate"
# What no document refers to is known when all were seen: the prefix tells metrics from entities.
REFERRED = {"knowledge-entity-unused": "", "knowledge-metric-unused": "metric:"}
_IN_TEXT = frozenset(entry.code for entry in CATALOGUE if entry.family == "text")


class Task(Struct, frozen=True):
    """What to examine, and how.

    Attributes:
        root: The corpus folder.
        out: Folder that the shards' own folders are written into.
        texts: Folder of external texts.
        select, ignore: Codes, as in Examiner.
    """

    root: str
    out: str
    texts: str | None = None
    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()

    def folder(self, shard: Path) -> Path:
        """The folder of one shard."""
        return Path(self.out) / shard.stem


class Told(Struct, frozen=True):
    """The findings of one document, with what is needed to show them; of a line without an entry they stand alone."""

    findings: tuple[Finding, ...]
    entry: ManifestEntry | None = None
    text: str | None = None


class Outcome(Struct):
    """What the whole needs to know of a shard.

    Attributes:
        documents: Lines that hold a document.
        texts: Documents with their texts.
        errors: Findings of severity error that no waiver covers.
        left_out: External documents without their texts.
        used: Waivers that covered something.
        referred: Entities and metrics that something refers to.
        partial: Documents that waivers name and not every check could run of.
        suspects: (number, place) of the lines that the whole has to look at.
        apart: Findings of the collection that were looked for here.
    """

    documents: int = 0
    texts: int = 0
    errors: int = 0
    left_out: int = 0
    used: set[int] = set()
    referred: set[str] = set()
    partial: set[str] = set()
    suspects: list[tuple[int, int]] = []
    apart: list[Finding] = []

    def add(self, other: Outcome) -> None:
        """Count another shard's outcome in, but for its suspects, which are lines of that shard."""
        self.documents += other.documents
        self.texts += other.texts
        self.errors += other.errors
        self.left_out += other.left_out
        # Strings that are here already aren't kept twice, so that memory doesn't grow with the number of shards.
        self.used |= other.used
        self.referred |= other.referred
        self.partial |= other.partial
        self.apart += other.apart


def process_shard(shard: Path, task: Task) -> Outcome:
    """Examine a shard and write its folder; what is there already of an earlier try is replaced.

    Raises:
        InputError: Where the shard, or what documents share, can't be read.
    """
    with uncollected(), folder(task.folder(shard)) as out:
        examination = Examination(shard, task, out)
        for _ in examination.lines():
            pass
        return examination.close()


class Examination:
    """One shard as it is examined.

    Args:
        shard: The shard.
        task: What to examine, and how.
        out: An empty folder.
    """

    def __init__(self, shard: Path, task: Task, out: Path) -> None:
        self.shard, self.out, self.outcome = shard, out, Outcome()
        self.knowledge, self._about = _shared(task.root, task.out)
        self._examiner = Examiner(self.knowledge, task.select, task.ignore)
        asked = [c for c in CHECKS if isinstance(c, CorpusCheck) and self._examiner.asked(c.code)]
        self._own = [c for c in asked if c.code in OWN]
        self._by_text = [c for c in asked if c.code == BY_TEXT]
        self._refers = any(c.code in REFERRED for c in asked)
        self._alike = any(c.code == ALIKE for c in asked)
        self._task, self._keys = task, bytearray()
        self._empty = Manifest(schema_version=_version(), dataset_version="0.0.0", documents=())

    def lines(self) -> Iterator[tuple[shards.Line, list[Finding]]]:
        """Every line, with all that is found in it; findings are written as they come."""
        held = shards.externals(self.shard, self._task.texts)
        with (self.out / FINDINGS).open("wb") as stream:
            for line in shards.read(self.shard, held):
                found = [f for f in line.findings if f.code not in self._task.ignore]
                if line.document is not None:
                    found += self._examined(line, line.document)
                if found:
                    self.outcome.errors += sum(f.severity == "error" and f.waived is None for f in found)
                    stream.write(msgspec.json.encode(_told(line.document, found)) + b"\n")
                yield line, found

    def close(self) -> Outcome:
        """Write what the whole needs to know."""
        import numpy as np

        self.outcome.used = self._examiner.used
        keys = np.frombuffer(bytes(self._keys), dtype=record())
        np.save(self.out / KEYS, keys, allow_pickle=False)
        (self.out / OUTCOME).write_bytes(msgspec.json.encode(self.outcome, order="deterministic"))
        return self.outcome

    def _examined(self, line: shards.Line, document: Document) -> list[Finding]:
        entry, annotations, outcome = document.entry, document.annotations, self.outcome
        outcome.documents += 1
        outcome.texts += document.text is not None
        if document.text is None and entry.text == "external":
            outcome.left_out += 1
        if entry.doc_id in self._about.waived and (document.text is None or annotations is None):
            outcome.partial.add(entry.doc_id)
        if self._refers and annotations is not None and len(outcome.referred) < self._about.referable:
            outcome.referred |= _referred(document)
        self._remember(line, document)
        # Loading found what this line lacks; that it has no annotations would be said twice.
        own = Corpus("", self._alone(entry), (document,), Knowledge())
        suspect = entry.doc_id in self._about.members or any(True for c in self._own for _ in c.run(own))
        if suspect:
            outcome.suspects.append((line.number, line.place))
        if self._by_text and entry.text == "external" and document.text is not None:
            whole = Corpus(self._task.root, self._alone(entry), (document,), self.knowledge)
            outcome.apart += [f for c in self._by_text for f in c.run(whole)]
        return [_placed(f, line.number, str(self.shard)) for f in self._examiner.document(document)]

    def _alone(self, entry: ManifestEntry) -> Manifest:
        return msgspec.structs.replace(self._empty, documents=(entry,))

    def _remember(self, line: shards.Line, document: Document) -> None:
        entry = document.entry
        least = sketch(document).tobytes() if self._alike else b""
        head = (key(entry.doc_id), key(entry.sha256), key(entry.story), key(entry.split), line.place)
        self._keys += b"".join(n.to_bytes(8, "little") for n in head)
        self._keys += line.number.to_bytes(4, "little") + (len(least) // 8).to_bytes(4, "little")
        self._keys += least.ljust(8 * KEPT, b"\0")


def record() -> Array:
    """The type of a document's record in keys.npy: 176 bytes."""
    import numpy as np

    wide = [(name, "<u8") for name in ("doc", "sha", "story", "split", "place")]
    return np.dtype([*wide, ("number", "<u4"), ("size", "<u4"), ("least", "<u8", (KEPT,))])


@contextmanager
def folder(path: Path) -> Iterator[Path]:
    """A new folder that stands at `path` once the block has ended, and is gone where it failed.

    What an earlier try left at `path` is replaced: trying again gives the same.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        yield made
        if path.exists():
            shutil.rmtree(path)
        made.replace(path)
    finally:
        shutil.rmtree(made, ignore_errors=True)


class _About(Struct, frozen=True):
    """What a shard needs to know of what documents share."""

    waived: frozenset[str]
    members: frozenset[str]
    referable: int


@lru_cache(maxsize=1)
def _shared(root: str, run: str) -> tuple[Knowledge, _About]:
    """Read once in each process and run, however many shards it examines."""
    found = store.knowledge(Path(root))
    return found, _About(
        waived=frozenset(w.id.partition("#")[0] for w in found.waivers),
        members=frozenset(m.partition("#")[0] for c in found.clusters for m in c.members),
        referable=len(found.entities) + len(found.metrics),
    )


def _version() -> str:
    found: str = schema.fields("manifest")["schema_version"]["const"]
    return found


def _told(document: Document | None, found: Collection[Finding]) -> Told:
    if document is None:
        return Told(tuple(found))
    return Told(tuple(found), document.entry, document.text)


def _placed(finding: Finding, number: int, file: str) -> Finding:
    inner = "/text" if finding.code in _IN_TEXT else f"/annotations{finding.path}"
    return msgspec.structs.replace(finding, path=shards.pointer(number, inner), file=file)


def _referred(document: Document) -> set[str]:
    """Entities (as they are) and metrics (as metric:…) that a document refers to."""
    found = document.annotations
    if found is None:
        return set()
    used: set[str | None] = {e.entity for e in found.entities}
    used.update(p.entity for q in found.quotes for p in (q.speaker, q.via, q.addressee) if p is not None)
    used.update(c.frame.subject for c in found.claims)
    metrics = {f"metric:{c.frame.metric}" for c in found.claims if c.frame.metric is not None}
    return {name for name in used if name is not None} | metrics
