"""What rows need to know beyond their own document, and which documents have rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from virgolette import corpus as store
from virgolette.dataset.features import split_names
from virgolette.model import Annotations, Claim, Corpus, Document, Entity, Quote

# Split of the documents that are never trained on as a whole: scored by leaving out one at a time.
FOLDED = "reference"


class Context:
    """A corpus with look-ups across documents.

    Args:
        corpus: The corpus.
        textless: Whether annotated documents without their text have rows too (offsets and digests only).
            Only the table `documents` can hold them.
        folds: doc_id → fold, where the corpus is a part of a whole over which folds are counted.
    """

    def __init__(self, corpus: Corpus, *, textless: bool = False, folds: Mapping[str, int] | None = None) -> None:
        self.corpus, self.textless, self._folds = corpus, textless, folds

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Entity id → canonical name."""
        return {e.id: e.name for e in self.corpus.knowledge.entities}

    @cached_property
    def folds(self) -> Mapping[str, int]:
        """doc_id → fold of the documents left out one at a time.

        Counted over the manifest, so that a fold is the same document whichever texts are at hand.
        """
        if self._folds is not None:
            return self._folds
        folded = (e.doc_id for e in self.corpus.manifest.documents if e.split == FOLDED)
        return {doc_id: fold for fold, doc_id in enumerate(folded)}

    @cached_property
    def clusters(self) -> Mapping[str, tuple[str, ...]]:
        """Global claim id → ids of the clusters that it is a member of."""
        found: dict[str, tuple[str, ...]] = {}
        for cluster in self.corpus.knowledge.clusters:
            for member in cluster.members:
                found[member] = (*found.get(member, ()), cluster.id)
        return found

    @cached_property
    def articles(self) -> Mapping[str, Article]:
        """doc_id → document with rows, in the manifest's order."""
        kept = (d for d in self.corpus.documents if d.annotations is not None and (self.textless or d.text is not None))
        return {d.entry.doc_id: Article(d, d.annotations) for d in kept if d.annotations is not None}

    def split(self, name: str) -> Iterator[Article]:
        """The documents of one split, in the manifest's order."""
        return (a for a in self.articles.values() if a.document.entry.split == name)

    @property
    def splits(self) -> tuple[str, ...]:
        """The splits that have documents."""
        held = {a.document.entry.split for a in self.articles.values()}
        return tuple(name for name in split_names() if name in held)

    def left_out(self) -> list[str]:
        """One line for each reason why documents or splits have no rows."""
        lines = []
        if not self.textless and (line := store.left_out(self.corpus)):
            lines.append(line)
        bare = [d.entry.doc_id for d in self.corpus.documents if d.annotations is None]
        if bare:
            lines.append(f"Left out, because they aren't annotated: {', '.join(bare)}.")
        empty = [name for name in split_names() if name not in self.splits]
        if empty:
            lines.append(f"Splits without documents, left out: {', '.join(empty)}.")
        return lines


class Article:
    """An annotated document with look-ups by id."""

    def __init__(self, document: Document, annotations: Annotations) -> None:
        self.document, self.annotations = document, annotations
        self.entry, self.text = document.entry, document.text or ""
        self.prefix = f"{document.entry.doc_id}#"

    @cached_property
    def mentions(self) -> Mapping[str, Entity]:
        """Mentions by id."""
        return {e.id: e for e in self.annotations.entities}

    @cached_property
    def quotes(self) -> Mapping[str, Quote]:
        """Quotes by id."""
        return {q.id: q for q in self.annotations.quotes}

    @cached_property
    def claims(self) -> Mapping[str, Claim]:
        """Claims by id."""
        return {c.id: c for c in self.annotations.claims}

    def known_as(self, annotation: str | None) -> str | None:
        """The id across documents (`doc_id#T3`) of an annotation's id; None for None."""
        return None if annotation is None else self.prefix + annotation
