"""One side of a comparison: a version of the data, read from a corpus folder or from a built data set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from virgolette import corpus as store
from virgolette.dataset import standoff, versions
from virgolette.dataset.features import split_names
from virgolette.dataset.rows.documents import annotations_of
from virgolette.errors import InputError
from virgolette.model import Annotations

if TYPE_CHECKING:
    import pyarrow as pa

Json = Any
# Cluster, claim, claim.
Pair = tuple[str, str, str]


class Version(Struct, frozen=True):
    """A document of one side: its split, its text where it is at hand, its annotations."""

    split: str
    text: str | None
    annotations: Annotations


class Side(Struct, frozen=True):
    """One version of the data.

    Attributes:
        name: Where it was read from.
        dataset_version, schema_version: "" where it doesn't say.
        documents: doc_id → document, for annotated ones.
        relations: Judged pair → relation and basis.
    """

    name: str
    dataset_version: str
    schema_version: str
    documents: Mapping[str, Version]
    relations: Mapping[Pair, tuple[str, str]]


def read(path: Path) -> Side:
    """A corpus folder or a built data set, whichever it is.

    Raises:
        InputError: Where it is neither, or can't be read.
    """
    if (path / "seeds" / "manifest.json").is_file():
        return _corpus(path)
    if any(path.glob("documents/*.parquet")) or any(path.glob(f"{standoff.NAME}/*.parquet")):
        return _built(path)
    raise InputError(
        "is neither a corpus folder nor a built data set",
        where=str(path),
        remedy="Name a folder with seeds/manifest.json, or one that virgolette build wrote or hf download fetched.",
    )


def _corpus(path: Path) -> Side:
    found = store.load(path)
    held = (d for d in found.documents if d.annotations is not None)
    documents = {d.entry.doc_id: Version(d.entry.split, d.text, d.annotations) for d in held if d.annotations}
    relations = {(c.id, r.a, r.b): (r.relation, r.basis) for c in found.knowledge.clusters for r in c.relations}
    manifest = found.manifest
    return Side(str(path), manifest.dataset_version, manifest.schema_version, documents, relations)


def _built(path: Path) -> Side:
    documents: dict[str, Version] = {}
    relations: dict[Pair, tuple[str, str]] = {}
    said: Mapping[bytes, bytes] = {}
    for config in ("documents", standoff.NAME):
        for data in _tables(path, config):
            said = data.schema.metadata or said
            for row in data.to_pylist():
                found = annotations_of(row)
                documents[found.doc_id] = Version(row["split"], row.get("text"), found)
                relations |= _relations(row.get("relations", ()))
    for data in _tables(path, "claim_pairs"):
        rows = data.select(["cluster", "claim_a", "claim_b", "relation", "basis"]).to_pylist()
        relations |= _relations({**row, "a": row["claim_a"], "b": row["claim_b"]} for row in rows)
    dataset, schema = (
        said.get(f"{versions.PREFIX}:{key}".encode(), b"").decode() for key in ("dataset_version", "schema_version")
    )
    return Side(str(path), dataset, schema, documents, relations)


def _tables(path: Path, config: str) -> Iterator[pa.Table]:
    import pyarrow.parquet as pq

    for split in split_names():
        file = path / config / f"{split}.parquet"
        if file.is_file():
            yield pq.read_table(file)


def _relations(rows: Any) -> dict[Pair, tuple[str, str]]:
    return {(r["cluster"], r["a"], r["b"]): (r["relation"], r["basis"]) for r in rows}
