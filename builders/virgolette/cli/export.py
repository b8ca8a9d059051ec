"""virgolette export: our annotations in a format that people already have."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from virgolette import corpus, formats
from virgolette.checks.report import visible
from virgolette.dataset.swap import building
from virgolette.errors import InputError
from virgolette.foreign import Foreign
from virgolette.formats import Format, ours
from virgolette.model import Corpus, Document

_THIRD_PARTY = (
    "Texts of third parties are written to {out}: {ids}. Their licence doesn't allow passing them on: "
    "keep the folder to yourself, and out of any repository."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.epilog = "Without --texts nothing is written that holds words of a text whose licence forbids it."
    parser.add_argument("format", metavar="FORMAT", help=_listed())
    parser.add_argument("--out", type=Path, metavar="DIR", required=True, help="a new or empty folder")
    parser.add_argument("--docs", metavar="IDS", default="", help="these documents, comma-separated (default: all)")
    parser.add_argument("--texts", type=Path, metavar="DIR", help="folder of external texts, to export them too")
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="the corpus (default: the project's own)")


def _listed() -> str:
    return "; ".join(f"{f.name}: {f.about}" for f in formats.FORMATS)


def run(options: argparse.Namespace) -> int:
    """Say what is lost, then write; 0 also where something is."""
    chosen = formats.named(options.format)
    found = corpus.load(options.corpus, options.texts)
    documents = _chosen(found, options.docs)
    target = free(options.out)
    # VIRGOLETTE_TEXTS alone is for checking and building: only who names the texts here means to write them.
    shown = [_shown(d, named=options.texts is not None) for d in documents]
    external = [d.entry.doc_id for d, f in zip(documents, shown, strict=True) if _written_external(d, f)]
    if external:
        _outside_git(target)
        print(_THIRD_PARTY.format(out=visible(str(target)), ids=", ".join(external)), file=sys.stderr)
    _tell(chosen, shown)
    written = 0
    with building(target) as folder:
        for document in shown:
            written += bool(chosen.write(document, folder))
    print(f"{written} of {len(shown)} documents written to {visible(str(target))}")
    return 0


def _chosen(found: Corpus, ids: str) -> list[Document]:
    wanted = [i for i in (part.strip() for part in ids.split(",")) if i]
    known = {d.entry.doc_id: d for d in found.documents}
    for doc_id in wanted:
        if doc_id not in known:
            raise InputError("isn't in the manifest", where=doc_id, remedy=f"Name one of {', '.join(known)}.")
    return [known[i] for i in wanted] if wanted else [d for d in found.documents if d.annotations is not None]


def _shown(document: Document, *, named: bool) -> Foreign:
    """The document as far as it may be written."""
    if document.annotations is None:
        raise InputError(
            "has no annotations yet", where=document.entry.doc_id, remedy="Leave it out of --docs, or annotate it."
        )
    may = document.entry.text == "included" or named
    return ours.to_foreign(document.annotations, document.text if may else None)


def _written_external(document: Document, shown: Foreign) -> bool:
    return document.entry.text == "external" and shown.text is not None


def free(out: Path) -> Path:
    """The folder to make: new or empty.

    Raises:
        InputError: Where something is there already.
    """
    target = out.resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InputError("isn't empty", where=str(out), remedy="Name a new folder by --out.")
    return target


def _outside_git(target: Path) -> None:
    """Nothing, where the folder lies in no checkout: what lies in one is soon committed."""
    inside = next((p for p in target.parents if (p / ".git").exists()), None)
    if inside is not None:
        raise InputError(
            "lies in a git checkout, where third-party texts may not go",
            where=str(target),
            remedy="Name a folder outside, or leave out --texts.",
        )


def _tell(chosen: Format, documents: Sequence[Foreign]) -> None:
    """What the format can't carry, before anything is written."""
    lost: Counter[str] = Counter()
    for document in documents:
        lost.update(chosen.lost(document))
    if not lost:
        print(f"{chosen.name} carries everything.")
        return
    print(f"{chosen.name} can't carry:")
    for name, about in formats.FEATURES.items():
        if lost[name]:
            print(f"  {about}: {lost[name]}")
