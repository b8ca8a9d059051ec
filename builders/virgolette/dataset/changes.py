"""What differs between two versions of the data, as a table for the changelog."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec import Struct

from virgolette.dataset.difference import Change, changes
from virgolette.dataset.sides import Side

KINDS = ("added", "removed", "changed")


class Relation(Struct, frozen=True):
    """A judged pair that differs; relation and basis before and after, null where there was no such pair."""

    cluster: str
    a: str
    b: str
    old: tuple[str, str] | None
    new: tuple[str, str] | None


class Changes(Struct, frozen=True):
    """All differences.

    Attributes:
        versions: Old and new version of the data; "" where a side doesn't say.
        schemas: Old and new version of the schema.
        added, removed: Documents on one side only.
        moved: Document → old and new split.
        edited: Documents whose texts differ.
        guessed: Those of them whose texts aren't at hand on both sides: places are compared as they stand.
        documents: doc_id → its differences, in the order of the newer side.
        relations: Judged pairs that differ.
    """

    versions: tuple[str, str]
    schemas: tuple[str, str]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    moved: Mapping[str, tuple[str, str]]
    edited: tuple[str, ...]
    guessed: tuple[str, ...]
    documents: Mapping[str, tuple[Change, ...]]
    relations: tuple[Relation, ...]

    @property
    def differ(self) -> bool:
        """Whether anything but the version numbers differs."""
        return any((self.added, self.removed, self.moved, self.edited, self.documents, self.relations))


def compare(old: Side, new: Side) -> Changes:
    """All differences between two versions."""
    both = {
        doc_id: (old.documents[doc_id], new.documents[doc_id]) for doc_id in new.documents if doc_id in old.documents
    }
    found = {doc_id: tuple(changes(a, b)) for doc_id, (a, b) in both.items()}
    edited = [doc_id for doc_id, (a, b) in both.items() if a.annotations.text_sha256 != b.annotations.text_sha256]
    # The pairs of a document that came or went came or went with it.
    pairs = [
        p
        for p in dict.fromkeys([*old.relations, *new.relations])
        if {c.partition("#")[0] for c in p[1:]} <= both.keys()
    ]
    return Changes(
        versions=(old.dataset_version, new.dataset_version),
        schemas=(old.schema_version, new.schema_version),
        added=tuple(doc_id for doc_id in new.documents if doc_id not in both),
        removed=tuple(doc_id for doc_id in old.documents if doc_id not in both),
        moved={doc_id: (a.split, b.split) for doc_id, (a, b) in both.items() if a.split != b.split},
        edited=tuple(edited),
        guessed=tuple(d for d in edited if both[d][0].text is None or both[d][1].text is None),
        documents={doc_id: listed for doc_id, listed in found.items() if listed},
        relations=tuple(
            Relation(*pair, old.relations.get(pair), new.relations.get(pair))
            for pair in pairs
            if old.relations.get(pair) != new.relations.get(pair)
        ),
    )


def table(found: Changes) -> Iterator[str]:
    """Markdown: a head, counts by document and layer, then every difference. No word of any text is shown."""
    yield "# Data " + " → ".join(v or "?" for v in found.versions) + _schemas(found)
    yield ""
    if not found.differ:
        yield "No differences."
        return
    yield from _documents(found)
    if found.documents:
        yield from _rows(["document", "layer", *KINDS], _counts(found))
        yield from _rows(["document", "annotation", "place", "difference"], _details(found))
    if found.relations:
        yield from _rows(
            ["cluster", "claims", "before", "after"],
            ([r.cluster, f"{r.a} × {r.b}", _judged(r.old), _judged(r.new)] for r in found.relations),
        )


def _schemas(found: Changes) -> str:
    a, b = found.schemas
    return f" (schema {a or '?'})" if a == b else f" (schema {a or '?'} → {b or '?'})"


def _documents(found: Changes) -> Iterator[str]:
    lines = [
        *(f"- `{d}`: added" for d in found.added),
        *(f"- `{d}`: removed" for d in found.removed),
        *(f"- `{d}`: moved from {a} to {b}" for d, (a, b) in found.moved.items()),
        *(f"- `{d}`: another text{_how(d, found)}" for d in found.edited),
    ]
    yield from [*lines, ""] if lines else []


def _how(doc_id: str, found: Changes) -> str:
    return "; without both texts at hand, places are compared as they stand" if doc_id in found.guessed else ""


def _rows(head: list[str], rows: Iterator[list[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "| " + " | ".join("---" for _ in head) + " |"
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
    yield ""


def _counts(found: Changes) -> Iterator[list[str]]:
    for doc_id, listed in found.documents.items():
        counts = Counter((c.layer, c.kind) for c in listed)
        for layer in dict.fromkeys(c.layer for c in listed):
            yield [f"`{doc_id}`", layer, *(str(counts[layer, kind]) for kind in KINDS)]


def _details(found: Changes) -> Iterator[list[str]]:
    for doc_id, listed in found.documents.items():
        for c in listed:
            said = c.kind
            if c.fields:
                said += ": " + "; ".join(_field(name, *values) for name, values in c.fields.items())
            yield [f"`{doc_id}`", c.id or c.layer, f"{c.start}–{c.end}", said]


def _field(name: str, old: str | None, new: str | None) -> str:
    return name if old is None and new is None else f"{name} {old or 'none'} → {new or 'none'}"


def _judged(value: tuple[str, str] | None) -> str:
    return "none" if value is None else f"{value[0]} ({value[1]})"
