"""virgolette remap: carry annotations over to an edited text; what needs a look is listed, nothing is lost."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

from virgolette import corpus, resources
from virgolette.checks.report import visible
from virgolette.corpus.hydrate import segments
from virgolette.corpus.jsonio import read_bytes
from virgolette.errors import InputError, TextError
from virgolette.model import Annotations, ManifestEntry


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.epilog = "Exit code: 0 all carried, 1 something awaits review, 2 wrong usage or environment."
    parser.add_argument("doc_id", help="a document of the manifest")
    parser.add_argument("new_text", type=Path, metavar="NEW_TEXT", help="the edited text")
    parser.add_argument("--out", type=Path, metavar="FILE", required=True, help="where the annotations go")
    parser.add_argument(
        "--annotations", type=Path, metavar="FILE", help="what to carry over (default: the document's gold)"
    )
    folders = (
        ("--texts", "external texts, or of the old text as it was (default: VIRGOLETTE_TEXTS)"),
        ("--corpus", "the corpus (default: the project's own)"),
    )
    for name, what in folders:
        parser.add_argument(name, type=Path, metavar="DIR", help=f"folder of {what}")


def run(options: argparse.Namespace) -> int:
    """Carry over, write, list; 1 where something awaits review."""
    from virgolette.workflow import remap, review

    root = options.corpus or resources.root()
    entry = _entry(root, options.doc_id)
    source = options.annotations or root / "annotations" / "gold" / f"{entry.doc_id}.json"
    annotations = _annotations(source, entry.doc_id)
    old = _old_text(root, entry, annotations.text_sha256, options.texts)
    _fits(annotations, old, source)
    raw = read_bytes(options.new_text)
    try:
        new = corpus.decode(raw, str(options.new_text))
    except TextError as error:
        raise TextError(error.what, where=error.where, remedy="Save the new text as UTF-8.") from None
    known = (root / "seeds" / "texts" / f"{entry.doc_id}.txt", options.new_text)
    beside = review.beside(options.out)
    if {options.out.resolve(), beside.resolve()} & {path.resolve() for path in known}:
        raise InputError("is a text", where=str(options.out), remedy="Name another file by --out.")
    sha256 = hashlib.sha256(raw).hexdigest()
    included = entry.text == "included"
    clusters = corpus.knowledge(root).clusters
    found = remap.remap(annotations, old, new, sha256=sha256, included=included, clusters=clusters)
    if found.items or beside.exists():
        # First what would be lost otherwise. An older review must not pass for this one's.
        items = [review.listed(item, old, new, included) for item in found.items]
        head = {"doc_id": entry.doc_id, "old_sha256": annotations.text_sha256, "new_sha256": sha256}
        review.write(beside, {**head, "items": items, **{f"removed_{k}": v for k, v in found.removed.items()}})
    corpus.write(options.out, found.annotations)
    for item in found.items:
        print(visible(review.line(item, entry.doc_id, old, new)))
    print(f"{found.carried} of {found.total} spans and marks carried, {len(found.items)} to review")
    if found.items:
        print(f"Review: {beside}; then: virgolette check {options.out}")
    print(f'Manifest: "sha256": "{sha256}", "chars": {len(new)}')
    return 1 if found.items else 0


def _entry(root: Path, doc_id: str) -> ManifestEntry:
    entries = {e.doc_id: e for e in corpus.manifest(root).documents}
    if doc_id not in entries:
        raise InputError("isn't in the manifest", where=doc_id, remedy=f"Name one of {', '.join(entries)}.")
    return entries[doc_id]


def _annotations(path: Path, doc_id: str) -> Annotations:
    found, findings = corpus.read_annotations(path, doc_id)
    if found is None:
        more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
        where = f"{path}#{findings[0].path}"
        raise InputError(findings[0].message + more, where=where, remedy=findings[0].remedy)
    if found.doc_id != doc_id:
        remedy = "Name that document, or its own annotations by --annotations."
        raise InputError(f"holds annotations of {found.doc_id}, not of {doc_id}", where=str(path), remedy=remedy)
    return found


def _old_text(root: Path, entry: ManifestEntry, sha256: str, texts: Path | None) -> str:
    """The text that was annotated, wherever it is at hand: the manifest and the corpus may have moved on."""
    folder = corpus.texts_dir(texts)
    raw = corpus.find_texts(folder, {sha256})[0].get(sha256) if folder else None
    own = root / "seeds" / "texts" / f"{entry.doc_id}.txt"
    if raw is None and entry.text == "included" and own.is_file():
        raw = read_bytes(own)
    if raw is None or hashlib.sha256(raw).hexdigest() != sha256:
        remedy = (
            "Give a folder that holds the text as it was by --texts DIR or VIRGOLETTE_TEXTS, under whatever name"
            " (git show REVISION:seeds/texts/… brings back an included one)."
        )
        raise TextError(f"the annotated text (sha256 {sha256}) is not at hand", where=entry.doc_id, remedy=remedy)
    return corpus.decode(raw, entry.doc_id)


def _fits(annotations: Annotations, old: str, source: Path) -> None:
    """Nothing, where every offset is right: wrong ones can't be carried over."""
    bad = [
        p for _, p, s in segments(annotations) if s.start >= s.end or not corpus.verify(s, old, annotations.text_sha256)
    ]
    marked = [("quotes", i, q.marks) for i, q in enumerate(annotations.quotes)]
    marked += [("notes", i, n.marks) for i, n in enumerate(annotations.notes)]
    bad += [f"/{k}/{i}/marks" for k, i, marks in marked if any(not m.start <= m.end <= len(old) for m in marks)]
    bad += [f"/skip/{i}" for i, s in enumerate(annotations.skip) if not s.start < s.end <= len(old)]
    if bad:
        what = f"{len(bad)} places don't fit the text that they were made on"
        raise InputError(what, where=f"{source}#{bad[0]}", remedy="Mend them first: virgolette check says where.")
