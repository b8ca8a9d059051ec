"""The errors of a document as a list: what gold has, what was predicted, and in what they differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from virgolette.model import Knowledge
from virgolette.report.columns import CODES
from virgolette.report.examined import Examined
from virgolette.report.fields import TYPE
from virgolette.report.kinds import LAYERS
from virgolette.report.records import Record
from virgolette.report.words import Words, tag

MOST = 400
"""Rows that are shown of one document; more than any annotated one needs."""


class Side(Struct, frozen=True):
    """One side of a row: label, words ("" where they may not be shown), offsets, and our own statement of a claim."""

    tag: str
    words: str
    place: str
    told: str


class Difference(Struct, frozen=True):
    """A field in which the sides differ."""

    field: str
    gold: str
    predicted: str
    omitted: bool


class Row(Struct, frozen=True):
    """One record that isn't correct."""

    number: int
    layer: str
    kind: str
    code: str
    gold: Side | None
    predicted: Side | None
    differences: tuple[Difference, ...]


def rows(document: Examined, knowledge: Knowledge) -> list[Row]:
    """The errors in the order of the text; what has no place comes last."""
    words = Words(document.text, knowledge)
    found = [_row(document, words, i, r) for i, r in enumerate(document.records) if r.kind != "correct"]
    return sorted(found, key=lambda r: _start(document, document.records[r.number]))[:MOST]


def _start(document: Examined, r: Record) -> tuple[bool, int, int, int]:
    item = _item(document, r, "gold") or _item(document, r, "predicted")
    first = item.spans[0] if item is not None and item.spans else None
    return first is None, first.start if first else 0, -first.end if first else 0, LAYERS.index(r.layer)


def _item(document: Examined, r: Record, side: str) -> Any:
    position = getattr(r, side)
    items = document.gold if side == "gold" else document.found.items
    return None if position is None else getattr(items, r.layer)[position]


def _row(document: Examined, words: Words, number: int, r: Record) -> Row:
    gold, predicted = _item(document, r, "gold"), _item(document, r, "predicted")
    told = document.annotations.claims[r.gold].statement_en if r.layer == "claims" and r.gold is not None else ""
    return Row(
        number,
        r.layer,
        r.kind,
        CODES[r.kind],
        None if gold is None else _side(words, r.layer, gold, told),
        None if predicted is None else _predicted(words, r.layer, gold, predicted),
        tuple(_differences(words, r, gold, predicted)),
    )


def _predicted(words: Words, layer: str, gold: Any, predicted: Any) -> Side:
    if gold is not None and gold.spans == predicted.spans:
        return Side(tag(layer, predicted), "", "the same", "")
    return _side(words, layer, predicted, "")


def _side(words: Words, layer: str, item: Any, told: str) -> Side:
    return Side(tag(layer, item), words.covered(item.spans), words.place(item.spans), told)


def _differences(words: Words, r: Record, gold: Any, predicted: Any) -> Iterator[Difference]:
    for field, omitted in r.wrong:
        # Labels stand beside the words already.
        if field != TYPE[r.layer]:
            yield Difference(field.replace("_", " "), words.field(field, gold), words.field(field, predicted), omitted)
