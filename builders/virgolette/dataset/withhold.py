"""What may be published of a corpus: decided here, before anything is built, whatever its checks or waivers say.

A text leaves only where its manifest entry says that it is included, its licence is one that was read and
allows it, it isn't among the references, and nothing else that we know says that it is somebody else's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from virgolette import corpus as store
from virgolette import resources
from virgolette.checks.collection import LICENCES
from virgolette.dataset.context import FOLDED
from virgolette.errors import InputError
from virgolette.model import Corpus, Document, ManifestEntry


def withheld(corpus: Corpus, texts: Path | None = None) -> Corpus:
    """The corpus without the texts of its external documents.

    Args:
        corpus: As loaded, with or without external texts.
        texts: A folder of external texts: nothing in it may be published, whatever the manifest says.

    Raises:
        InputError: Where a document that is said to be included may not be shown.
    """
    foreign = _foreign(corpus, texts)
    for document in corpus.documents:
        entry = document.entry
        why = foreign.get(entry.sha256) if entry.text == "included" else None
        if entry.text == "included" and (reason := why or _forbidden(entry)):
            raise InputError(
                f"is said to be included, but {reason}",
                where=entry.doc_id,
                remedy="Make it external in seeds/manifest.json, and remove its text from every published commit.",
            )
    bare = tuple(Document(d.entry, None, d.annotations, d.path) if _external(d) else d for d in corpus.documents)
    return msgspec.structs.replace(corpus, documents=bare)


def _external(document: Document) -> bool:
    return document.entry.text != "included"


def _forbidden(entry: ManifestEntry) -> str:
    if entry.licence not in LICENCES:
        return f"its licence is {entry.licence}, which isn't known to allow that"
    if entry.split == FOLDED:
        return f"it is in the split {FOLDED}, whose texts are third parties'"
    return ""


def _foreign(corpus: Corpus, texts: Path | None) -> Mapping[str, str]:
    """sha256 of texts that may not be shown → how we know."""
    found = {
        d.sha256: "the shipped corpus lists its text as external" for d in _shipped(corpus) if d.text == "external"
    }
    if texts is not None:
        wanted = {d.entry.sha256 for d in corpus.documents if d.entry.text == "included"}
        held, _ = store.find_texts(texts, wanted)
        found |= dict.fromkeys(held, f"{texts}, the folder of external texts, holds its text")
    return found


def _shipped(corpus: Corpus) -> Iterator[ManifestEntry]:
    """The entries of the manifest that came with the package: a corpus that was tampered with isn't that one."""
    root = resources.root()
    if Path(corpus.root).resolve() != root.resolve():
        yield from store.manifest(root).documents
