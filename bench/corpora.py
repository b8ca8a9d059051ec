"""Corpora of any size for the benches, made of the project's own documents.

A document of the corpus is one of the shipped ones that no waiver names, with a line of its own at its end (which
moves no offset, and makes the sha256 another), a doc_id and a story of its own. So texts, annotations, their density
and their Italian are real; what repeats is the words, which compress better than real ones would, and make the floor
(writing a table) look cheaper than it is. A story stays in the split of the documents that it was made from.

    python bench/corpora.py 1000 DIR [--size 1000]     a corpus in packed form
    python bench/corpora.py 1000 DIR --files           the same as a corpus folder with a file a document
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from virgolette import corpus
from virgolette.corpus import shards, stored
from virgolette.model import Annotations, Clusters, Document, KnownEntities, Manifest, Metrics, Waivers

SIZE = 1000
"""Documents a shard."""

SCHEMA_VERSION = "1.0"


def originals() -> list[Document]:
    """The shipped documents that copies are made of: with text, and with nothing that needs a waiver."""
    shipped = corpus.load()
    waived = {w.id.partition("#")[0] for w in shipped.knowledge.waivers}
    return [d for d in shipped.documents if d.entry.text == "included" and d.entry.doc_id not in waived]


def documents(count: int) -> Iterator[Document]:
    """So many documents, each unlike all others by a line at its end."""
    for number, original in enumerate(itertools.islice(itertools.cycle(originals()), count)):
        yield copy(original, number)


def copy(original: Document, number: int) -> Document:
    """One document like another, with a name and a last line of its own."""
    assert original.text is not None and original.annotations is not None
    text = f"{original.text.rstrip()}\n\nLancio numero {number}.\n"
    doc_id, sha = f"bench-{number:07}", hashlib.sha256(text.encode()).hexdigest()
    replace = msgspec.structs.replace
    story = f"bench-{original.entry.split}-{number // 8:07}"
    entry = replace(original.entry, doc_id=doc_id, sha256=sha, chars=len(text), story=story)
    return Document(entry, text, replace(original.annotations, doc_id=doc_id, text_sha256=sha))


def knowledge(root: Path) -> None:
    """What documents share: the entities and metrics that the originals refer to, no clusters, no waivers."""
    shipped, said = corpus.load().knowledge, [d.annotations for d in originals() if d.annotations is not None]
    named = {c.frame.metric for a in said for c in a.claims}
    metrics = tuple(m for m in shipped.metrics if m.id in named)
    linked = {e.entity for a in said for e in a.entities} | {c.frame.subject for a in said for c in a.claims}
    parties = (p for a in said for q in a.quotes for p in (q.speaker, q.via, q.addressee) if p is not None)
    linked |= {p.entity for p in parties}
    while more := {
        up for e in shipped.entities if e.id in linked for up in (e.part_of, e.version_of) if up and up not in linked
    }:
        linked |= more
    entities = tuple(e for e in shipped.entities if e.id in linked)
    folder = root / "annotations"
    corpus.write(folder / "entities.json", KnownEntities(schema_version=SCHEMA_VERSION, entities=entities))
    corpus.write(folder / "metrics.json", Metrics(schema_version=SCHEMA_VERSION, metrics=metrics))
    corpus.write(folder / "clusters.json", Clusters(schema_version=SCHEMA_VERSION, clusters=()))
    corpus.write(folder / "waivers.json", Waivers(schema_version=SCHEMA_VERSION, waivers=()))


def _manifest(root: Path, found: Iterable[Document] = ()) -> None:
    entries = tuple(d.entry for d in found)
    manifest = Manifest(schema_version=SCHEMA_VERSION, dataset_version="0.0.0", documents=entries)
    corpus.write(root / "seeds" / "manifest.json", manifest)


def packed(root: Path, found: Iterable[Document], size: int = SIZE) -> Path:
    """A corpus in packed form."""
    knowledge(root)
    _manifest(root)
    folder = root / shards.FOLDER
    folder.mkdir(parents=True)
    source = iter(found)
    for number in itertools.count():
        batch = list(itertools.islice(source, size))
        if not batch:
            return root
        stored.write(folder / f"{number:05}{stored.LINES}", map(shards.encode, batch))
    return root


def files(root: Path, found: Iterable[Document]) -> Path:
    """The same with files of its own for each document."""
    knowledge(root)
    kept = list(found)
    _manifest(root, kept)
    (root / "seeds" / "texts").mkdir()
    (root / "annotations" / "gold").mkdir()
    for document in kept:
        assert document.text is not None and document.annotations is not None
        name = document.entry.doc_id
        (root / "seeds" / "texts" / f"{name}.txt").write_text(document.text, encoding="utf-8", newline="")
        corpus.write(root / "annotations" / "gold" / f"{name}.json", document.annotations)
    return root


def joined(parts: Iterable[Document], doc_id: str = "bench-large") -> Document:
    """Documents one after the other as a single one, with ids counted anew."""
    texts: list[str] = []
    layers: dict[str, list[Any]] = {"entities": [], "quotes": [], "claims": [], "notes": [], "skip": []}
    offset, counts, entry = 0, dict.fromkeys("TQCN", 0), None
    for part in parts:
        assert part.text is not None and part.annotations is not None
        entry = entry or part.entry
        tree = msgspec.to_builtins(part.annotations)
        moved = _moved(tree, offset, dict(counts))
        for layer in layers:
            layers[layer] += moved[layer]
        for letter, layer in zip("TQCN", ("entities", "quotes", "claims", "notes"), strict=True):
            counts[letter] += max((int(r["id"][1:]) for r in tree[layer]), default=0)
        texts.append(part.text.rstrip() + "\n\n")
        offset += len(texts[-1])
    assert entry is not None
    text = "".join(texts)
    sha = hashlib.sha256(text.encode()).hexdigest()
    record = {"schema_version": SCHEMA_VERSION, "doc_id": doc_id, "text_sha256": sha, **layers}
    entry = msgspec.structs.replace(entry, doc_id=doc_id, sha256=sha, chars=len(text), story=doc_id)
    return Document(entry, text, msgspec.convert(record, Annotations))


_REFERENCES = frozenset({"id", "mention", "parent", "claimer", "values"})


def _moved(node: Any, offset: int, counts: dict[str, int], key: str = "") -> Any:
    """Records with their offsets moved and their ids counted on."""
    if isinstance(node, dict):
        return {k: _moved(v, offset, counts, k) for k, v in node.items()}
    if isinstance(node, list | tuple):
        return [_moved(v, offset, counts, key) for v in node]
    if key in ("start", "end") and isinstance(node, int):
        return node + offset
    if key in _REFERENCES and isinstance(node, str) and node[:1] in counts and node[1:].isdigit():
        return f"{node[0]}{int(node[1:]) + counts[node[0]]}"
    return node


def main() -> None:
    """Write a corpus."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("root", type=Path)
    parser.add_argument("--size", type=int, default=SIZE, help="documents a shard")
    parser.add_argument("--files", action="store_true", help="files of its own for each document")
    options = parser.parse_args()
    options.root.mkdir(parents=True)
    if options.files:
        files(options.root, documents(options.count))
    else:
        packed(options.root, documents(options.count), options.size)


if __name__ == "__main__":
    main()
