"""Scoring a file of predictions: in chunks, so that memory doesn't grow with the number of documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from itertools import groupby, islice
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from virgolette.errors import InputError
from virgolette.scoring.collection import Collected, collected
from virgolette.scoring.gold import Gold, GoldDocument
from virgolette.scoring.items import Items, Sentences, gold_items
from virgolette.scoring.lines import Line, Lines
from virgolette.scoring.match import match
from virgolette.scoring.measures import MEASURES, NAMES, count_layer
from virgolette.scoring.placing import METHODS
from virgolette.scoring.predicted import SKIPPED, Predicted, predicted
from virgolette.scoring.result import DocumentCounts, LayerAlignment, Problem, Result
from virgolette.scoring.scores import cluster_scores, document_scores
from virgolette.scoring.statistics import FEWEST

CHUNK = 500
TOLD = 1000
SAME_CLAIM = 0.5
ALIGNED = ("entities", "quotes", "claims", "cues", "speakers")
T = TypeVar("T")


class Counted(Struct, frozen=True):
    """What one document adds: its counts, and gold claim → predicted claim (ids) where they match."""

    document: DocumentCounts
    predicted: Predicted
    claims: tuple[tuple[str, str], ...] = ()


def counts(gold: Items, found: Items) -> tuple[int, ...]:
    """The counts of one document, in the order of MEASURES."""
    numbers: list[int] = []
    for layer, measures in groupby(MEASURES, key=lambda m: m.layer):
        numbers += count_layer(tuple(measures), getattr(gold, layer), getattr(found, layer))
    return tuple(numbers)


def count_document(document: GoldDocument, line: Line | None, unit: str) -> Counted:
    """One document against its line; None for a document without one."""
    sentences = Sentences(document.text, document.annotations.skip)
    gold = gold_items(document.annotations, document.text, sentences)
    found = Predicted(Items())
    if line is not None and line.status == "scored":
        found = predicted(line, document.annotations, gold, document.text, sentences)
    elif line is not None:
        found = Predicted(Items(), problems=line.problems)
    doc_id = document.entry.doc_id
    own = DocumentCounts(
        doc_id=doc_id, unit=unit, status=line.status if line else "missing", counts=counts(gold, found.items)
    )
    return Counted(own, found, tuple(_claim_pairs(document, gold, found)))


def _claim_pairs(document: GoldDocument, gold: Items, found: Predicted) -> Iterator[tuple[str, str]]:
    """Ids of the claims that match, best matching by IoU; among the same spans by what they say, not by order."""
    doc_id = document.entry.doc_id
    named = [(c, name) for c, name in zip(found.items.claims, found.claim_ids, strict=True) if name is not None]
    named.sort(key=lambda pair: (pair[0].spans, repr(sorted(pair[0].facts.items())), pair[0].values, pair[1]))
    for pair in match([c.spans for c in gold.claims], [c.spans for c, _ in named]):
        if pair.iou >= SAME_CLAIM:
            yield f"{doc_id}#{document.annotations.claims[pair.left].id}", f"{doc_id}#{named[pair.right][1]}"


def score(
    predictions: Path,
    *,
    root: Path | None = None,
    split: str = "all",
    gold: Path | None = None,
    texts: Path | None = None,
) -> Result:
    """Score a file of predictions.

    Args:
        predictions: JSON Lines by schema/prediction.
        root: The corpus; None for the shipped one.
        split: Name of a split, or `all`.
        gold: Folder of gold files; None for the corpus's own.
        texts: Folder of external texts; None for VIRGOLETTE_TEXTS.

    Raises:
        InputError: Where the file can't be read, names a document that the manifest doesn't know or one twice,
            or gold can't be used.
    """
    source, lines = Gold(root, split, gold, texts), Lines(predictions)
    scope = set(source.scope)
    collection = _Collection(source)
    for chunk in _chunks(_checked(lines, source, predictions)):
        here = [x for x in chunk if x.doc_id in scope]
        for x in chunk:
            if x.doc_id not in scope:
                collection.aside(x)
        for document, x in zip(source.read([x.doc_id or "" for x in here]), here, strict=True):
            collection.add(count_document(document, x, source.unit(document.entry.doc_id)))
    for ids in _chunks(d for d in source.scope if d not in collection.documents):
        for document in source.read(ids):
            collection.add(count_document(document, None, source.unit(document.entry.doc_id)))
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
            silent = entry is None or entry.text == "external"
            message = "" if silent and p.kind in ("line", "document", "failed", "annotation", "unaligned") else p.message
            self.problems.append(
                Problem(line=p.line, doc_id=p.doc_id, path=p.path, kind=p.kind, message=message[:300])
            )

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
