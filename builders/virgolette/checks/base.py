"""What a check is, and what it sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache, wraps
from typing import Any, TypeVar

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

T = TypeVar("T")


class Known:
    """Look-ups into what documents share."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.entities = {e.id: e for e in knowledge.entities}
        self.metrics = {m.id: m for m in knowledge.metrics}
        self._names: dict[str, frozenset[str]] = {}

    def names(self, entity: KnownEntity) -> frozenset[str]:
        """The names of a known entity, folded."""
        found = self._names.get(entity.id)
        if found is None:
            found = self._names[entity.id] = frozenset(map(folded, (entity.name, *entity.aliases)))
        return found


def folded(name: str) -> str:
    """A name as names are compared: case and apostrophes folded, white space made single spaces."""
    return " ".join(name.replace("’", "'").casefold().split())


class _Itself:
    """A key for what is dear to hash and to compare: equal only to a key of the very same object."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    def __hash__(self) -> int:
        return id(self.knowledge)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and other.knowledge is self.knowledge


@lru_cache(maxsize=4)
def _known(key: _Itself) -> Known:
    # Kept from document to document: a collection has thousands of entities, a document needs a few of them.
    return Known(key.knowledge)


class View:
    """One document as a check sees it: annotations, text (None where it isn't at hand), look-ups.

    What several checks need is made `once` for a view, so that the checks of a document should all see the same one.

    Attributes:
        bound: The text's length in code points; from the manifest where the text isn't at hand.
        shared: Look-ups into what documents share.
    """

    def __init__(self, document: Document, knowledge: Knowledge, annotations: Annotations) -> None:
        self.entry, self.text, self.knowledge = document.entry, document.text, knowledge
        self.annotations, self.file = annotations, document.path
        self.bound = len(document.text) if document.text is not None else document.entry.chars
        self.shared = _known(_Itself(knowledge))
        self.kept: dict[object, Any] = {}

    @cached_property
    def entities(self) -> Mapping[str, Entity]:
        """Mentions by id (the first of a repeated id)."""
        return {e.id: e for e in reversed(self.annotations.entities)}

    @cached_property
    def quotes(self) -> Mapping[str, Quote]:
        """Quotes by id (the first of a repeated id)."""
        return {q.id: q for q in reversed(self.annotations.quotes)}

    @property
    def known(self) -> Mapping[str, KnownEntity]:
        """Known entities by id."""
        return self.shared.entities

    @property
    def metrics(self) -> Mapping[str, Metric]:
        """Metrics by id."""
        return self.shared.metrics

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


def once(make: Callable[[View], T]) -> Callable[[View], T]:
    """A look-up that several checks share: made when the first of them asks, then kept with the view."""

    @wraps(make)
    def found(view: View) -> T:
        try:
            kept: T = view.kept[make]
        except KeyError:
            kept = view.kept[make] = make(view)
        return kept

    return found


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
