"""One document against its line of predictions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from msgspec import Struct

from virgolette.scoring.gold import GoldDocument
from virgolette.scoring.items import Items, Sentences, gold_items
from virgolette.scoring.lines import Line
from virgolette.scoring.match import match
from virgolette.scoring.measures import MEASURES, count_layer
from virgolette.scoring.predicted import Predicted, predicted
from virgolette.scoring.result import DocumentCounts

SAME_CLAIM = 0.5
_BY_LAYER = tuple((layer, tuple(measures)) for layer, measures in groupby(MEASURES, key=lambda m: m.layer))


class Counted(Struct, frozen=True):
    """What one document adds: its counts, what was compared, gold claim → predicted claim (ids) where they match."""

    document: DocumentCounts
    gold: Items
    predicted: Predicted
    claims: tuple[tuple[str, str], ...] = ()


def counts(gold: Items, found: Items) -> tuple[int, ...]:
    """The counts of one document, in the order of MEASURES."""
    numbers: list[int] = []
    for layer, measures in _BY_LAYER:
        numbers += count_layer(measures, getattr(gold, layer), getattr(found, layer))
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
    return Counted(own, gold, found, tuple(_claim_pairs(document, gold, found)))


def _claim_pairs(document: GoldDocument, gold: Items, found: Predicted) -> Iterator[tuple[str, str]]:
    """Ids of the claims that match, best matching by IoU; among the same spans by what they say, not by order."""
    doc_id = document.entry.doc_id
    named = [(c, name) for c, name in zip(found.items.claims, found.claim_ids, strict=True) if name is not None]
    named.sort(key=lambda pair: (pair[0].spans, repr(sorted(pair[0].facts.items())), pair[0].values, pair[1]))
    for pair in match([c.spans for c in gold.claims], [c.spans for c, _ in named]):
        if pair.iou >= SAME_CLAIM:
            yield f"{doc_id}#{document.annotations.claims[pair.left].id}", f"{doc_id}#{named[pair.right][1]}"
