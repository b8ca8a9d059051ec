"""Running checks: findings in order, with severity, and waivers applied."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from virgolette.checks import span, text
from virgolette.checks.base import Check, CorpusCheck, View
from virgolette.checks.catalogue import CHECKS
from virgolette.checks.screen import spans_sound
from virgolette.corpus import CLUSTERS, read_clusters
from virgolette.finding import Finding
from virgolette.model import Annotations, Corpus, Document, Knowledge, Waiver

Track = Callable[[Sequence[Document]], Iterable[Document]]


class _Waivers:
    """The waivers of a corpus, and which of them covered something."""

    def __init__(self, waivers: Sequence[Waiver]) -> None:
        self.all, self.used = waivers, set[int]()
        # The first of a repeated waiver covers; the other one is then unused, and reported.
        self.index = {(w.code, w.id): i for i, w in reversed(list(enumerate(waivers)))}

    def apply(self, finding: Finding, severity: str, *, waivable: bool) -> Finding:
        """The finding with its severity, and with the reason of the waiver that covers it."""
        found = self.index.get((finding.code, finding.id)) if waivable else None
        if found is None:
            return msgspec.structs.replace(finding, severity=severity)
        self.used.add(found)
        return msgspec.structs.replace(finding, severity=severity, waived=self.all[found].reason)


class Examiner:
    """The checks that were asked for, with what documents share; remembers which waivers covered something.

    Args:
        knowledge: What documents share.
        select: Codes to run; empty for all.
        ignore: Codes to leave out.
    """

    def __init__(self, knowledge: Knowledge, select: Collection[str] = (), ignore: Collection[str] = ()) -> None:
        self.knowledge, self._waivers = knowledge, _Waivers(knowledge.waivers)
        self._select, self._ignore = select, ignore
        self._checks = [c for c in CHECKS if self.asked(c.code)]
        self._spans = {c.code for c in span.CHECKS}

    def asked(self, code: str) -> bool:
        """Whether findings of this code were asked for."""
        return (not self._select or code in self._select) and code not in self._ignore

    @property
    def used(self) -> set[int]:
        """Which waivers covered something so far; an index into the corpus's waivers."""
        return self._waivers.used

    def document(self, document: Document, *, waivable: bool = True) -> list[Finding]:
        """What the checks find in one document, by place.

        Args:
            document: The document.
            waivable: Whether waivers hold for it. They are about gold: in a pass, T3 is another annotation.
        """
        view = _view(document, self.knowledge)
        # What is proven not to be found needn't be looked for.
        proven = self._spans if document.annotations is not None and spans_sound(document) else frozenset()
        found = [
            (f, c.severity)
            for c in self._checks
            if isinstance(c, Check) and c.code not in proven
            for f in _of(c, view, document)
        ]
        return [self._waivers.apply(f, severity, waivable=waivable) for f, severity in sorted(found, key=_order)]

    def collection(
        self, corpus: Corpus, more: Iterable[Finding] = (), *, without: Collection[str] = ()
    ) -> list[Finding]:
        """What the checks find in the corpus as a whole, by place.

        Args:
            corpus: The corpus, or those of its documents that can be at fault.
            more: Findings of checks of the corpus that were run elsewhere.
            without: Codes of those.
        """
        severities = {c.code: c.severity for c in self._checks}
        checks = (c for c in self._checks if isinstance(c, CorpusCheck) and c.code not in without)
        found = [(f, severities[f.code]) for f in (*more, *(f for c in checks for f in c.run(corpus)))]
        return [self._waivers.apply(f, severity, waivable=True) for f, severity in sorted(found, key=_order)]

    def unused(self, root: str, partial: Collection[str]) -> Iterator[Finding]:
        """A finding for each waiver that covered nothing, once everything was examined.

        Args:
            root: The corpus folder.
            partial: Ids of documents of which not every check could run: there, a waiver without a finding
                proves nothing.
        """
        if self.asked("waiver-unused"):
            ran = {c.code for c in self._checks}
            yield from _unused(root, self._waivers, ran, partial)


