"""Loading a corpus folder: seeds/manifest.json, seeds/texts/, annotations/gold/ and the knowledge files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from virgolette import resources, schema
from virgolette.corpus import jsonio, shards, texts
from virgolette.corpus.bodies import inside, unusable, verified
from virgolette.corpus.jsonio import place
from virgolette.errors import InputError, TextError
from virgolette.finding import Finding
from virgolette.model import (
    Annotations,
    Clusters,
    Corpus,
    Document,
    Knowledge,
    KnownEntities,
    Manifest,
    Metrics,
    Waivers,
)

T = TypeVar("T", bound=Struct)

CLUSTERS = "clusters.json"
"""In annotations/, and in the folder of a pass."""
PathLike = str | os.PathLike[str]


def typed(path: Path, name: str, kind: type[T]) -> T:
    """The record in a strict JSON file that a schema describes.

    Raises:
        InputError: Where it can't be read or breaks the schema.
    """
    instance = jsonio.read(path)
    schema.expect(name, instance, str(path))
    return msgspec.convert(instance, kind)


def manifest(root: Path) -> Manifest:
    """The manifest of a corpus folder.

    Raises:
        InputError: Where it is missing or breaks its schema.
    """
    path = root / "seeds" / "manifest.json"
    if not path.is_file():
        raise InputError(
            "there is no seeds/manifest.json",
            where=str(root),
            remedy="Name a corpus folder, or a file below one's annotations/.",
        )
    return typed(inside(path, root), "manifest", Manifest)


def knowledge(root: Path) -> Knowledge:
    """Entities, metrics, clusters and waivers of a corpus folder; a missing file is an empty one.

    Raises:
        InputError: Where a file breaks its schema.
    """
    folder = root / "annotations"

    def optional(name: str, kind: type[T]) -> T | None:
        path = folder / f"{name}.json"
        # A link that leads nowhere is no missing file: reading it says so.
        return typed(inside(path, root), name, kind) if path.exists() or path.is_symlink() else None

    entities, metrics = optional("entities", KnownEntities), optional("metrics", Metrics)
    clusters, waivers = optional("clusters", Clusters), optional("waivers", Waivers)
    return Knowledge(
        entities=entities.entities if entities else (),
        metrics=metrics.metrics if metrics else (),
        clusters=clusters.clusters if clusters else (),
        waivers=waivers.waivers if waivers else (),
    )


def read_annotations(path: Path, doc_id: str = "") -> tuple[Annotations | None, list[Finding]]:
    """One document's annotations, or the findings that keep it from being read (all of them)."""
    return _read(path, "annotations", Annotations, doc_id or path.stem)


def read_clusters(path: Path) -> tuple[Clusters | None, list[Finding]]:
    """The clusters of a pass, or the findings that keep them from being read (all of them)."""
    return _read(path, "clusters", Clusters)


def _read(path: Path, name: str, kind: type[T], doc_id: str = "") -> tuple[T | None, list[Finding]]:
    own = doc_id or path.stem
    instance, flaws = jsonio.parse(jsonio.read_bytes(path))
    if flaws:
        return None, [
            Finding("json-malformed", "error", doc_id, f.pointer, f.message, remedy=f.remedy, id=own, file=str(path))
            for f in flaws
        ]
    found = schema.violations(name, instance)
    if found:
        remedy = "See schema/ for what may stand here."
        return None, [
            Finding("schema-violation", "error", doc_id, pointer, message, remedy=remedy, id=own, file=str(path))
            for pointer, message in found
        ]
    return msgspec.convert(instance, kind), []


def annotation_files(folder: Path) -> list[Path]:
    """The annotation files of a folder, sorted: not a pass's clusters.json, nor what remap left for review."""
    beside = (CLUSTERS, ".review.json")
    return [path for path in sorted(folder.glob("*.json")) if not path.name.endswith(beside)]


def pass_names(root: Path) -> list[str]:
    """Annotators that have a folder under annotations/passes/, sorted."""
    folder = root / "annotations" / "passes"
    return sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []


