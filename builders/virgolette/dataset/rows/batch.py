"""Documents whose rows are made together, and what several of their tables say alike."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from virgolette.dataset.context import Article
from virgolette.dataset.features import layers, lifted
from virgolette.dataset.records import Part, Shared, chained, shared
from virgolette.dataset.rows.base import hulls, known_as, repeated, words
from virgolette.spans import Spanned


class Layer:
    """The annotations of one layer, in the order of the annotation files.

    Attributes:
        counts: How many each document has.
        objects: Of all documents.
        of: The article of each.
        fields: Columns of their attributes.
    """

    def __init__(self, articles: Sequence[Article], name: str) -> None:
        held = [getattr(article.annotations, name) for article in articles]
        self.counts, self.objects = list(map(len, held)), chained(held)
        self.of, self.fields = repeated(articles, self.counts), Part(self.objects)
        self._segmented = next((key for key, kind in lifted(layers()[name]).items() if kind == "segment"), "")

    @cached_property
    def segments(self) -> list[Any]:
        """What each annotation is on: its first list of segments (the cue of a quote comes after its content)."""
        return [getattr(own, self._segmented) for own in self.objects]

    @cached_property
    def hulls(self) -> list[Spanned]:
        """The hull of each (code points in the document)."""
        return hulls(self.segments)

    @cached_property
    def places(self) -> Part:
        """Columns of the hulls' attributes."""
        return Part(self.hulls)

    @cached_property
    def text(self) -> Shared:
        """What each hull covers; None where the text isn't at hand."""
        return shared(words(self.of, self.hulls))

    @cached_property
    def ids(self) -> Shared:
        """Their ids across documents."""
        return shared(known_as(self.of, [own.id for own in self.objects]))


class Batch:
    """Some documents, for all tables that have rows of them.

    Args:
        articles: The documents, in the order of their rows.
    """

    def __init__(self, articles: Sequence[Article]) -> None:
        self.articles, self._layers = articles, dict[str, Layer]()

    def layer(self, name: str) -> Layer:
        """A layer of all these documents, the same whenever it is asked for."""
        found = self._layers.get(name)
        if found is None:
            found = self._layers[name] = Layer(self.articles, name)
        return found
