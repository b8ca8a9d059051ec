"""Agreement of two passes: which files are compared, and the figures as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from virgolette import corpus, resources, schema
from virgolette.corpus.hydrate import segments
from virgolette.errors import InputError
from virgolette.model import Annotations, Cluster, Clusters, ManifestEntry, Segment, Skip
from virgolette.scoring import agreement, coreference, gamma, kappa
from virgolette.tabular import Cell, cell, table

NO_CLUSTERS = "no clusters in these passes"


class Pass(Struct, frozen=True):
    """One annotator's files: annotations by doc_id, and clusters where the folder has them."""

    name: str
    documents: dict[str, Annotations]
    clusters: tuple[Cluster, ...] | None


class Agreement(Struct, frozen=True):
    """Everything that `virgolette agree` reports; the figures are explained in virgolette.scoring.

    Attributes:
        left, right: The passes as named.
        documents: Those that both passes have.
        only_left, only_right: Those that one pass lacks; they count for nothing.
        samples, seed: Of gamma's random continua.
        layers: Layer → figures over all documents.
        by_document: doc_id → layer → figures.
        clusters: None where a pass carries no clusters.json.
    """

    left: str
    right: str
    documents: tuple[str, ...]
    only_left: tuple[str, ...]
    only_right: tuple[str, ...]
    samples: int
    seed: int
    layers: dict[str, agreement.Layer]
    by_document: dict[str, dict[str, agreement.Layer]]
    clusters: coreference.ClusterAgreement | None


def read_pass(named: str, root: Path | None = None) -> Pass:
    """The pass called `named`: `gold`, an annotator under annotations/passes/, or a folder of annotation files.

    Raises:
        InputError: Where there is no such pass, or a file in it can't be used (the first reason is told).
    """
    base = root or resources.root()
    if named == "gold":
        folder, clusters = base / "annotations" / "gold", base / "annotations" / corpus.CLUSTERS
    elif named in corpus.pass_names(base):
        folder = base / "annotations" / "passes" / named
        clusters = folder / corpus.CLUSTERS
    else:
        folder, clusters = Path(named), Path(named) / corpus.CLUSTERS
    if not folder.is_dir():
        known = ", ".join(("gold", *corpus.pass_names(base)))
        remedy = f"Name one of {known}, or a folder of annotation files."
        raise InputError("is neither a pass nor a folder", where=named, remedy=remedy)
    documents: dict[str, Annotations] = {}
    for path in corpus.annotation_files(folder):
        found, findings = corpus.read_annotations(path)
        if found is None:
            first = findings[0]
            more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
            raise InputError(first.message + more, where=f"{path}#{first.path}", remedy=first.remedy)
        if found.doc_id in documents:
            what = f"{found.doc_id} is annotated twice in this pass"
            raise InputError(what, where=str(path), remedy="Keep one of the two files.")
        documents[found.doc_id] = found
    return Pass(named, documents, _clusters(clusters) if clusters.is_file() else None)


def _clusters(path: Path) -> tuple[Cluster, ...]:
    instance = corpus.read(path)
    schema.expect("clusters", instance, str(path))
    return msgspec.convert(instance, Clusters).clusters


def agree(
    left: Pass,
    right: Pass,
    root: Path | None = None,
    texts: Path | None = None,
    *,
    samples: int = gamma.SAMPLES,
    seed: int = gamma.SEED,
) -> Agreement:
    """Compare two passes over the documents that both have.

    Args:
        left, right: The passes.
        root: Corpus folder with the manifest; None for the shipped corpus.
        texts: Folder of external texts: where a text is at hand, the segments are checked against it.
        samples, seed: Of gamma's random continua.

    Raises:
        InputError: Where no document is in both, or the passes are of different texts or don't fit theirs.
    """
    shared = sorted(left.documents.keys() & right.documents.keys())
    if not shared:
        remedy = "Name two passes over the same documents."
        raise InputError("no document is in both passes", where=f"{left.name}, {right.name}", remedy=remedy)
    base = root or resources.root()
    entries = {e.doc_id: e for e in corpus.manifest(base).documents}
    compared = {}
    for doc_id in shared:
        ours, theirs = left.documents[doc_id], right.documents[doc_id]
        if ours.text_sha256 != theirs.text_sha256:
            remedy = "Offsets into different texts can't be compared: carry one over with virgolette remap."
            raise InputError("the passes are of different texts", where=doc_id, remedy=remedy)
        length = _length(base, entries.get(doc_id), ((left.name, ours), (right.name, theirs)), texts)
        compared[doc_id] = agreement.compare(ours, theirs, length, samples, seed)
    clusters = None
    if left.clusters is not None and right.clusters is not None:
        pairs = [(f"{d}#{a}", f"{d}#{b}") for d in shared for a, b in compared[d]["claims"].pairs]
        clusters = coreference.clusters(left.clusters, right.clusters, pairs)
    return Agreement(
        left.name,
        right.name,
        tuple(shared),
        tuple(sorted(left.documents.keys() - right.documents.keys())),
        tuple(sorted(right.documents.keys() - left.documents.keys())),
        samples,
        seed,
        {layer: agreement.summarise([compared[d][layer] for d in shared]) for layer in agreement.LAYERS},
        {d: {layer: agreement.summarise([compared[d][layer]]) for layer in agreement.LAYERS} for d in shared},
        clusters,
    )


