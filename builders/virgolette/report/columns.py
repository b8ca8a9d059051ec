"""A text with one side's items on it, cut into runs: what a column of a comparison is made of.

Pure functions on code points. Nothing adds a character to the text: signs hang on it as empty elements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from virgolette.report.kinds import KINDS, LAYERS
from virgolette.report.records import Record
from virgolette.report.words import tag
from virgolette.scoring.items import Item, Items
from virgolette.spans import hull, length
from virgolette.view.runs import Piece, runs

CODES = {k.name: k.name[0] for k in KINDS}
"""Class of a record → the letter that stands for it in a page's classes: c, a, t, b, m, s, u, i."""
_SIGNS = {k.name: k.sign for k in KINDS}


class Hook(Struct, frozen=True):
    """A sign on the text: which record it is of (None for a mere name), layer and class for the page, what it says."""

    number: int | None
    layer: str
    code: str
    label: str


class Run(Struct, frozen=True):
    """A stretch of text that the same items cover.

    Attributes:
        text: Its words.
        classes: A letter of the layer (e, q, c) and one of the class, for each layer that covers it; edges of quotes.
        numbers: Records with errors that cover it.
        hooks: Signs that stand before it.
    """

    text: str
    classes: str
    numbers: tuple[int, ...]
    hooks: tuple[Hook, ...]


Line = tuple[Run, ...]


def lines(text: str, items: Items, made: Sequence[Record], side: str) -> list[Line]:
    """The lines of a text with one side's items.

    Args:
        text: The text.
        items: The items of this side.
        made: The records of the document.
        side: `gold` or `predicted`: whose positions count.
    """
    held = [(i, r, _item(items, r, side)) for i, r in enumerate(made) if getattr(r, side) is not None]
    return _cut(text, made, held)


def both(text: str, gold: Items, predicted: Items, made: Sequence[Record]) -> list[Line]:
    """The lines of a text with what was predicted, and with what was missed where it should be."""
    held = [
        (i, r, _item(gold, r, "gold") if r.predicted is None else _item(predicted, r, "predicted"))
        for i, r in enumerate(made)
    ]
    return _cut(text, made, held)


def plain(text: str, items: Items) -> list[Line]:
    """The lines of a text with all items of one side, each by its label, nothing right or wrong."""
    made = [Record(layer, "correct", i, None) for layer in LAYERS for i in range(len(getattr(items, layer)))]
    return _cut(text, made, [(i, r, _item(items, r, "gold")) for i, r in enumerate(made)], named=True)


def _cut(
    text: str, made: Sequence[Record], held: Sequence[tuple[int, Record, Item]], *, named: bool = False
) -> list[Line]:
    shown = [(i, r, item) for i, r, item in held if item.spans]
    pieces = [Piece(s.start, s.end, str(i)) for i, _, item in shown for s in item.spans]
    breaks = {i + 1 for i, char in enumerate(text) if char == "\n"}
    size = {str(i): length(item.spans) for i, _, item in shown}
    edges = _edges(shown)
    hooks = _hooks(shown, named=named)
    found: list[list[Run]] = [[]]
    for run in runs(len(text), pieces, breaks):
        if run.start in breaks:
            found.append([])
        over = [made[int(t)] for t in sorted(run.tokens, key=lambda t: size[t])]
        classes = " ".join([*_classes(over), *(name for name, at in edges.items() if _edge(name, run) in at)])
        numbers = tuple(int(t) for t in run.tokens if made[int(t)].kind != "correct")
        found[-1].append(Run(text[run.start : run.end], classes, numbers, tuple(hooks.get(run.start, ()))))
    return [tuple(line) for line in found] if text else []


def _item(items: Items, r: Record, side: str) -> Item:
    found: Item = getattr(items, r.layer)[getattr(r, side)]
    return found


def _classes(over: Sequence[Record]) -> Iterator[str]:
    """For each layer its innermost item here, errors before what is right."""
    for layer in LAYERS:
        own = [r for r in over if r.layer == layer]
        if own:
            worst = next((r for r in own if r.kind != "correct"), own[0])
            yield f"{layer[0]}{CODES[worst.kind]}"


def _edges(shown: Sequence[tuple[int, Record, Item]]) -> dict[str, set[int]]:
    quotes = [s for _, r, item in shown if r.layer == "quotes" for s in item.spans]
    return {"qo": {s.start for s in quotes}, "qz": {s.end for s in quotes}}


def _edge(name: str, run: Any) -> int:
    return int(run.start if name == "qo" else run.end)


def _hooks(shown: Sequence[tuple[int, Record, Item]], *, named: bool) -> dict[int, list[Hook]]:
    """Start of an item → the signs of the errors, or the names of all items, that begin there, outer items first."""
    at: defaultdict[int, list[Hook]] = defaultdict(list)
    for i, r, item in sorted(shown, key=lambda x: -hull(x[2].spans).end):
        lane, word = r.layer[0].upper(), tag(r.layer, item)
        if named:
            at[item.spans[0].start].append(Hook(None, lane, "g", word))
        elif r.kind != "correct":
            at[item.spans[0].start].append(Hook(i, lane, CODES[r.kind], f"{_SIGNS[r.kind]}{word}"))
    return at
