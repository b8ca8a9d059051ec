"""Documents as they were scored, with what is wrong in them, ready to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from virgolette.model import Annotations, ManifestEntry
from virgolette.report.records import Record, records
from virgolette.report.tally import Tally, tally
from virgolette.scoring.document import Counted
from virgolette.scoring.gold import GoldDocument
from virgolette.scoring.items import Items
from virgolette.scoring.predicted import Predicted


class Examined:
    """One document.

    Attributes:
        entry: Of the manifest.
        text: The text as far as it may be shown: None for an external one, at hand or not.
        annotations: Gold.
        gold, found: Both sides of what was compared.
        status: What the predictions had for it: scored, missing, failed or invalid.
        records: Every item of either side in one class.
    """

    def __init__(self, document: GoldDocument, counted: Counted) -> None:
        self.entry: ManifestEntry = document.entry
        # A report gets passed on: words of somebody else's text never get as far as the pages.
        self.text: str | None = None if document.entry.text == "external" else document.text
        self.annotations: Annotations = document.annotations
        self.gold: Items = counted.gold
        self.found: Predicted = counted.predicted
        self.status: str = counted.document.status
        self.records: tuple[Record, ...] = records(counted.gold, counted.predicted)

    @property
    def doc_id(self) -> str:
        """Its id."""
        return self.entry.doc_id

    @cached_property
    def tally(self) -> tuple[Tally, ...]:
        """Its own numbers."""
        return tally([(self.gold, self.found.items, self.records)])

    @property
    def errors(self) -> int:
        """How many records are no correct ones."""
        return sum(t.errors for t in self.tally)

    @property
    def share(self) -> float:
        """How hard it is, in [0, 1]: 1 less the F1 of what is in the right place and of the right type.

        Fields that are left out don't count: a system that doesn't link would find every document equally hard.
        """
        right = sum(t.kinds["correct"] + t.kinds["attribute"] for t in self.tally)
        whole = sum(t.gold + t.predicted for t in self.tally)
        return 1 - 2 * right / whole if whole else 0.0


class Collector:
    """Keeps what the scorer shows, for a report on all of it."""

    def __init__(self) -> None:
        self.documents: list[Examined] = []

    def __call__(self, document: GoldDocument, counted: Counted) -> None:
        """Keep one document."""
        self.documents.append(Examined(document, counted))


def hardest(documents: Sequence[Examined]) -> list[Examined]:
    """The hardest first (`Examined.share`), then by id."""
    return sorted(documents, key=lambda d: (-d.share, d.doc_id))


def summed(documents: Sequence[Examined]) -> tuple[Tally, ...]:
    """The numbers of all documents together."""
    return tally((d.gold, d.found.items, d.records) for d in documents)
