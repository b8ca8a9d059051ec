"""Gold as it is scored against: which documents, read in chunks, and a digest of what was read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from virgolette import corpus, resources
from virgolette.corpus.bodies import verified
from virgolette.corpus.jsonio import canonical_whole
from virgolette.errors import InputError, TextError
from virgolette.model import Annotations, Cluster, Clusters, ManifestEntry

ALL = "all"
REFERENCE = "reference"
# Documents that are read together.
CHUNK = 500


class GoldDocument(Struct, frozen=True):
    """One document with its text and gold."""

    entry: ManifestEntry
    text: str
    annotations: Annotations


def unit(entry: ManifestEntry) -> str:
    """What resampling leaves out: a story; of the reference articles, which are one event, the document."""
    return entry.doc_id if entry.split == REFERENCE else entry.story


def bounded(found: Annotations, entry: ManifestEntry, where: str) -> Annotations:
    """The annotations, whose mentions end inside the text.

    Raises:
        InputError: Where one ends after it.
    """
    last = max((s.end for e in found.entities for s in e.segments), default=0)
    if last > entry.chars:
        raise InputError("a mention ends after the text", where=where, remedy="Run virgolette check.")
    return found


def digest(found: Annotations) -> str:
    """SHA-256 of a document's gold in canonical form."""
    return hashlib.sha256(canonical_whole(found)).hexdigest()


def clusters_of(path: Path, scored: Callable[[str], bool]) -> tuple[Cluster, ...]:
    """The gold clusters of a file as far as their claims are of documents that are scored; none without the file."""
    if not path.is_file():
        return ()

    def here(claim: str) -> bool:
        return scored(claim.partition("#")[0])

    kept = []
    for c in corpus.typed(path, "clusters", Clusters).clusters:
        members = tuple(m for m in c.members if here(m))
        relations = tuple(r for r in c.relations if here(r.a) and here(r.b))
        if members:
            kept.append(msgspec.structs.replace(c, members=members, relations=relations))
    return tuple(kept)


def with_clusters(whole: hashlib._Hash, clusters: Sequence[Cluster]) -> str:
    """The digest of all gold, from that of its documents."""
    if clusters:
        whole.update(corpus.canonical(Clusters(schema_version="1.0", clusters=tuple(clusters))))
    return whole.hexdigest()


def no_split(split: str, known: Iterable[str]) -> InputError:
    """The error where no document is in a split."""
    remedy = f"Name one of {', '.join(dict.fromkeys(known))}."
    return InputError(f"no document is in the split {split}", where="--split", remedy=remedy)


def no_scope(split: str, *, annotated: bool, other: str) -> InputError:
    """The error where none of a split's documents can be scored: for want of texts, or none is annotated."""
    texts = "Give the folder with the texts by --texts DIR or VIRGOLETTE_TEXTS."
    remedy = texts if annotated else f"Name another split, or {other}."
    return InputError("no document can be scored", where=f"split {split}", remedy=remedy)


