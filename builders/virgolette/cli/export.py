"""virgolette export: our annotations in a format that people already have."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from virgolette import corpus, formats, resources
from virgolette.checks.report import visible
from virgolette.cli import paths
from virgolette.cli.saying import Saying
from virgolette.corpus import jsonio, shards
from virgolette.dataset.swap import building
from virgolette.errors import InputError
from virgolette.foreign import Foreign
from virgolette.formats import Format, ours
from virgolette.model import Corpus, Document

# So many documents that were left out are named; all are counted.
SHOWN = 20
_GIVE = "To write them all the same, give the folder with the texts by --texts DIR."
_THIRD_PARTY = (
    "Texts of third parties are written to {out}: {ids}. Their licence doesn't allow passing them on: "
    "keep the folder to yourself, and out of any repository."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.epilog = "Without --texts nothing is written that holds words of a text whose licence forbids it."
    parser.add_argument("format", metavar="FORMAT", help=_listed())
    parser.add_argument("--out", type=Path, metavar="DIR", required=True, help="a new or empty folder")
    parser.add_argument("--docs", metavar="IDS", help="these documents, comma-separated (default: all)")
    parser.add_argument("--texts", type=Path, metavar="DIR", help="folder of external texts, to export them too")
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="the corpus (default: the project's own)")


def _listed() -> str:
    return "; ".join(f"{f.name}: {f.about}" for f in formats.FORMATS)


def run(options: argparse.Namespace) -> int:
    """Write document by document, say what is lost, and then put the folder in its place; 0 where anything is in it."""
    chosen = formats.named(options.format)
    root = options.corpus or resources.root()
    ids = _ids(options.docs)
    paths.apart(options.out, options.corpus)
    loaded = None if _streamed(root) else _chosen(corpus.load(root, options.texts), ids)

    def documents() -> Iterator[Document]:
        return _packed(root, ids, options.texts) if loaded is None else iter(loaded)

    target = free(options.out)
    # VIRGOLETTE_TEXTS alone is for checking and building: only who names the texts here means to write them.
    named = options.texts is not None
    if named and _checkout(target) is not None and any(_written_external(d, named=True) for d in documents()):
        remedy = "Name a folder outside, or leave out --texts."
        raise InputError("lies in a git checkout, where third-party texts may not go", where=str(target), remedy=remedy)
    told, saying = _Told(chosen), Saying()
    with building(target) as folder:
        for document in documents():
            if document.annotations is None and not ids:
                told.bare.append(document.entry.doc_id)
                continue
            shown = _shown(document, named=named)
            told.take(shown, chosen.write(shown, folder))
            if _written_external(document, named=named):
                told.external.append(document.entry.doc_id)
        if not told.written:
            raise told.nothing(root)
        with os.scandir(folder) as entries:
            if told.files != sum(1 for _ in entries):
                remedy = "Run virgolette check on the corpus."
                raise InputError("holds documents of one and the same name", where=str(root), remedy=remedy)
        for line in told.asides(str(target)):
            saying.say(line, aside=True)
        for line in told.lines():
            saying.say(line)
    saying.say(f"{told.written} of {told.documents} documents written to {visible(str(target))}")
    saying.end()
    return 0


class _Told:
    """What was written, and what the format couldn't carry of it."""

    def __init__(self, chosen: Format) -> None:
        self.format = chosen
        self.documents = self.written = self.files = 0
        self.external: list[str] = []
        # Without annotations there is nothing to write; without words some formats have no place to put it.
        self.bare: list[str] = []
        self.textless: list[str] = []
        self.lost: Counter[str] = Counter()

    def take(self, shown: Foreign, files: Sequence[Path]) -> None:
        """Count a document and the files that it was written to."""
        self.documents += 1
        self.written += bool(files)
        self.files += len(files)
        self.textless += [] if files else [shown.name]
        self.lost.update(self.format.lost(shown))

    def lines(self) -> Iterator[str]:
        """What the format can't carry, of all documents."""
        yield f"{self.format.name} can't carry:" if self.lost else f"{self.format.name} carries everything."
        for name, about in formats.FEATURES.items():
            if self.lost[name]:
                yield f"  {about}: {self.lost[name]}"

    def asides(self, out: str) -> Iterator[str]:
        """What was left out, and what may not be passed on."""
        if self.bare:
            yield f"Left out, because nobody annotated them: {_some(self.bare)}."
        if self.textless:
            yield f"Left out, because {self._needs}: {_some(self.textless)}. {_GIVE}"
        if self.external:
            yield _THIRD_PARTY.format(out=visible(out), ids=", ".join(self.external))

    def nothing(self, root: Path) -> InputError:
        """Why no document was written."""
        if not self.textless:
            return InputError("holds no annotated document", where=str(root), remedy="Annotate one: virgolette draft.")
        others = " or ".join(f.name for f in formats.FORMATS if "textless" in f.carries)
        remedy = f"{_GIVE} Or export to {others}, where offsets stand alone."
        return InputError(f"nothing can be written: {self._needs}", where=_some(self.textless), remedy=remedy)

    @property
    def _needs(self) -> str:
        return f"{self.format.name} needs their texts, which may not be passed on or aren't in the folder of --texts"


def _some(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
    return ", ".join(ids[:SHOWN]) + more


def _ids(given: str | None) -> list[str]:
    """The documents that were named, each once; none where all are meant.

    Raises:
        InputError: Where something is given that names none.
    """
    ids = list(dict.fromkeys(filter(None, map(str.strip, (given or "").split(",")))))
    if given is not None and not ids:
        raise InputError("names no document", where="--docs", remedy="Leave it out for all of them.")
    return ids


def _streamed(root: Path) -> bool:
    """Whether the corpus is in packed form.

    Raises:
        InputError: Where it is, and its manifest can't be used.
    """
    return shards.packed(root) and bool(corpus.manifest(root))


def _chosen(found: Corpus, ids: Sequence[str]) -> list[Document]:
    known = {d.entry.doc_id: d for d in found.documents}
    for doc_id in ids:
        if doc_id not in known:
            raise InputError("isn't in the manifest", where=doc_id, remedy=f"Name one of {', '.join(known)}.")
    return [known[i] for i in ids] if ids else list(found.documents)


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
            if document is not None and (not ids or document.entry.doc_id in ids):
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
    external = document.entry.text == "external" and document.text is not None
    return named and external and document.annotations is not None


def free(out: Path) -> Path:
    """The folder to make: new or empty.

    Raises:
        InputError: Where something is there already.
    """
    target = out.resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        what = "isn't empty" if target.is_dir() else "is a file"
        raise InputError(what, where=str(out), remedy="Name a new folder by --out.")
    return target


def _checkout(target: Path) -> Path | None:
    """The git checkout that the folder lies in: what lies in one is soon committed."""
    return next((p for p in target.parents if (p / ".git").exists()), None)
