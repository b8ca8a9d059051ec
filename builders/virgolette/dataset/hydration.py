"""From `reference_standoff` back to full rows, for whoever holds the texts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from virgolette import corpus as store
from virgolette.corpus import bodies, hydrate
from virgolette.dataset import standoff
from virgolette.dataset.columns import CONFIGS, RENAMED, arrow_schema, features
from virgolette.dataset.context import Context
from virgolette.dataset.features import manifest_types, split_names
from virgolette.dataset.rows.documents import annotations_of
from virgolette.dataset.tables import table
from virgolette.errors import InputError, TextError
from virgolette.model import (
    Annotations,
    Cluster,
    Corpus,
    Document,
    Knowledge,
    KnownEntity,
    Manifest,
    ManifestEntry,
    Relation,
)

if TYPE_CHECKING:
    import datasets
    import pyarrow as pa

PathLike = str | os.PathLike[str]
Row = Mapping[str, Any]


def hydrated(
    dataset: datasets.Dataset | datasets.DatasetDict | PathLike | Iterable[Row],
    texts_dir: PathLike,
    config: str = "documents",
) -> datasets.Dataset:
    """The full rows of external documents, from what is published of them and the texts.

    Args:
        dataset: `reference_standoff` as `load_dataset` gives it (streamed, too), its rows, or the folder of a
            downloaded data set.
        texts_dir: Folder with the texts; they are found by sha256, whatever their names.
        config: Which configuration to give: `documents`, `entities`, `quotes`, `claims` or `claim_pairs`.

    Returns:
        The rows that a build with these texts has, in the same columns. Pairs with a claim of a document that
        isn't among the rows are left out.

    Raises:
        TextError: Where a text isn't at hand, was changed, or isn't the one that the digests were taken of.
        InputError: Where these are no rows of `reference_standoff`, or there is no such configuration.

    Example:
        >>> standoff = load_dataset(repo, "reference_standoff", split="reference")
        >>> quotes = virgolette.hydrate(standoff, "texts", "quotes")
    """
    from datasets import Dataset, DatasetInfo

    if config not in CONFIGS:
        names = ", ".join(CONFIGS)
        raise InputError(f"there is no configuration {config!r}", where="hydrate", remedy=f"Name one of {names}.")
    context = restored(_rows(dataset), texts_dir)
    version = context.corpus.manifest.dataset_version
    info = DatasetInfo(features=features(config), config_name=config, dataset_name="virgolette", version=version)
    return Dataset(arrow(context, config), info=info)


def arrow(context: Context, config: str) -> pa.Table:
    """All rows of a configuration, splits one after the other."""
    import pyarrow as pa

    return pa.concat_tables([arrow_schema(config).empty_table(), *(table(config, s, context) for s in context.splits)])


def _rows(dataset: Any) -> list[Row]:
    if isinstance(dataset, str | os.PathLike):
        import pyarrow.parquet as pq

        folder = Path(dataset) / standoff.NAME
        paths = [p for s in split_names() if (p := folder / f"{s}.parquet").is_file()]
        if not paths:
            raise InputError(
                f"has no {standoff.NAME}", where=str(dataset), remedy="Name the folder of a downloaded data set."
            )
        return [row for path in paths for row in pq.read_table(path).to_pylist()]
    parts = dataset.values() if isinstance(dataset, Mapping) else [dataset]
    return [row for part in parts for row in part]


def restored(rows: Iterable[Row], texts_dir: PathLike) -> Context:
    """The corpus of these rows with its texts, ready to make tables of.

    Raises:
        TextError, InputError: As `hydrated`.
    """
    held = list(rows)
    entries = [_entry(row) for row in held]
    annotations = {e.doc_id: annotations_of(row) for e, row in zip(entries, held, strict=True)}
    texts = _texts(entries, annotations, texts_dir)
    documents = tuple(Document(e, texts[e.doc_id], annotations[e.doc_id]) for e in entries)
    version = str(held[0]["dataset_version"]) if held else "0.0.0"
    schema = annotations[entries[0].doc_id].schema_version if entries else ""
    manifest = Manifest(schema_version=schema, dataset_version=version, documents=tuple(entries))
    context = Context(Corpus(str(texts_dir), manifest, documents, _knowledge(held)))
    # Of the whole corpus, whichever of its documents are among the rows.
    context.folds = {row["doc_id"]: row["fold"] for row in held if row["fold"] is not None}
    clusters: dict[str, tuple[str, ...]] = {}
    for row in held:
        for item in row["clusters"]:
            clusters[item["claim"]] = (*clusters.get(item["claim"], ()), item["cluster"])
    context.clusters = clusters
    return context


def _entry(row: Row) -> ManifestEntry:
    if not set(standoff.arrow_schema().names) <= row.keys():
        raise InputError(
            f"a row isn't one of {standoff.NAME}",
            where="hydrate",
            remedy=f'Give the data set that load_dataset(repo, "{standoff.NAME}") gives.',
        )
    fields = {key: row.get(RENAMED.get(key, key)) for key in manifest_types()}
    return msgspec.convert(fields, ManifestEntry)


def _texts(
    entries: list[ManifestEntry], annotations: Mapping[str, Annotations], texts_dir: PathLike
) -> Mapping[str, str]:
    """doc_id → text, each verified by sha256, length, and the digest of every segment."""
    folder = store.texts_dir(texts_dir)
    found, findings = bodies.verified(Path(), entries, annotations, folder)
    if findings:
        raise TextError(findings[0].message, where=findings[0].file, remedy=findings[0].remedy)
    if missing := [e.doc_id for e in entries if e.doc_id not in found]:
        raise TextError(
            f"no file there is the text of {', '.join(missing)}",
            where=str(folder),
            remedy="Texts are found by sha256, whatever their names: a changed text isn't the one annotated.",
        )
    for entry in entries:
        own = annotations[entry.doc_id]
        for name, pointer, segment in hydrate.segments(own):
            same = own.text_sha256 == entry.sha256
            if not same or not store.verify(segment, found[entry.doc_id], own.text_sha256):
                raise TextError(
                    "the digest isn't that of the text under it: the row was changed",
                    where=f"{entry.doc_id}#{name}{pointer}",
                    remedy="Load the data set again.",
                )
    return found


def _knowledge(rows: list[Row]) -> Knowledge:
    names = {n["id"]: n for row in rows for n in row["names"]}
    held = {row["doc_id"] for row in rows}
    relations = sorted((r for row in rows for r in row["relations"]), key=lambda r: int(r["index"]))
    return Knowledge(
        entities=tuple(KnownEntity(**n, aliases=()) for n in names.values()),
        clusters=tuple(_pair(r) for r in relations if {_document(r["a"]), _document(r["b"])} <= held),
    )


def _document(claim: str) -> str:
    return claim.partition("#")[0]


def _pair(row: Row) -> Cluster:
    """A cluster that holds one judged pair: rows of pairs need no more of it."""
    relation = msgspec.convert({key: row[key] for key in ("a", "b", "relation", "basis")}, Relation)
    asked = {key: row[key] for key in ("question", "question_en", "subject", "metric")}
    return Cluster(id=row["cluster"], members=(), relations=(relation,), **asked)
