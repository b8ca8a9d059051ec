"""Checks of the collection: splits, licences, and entities and metrics that nothing needs."""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from virgolette.checks.rule import SharedHit, shared_rule
from virgolette.model import Annotations, Corpus, Document, KnownEntity, ManifestEntry

# Texts that share half of their runs of five words are one text with changes.
SHINGLE = 5
Shingle = tuple[str, ...]
_WORD = re.compile(r"\w+")
SIMILAR = 0.5
THIRD_PARTY = "LicenseRef-third-party"
# Licences under which a text may be shown and passed on; others are added here once they were read.
LICENCES = (
    "Apache-2.0",
    "CC-BY-3.0",
    "CC-BY-4.0",
    "CC-BY-NC-4.0",
    "CC-BY-NC-SA-4.0",
    "CC-BY-SA-3.0",
    "CC-BY-SA-4.0",
    "CC0-1.0",
    "MIT",
    "ODC-By-1.0",
    "PDDL-1.0",
)


def _entries(corpus: Corpus) -> Iterator[tuple[str, ManifestEntry]]:
    for i, entry in enumerate(corpus.manifest.documents):
        yield f"/{i}", entry


def _story_split(corpus: Corpus) -> Iterator[SharedHit]:
    first: dict[str, ManifestEntry] = {}
    for path, entry in _entries(corpus):
        before = first.setdefault(entry.story, entry)
        if before.split != entry.split:
            message = f"{entry.doc_id} is in {entry.split}, {before.doc_id} of the same story in {before.split}"
            yield SharedHit("manifest", f"{path}/split", entry.doc_id, message)


def _near_duplicates(corpus: Corpus) -> Iterator[SharedHit]:
    paths = {entry.doc_id: path for path, entry in _entries(corpus)}
    sizes: dict[str, int] = {}
    holders: defaultdict[Shingle, list[ManifestEntry]] = defaultdict(list)
    for document in _suspects(corpus.documents):
        shingles = set(_shingles(document))
        sizes[document.entry.doc_id] = len(shingles)
        for shingle in shingles:
            holders[shingle].append(document.entry)
    # Only documents that share something are ever compared.
    shared = Counter(
        (a.doc_id, b.doc_id) for entries in holders.values() for a, b in combinations(entries, 2) if a.split != b.split
    )
    for (a, b), count in sorted(shared.items()):
        # Documents of one id share more than one of them holds.
        likeness = min(1.0, count / max(1, sizes[a] + sizes[b] - count))
        if likeness >= SIMILAR:
            message = f"{b} shares {likeness:.0%} of its runs of {SHINGLE} words with {a}, of another split"
            yield SharedHit("manifest", paths[b], b, message)


def _suspects(documents: Sequence[Document]) -> Sequence[Document]:
    """The documents that may be like one of another split: all that are, few others.

    Texts that are alike have each at least `SIMILAR` of their distinct runs in common. Hashes of runs tell that at half
    of the cost: which splits have one, and how many of a text's own several have.
    """
    if len({d.entry.split for d in documents}) < 2:
        return ()
    if len({d.entry.doc_id for d in documents}) < len(documents):
        # What documents of one id share with another counts together.
        return documents
    held: defaultdict[str, set[int]] = defaultdict(set)
    kept: list[tuple[int, array[int]]] = []
    for document in documents:
        hashes = list(map(hash, _shingles(document)))
        distinct = set(hashes)
        held[document.entry.split] |= distinct
        kept.append((len(hashes), array("q", distinct)))
    several = {h for one, two in combinations(held.values(), 2) for h in one & two}
    # Where runs repeat, or two have one hash, there are fewer hashes than runs: each that lacks may be a common one.
    return [
        document
        for document, (runs, distinct) in zip(documents, kept, strict=True)
        if len(several.intersection(distinct)) >= len(distinct) - (1 - SIMILAR) * runs
    ]


def words(document: Document) -> list[str]:
    """The case-folded words of a text by which texts are told alike: repeated titles are left out; none without one."""
    text = document.text or ""
    for skip in reversed(document.annotations.skip if document.annotations else ()):
        if skip.kind == "repeated_title":
            text = f"{text[: skip.start]} {text[skip.end :]}"
    return _WORD.findall(text.casefold())


def _shingles(document: Document) -> Iterator[Shingle]:
    """Runs of words of a text that is at hand."""
    found = words(document)
    return zip(*(found[i:] for i in range(SHINGLE)), strict=False)


def _split_kind(corpus: Corpus) -> Iterator[SharedHit]:
    for path, entry in _entries(corpus):
        if (entry.split == "reference") != (entry.text == "external"):
            message = f"{entry.doc_id} is {entry.text} and in the split {entry.split}"
            yield SharedHit("manifest", f"{path}/split", entry.doc_id, message)


def _licence_unknown(corpus: Corpus) -> Iterator[SharedHit]:
    for path, entry in _entries(corpus):
        known = entry.licence in LICENCES or re.fullmatch(r"LicenseRef-[A-Za-z0-9.-]+", entry.licence)
        if entry.text == "included" and not known:
            message = f"{entry.doc_id} is included under {entry.licence!r}"
            yield SharedHit("manifest", f"{path}/licence", entry.doc_id, message)