class Gold:
    """The documents of one split, or of all, that have gold and whose text is at hand.

    Attributes:
        entries: All documents of the manifest by id.
        scope: Those that are scored, in the manifest's order.
        left_out: Those of the split that can't be.

    `bare` takes the documents whose text isn't at hand too; these can't be read.
    """

    def __init__(
        self,
        root: Path | None = None,
        split: str = ALL,
        folder: Path | None = None,
        texts: Path | None = None,
        *,
        bare: bool = False,
    ) -> None:
        self._base = root or resources.root()
        self._folder = folder or self._base / "annotations" / "gold"
        self._texts = corpus.texts_dir(texts)
        if not self._folder.is_dir():
            raise InputError("isn't a folder", where=str(self._folder), remedy="Give --gold a folder of annotations.")
        listed = corpus.manifest(self._base)
        self.version, self.split = listed.dataset_version, split
        self.entries = {e.doc_id: e for e in listed.documents}
        wanted = [e for e in listed.documents if split in (ALL, e.split)]
        if not wanted:
            raise no_split(split, (e.split for e in listed.documents))
        outside = {e.sha256 for e in wanted if e.text == "external"}
        held = set(corpus.find_texts(self._texts, outside)[0]) if self._texts and outside and not bare else set()
        annotated = [e for e in wanted if (self._folder / f"{e.doc_id}.json").is_file()]
        self.scope = tuple(e.doc_id for e in annotated if bare or e.text == "included" or e.sha256 in held)
        self._scored = frozenset(self.scope)
        self.left_out = tuple(e.doc_id for e in wanted if e.doc_id not in self._scored)
        if not self.scope:
            raise no_scope(split, annotated=bool(annotated), other="another folder of gold")
        self._digests: dict[str, str] = {}
        self._positions = {doc_id: k for k, doc_id in enumerate(self.entries)}

    @property
    def size(self) -> int:
        """How many documents the manifest has."""
        return len(self.entries)

    def find(self, doc_id: str) -> int | None:
        """The position of a document in the manifest; None where that doesn't know it."""
        return self._positions.get(doc_id)

    def scored(self, doc_id: str) -> bool:
        """Whether a document is in the scope."""
        return doc_id in self._scored

    @property
    def one_event(self) -> bool:
        """Whether any of the reference articles, which are about one event, is in the scope."""
        return any(self.entries[d].split == REFERENCE for d in self.scope)

    def documents(self) -> Iterator[tuple[int, GoldDocument]]:
        """The documents of the scope with their positions.

        Raises:
            InputError, TextError: As `read`.
        """
        for start in range(0, len(self.scope), CHUNK):
            for document in self.read(self.scope[start : start + CHUNK]):
                yield self._positions[document.entry.doc_id], document

    def read(self, doc_ids: Sequence[str]) -> list[GoldDocument]:
        """Some documents of the scope.

        Raises:
            InputError: Where a gold file can't be used, with the first reason.
            TextError: Where a text isn't the one annotated.
        """
        found = {doc_id: self._annotations(doc_id) for doc_id in doc_ids}
        entries = [self.entries[doc_id] for doc_id in doc_ids]
        texts, findings = verified(self._base, entries, found, self._texts)
        if findings:
            raise TextError(findings[0].message, where=findings[0].file, remedy=findings[0].remedy)
        return [GoldDocument(self.entries[d], texts[d], found[d]) for d in doc_ids]

    def _annotations(self, doc_id: str) -> Annotations:
        path = self._folder / f"{doc_id}.json"
        found, findings = corpus.read_annotations(path)
        if found is None:
            raise InputError(findings[0].message, where=f"{path}#{findings[0].path}", remedy=findings[0].remedy)
        entry = self.entries[doc_id]
        if (found.doc_id, found.text_sha256) != (doc_id, entry.sha256):
            what = f"it is of {found.doc_id} and another text than the manifest's {doc_id}"
            raise InputError(what, where=str(path), remedy="Run virgolette check.")
        self._digests[doc_id] = digest(bounded(found, entry, str(path)))
        return found

    def clusters(self) -> tuple[Cluster, ...]:
        """The gold clusters as far as their claims are in the scope: beside the gold files, or above gold/."""
        own = self._folder / corpus.CLUSTERS
        path = own if own.is_file() else self._folder.parent / corpus.CLUSTERS
        return clusters_of(path, self.scored)

    def digest(self) -> str:
        """SHA-256 over the digests of the canonical gold files in the manifest's order, and the clusters' one.

        Complete once every document of the scope was read.
        """
        whole = hashlib.sha256()
        for doc_id in self.scope:
            whole.update(f"{doc_id} {self._digests[doc_id]}\n".encode())
        return with_clusters(whole, self.clusters())


class Present(Gold):
    """The gold of a split as it is now, whether or not the texts are at hand: enough to tell old results by."""

    def __init__(self, root: Path | None, split: str) -> None:
        super().__init__(root, split, bare=True)
        for doc_id in self.scope:
            self._annotations(doc_id)