def _length(
    root: Path, entry: ManifestEntry | None, sides: Iterable[tuple[str, Annotations]], texts: Path | None
) -> int:
    """Code points of the text; as far as the annotations reach, where the manifest doesn't know this text."""
    text, length = None, 0
    for name, found in sides:
        if entry is not None and entry.sha256 == found.text_sha256:
            length = entry.chars
            at_hand = entry.text == "included" or corpus.texts_dir(texts) is not None
            text = text or (_text(root, entry, texts) if at_hand else None)
        else:
            length = max([length, *(s.end for _, s in _stretches(found))])
        # Raw offsets would give figures about nothing: they are refused, as the checks would say why.
        bad = [
            pointer
            for pointer, s in _stretches(found)
            if not 0 <= s.start < s.end <= length
            or (text is not None and isinstance(s, Segment) and not corpus.verify(s, text, found.text_sha256))
        ]
        if bad:
            what = f"{len(bad)} segments don't fit the text"
            where = f"{name} {found.doc_id}#{bad[0]}"
            raise InputError(what, where=where, remedy="Run virgolette check on the pass.")
    return length


def _stretches(found: Annotations) -> Iterator[tuple[str, Segment | Skip]]:
    for _, pointer, segment in segments(found):
        yield pointer, segment
    for i, skip in enumerate(found.skip):
        yield f"/skip/{i}", skip


def _text(root: Path, entry: ManifestEntry, texts: Path | None) -> str | None:
    """The text; None for an external one that the folder doesn't hold."""
    folder = corpus.texts_dir(texts)
    if entry.text == "external" and (folder is None or not corpus.find_texts(folder, {entry.sha256})[0]):
        return None
    return corpus.text_of(root, entry, texts)


def render(found: Agreement) -> str:
    """All figures over all documents as aligned tables, then one line a document and layer."""
    parts = [f"Agreement of {found.left} and {found.right} on {', '.join(found.documents)}"]
    for name, only in ((found.left, found.only_left), (found.right, found.only_right)):
        if only:
            parts.append(f"Only in {name}, not compared: {', '.join(only)}")
    for layer, figures in found.layers.items():
        parts.append(f"{layer}\n" + _table(_PLACES, _places(figures)))
        fields = [_attribute(name, a) for name, a in figures.attributes.items() if a.n]
        if fields:
            parts.append(_table(_FIELDS, fields))
        parts.append(_table(_GAMMA, [[f"{layer}: gamma", *_gamma(figures.gamma)]]))
    rows = [[d, layer, *_brief(f)] for d, layers in found.by_document.items() for layer, f in layers.items()]
    parts.append(_table(_BRIEF, rows, words=2))
    parts.append(_clusters_text(found.clusters))
    notes = f"- none; gamma: {found.samples} random continua, seed {found.seed}; span-valued fields have no kappa"
    return "\n\n".join([*parts, notes]) + "\n"


_PLACES = ("spans", "left", "right", "exact", "F1", "overlap", "F1")
_FIELDS = ("field of matched spans", "n", "agreed", "observed", "kappa", "overlapping", "mean IoU")
_GAMMA = ("unitising", "gamma", "observed", "expected")
_BRIEF = ("document", "layer", "left", "right", "exact F1", "overlap F1", "exact, same label F1", "gamma")


def _places(figures: agreement.Layer) -> Iterator[Sequence[Cell]]:
    rows: Mapping[str, agreement.Places] = {"all": figures.spans, "same label": figures.labelled, **figures.labels}
    for name, p in rows.items():
        yield name, p.exact.left, p.exact.right, p.exact.matched, p.exact.f1, p.overlap.matched, p.overlap.f1


def _attribute(name: str, a: kappa.Attribute) -> Sequence[Cell]:
    return name, a.n, a.agreed, a.observed, a.kappa, a.overlapping, a.mean_iou


def _gamma(g: gamma.Gamma) -> Sequence[Cell]:
    return g.gamma, g.observed, g.expected


def _brief(f: agreement.Layer) -> Sequence[Cell]:
    exact = f.spans.exact
    return exact.left, exact.right, exact.f1, f.spans.overlap.f1, f.labelled.exact.f1, f.gamma.gamma


def _clusters_text(found: coreference.ClusterAgreement | None) -> str:
    if found is None:
        return NO_CLUSTERS
    head = f"clusters: {found.claims} matched claims, B-cubed F1 {cell(found.b_cubed)}; "
    judged = f"judged pairs: {found.left_pairs} and {found.right_pairs}"
    rows = [_attribute("relation", found.relations), _attribute("basis", found.basis)]
    return f"{head}{judged}\n" + _table(("pairs judged by both", *_FIELDS[1:]), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[Cell]], words: int = 1) -> str:
    return table(head, rows, words=words, whole="d")
