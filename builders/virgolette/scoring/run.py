"""Scoring a file of predictions: in chunks, so that memory doesn't grow with the number of documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from typing import TypeVar

from virgolette.errors import InputError
from virgolette.scoring.collection import Collected, collected
from virgolette.scoring.document import Counted, count_document
from virgolette.scoring.gold import Gold, GoldDocument
from virgolette.scoring.lines import Line, Lines
from virgolette.scoring.measures import NAMES
from virgolette.scoring.placing import METHODS
from virgolette.scoring.predicted import SKIPPED
from virgolette.scoring.result import DocumentCounts, LayerAlignment, Problem, Result
from virgolette.scoring.scores import cluster_scores, document_scores
from virgolette.scoring.statistics import FEWEST

CHUNK = 500
TOLD = 1000
ALIGNED = ("entities", "quotes", "claims", "cues", "speakers")
T = TypeVar("T")


def score(
    predictions: Path,
    *,
    root: Path | None = None,
    split: str = "all",
    gold: Path | None = None,
    texts: Path | None = None,
    each: Callable[[GoldDocument, Counted], None] | None = None,
) -> Result:
    """Score a file of predictions.

    Args:
        predictions: JSON Lines by schema/prediction.
        root: The corpus; None for the shipped one.
        split: Name of a split, or `all`.
        gold: Folder of gold files; None for the corpus's own.
        texts: Folder of external texts; None for VIRGOLETTE_TEXTS.
        each: Is shown every document with what was compared; nothing else keeps these.

    Raises:
        InputError: Where the file can't be read, names a document that the manifest doesn't know or one twice,
            or gold can't be used.
    """
    source, lines = Gold(root, split, gold, texts), Lines(predictions)
    scope = set(source.scope)
    collection = _Collection(source)

    def add(document: GoldDocument, x: Line | None) -> None:
        found = count_document(document, x, source.unit(document.entry.doc_id))
        collection.add(found)
        if each is not None:
            each(document, found)

    for chunk in _chunks(_checked(lines, source, predictions)):
        here = [x for x in chunk if x.doc_id in scope]
        for x in chunk:
            if x.doc_id not in scope:
                collection.aside(x)
        for document, x in zip(source.read([x.doc_id or "" for x in here]), here, strict=True):
            add(document, x)
    for ids in _chunks(d for d in source.scope if d not in collection.documents):
        for document in source.read(ids):
            add(document, None)
    return collection.result(lines.digest)


def _chunks(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _checked(lines: Iterable[Line], source: Gold, path: Path) -> Iterator[Line]:
    """The lines, as long as none is of an unknown document or one met before."""
    seen: dict[str | None, int] = {}
    for line in lines:
        if line.status != "unreadable":
            where = f"{path}:{line.number}"
            if line.doc_id is not None and line.doc_id not in source.entries:
                remedy = "Predict documents of seeds/manifest.json, or score with another --corpus."
                raise InputError(f"there is no document {line.doc_id[:80]!a}", where=where, remedy=remedy)
            if line.doc_id in seen:
                of = line.doc_id or "the clusters"
                what = f"a second line for {of}, after line {seen[line.doc_id]}"
                raise InputError(what, where=where, remedy="Keep one of the two lines.")
            seen[line.doc_id] = line.number
        yield line


class _Collection:
    """What is kept of all documents."""

    def __init__(self, source: Gold) -> None:
        self.source = source
        self.documents: dict[str, DocumentCounts] = {}
        self.tally: dict[str, Counter[str]] = {layer: Counter() for layer in ALIGNED}
        self.problems: list[Problem] = []
        self.problems_total = self.elsewhere = 0
        self.collected = Collected()

    def add(self, found: Counted) -> None:
        document = found.document
        self.documents[document.doc_id] = document
        for layer, methods in found.predicted.tally.items():
            self.tally[layer].update(methods)
        self.collected.claims.update({theirs: ours for ours, theirs in found.claims})
        names = (f"{document.doc_id}#{name}" for name in found.predicted.claim_ids if name is not None)
        self.collected.known.update(names)
        self.tell(found.predicted.problems)

    def aside(self, line: Line) -> None:
        """A line of the clusters, of a document that isn't scored here, or of none."""
        if line.doc_id is None:
            self.collected.clusters = line.clusters
            self.collected.line = line.number
        elif line.status != "unreadable":
            self.elsewhere += 1
            return
        self.tell(line.problems)

    def tell(self, problems: Sequence[Problem]) -> None:
        """Keep the first problems; of external texts without words, which they may hold."""
        self.problems_total += len(problems)
        for p in problems[: TOLD - len(self.problems)]:
            entry = self.source.entries.get(p.doc_id)
            message = p.message[:300]
            if entry is not None and entry.text == "external":
                # What comes after the colon of a reason may quote the text; so may all of another message.
                message = message.partition(":")[0] if p.kind == "unaligned" else ""
            self.problems.append(Problem(line=p.line, doc_id=p.doc_id, path=p.path, kind=p.kind, message=message))

    def result(self, predictions_digest: str) -> Result:
        source = self.source
        documents = tuple(self.documents[d] for d in source.scope)
        units = len({d.unit for d in documents})
        reason = _descriptive(source, units)
        sums, problems = collected(self.collected, source.clusters(), set(source.scope))
        self.tell(problems)
        return Result(
            schema_version="1.0",
            dataset_version=source.version,
            gold_digest=source.digest(),
            predictions_digest=predictions_digest,
            scorer_version=_version(),
            split=source.split,
            unit="document" if all(d.unit == d.doc_id for d in documents) else "story",
            units=units,
            inference="descriptive" if reason else "intervals",
            reason=reason,
            left_out=source.left_out,
            elsewhere=self.elsewhere,
            measures=NAMES,
            documents=documents,
            clusters=tuple(sums),
            scores=(*document_scores(documents, inference=not reason), *cluster_scores(sums)),
            alignment=tuple(_alignment(layer, self.tally[layer]) for layer in ALIGNED),
            problems=tuple(self.problems),
            problems_total=self.problems_total,
        )


def _descriptive(source: Gold, units: int) -> str:
    """Why nothing can be inferred; "" where something can."""
    if any(source.entries[d].split == "reference" for d in source.scope):
        return "the reference articles are about one event"
    return f"{units} {'unit' if units == 1 else 'units'}, fewer than {FEWEST}" if units < FEWEST else ""


def _alignment(layer: str, methods: Counter[str]) -> LayerAlignment:
    return LayerAlignment(layer=layer, **{name: methods[name] for name in (*METHODS, SKIPPED)})


def _version() -> str:
    try:
        return version("virgolette")
    except PackageNotFoundError:
        return "unknown"
