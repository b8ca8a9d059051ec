"""A difference between two passes as a task: both versions side by side, and what can be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from virgolette import corpus, schema
from virgolette.corpus.texts import sha256
from virgolette.errors import InputError
from virgolette.model import Annotations, Document
from virgolette.studio.sidebyside import side_by_side

Json = Any
TAKES = schema.labels("decisions", "properties/decisions/items/properties/take")
# Written by hand only: it needs a record.
BY_HAND = "record"


class Difference(Struct, frozen=True):
    """One difference between two passes over a document.

    Attributes:
        doc_id: The document.
        names: The annotators, first and second.
        number: The difference's number in `virgolette adjudicate`, from 1.
        key: Ids in both passes, `T5|T7`; one side is empty where only the other pass has it.
        layer: entities, quotes, claims, notes or skip.
        a, b: The records as JSON trees, references as keys; None where a pass has none.
        fields: Names of the fields that differ; empty where only one pass has it.
        passes: Hash of both passes, as `fingerprint` gives it.
    """

    doc_id: str
    names: tuple[str, str]
    number: int
    key: str
    layer: str
    a: Json
    b: Json
    fields: tuple[str, ...]
    passes: str

    @property
    def identity(self) -> str:
        """What tells it from every other difference in a project."""
        return f"{self.doc_id} {self.names[0]}~{self.names[1]} {self.key}"

    @property
    def takes(self) -> tuple[str, ...]:
        """What can be chosen, in the schema's order."""
        lacks = {"a": self.a is None, "b": self.b is None, "both": self.a is None or self.b is None}
        return tuple(take for take in TAKES if take != BY_HAND and not lacks.get(take, False))


def fingerprint(first: Annotations, second: Annotations) -> str:
    """Hash of two passes: decisions are on these and no others."""
    return sha256(corpus.canonical(first) + corpus.canonical(second))


def to_task(difference: Difference, document: Document, words: Mapping[str, str]) -> dict[str, Json]:
    """One difference as a task.

    Args:
        difference: What to decide.
        document: Its document, with the verified text.
        words: Key of an annotation → the words that it covers, for references.

    Raises:
        InputError: Where the text isn't at hand.
    """
    d = difference
    if document.text is None:
        remedy = "Give its folder by --texts DIR or VIRGOLETTE_TEXTS."
        raise InputError("its text is not at hand", where=d.doc_id, remedy=remedy)
    only = None if d.a and d.b else f"solo · only {'a' if d.a else 'b'}"
    title = f"{d.doc_id} · {d.number} · {d.layer} {d.key} · {only or ', '.join(d.fields)}"
    sides = {"a": d.names[0], "b": d.names[1]}
    data = {
        "title": title,
        "html": side_by_side(d.names, (d.a, d.b), d.fields, document.text, words),
        "takes": [{"value": take_title(take, sides.get(take, "")), "alias": take} for take in d.takes],
        "fields": [{"value": name, "alias": name} for name in d.fields],
        "difference": d.identity,
        "doc_id": d.doc_id,
        "key": d.key,
        "number": d.number,
        "text_sha256": document.entry.sha256,
        "passes": d.passes,
    }
    return {"data": data, "predictions": []}


def take_title(take: str, name: str = "") -> str:
    """What a choice is called on the screen."""
    words = TAKES[take]
    return f"{take} · {words['it']}, {words['en']}{f' ({name})' if name else ''}"
