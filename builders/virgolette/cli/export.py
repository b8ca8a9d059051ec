"""virgolette export: our annotations in a format that people already have."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from virgolette import corpus, formats, resources
from virgolette.checks.report import visible
from virgolette.corpus import jsonio, shards
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
    """Write document by document, say what is lost, and then put the folder in its place; 0 also where something is."""
    chosen = formats.named(options.format)
    root = options.corpus or resources.root()
    ids = list(dict.fromkeys(filter(None, map(str.strip, options.docs.split(",")))))
    loaded = None if shards.packed(root) else _chosen(corpus.load(root, options.texts), ids)

    def documents() -> Iterator[Document]:
        return _packed(root, ids, options.texts) if loaded is None else iter(loaded)

    target = free(options.out)
    # VIRGOLETTE_TEXTS alone is for checking and building: only who names the texts here means to write them.
    named = options.texts is not None
    if named and _checkout(target) is not None and any(_written_external(d, named=True) for d in documents()):
        remedy = "Name a folder outside, or leave out --texts."
        raise InputError("lies in a git checkout, where third-party texts may not go", where=str(target), remedy=remedy)
    told = _Told(chosen)
    with building(target) as folder:
        for document in documents():
            shown = _shown(document, named=named)
            told.take(shown, chosen.write(shown, folder))
            if _written_external(document, named=named):
                told.external.append(document.entry.doc_id)
        with os.scandir(folder) as entries:
            if told.files != sum(1 for _ in entries):
                remedy = "Run virgolette check on the corpus."
                raise InputError("holds documents of one and the same name", where=str(root), remedy=remedy)
        if told.external:
            print(_THIRD_PARTY.format(out=visible(str(target)), ids=", ".join(told.external)), file=sys.stderr)
        for line in told.lines():
            print(line)
    print(f"{told.written} of {told.documents} documents written to {visible(str(target))}")
    return 0


class _Told:
    """What was written, and what the format couldn't carry of it."""

    def __init__(self, chosen: Format) -> None:
        self.format = chosen
        self.documents = self.written = self.files = 0
        self.external: list[str] = []
        self.lost: Counter[str] = Counter()

    def take(self, shown: Foreign, files: Sequence[Path]) -> None:
        """Count a document and the files that it was written to."""
        self.documents += 1
        self.written += bool(files)
        self.files += len(files)
        self.lost.update(self.format.lost(shown))

    def lines(self) -> Iterator[str]:
        """What the format can't carry, of all documents."""
        yield f"{self.format.name} can't carry:" if self.lost else f"{self.format.name} carries everything."
        for name, about in formats.FEATURES.items():
            if self.lost[name]:
                yield f"  {about}: {self.lost[name]}"


def _chosen(found: Corpus, ids: Sequence[str]) -> list[Document]:
    known = {d.entry.doc_id: d for d in found.documents}
    for doc_id in ids:
        if doc_id not in known:
            raise InputError("isn't in the manifest", where=doc_id, remedy=f"Name one of {', '.join(known)}.")
    return [known[i] for i in ids] if ids else [d for d in found.documents if d.annotations is not None]


def _packed(root: Path, ids: Collection[str], texts: Path | None) -> Iterator[Document]:
    """The chosen documents of a packed corpus, read one at a time.

    Raises:
        InputError: Where a document can't be used, or one that is named isn't there.
    """
    missing = set(ids)
    for shard in shards.shards(root):
        for line in shards.read(shard, shards.externals(shard, texts)):
            if line.findings:
                first = line.findings[0]
                where = jsonio.place(first.file, first.path)
                raise InputError(first.message, where=where, remedy=first.remedy)
            document = line.document
            if document is not None and (document.entry.doc_id in ids if ids else document.annotations is not None):
                missing.discard(document.entry.doc_id)
                yield document
    if missing:
        raise InputError("isn't in the corpus", where=min(missing), remedy="Name documents of this corpus.")


def _shown(document: Document, *, named: bool) -> Foreign:
    """The document as far as it may be written."""
    if document.annotations is None:
        raise InputError(
            "has no annotations yet", where=document.entry.doc_id, remedy="Leave it out of --docs, or annotate it."
        )
    may = document.entry.text == "included" or named
    return ours.to_foreign(document.annotations, document.text if may else None)


def _written_external(document: Document, *, named: bool) -> bool:
    return named and document.entry.text == "external" and document.text is not None


def free(out: Path) -> Path:
    """The folder to make: new or empty.

    Raises:
        InputError: Where something is there already.
    """
    target = out.resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InputError("isn't empty", where=str(out), remedy="Name a new folder by --out.")
    return target


def _checkout(target: Path) -> Path | None:
    """The git checkout that the folder lies in: what lies in one is soon committed."""
    return next((p for p in target.parents if (p / ".git").exists()), None)