def _licence_external(corpus: Corpus) -> Iterator[SharedHit]:
    for path, entry in _entries(corpus):
        if entry.text == "external" and not re.fullmatch(r"LicenseRef-[A-Za-z0-9.-]+", entry.licence):
            message = f"{entry.doc_id} is external under {entry.licence!r}"
            yield SharedHit("manifest", f"{path}/licence", entry.doc_id, message)


def _licence_forbids(corpus: Corpus) -> Iterator[SharedHit]:
    for path, entry in _entries(corpus):
        if entry.text == "included" and entry.licence == THIRD_PARTY:
            message = f"{entry.doc_id} is included under {THIRD_PARTY}"
            yield SharedHit("manifest", f"{path}/licence", entry.doc_id, message)


def _unsorted(corpus: Corpus) -> Iterator[SharedHit]:
    shared = corpus.knowledge
    for name, records in (
        ("entities", shared.entities),
        ("metrics", shared.metrics),
        ("clusters", shared.clusters),
    ):
        for i, (a, b) in enumerate(pairwise(record.id for record in records), 1):
            if b < a:
                yield SharedHit(name, f"/{i}/id", b, f"{b} stands after {a}")
                break


def _annotated(corpus: Corpus) -> Iterator[Annotations]:
    return (d.annotations for d in corpus.documents if d.annotations is not None)


def _entity_unused(corpus: Corpus) -> Iterator[SharedHit]:
    used: set[str | None] = {cluster.subject for cluster in corpus.knowledge.clusters}
    for found in _annotated(corpus):
        used.update(mention.entity for mention in found.entities)
        used.update(p.entity for q in found.quotes for p in (q.speaker, q.via, q.addressee) if p is not None)
        used.update(claim.frame.subject for claim in found.claims)
    # What others are part or versions of links them, though no text may name it.
    for entity in corpus.knowledge.entities:
        used.update({entity.part_of, entity.version_of} - {entity.id})
    for i, entity in enumerate(corpus.knowledge.entities):
        if entity.id not in used:
            yield SharedHit("entities", f"/{i}", entity.id, f"nothing refers to {entity.id}")


def _metric_unused(corpus: Corpus) -> Iterator[SharedHit]:
    used: set[str | None] = {cluster.metric for cluster in corpus.knowledge.clusters}
    for found in _annotated(corpus):
        used.update(claim.frame.metric for claim in found.claims)
    for i, metric in enumerate(corpus.knowledge.metrics):
        if metric.id not in used:
            yield SharedHit("metrics", f"/{i}", metric.id, f"no claim and no cluster has the metric {metric.id}")


def _alias_shared(corpus: Corpus) -> Iterator[SharedHit]:
    first: dict[tuple[str, str], KnownEntity] = {}
    for i, entity in enumerate(corpus.knowledge.entities):
        names = {" ".join(name.casefold().split()): name for name in (entity.name, *entity.aliases)}
        for folded, name in names.items():
            before = first.setdefault((entity.type, folded), entity)
            if before.id != entity.id:
                message = f"{name} is a name of {before.id} too"
                yield SharedHit("entities", f"/{i}", entity.id, message)


CHECKS = (
    shared_rule(
        "story-split",
        "error",
        "The documents of a story are in several splits.",
        "Keep a story in one split: its facts would leak from one into the other.",
        hits=_story_split,
    ),
    shared_rule(
        "document-near-duplicate",
        "error",
        "Documents of two splits have much of their text in common.",
        "Put both into one split, or take one of them out.",
        hits=_near_duplicates,
    ),
    shared_rule(
        "split-text-kind",
        "error",
        "An external text in a training split, or an included one among the references.",
        "External texts belong to the reference split, included ones to the others.",
        hits=_split_kind,
    ),
    shared_rule(
        "licence-unknown",
        "error",
        "The licence of an included text isn't known to allow that it is shown.",
        "Give its SPDX identifier, or LicenseRef- with a name for a licence of its own.",
        hits=_licence_unknown,
    ),
    shared_rule(
        "licence-external",
        "error",
        "The licence of an external text isn't a LicenseRef.",
        "Write LicenseRef-third-party; a text under a free licence may be included.",
        hits=_licence_external,
    ),
    shared_rule(
        "licence-forbids-text",
        "error",
        "A text that may not be redistributed is included.",
        "Make it external, and remove the text from every published commit.",
        hits=_licence_forbids,
    ),
    shared_rule(
        "knowledge-unsorted",
        "warning",
        "The entities, metrics or clusters aren't sorted by id.",
        "Sort the list by id.",
        hits=_unsorted,
    ),
    shared_rule(
        "knowledge-entity-unused",
        "warning",
        "No mention, speaker, claim, cluster or other entity refers to an entity.",
        "Refer to it, or remove it.",
        hits=_entity_unused,
    ),
    shared_rule(
        "knowledge-metric-unused",
        "warning",
        "No claim and no cluster has a metric.",
        "Use it, or remove it.",
        hits=_metric_unused,
    ),
    shared_rule(
        "knowledge-alias-shared",
        "warning",
        "Two entities of one type have a name in common.",
        "See whether they are one; else leave the name to the one that it means by itself.",
        hits=_alias_shared,
    ),
)
