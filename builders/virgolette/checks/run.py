"""Running checks: findings in order, with severity, and waivers applied."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from virgolette.checks import text
from virgolette.checks.base import Check, CorpusCheck, View
from virgolette.checks.catalogue import CHECKS
from virgolette.finding import Finding
from virgolette.model import Annotations, Corpus, Document, Waiver

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
    wanted = [c for c in CHECKS if (not select or c.code in select) and c.code not in ignore]
    waivers = _Waivers(corpus.knowledge.waivers)
    gold = (Path(corpus.root) / "annotations" / "gold").resolve()
    for document in track(corpus.documents) if track else corpus.documents:
        # Waivers are about gold: in a pass, T3 is another annotation.
        waivable = not document.path or Path(document.path).resolve().parent == gold
        found = [(f, c.severity) for c in wanted if isinstance(c, Check) for f in of_document(c, document, corpus)]
        yield from (waivers.apply(f, severity, waivable=waivable) for f, severity in sorted(found, key=_order))
    if not whole:
        return
    found = [(f, c.severity) for c in wanted if isinstance(c, CorpusCheck) for f in c.run(corpus)]
    yield from (waivers.apply(f, severity, waivable=True) for f, severity in sorted(found, key=_order))
    if (not select or "waiver-unused" in select) and "waiver-unused" not in ignore:
        yield from _unused(corpus, waivers, {c.code: c for c in wanted})


def of_document(check: Check, document: Document, corpus: Corpus) -> Iterator[Finding]:
    """What one check finds in one document; nothing where what it needs isn't at hand."""
    annotations = document.annotations
    if check.needs_text and document.text is None:
        return iter(())
    if annotations is None:
        if check not in text.CHECKS:
            return iter(())
        # A text is checked even before anybody annotated it.
        entry = document.entry
        annotations = Annotations(
            schema_version="1.0",
            doc_id=entry.doc_id,
            text_sha256=entry.sha256,
            entities=(),
            quotes=(),
            claims=(),
            notes=(),
            skip=(),
        )
    return check.run(View(document, corpus.knowledge, annotations))


def _order(item: tuple[Finding, str]) -> tuple[str, int, int, str, str, str]:
    finding = item[0]
    start = -1 if finding.start is None else finding.start
    end = -1 if finding.end is None else finding.end
    return finding.doc_id, start, end, finding.code, finding.id, finding.path


def _unused(corpus: Corpus, waivers: _Waivers, ran: dict[str, Check | CorpusCheck]) -> Iterator[Finding]:
    codes = {c.code for c in CHECKS}
    # Of these documents not every check could run: a waiver without a finding proves nothing.
    partial = {d.entry.doc_id for d in corpus.documents if d.text is None or d.annotations is None}
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
        file = f"{corpus.root}/annotations/waivers.json"
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
