"""What one run found in one corpus, and what of it may be shown where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import msgspec
from msgspec import Struct

from virgolette.checks.catalogue import CATALOGUE
from virgolette.checks.place import LONGEST
from virgolette.finding import Finding
from virgolette.model import Corpus, Document

_ABOUT = {entry.code: entry for entry in CATALOGUE}
_QUOTED = re.compile("“[^”]*”")
_PLAIN_KEY = re.compile(r"[a-z0-9_]{1,20}")


class Batch:
    """The findings of one corpus, or of a part of it, as far as it was read.

    Args:
        corpus: With the documents that the findings are of, at least.
        findings: The findings.
        clean: Documents with their texts beside those of the corpus, in which nothing was found.
    """

    def __init__(self, corpus: Corpus, findings: Iterable[Finding], *, clean: int = 0) -> None:
        self.corpus, self.clean = corpus, clean
        self.findings: Sequence[Finding] = [self._placed(f) for f in findings]

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """Documents by id."""
        return {d.entry.doc_id: d for d in self.corpus.documents}

    @cached_property
    def external(self) -> frozenset[str]:
        """Ids of the manifest's external documents."""
        return frozenset(e.doc_id for e in self.corpus.manifest.documents if e.text == "external")

    @cached_property
    def included(self) -> frozenset[str]:
        """Ids of the manifest's included documents."""
        return frozenset(e.doc_id for e in self.corpus.manifest.documents if e.text == "included")

    def text(self, finding: Finding) -> str | None:
        """The text that a finding's offsets are into, where it is at hand."""
        document = self.documents.get(finding.doc_id)
        return document.text if document is not None else None

    def _placed(self, finding: Finding) -> Finding:
        """A finding on a text names the text's file, not that of the annotations."""
        entry = _ABOUT.get(finding.code)
        # In a shard the text stands in the line of its document.
        if entry is None or entry.family != "text" or finding.path.startswith("L"):
            return finding
        own = f"{self.corpus.root}/seeds/texts/{finding.doc_id}.txt"
        return msgspec.structs.replace(finding, file="" if finding.doc_id in self.external else own)

    def publishable(self, finding: Finding) -> Finding:
        """The finding without words of a text that may not be redistributed.

        Only what is surely our own stays whole. Elsewhere quoted words go, also any run of a text that a
        message has by accident, and what a reader of broken JSON says of the file's content.
        """
        if not finding.doc_id or finding.doc_id in self.included:
            return finding
        entry = _ABOUT.get(finding.code)
        if finding.code in ("json-malformed", "schema-violation") and entry is not None:
            parts = finding.path.split("/")[1:]
            kept = next((i for i, part in enumerate(parts) if not _PLAIN_KEY.fullmatch(part)), len(parts))
            line = finding.path.partition("/")[0]
            path = line + "".join(f"/{part}" for part in parts[:kept])
            return msgspec.structs.replace(finding, message=entry.about, path=path)
        message = _without(_QUOTED.sub("“…”", finding.message), self.text(finding) or "")
        return msgspec.structs.replace(finding, message=message)


def _without(message: str, text: str) -> str:
    """The message with every run of more than LONGEST code points that also stands in the text cut out."""
    size, i = LONGEST + 1, 0
    while i + size <= len(message):
        if message[i : i + size] in text:
            end = i + size
            while end < len(message) and message[i : end + 1] in text:
                end += 1
            message = f"{message[:i]}…{message[end:]}"
        i += 1
    return message


def shown_path(file: str) -> str:
    """A path as seen from the working directory, where it lies below it."""
    try:
        return Path(file).absolute().relative_to(Path.cwd()).as_posix() if file else ""
    except (ValueError, OSError):
        return file


class Summary(Struct, frozen=True):
    """Counts of a run; `left_out` holds the ids of documents without their texts."""

    errors: int
    warnings: int
    waived: int
    documents: int
    left_out: tuple[str, ...]


def summary(batches: Sequence[Batch]) -> Summary:
    """Counts over all batches: findings that stand or are waived, documents with and without a text."""
    found = [f for b in batches for f in b.findings]
    documents = [d for b in batches for d in b.corpus.documents]
    return Summary(
        errors=sum(f.severity == "error" for f in found if f.waived is None),
        warnings=sum(f.severity != "error" for f in found if f.waived is None),
        waived=sum(f.waived is not None for f in found),
        documents=sum(d.text is not None for d in documents) + sum(b.clean for b in batches),
        left_out=tuple(d.entry.doc_id for d in documents if d.text is None),
    )