def run(
    corpus: Corpus,
    *,
    select: Collection[str] = (),
    ignore: Collection[str] = (),
    whole: bool = True,
    track: Track | None = None,
) -> Iterator[Finding]:
    """All findings of a corpus, streamed: document by document, each by place; then the collection's.

    Args:
        corpus: As `corpus.scan` gives it; what it couldn't read has findings of its own there.
        select: Codes to run; empty for all.
        ignore: Codes to leave out.
        whole: Whether the collection's checks run too; False where only some files were read.
        track: Wraps the documents, to show progress.
    """
    examiner = Examiner(corpus.knowledge, select, ignore)
    gold = (Path(corpus.root) / "annotations" / "gold").resolve()
    for document in track(corpus.documents) if track else corpus.documents:
        waivable = not document.path or Path(document.path).resolve().parent == gold
        yield from examiner.document(document, waivable=waivable)
    if whole:
        yield from examiner.collection(corpus)
        partial = {d.entry.doc_id for d in corpus.documents if d.text is None or d.annotations is None}
        yield from examiner.unused(corpus.root, partial)


def of_clusters(
    corpus: Corpus, path: Path, *, select: Collection[str] = (), ignore: Collection[str] = ()
) -> Iterator[Finding]:
    """All findings of the clusters of a pass, without waivers, which are about gold.

    Args:
        corpus: The pass's annotations, as `corpus.scan` gives them.
        path: Its clusters.json.
        select, ignore: As `run`.
    """
    read, found = read_clusters(path)
    # As with annotations: whatever was selected, that it wasn't checked must show.
    yield from (f for f in found if f.code not in ignore)
    if read is not None:
        knowledge = msgspec.structs.replace(corpus.knowledge, clusters=read.clusters, waivers=())
        own = msgspec.structs.replace(corpus, knowledge=knowledge)
        for finding in Examiner(knowledge, select, ignore).collection(own):
            if finding.file == f"{corpus.root}/annotations/{CLUSTERS}":
                yield msgspec.structs.replace(finding, file=str(path))


def of_document(check: Check, document: Document, corpus: Corpus) -> Iterator[Finding]:
    """What one check finds in one document; nothing where what it needs isn't at hand."""
    return _of(check, _view(document, corpus.knowledge), document)


def _of(check: Check, view: View, document: Document) -> Iterator[Finding]:
    if (check.needs_text and document.text is None) or (document.annotations is None and check not in text.CHECKS):
        return iter(())
    return check.run(view)


def _view(document: Document, knowledge: Knowledge) -> View:
    """The document as checks see it, with look-ups that they share.

    A text is checked even before anybody annotated it.
    """
    entry = document.entry
    return View(
        document,
        knowledge,
        document.annotations
        or Annotations(
            schema_version="1.0",
            doc_id=entry.doc_id,
            text_sha256=entry.sha256,
            entities=(),
            quotes=(),
            claims=(),
            notes=(),
            skip=(),
        ),
    )


def _order(item: tuple[Finding, str]) -> tuple[str, int, int, str, str, str]:
    finding = item[0]
    start = -1 if finding.start is None else finding.start
    end = -1 if finding.end is None else finding.end
    return finding.doc_id, start, end, finding.code, finding.id, finding.path


def _unused(root: str, waivers: _Waivers, ran: Collection[str], partial: Collection[str]) -> Iterator[Finding]:
    codes = {c.code for c in CHECKS}
    for i, waiver in enumerate(waivers.all):
        if i in waivers.used or (
            waiver.code in codes and (waiver.code not in ran or waiver.id.partition("#")[0] in partial)
        ):
            continue
        if waivers.index[waiver.code, waiver.id] != i:
            why = "is given twice"
        else:
            why = "covers no finding" if waiver.code in codes else "names no code of a check that can be waived"
        message = f"the waiver of {waiver.code} for {waiver.id} {why}"
        file = f"{root}/annotations/waivers.json"
        yield Finding(
            "waiver-unused",
            "warning",
            "",
            f"/waivers/{i}",
            message,
            remedy="Remove it, or mend its code and id.",
            id=waiver.id,
            file=file,
        )
