"""Scoring a file of predictions: document by document, so that memory doesn't grow with their number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from virgolette.engine import uncollected
from virgolette.scoring.collection import Named, collected
from virgolette.scoring.document import Counted, count_document
from virgolette.scoring.gold import GoldDocument, unit
from virgolette.scoring.index import Index
from virgolette.scoring.kept import Kept
from virgolette.scoring.measures import NAMES
from virgolette.scoring.placing import METHODS
from virgolette.scoring.predicted import SKIPPED
from virgolette.scoring.result import LayerAlignment, Problem, Result
from virgolette.scoring.scores import cluster_scores, document_scores
from virgolette.scoring.source import Source, opened
from virgolette.scoring.statistics import FEWEST

TOLD = 1000
ALIGNED = ("entities", "quotes", "claims", "cues", "speakers")
Each = Callable[[GoldDocument, Counted], None]


def score(
    predictions: Path,
    *,
    root: Path | None = None,
    split: str = "all",
    gold: Path | None = None,
    texts: Path | None = None,
    each: Each | None = None,
    on_disk: bool = False,
) -> Result:
    """Score a file of predictions.

    Args:
        predictions: JSON Lines by schema/prediction, in any order.
        root: The corpus; None for the shipped one.
        split: Name of a split, or `all`.
        gold: Folder of gold files, or a corpus in packed form; None for the corpus's own.
        texts: Folder of external texts; None for VIRGOLETTE_TEXTS.
        each: Is shown every document with what was compared, in gold's order; nothing else keeps these.
        on_disk: Leave the result's documents `Kept`: of gold in packed form, any number in the same memory.

    Raises:
        InputError: Where the file can't be read, names a document that the manifest doesn't know or one twice,
            or gold can't be used.
    """
    with uncollected():
        found = _scored(predictions, opened(root, split, gold, texts), each)
    return found if on_disk else msgspec.structs.replace(found, documents=tuple(found.documents))


def _scored(predictions: Path, source: Source, each: Each | None) -> Result:
    collection = _Collection(source)
    with closing(Index(predictions, source, collection.told.tell)) as index:
        named = Named(index.clusters, index.clusters_line)
        for position, document in source.documents():
            found = count_document(document, index.line(position), unit(document.entry))
            collection.add(document, found)
            named.add(document, found)
            if each is not None:
                each(document, found)
    return collection.result(index, named)


class _Told:
    """What is wrong, as far as it is kept: what isn't about one document, then document by document as lines stand."""

    def __init__(self) -> None:
        self.total = 0
        self._general: list[Problem] = []
        self._of_documents: list[Problem] = []

    def tell(self, problems: Sequence[Problem]) -> None:
        """Keep the first of these."""
        self.total += len(problems)
        self._general += [_shown(p) for p in problems[: TOLD - len(self._general)]]

    def tell_of(self, problems: Sequence[Problem], *, external: bool) -> None:
        """Keep what is wrong with one document, as long as it can be among the first."""
        self.total += len(problems)
        self._of_documents += [_shown(p, external=external) for p in problems[:TOLD]]
        if len(self._of_documents) > 2 * TOLD:
            self._of_documents = self._first()

    def _first(self) -> list[Problem]:
        return sorted(self._of_documents, key=lambda p: p.line)[:TOLD]

    def tell_last(self, problems: Sequence[Problem]) -> tuple[Problem, ...]:
        """The first ones of all, where these come after all others."""
        self.total += len(problems)
        return (*self._general, *self._first(), *map(_shown, problems))[:TOLD]


def _shown(p: Problem, *, external: bool = False) -> Problem:
    """A problem as a result shows it: of external texts without words, which it may hold."""
    message = p.message[:300]
    if external:
        # What comes after the colon of a reason may quote the text; so may all of another message.
        message = message.partition(":")[0] if p.kind == "unaligned" else ""
    return Problem(line=p.line, doc_id=p.doc_id, path=p.path, kind=p.kind, message=message)


class _Collection:
    """What is kept of all documents."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.documents = Kept()
        self.told = _Told()
        self.tally: dict[str, Counter[str]] = {layer: Counter() for layer in ALIGNED}
        self.by_story = False

    def add(self, document: GoldDocument, found: Counted) -> None:
        """Keep one document's numbers."""
        self.documents.append(found.document)
        self.by_story |= found.document.unit != found.document.doc_id
        for layer, methods in found.predicted.tally.items():
            self.tally[layer].update(methods)
        self.told.tell_of(found.predicted.problems, external=document.entry.text == "external")

    def result(self, index: Index, named: Named) -> Result:
        """Everything together."""
        source = self.source
        units = int(self.documents.by_unit[1].sum())
        reason = _descriptive(source, units)
        sums, last = collected(named, source.clusters(), source.scored)
        problems = self.told.tell_last(last)
        return Result(
            schema_version="1.0",
            dataset_version=source.version,
            gold_digest=source.digest(),
            predictions_digest=index.digest,
            scorer_version=_version(),
            split=source.split,
            unit="story" if self.by_story else "document",
            units=units,
            inference="descriptive" if reason else "intervals",
            reason=reason,
            left_out=source.left_out,
            elsewhere=index.elsewhere,
            measures=NAMES,
            documents=self.documents,
            clusters=tuple(sums),
            scores=(*document_scores(self.documents, inference=not reason), *cluster_scores(sums)),
            alignment=tuple(_alignment(layer, self.tally[layer]) for layer in ALIGNED),
            problems=problems,
            problems_total=self.told.total,
        )


def _descriptive(source: Source, units: int) -> str:
    """Why nothing can be inferred; "" where something can."""
    if source.one_event:
        return "the reference articles are about one event"
    return f"{units} {'unit' if units == 1 else 'units'}, fewer than {FEWEST}" if units < FEWEST else ""


def _alignment(layer: str, methods: Counter[str]) -> LayerAlignment:
    return LayerAlignment(layer=layer, **{name: methods[name] for name in (*METHODS, SKIPPED)})


def _version() -> str:
    try:
        return version("virgolette")
    except PackageNotFoundError:
        return "unknown"
