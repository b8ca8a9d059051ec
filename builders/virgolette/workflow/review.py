"""What a person must look at after carrying annotations over: the items, and their file beside the annotations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from msgspec import Struct

from virgolette import corpus
from virgolette.errors import InputError
from virgolette.spans import Span

Json = Any
# Longest words that a line shows whole.
SHOWN = 60
MESSAGES = {
    "ambiguous": "the same words stand in what was edited nearby: these, or those?",
    "alone": "the words are the same, all around them is new",
    "joined": "what follows or precedes now joins it",
    "changed": "the words were edited",
    "vanished": "the words are gone",
}


class Item(Struct, frozen=True, omit_defaults=True):
    """Something that a person must look at.

    Attributes:
        id: The annotation (`skip` and its number for a passage).
        field: JSON pointer inside the annotation.
        status: As of a Place; `reference` where what is referred to is gone.
        message: What happened.
        old, new: Spans in the old and new text, code points; None where there is none.
        record: What was taken out of the annotation, as it was.
    """

    id: str
    field: str
    status: str
    message: str
    old: Span | None = None
    new: Span | None = None
    record: Json = None


def beside(out: Path) -> Path:
    """Where the review of the annotations in `out` lies."""
    return out.with_name(out.name + ".review.json")


def write(path: Path, review: dict[str, Json]) -> None:
    """Write a review.

    Raises:
        InputError: Under the annotations/ of a corpus, where every JSON file is read as annotations.
    """
    corpora = (p.parent for p in path.resolve().parents if p.name == "annotations")
    if any((root / "seeds" / "manifest.json").is_file() for root in corpora):
        what = "a review can't lie under annotations/: it would be read as annotations of a document"
        remedy = "Name a file elsewhere by --out, and move it there once its review is done."
        raise InputError(what, where=str(path), remedy=remedy)
    corpus.write(path, review)


def listed(item: Item, old: str, new: str, included: bool) -> dict[str, Json]:
    """An item as JSON; with the words only where the text may be shown."""
    found: dict[str, Json] = {"id": item.id, "field": item.field, "status": item.status, "message": item.message}
    for name, span, text in (("old", item.old, old), ("new", item.new, new)):
        words = {"text": text[span.start : span.end]} if span and included else {}
        found[name] = {"start": span.start, "end": span.end, **words} if span else None
    return {**found, "record": item.record} if item.record else found


def line(item: Item, doc_id: str, old: str, new: str) -> str:
    """An item on one line, with the words: a terminal publishes nothing."""
    places = " → ".join(_words(span, text) for span, text in ((item.old, old), (item.new, new)) if span)
    return f"{doc_id}#{item.id}{item.field} [{item.status}] {item.message}{': ' if places else ''}{places}"


def _words(span: Span, text: str) -> str:
    words = text[span.start : span.end]
    shown = words if len(words) <= SHOWN else f"{words[: SHOWN // 2]}…{words[-SHOWN // 2 :]}"
    return f"{span.start}–{span.end} {json.dumps(shown, ensure_ascii=False)}"
