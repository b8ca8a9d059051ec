"""Counts of what a corpus holds: pure functions, which need the texts only for sentences and tokens.

Which fields have labels is asked of the JSON Schemas. The text tables and the JSON are two views of the
same `Counts`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from virgolette import schema, segment
from virgolette.dataset.features import layers, split_names
from virgolette.model import Corpus, Document

Json = Any


class Label(Struct, frozen=True):
    """How often one label of one field occurs.

    Attributes:
        layer: `entities`, `quotes`, `claims`, `notes`, `skip` or `relations`.
        field: Path of the field in the record (`label`, `speaker.form`, `value.unit`, `marks.role`).
        label: The label; `true` and `false` for a field that is one of these.
        total: In all annotated documents.
        splits: Split → count, for splits with documents.
        documents: doc_id → count, without zeros; empty for relations, which belong to two documents.
    """

    layer: str
    field: str
    label: str
    total: int
    splits: Mapping[str, int]
    documents: Mapping[str, int]


class Size(Struct, frozen=True):
    """How much a document, or a split, holds.

    Attributes:
        documents: Annotated documents.
        chars: Code points.
        sentences, tokens: None where not all texts are at hand.
        layers: Layer → annotations.
    """

    documents: int
    chars: int
    sentences: int | None
    tokens: int | None
    layers: Mapping[str, int]


class Counts(Struct, frozen=True):
    """All counts of a corpus.

    Attributes:
        dataset_version: Version of the data.
        splits: Split → size, `total` last.
        documents: doc_id → size, for annotated documents.
        clusters: Clusters of claims, and `relations`: judged pairs.
        labels: Every label of every field, also those that don't occur.
        unannotated: Documents of the manifest without annotations.
        textless: Annotated documents whose texts aren't at hand.
    """

    dataset_version: str
    splits: Mapping[str, Size]
    documents: Mapping[str, Size]
    clusters: int
    relations: int
    labels: tuple[Label, ...]
    unannotated: tuple[str, ...]
    textless: tuple[str, ...]


def count(corpus: Corpus) -> Counts:
    """Count a corpus. Labels are counted in annotated documents, whether or not their texts are at hand."""
    annotated = [d for d in corpus.documents if d.annotations is not None]
    held = {d.entry.doc_id: d.entry.split for d in annotated}
    splits = [s for s in split_names() if s in held.values()]
    sizes = {d.entry.doc_id: _size(d) for d in annotated}
    parts = {s: _sum(size for doc_id, size in sizes.items() if held[doc_id] == s) for s in splits}
    relations = [(r, c) for c in corpus.knowledge.clusters for r in c.relations]
    return Counts(
        dataset_version=corpus.manifest.dataset_version,
        splits={**parts, "total": _sum(iter(sizes.values()))},
        documents=sizes,
        clusters=len(corpus.knowledge.clusters),
        relations=len(relations),
        labels=(*_labels(annotated, splits), *_relation_labels(corpus, held, splits)),
        unannotated=tuple(d.entry.doc_id for d in corpus.documents if d.annotations is None),
        textless=tuple(d.entry.doc_id for d in annotated if d.text is None),
    )


def _size(document: Document) -> Size:
    sentences = tokens = None
    if document.text is not None:
        spans = segment.sentences(document.text)
        sentences, tokens = len(spans), sum(len(segment.tokens(document.text, s)) for s in spans)
    found = {layer: len(getattr(document.annotations, layer)) for layer in layers()}
    return Size(documents=1, chars=document.entry.chars, sentences=sentences, tokens=tokens, layers=found)


def _sum(sizes: Iterator[Size]) -> Size:
    held = list(sizes)

    def texts(numbers: list[int | None]) -> int | None:
        known = [n for n in numbers if n is not None]
        return sum(known) if len(known) == len(numbers) else None

    return Size(
        documents=sum(s.documents for s in held),
        chars=sum(s.chars for s in held),
        sentences=texts([s.sentences for s in held]),
        tokens=texts([s.tokens for s in held]),
        layers={layer: sum(s.layers[layer] for s in held) for layer in layers()},
    )


def _labels(documents: Sequence[Document], splits: Sequence[str]) -> Iterator[Label]:
    trees = {d.entry.doc_id: msgspec.to_builtins(d.annotations) for d in documents}
    held = {d.entry.doc_id: d.entry.split for d in documents}
    for layer, name in layers().items():
        for path, labels in labelled(schema.documents()[name], name):
            found = {doc_id: Counter(_values(tree[layer], path)) for doc_id, tree in trees.items()}
            for label in labels:
                own = {doc_id: counter[label] for doc_id, counter in found.items() if counter[label]}
                by_split = {s: sum(n for doc_id, n in own.items() if held[doc_id] == s) for s in splits}
                yield Label(layer, ".".join(path), label, sum(own.values()), by_split, own)


def _relation_labels(corpus: Corpus, held: Mapping[str, str], splits: Sequence[str]) -> Iterator[Label]:
    """Relations count in the split of their first claim's document (a check keeps both in one split)."""
    relations = [r for c in corpus.knowledge.clusters for r in c.relations]
    node = schema.fields("clusters")["clusters"]["items"]["properties"]["relations"]["items"]
    for path, labels in labelled(node, "clusters"):
        found = Counter((held.get(r.a.partition("#")[0], ""), str(getattr(r, path[0]))) for r in relations)
        for label in labels:
            by_split = {s: found[s, label] for s in splits}
            total = sum(n for (_, other), n in found.items() if other == label)
            yield Label("relations", ".".join(path), label, total, by_split, {})


def labelled(
    node: dict[str, Json], name: str, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """(path of the field, its labels) of every enumerated or true-or-false field of a record's schema.

    Fields of records inside the record, alone or in lists, are included; segments have none.
    """
    node, name = schema.resolve(node, name)
    kind = node.get("type")
    if kind == "boolean":
        yield path, ("true", "false")
    elif node.get("const") is True:
        yield path, ("true",)
    elif "enum" in node:
        yield path, tuple(node["enum"])
    elif "anyOf" in node:
        found = [label for option in node["anyOf"] for _, labels in labelled(option, name) for label in labels]
        if found:
            yield path, tuple(found)
    elif kind == "array":
        yield from labelled(node["items"], name, path)
    elif kind == "object":
        for key, value in node["properties"].items():
            yield from labelled(value, name, (*path, key))


def _values(node: Json, path: Sequence[str]) -> Iterator[str]:
    """The labels at a path of a record, through lists; nothing where a field is absent or null."""
    if isinstance(node, list | tuple):
        for item in node:
            yield from _values(item, path)
    elif node is None:
        return
    elif path:
        yield from _values(node.get(path[0]), path[1:])
    else:
        yield str(node).lower() if isinstance(node, bool) else node
