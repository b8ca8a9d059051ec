"""Checks of what documents share: the manifest, entities, metrics, clusters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from virgolette.checks.base import CorpusCheck
from virgolette.checks.place import in_calendar
from virgolette.finding import Finding
from virgolette.model import Corpus

MANIFEST = "seeds/manifest.json"


class Flaw(NamedTuple):
    """A breach in a shared file: where, what it is about (for waivers), and what is wrong."""

    file: str
    path: str
    id: str
    message: str
    doc_id: str = ""


def _rule(
    code: str, severity: str, about: str, remedy: str, *, flaws: Callable[[Corpus], Iterator[Flaw]]
) -> CorpusCheck:
    """A check that turns each flaw into a finding."""

    def run(corpus: Corpus) -> Iterator[Finding]:
        for file, path, id_, message, doc_id in flaws(corpus):
            where = f"{corpus.root}/{file}"
            yield Finding(code, "", doc_id, path, message, remedy=remedy, id=id_, file=where)

    return CorpusCheck(code, severity, about, run)


def _known(name: str, path: str, id_: str, message: str) -> Flaw:
    """A flaw in annotations/<name>.json; its waiver id is <name>#<id>."""
    return Flaw(f"annotations/{name}.json", f"/{name}{path}", f"{name}#{id_}", message)


def _ids(corpus: Corpus) -> Iterator[tuple[str, int, str]]:
    """(file, index, id) of everything that the knowledge files define."""
    shared = corpus.knowledge
    yield from (("entities", i, e.id) for i, e in enumerate(shared.entities))
    yield from (("metrics", i, m.id) for i, m in enumerate(shared.metrics))
    yield from (("clusters", i, c.id) for i, c in enumerate(shared.clusters))


def _id_repeated(corpus: Corpus) -> Iterator[Flaw]:
    seen: set[tuple[str, str]] = set()
    for name, i, id_ in _ids(corpus):
        if (name, id_) in seen:
            yield _known(name, f"/{i}/id", id_, f"{id_} is given twice in annotations/{name}.json")
        seen.add((name, id_))
    for i, metric in enumerate(corpus.knowledge.metrics):
        for scope, count in Counter(s.id for s in metric.scopes).items():
            if count > 1:
                message = f"scope {scope} is given {count} times under {metric.id}"
                yield _known("metrics", f"/{i}/scopes", metric.id, message)


def _link_unknown(corpus: Corpus) -> Iterator[Flaw]:
    known = {e.id for e in corpus.knowledge.entities}
    for i, entity in enumerate(corpus.knowledge.entities):
        for field, target in (("part_of", entity.part_of), ("version_of", entity.version_of)):
            if target is not None and target not in known:
                message = f"{entity.id}: {field} names {target}, which isn't in the file"
                yield _known("entities", f"/{i}/{field}", entity.id, message)


def _link_cyclic(corpus: Corpus) -> Iterator[Flaw]:
    for field in ("part_of", "version_of"):
        links = {e.id: getattr(e, field) for e in corpus.knowledge.entities}
        for i, entity in enumerate(corpus.knowledge.entities):
            chain, at = [entity.id], links[entity.id]
            while at is not None and at not in chain:
                chain.append(at)
                at = links.get(at)
            # Told once a cycle, at its least id; entities that merely lead into it are not at fault.
            if at == entity.id == min(chain):
                message = f"{field} leads from {' to '.join(chain)} and back"
                yield _known("entities", f"/{i}/{field}", entity.id, message)


def _member_unknown(corpus: Corpus) -> Iterator[Flaw]:
    claims = {f"{d.entry.doc_id}#{c.id}" for d in corpus.documents if d.annotations for c in d.annotations.claims}
    # A document whose file can't be read has findings of its own; its claims may well be there.
    unread = {d.entry.doc_id for d in corpus.documents if d.annotations is None and d.path}
    for i, cluster in enumerate(corpus.knowledge.clusters):
        for j, member in enumerate(cluster.members):
            if member not in claims and member.partition("#")[0] not in unread:
                message = f"{cluster.id}: there is no claim {member}"
                yield _known("clusters", f"/{i}/members/{j}", cluster.id, message)


def _repeated(field: str, said: str) -> Callable[[Corpus], Iterator[Flaw]]:
    def flaws(corpus: Corpus) -> Iterator[Flaw]:
        first: dict[str, str] = {}
        for i, entry in enumerate(corpus.manifest.documents):
            key = getattr(entry, field)
            # One document listed twice has one text twice: that is one fault, not two.
            if key in first and (field == "doc_id" or first[key] != entry.doc_id):
                message = f"{entry.doc_id} {said} {first[key]}"
                yield Flaw(MANIFEST, f"/documents/{i}/{field}", entry.doc_id, message, entry.doc_id)
            first.setdefault(key, entry.doc_id)

    return flaws


def _date_invalid(corpus: Corpus) -> Iterator[Flaw]:
    for i, entry in enumerate(corpus.manifest.documents):
        if entry.published is not None and not in_calendar(entry.published):
            message = f"{entry.doc_id}: the calendar has no {entry.published}"
            yield Flaw(MANIFEST, f"/documents/{i}/published", entry.doc_id, message, entry.doc_id)


def _unannotated(corpus: Corpus) -> Iterator[Flaw]:
    listed = {entry.doc_id: i for i, entry in reversed(list(enumerate(corpus.manifest.documents)))}
    for document in corpus.documents:
        # A path without annotations is a file that couldn't be read, which has findings of its own.
        if document.annotations is None and not document.path:
            doc_id = document.entry.doc_id
            message = f"{doc_id} has no annotations: there is no annotations/gold/{doc_id}.json"
            yield Flaw(MANIFEST, f"/documents/{listed[doc_id]}", doc_id, message, doc_id)


CHECKS = (
    _rule(
        "knowledge-id-repeated",
        "error",
        "An entity, metric, scope or cluster id is given twice.",
        "Make the two one, or rename one.",
        flaws=_id_repeated,
    ),
    _rule(
        "knowledge-link-unknown",
        "error",
        "part_of or version_of names an entity that isn't there.",
        "Add it, or name a known entity.",
        flaws=_link_unknown,
    ),
    _rule(
        "knowledge-link-cyclic",
        "error",
        "part_of or version_of leads back to where it started.",
        "Remove one of the links.",
        flaws=_link_cyclic,
    ),
    _rule(
        "cluster-member-unknown",
        "error",
        "A cluster's member is a claim that isn't there.",
        "Name an existing claim as doc_id#C3, or remove the member and its relations.",
        flaws=_member_unknown,
    ),
    _rule(
        "manifest-document-repeated",
        "error",
        "Two documents of the manifest have one doc_id.",
        "Rename one, or remove it.",
        flaws=_repeated("doc_id", "is listed twice, first as"),
    ),
    _rule(
        "manifest-text-repeated",
        "error",
        "Two documents of the manifest have one text (one sha256).",
        "Keep one of the two documents.",
        flaws=_repeated("sha256", "has the very text of"),
    ),
    _rule(
        "manifest-date-invalid",
        "error",
        "A date of publication that the calendar doesn't have.",
        "Give the day of publication, or null.",
        flaws=_date_invalid,
    ),
    _rule(
        "document-unannotated",
        "warning",
        "A document of the manifest has no annotations.",
        "Annotate it, or take it out of the manifest.",
        flaws=_unannotated,
    ),
)
