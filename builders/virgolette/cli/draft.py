"""virgolette draft: number a text for its annotator, and compile what the annotator wrote."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from virgolette import corpus
from virgolette.corpus.visible import visible
from virgolette.errors import InputError
from virgolette.workflow import draft, locate


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("doc_id", help="a document of the manifest")
    parser.add_argument(
        "draft", nargs="?", type=Path, help="a draft to compile; without it the numbered text is printed"
    )
    parser.add_argument(
        "--texts", type=Path, metavar="DIR", help="folder of external texts (default: VIRGOLETTE_TEXTS)"
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="where the annotations go (default: nowhere, only findings)"
    )


def run(options: argparse.Namespace) -> int:
    """Print the numbered text, or compile; 1 where the draft has findings."""
    found, _ = corpus.scan(external=options.texts, files=[])
    entries = {e.doc_id: e for e in found.manifest.documents}
    if options.doc_id not in entries:
        raise InputError(
            "isn't in the manifest",
            where=options.doc_id,
            remedy=f"Name one of: {', '.join(entries) or '(the manifest is empty)'}.",
        )
    entry = entries[options.doc_id]
    text = corpus.text_of(Path(found.root), entry, options.texts)
    if options.draft is None:
        sys.stdout.write(locate.numbered(text))
        return 0
    raw = corpus.read_text(options.draft)
    if options.out:
        _expect_own(options.out, entry.doc_id)
    annotations, findings = draft.compile_draft(raw, entry, text)
    for finding in findings:
        print(visible(f"{options.draft}{finding.path}: {finding.message}"))
    if annotations is None:
        return 1
    counts = ", ".join(f"{len(getattr(annotations, k))} {k}" for k in ("entities", "quotes", "claims", "notes", "skip"))
    print(f"{entry.doc_id}: {counts}")
    if options.out:
        corpus.write(options.out, annotations)
    return 0


def _expect_own(path: Path, doc_id: str) -> None:
    """Nothing, where the file is new or holds annotations of this document: a slip mustn't cost another's work."""
    if not path.exists():
        return
    found, _ = corpus.read_annotations(path)
    if found is None or found.doc_id != doc_id:
        what = "holds something else" if found is None else f"holds annotations of {found.doc_id}"
        raise InputError(what, where=str(path), remedy=f"Name a new file, or an earlier one of {doc_id}.")
