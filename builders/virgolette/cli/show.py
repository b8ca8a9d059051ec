"""virgolette show: one document with all its layers, as an HTML file to read in a browser."""

from __future__ import annotations

import argparse
import sys
from difflib import get_close_matches
from pathlib import Path

from virgolette import checks, corpus, resources
from virgolette.errors import InputError, TextError
from virgolette.finding import Finding
from virgolette.model import Corpus, Document


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("doc_id", metavar="DOC_ID", help="the document, as seeds/manifest.json names it")
    parser.add_argument("--out", metavar="FILE.html", help="the file to write, - for stdout (default: DOC_ID.html)")
    parser.add_argument("--pass", dest="annotator", metavar="NAME", help="an annotator's pass instead of gold")
    parser.add_argument(
        "--texts", type=Path, metavar="DIR", help="folder of external texts (default: VIRGOLETTE_TEXTS)"
    )
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="folder of the corpus (default: the project's own)")


def run(options: argparse.Namespace) -> int:
    """Read, check, write the page."""
    from virgolette import view

    root = options.corpus if options.corpus is not None else resources.root()
    file = _file(root, options.doc_id, options.annotator)
    found, unread = corpus.scan(root, options.texts, files=[file])
    document = _readable(found, unread, options.doc_id)
    findings = [*unread, *checks.run(found, whole=False)]
    page = view.page(document, found.knowledge, findings, source=_source(options.annotator))
    data = page.encode("utf-8")
    if options.out == "-":
        # Bytes, not characters: a text stream would translate line ends on some systems.
        sys.stdout.buffer.write(data)
    else:
        target = Path(options.out) if options.out else Path(f"{options.doc_id}.html")
        corpus.write_bytes(target, data)
        print(target)
    if document.entry.text == "external":
        print(_warning(document), file=sys.stderr)
    return 0


def _source(annotator: str | None) -> str:
    return "gold" if annotator is None else f"pass of {annotator}"


def _file(root: Path, doc_id: str, annotator: str | None) -> Path:
    """The annotation file; both names are looked up, never joined to a path unseen."""
    known = [entry.doc_id for entry in corpus.manifest(root).documents]
    if doc_id not in known:
        near = ", ".join(get_close_matches(doc_id, known, cutoff=0))
        remedy = f"Did you mean {near}? virgolette status lists all." if near else "The corpus has no documents."
        raise InputError(f"{doc_id!r} is no document of this corpus", where=str(root), remedy=remedy)
    passes = corpus.pass_names(root)
    if annotator is not None and annotator not in passes:
        remedy = f"Choose one of {', '.join(passes)}." if passes else "The corpus has no passes."
        raise InputError(f"{annotator!r} is no annotator of this corpus", where=str(root), remedy=remedy)
    folder = root / "annotations"
    file = (folder / "gold" if annotator is None else folder / "passes" / annotator) / f"{doc_id}.json"
    if not file.is_file():
        held = [p for p in passes if (folder / "passes" / p / f"{doc_id}.json").is_file()]
        remedy = f"Show a pass: --pass {' or --pass '.join(held)}." if held else "Annotate it first: virgolette draft."
        raise InputError("isn't annotated", where=str(file), remedy=remedy)
    return file


def _readable(found: Corpus, unread: list[Finding], doc_id: str) -> Document:
    """The document, where its annotations can be read and its text, if there is one, is the one annotated.

    Raises:
        InputError: Where the annotations can't be read.
        TextError: Where the text isn't the one that was annotated.
    """
    document = next((d for d in found.documents if d.entry.doc_id == doc_id), None)
    changed = next((f for f in unread if f.code.startswith("text-")), None)
    if changed is not None:
        raise TextError(changed.message, where=changed.file, remedy=changed.remedy)
    if document is None or document.annotations is None:
        first = unread[0]
        more = f" (and {len(unread) - 1} more)" if len(unread) > 1 else ""
        raise InputError(first.message + more, where=f"{first.file}#{first.path}", remedy=first.remedy)
    return document


def _warning(document: Document) -> str:
    if document.text is None:
        return (
            "The text is not at hand: the page shows offsets and our own statements only. "
            "Give its folder by --texts DIR or VIRGOLETTE_TEXTS."
        )
    return "The page holds a third-party text: don't pass it on, and keep it out of the repository."
