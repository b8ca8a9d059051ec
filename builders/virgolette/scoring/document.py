"""One document against its line of predictions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from msgspec import Struct

from virgolette.scoring.gold import GoldDocument
from virgolette.scoring.items import ClaimItem, Items, Sentences, gold_items
from virgolette.scoring.lines import Line
from virgolette.scoring.match import match
from virgolette.scoring.measures import MEASURES, count_layer
from virgolette.scoring.predicted import Predicted, predicted
from virgolette.scoring.result import DocumentCounts

SAME_CLAIM = 0.5
_BY_LAYER = tuple((layer, tuple(measures)) for layer, measures in groupby(MEASURES, key=lambda m: m.layer))


class Counted(Struct, frozen=True):
    """What one document adds: its counts, and what was compared."""

    document: DocumentCounts
    gold: Items
    predicted: Predicted


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
    status = line.status if line is not None else "missing"
    # Of a large document it needn't be there while the items are counted.
    del line
    own = DocumentCounts(doc_id=document.entry.doc_id, unit=unit, status=status, counts=counts(gold, found.items))
    return Counted(own, gold, found)


def claim_pairs(document: GoldDocument, counted: Counted) -> Iterator[tuple[str, str]]:
    """Gold claim and predicted claim (doc_id#id) where they match: the best matching by IoU.

    Among the same spans it follows what they say, not their order.
    """
    doc_id, gold, found = document.entry.doc_id, counted.gold, counted.predicted
    ours = sorted(zip(gold.claims, (c.id for c in document.annotations.claims), strict=True), key=_said)
    named = zip(found.items.claims, found.claim_ids, strict=True)
    theirs = sorted(((c, name) for c, name in named if name is not None), key=_said)

    def alike(i: int, j: int) -> float:
        a, b = ours[i][0], theirs[j][0]
        same = sum(a.facts.get(key) == value for key, value in b.facts.items()) / max(len(b.facts), 1)
        # Less than any difference of place that matters.
        return (same + (a.values == b.values)) / 1000

    for pair in match([c.spans for c, _ in ours], [c.spans for c, _ in theirs], alike):
        if pair.iou >= SAME_CLAIM:
            yield f"{doc_id}#{ours[pair.left][1]}", f"{doc_id}#{theirs[pair.right][1]}"


def _said(named: tuple[ClaimItem, str]) -> tuple[Any, ...]:
    claim, name = named
    return claim.spans, repr(sorted(claim.facts.items())), repr(claim.values), name