def scan(
    root: PathLike | None = None, external: PathLike | None = None, *, files: Sequence[Path] | None = None
) -> tuple[Corpus, list[Finding]]:
    """The corpus as far as it can be read, and findings for what can't.

    Args:
        root: A corpus folder; None for the shipped corpus.
        external: Folder of external texts; None for VIRGOLETTE_TEXTS, else without them.
        files: Annotation files to take instead of annotations/gold/.

    Raises:
        InputError: Where the manifest or a knowledge file can't be used.
    """
    base = Path(root) if root is not None else resources.root()
    if files is None and shards.packed(base):
        return _unpacked(base, external)
    listed = manifest(base)
    folder = texts.texts_dir(external)
    known = knowledge(base)
    paths = list(files) if files is not None else annotation_files(base / "annotations" / "gold")
    read: dict[str, tuple[Path, Annotations | None]] = {}
    findings: list[Finding] = []
    entries = {entry.doc_id for entry in listed.documents}
    for path in paths:
        found, bad = read_annotations(inside(path, base) if files is None else path)
        findings += bad
        doc_id = found.doc_id if found is not None else path.stem
        if found is not None and doc_id != path.stem:
            message = f"the file is named {path.stem}, its doc_id is {doc_id}"
            findings.append(
                unusable("document-misnamed", path.stem, message, "Rename the file or mend doc_id.", path, "/doc_id")
            )
        if doc_id not in entries:
            message = f"{doc_id} isn't in seeds/manifest.json"
            findings.append(
                unusable(
                    "document-unknown",
                    doc_id,
                    message,
                    "Add the document to the manifest, or remove the file.",
                    path,
                    "/doc_id",
                )
            )
        elif doc_id in read:
            message = f"{doc_id} is annotated in {read[doc_id][0].name} already"
            findings.append(
                unusable("document-repeated", doc_id, message, "Keep one of the two files.", path, "/doc_id")
            )
        else:
            read[doc_id] = (path, found)
    wanted = [e for e in listed.documents if files is None or e.doc_id in read]
    bodies, bad = verified(base, wanted, {k: a for k, (_, a) in read.items() if a is not None}, folder)
    findings += bad
    documents = []
    for entry in wanted:
        source, annotated = read.get(entry.doc_id, ("", None))
        documents.append(Document(entry, bodies.get(entry.doc_id), annotated, str(source)))
    return Corpus(str(base), listed, tuple(documents), known), findings


def _unpacked(base: Path, external: PathLike | None) -> tuple[Corpus, list[Finding]]:
    """As `scan`, of a corpus in packed form, held whole: commands that stream it read its shards themselves."""
    documents: list[Document] = []
    findings: list[Finding] = []
    listed = manifest(base)
    for shard in shards.shards(base):
        for line in shards.read(shard, shards.externals(shard, external)):
            findings += line.findings
            documents += [line.document] if line.document is not None else []
    listed = msgspec.structs.replace(listed, documents=tuple(d.entry for d in documents))
    return Corpus(str(base), listed, tuple(documents), knowledge(base)), findings


def load(root: PathLike | None = None, external: PathLike | None = None) -> Corpus:
    """The corpus, complete and verified (hash, length, UTF-8, schema); external texts may be absent.

    Raises:
        InputError: Where any file can't be used, with the first reason and the number of the others.
        TextError: Where a text isn't the one that was annotated.
    """
    corpus, findings = scan(root, external)
    if findings:
        first = findings[0]
        more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
        kind = TextError if first.code.startswith("text-") else InputError
        raise kind(first.message + more, where=place(first.file or first.doc_id, first.path), remedy=first.remedy)
    return corpus


def left_out(corpus: Corpus) -> str:
    """One line on the external documents without their texts; "" where there is none."""
    missing = [d.entry.doc_id for d in corpus.documents if d.text is None and d.entry.text == "external"]
    if not missing:
        return ""
    return (
        f"Left out, because their texts are not at hand: {', '.join(missing)}. "
        "Give the folder with the texts by --texts DIR or VIRGOLETTE_TEXTS; "
        "files are found by sha256, whatever their name."
    )


def read_text(path: Path) -> str:
    """A UTF-8 file of the user's, such as a draft.

    Raises:
        InputError: Where it can't be read or isn't UTF-8.
    """
    try:
        return texts.decode(jsonio.read_bytes(path), str(path))
    except TextError as error:
        raise InputError(error.what, where=error.where, remedy="Save the file as UTF-8.") from None
