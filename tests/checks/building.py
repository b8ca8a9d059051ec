"""Documents and corpora in memory, a few words each, for checks to look at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from virgolette.checks.base import Check, CorpusCheck, View
from virgolette.checks.run import of_document
from virgolette.model import (
    Annotations,
    Claim,
    Cluster,
    Corpus,
    Date,
    Document,
    Entity,
    Frame,
    Knowledge,
    Manifest,
    ManifestEntry,
    Mark,
    Note,
    Quote,
    Relation,
    Segment,
    Speaker,
    Value,
)

NOBODY = Speaker(mention=None, form="null_subject", referent="individual", entity="ilda")


def at(text: str, words: str, n: int = 1) -> Segment:
    """The n-th occurrence of some words."""
    start = -1
    for _ in range(n):
        start = text.index(words, start + 1)
    return Segment(start=start, end=start + len(words), text=words)


def mark(text: str, glyph: str, role: str, *defects: str, n: int = 1) -> Mark:
    s = at(text, glyph, n)
    return Mark(start=s.start, end=s.end, role=role, defects=defects)


def missing(offset: int, role: str) -> Mark:
    return Mark(start=offset, end=offset, role=role, defects=("missing",))


def quote(id_: str, kind: str, content: Sequence[Segment], marks: Iterable[Mark] = (), **fields: Any) -> Quote:
    given = {"speaker": NOBODY, "medium": "speech", **fields, "cue": tuple(fields.get("cue", ()))}
    return Quote(id=id_, type=kind, content=tuple(content), marks=tuple(marks), **given)


def note(kind: str, segments: Sequence[Segment], marks: Iterable[Mark], id_: str = "N1") -> Note:
    return Note(id=id_, kind=kind, segments=tuple(segments), marks=tuple(marks))


def claim(id_: str, segments: Sequence[Segment], **fields: Any) -> Claim:
    frame = {"subject": "ditta", "metric": "ricavi", "values": (), "valid_time": None, "scope": None}
    frame.update({name: fields.pop(name) for name in tuple(fields) if name in frame})
    given = {
        "type": "property",
        "check_worthy": True,
        "claimer": "author",
        "certainty": "certain",
        "polarity": "positive",
        "time": "past",
        "statement": "Questa è una frase.",
        "statement_en": "This is a sentence.",
        **fields,
    }
    return Claim(id=id_, segments=tuple(segments), frame=Frame(**frame), **given)


def figure(id_: str, segment: Segment, low: str | None, high: str | None, **fields: Any) -> Entity:
    given = {"comparator": "=", "unit": "EUR", "change": "none", "approximate": False, **fields}
    value = Value(low=low, high=high, **given)
    return Entity(id=id_, label="MONEY", segments=(segment,), surface="ok", value=value)


def day(id_: str, segment: Segment, iso: str | None) -> Entity:
    date = Date(iso=iso, reason=None if iso else "vague")
    return Entity(id=id_, label="DATE", segments=(segment,), surface="ok", date=date)


def document(
    text: str, doc_id: str = "prova-1", *, layers: dict[str, Any] | None = None, kind: str = "included", **fields: Any
) -> Document:
    entry = {
        "title": None,
        "published": None,
        "sha256": "0" * 64,
        "chars": len(text),
        "language": "it",
        "licence": "CC-BY-4.0",
        "origin": "test",
        "genre": "wire",
        "story": "prova",
        "split": "train",
        "text": kind,
        **fields,
    }
    empty = dict.fromkeys(("entities", "quotes", "claims", "notes", "skip"), ())
    found = {name: tuple(records) for name, records in {**empty, **(layers or {})}.items()}
    annotations = Annotations(schema_version="1.0", doc_id=doc_id, text_sha256="0" * 64, **found)
    return Document(ManifestEntry(doc_id=doc_id, **entry), text, annotations)


def corpus(*documents: Document, **knowledge: Any) -> Corpus:
    entries = tuple(d.entry for d in documents)
    manifest = Manifest(schema_version="1.0", dataset_version="0.1.0", documents=entries)
    shared = Knowledge(**{name: tuple(records) for name, records in knowledge.items()})
    return Corpus("corpus", manifest, documents, shared)


def cluster(members: Sequence[str], relations: Iterable[tuple[str, str, str, str]] = (), **fields: Any) -> Cluster:
    judged = tuple(Relation(a=a, b=b, relation=r, basis=basis) for a, b, r, basis in relations)
    given = {"id": "ricavi", "subject": "ditta", "metric": "ricavi", **fields}
    return Cluster(question="Quanto?", question_en="How much?", members=tuple(members), relations=judged, **given)


def codes(checks: Iterable[Check | CorpusCheck], subject: Document | Corpus, **knowledge: Any) -> list[str]:
    """Codes of all findings, check by check."""
    found: list[str] = []
    for check in checks:
        if isinstance(check, CorpusCheck):
            assert isinstance(subject, Corpus)
            found += (f.code for f in check.run(subject))
        else:
            assert isinstance(subject, Document)
            found += (f.code for f in of_document(check, subject, corpus(subject, **knowledge)))
    return found


__all__ = [
    "View",
    "at",
    "claim",
    "cluster",
    "codes",
    "corpus",
    "day",
    "document",
    "figure",
    "mark",
    "missing",
    "note",
    "quote",
]
