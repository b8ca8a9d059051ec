"""What tests of reading need: manifest entries, and a whole corpus folder written in a few lines."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import msgspec

from tests.typed import sha
from virgolette import corpus
from virgolette.corpus import shards, stored
from virgolette.model import Annotations, ManifestEntry
from virgolette.workflow.order import LAYERS


def entry(text: str, doc_id: str = "prova-1", kind: str = "included", **fields) -> ManifestEntry:
    """A manifest entry for a text."""
    given = {
        "title": None,
        "published": None,
        "language": "it",
        "licence": "CC-BY-4.0",
        "origin": "test",
        "genre": "wire",
    }
    given |= {"story": "prova", "split": "train", "sha256": sha(text), "chars": len(text), **fields}
    return ManifestEntry(doc_id=doc_id, text=kind, **given)


def empty(text: str, doc_id: str = "prova-1") -> dict:
    """Annotations of a text without any record, as a JSON tree."""
    head = {"schema_version": "1.0", "doc_id": doc_id, "text_sha256": sha(text)}
    return {**head, **{layer: [] for layer in (*LAYERS, "skip")}}


def write_corpus(folder, texts_by_id: dict[str, str], *, external: frozenset[str] = frozenset()):
    """A corpus folder with these texts (the external ones left out) and gold that names one word of each."""
    documents = []
    for doc_id, text in texts_by_id.items():
        kind = "external" if doc_id in external else "included"
        documents.append(entry(text, doc_id, kind))
        if kind == "included":
            corpus.write_bytes(folder / "seeds" / "texts" / f"{doc_id}.txt", text.encode())
        found = {
            **empty(text, doc_id),
            "entities": [word(text, m, i) for i, m in enumerate(re.finditer(r"\w+", text), 1)],
        }
        filled = msgspec.convert(found, Annotations)
        made = corpus.strip(filled, text) if doc_id in external else corpus.cover(filled, text)
        corpus.write(folder / "annotations" / "gold" / f"{doc_id}.json", made)
    listed = {"schema_version": "1.0", "dataset_version": "0.1.0", "documents": documents}
    corpus.write(folder / "seeds" / "manifest.json", msgspec.json.decode(msgspec.json.encode(listed)))
    return folder


def word(text: str, match: re.Match[str], number: int) -> dict:
    """One word as a mention."""
    spot = {"start": match.start(), "end": match.end(), "text": "-"}
    return {"id": f"T{number}", "label": "PER", "segments": [spot], "surface": "ok", "mention": "named"}


def as_parquet(root: Path, target: Path) -> Path:
    """A copy of a corpus in packed form whose shards are Parquet."""
    shutil.copytree(root, target)
    for shard in shards.shards(target):
        stored.write(shard.with_suffix(stored.PARQUET), (raw + b"\n" for _, raw in stored.lines(shard)))
        shard.unlink()
    return target
