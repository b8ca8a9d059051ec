"""What a check is, and what it sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from virgolette.finding import Finding
from virgolette.model import (
    Annotations,
    Claim,
    Corpus,
    Document,
    Entity,
    Knowledge,
    KnownEntity,
    Metric,
    Note,
    Quote,
)


class View:
    """One document as a check sees it: annotations, text (None where it isn't at hand), look-ups."""

    def __init__(self, document: Document, knowledge: Knowledge, annotations: Annotations) -> None:
        self.entry, self.text, self.knowledge = document.entry, document.text, knowledge
        self.annotations, self.file = annotations, document.path

    @cached_property
    def entities(self) -> Mapping[str, Entity]:
        """Mentions by id (the first of a repeated id)."""
        return {e.id: e for e in reversed(self.annotations.entities)}

    @cached_property
    def quotes(self) -> Mapping[str, Quote]:
        """Quotes by id (the first of a repeated id)."""
        return {q.id: q for q in reversed(self.annotations.quotes)}

    @cached_property
    def known(self) -> Mapping[str, KnownEntity]:
        """Known entities by id."""
        return {e.id: e for e in self.knowledge.entities}

    @cached_property
    def metrics(self) -> Mapping[str, Metric]:
        """Metrics by id."""
        return {m.id: m for m in self.knowledge.metrics}

    def finding(
        self,
        code: str,
        path: str,
        message: str,
        remedy: str = "",
        *,
        owner: Entity | Quote | Claim | Note | None = None,
        start: int | None = None,
        end: int | None = None,
    ) -> Finding:
        """A finding of this document; its severity is filled in from the check's own record by `run`."""
        doc_id = self.entry.doc_id
        whose = f"{doc_id}#{owner.id}" if owner is not None else doc_id
        return Finding(code, "", doc_id, path, message, start, end, remedy, whose, self.file)


class Check(Struct, frozen=True):
    """One check of one document.

    Attributes:
        code: Stable kebab-case code of every finding that it gives.
        severity: `error` or `warning`.
        about: One documentation line.
        run: Yields the findings of one document.
        needs_text: Whether it is left out where an external text isn't at hand.
    """

    code: str
    severity: str
    about: str
    run: Callable[[View], Iterator[Finding]]
    needs_text: bool = False


class CorpusCheck(Struct, frozen=True):
    """One check of the whole corpus; fields as in Check."""

    code: str
    severity: str
    about: str
    run: Callable[[Corpus], Iterator[Finding]]
