"""The readings of a document's passages put together: offsets and ids made the document's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from virgolette.scoring.predictions import Prediction
from virgolette.spans import Span
from virgolette.systems.base import SCHEMA_VERSION
from virgolette.systems.llm.reading import Reading

Json = Any
_LETTERS = {"T": "entities", "Q": "quotes", "C": "claims"}
_ID = re.compile(r"([TQC])([0-9]+)")


def stitched(doc_id: str, parts: Sequence[tuple[Span, Reading]], layers: Sequence[str]) -> Prediction:
    """The prediction of a document from the readings of its passages, in their order.

    A passage without a usable answer fails the document: half of one must not pass for the whole.
    """
    failed = next((reading.error for _, reading in parts if reading.error), "")
    if failed:
        return Prediction(schema_version=SCHEMA_VERSION, doc_id=doc_id, error=failed)
    found: dict[str, list[Json]] = {layer: [] for layer in layers}
    for chunk, reading in parts:
        base = {letter: len(found.get(layer, ())) for letter, layer in _LETTERS.items()}
        for layer in layers:
            records = msgspec.json.decode(msgspec.json.encode(getattr(reading, layer)))
            found[layer] += [_moved(r, chunk.start, base) for r in records]
    return msgspec.convert({"schema_version": SCHEMA_VERSION, "doc_id": doc_id, **found}, Prediction)


def _moved(node: Json, by: int, base: Mapping[str, int], key: str = "") -> Json:
    """A record with its offsets `by` code points further on, and its ids counted on from `base`."""
    if isinstance(node, dict):
        return {k: _moved(v, by, base, k) for k, v in node.items()}
    if isinstance(node, list):
        return [_moved(item, by, base, key) for item in node]
    if key in ("start", "end"):
        return node + by
    own = _ID.fullmatch(node) if key in ("id", "mention", "claimer", "values") and isinstance(node, str) else None
    # Number 0 is nobody's in any passage.
    return f"{own[1]}{int(own[2]) + base[own[1]]}" if own and own[2] != "0" else node
