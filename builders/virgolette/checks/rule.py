"""Checks as rules: what to look for gives hits; code, severity and remedy are said once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from virgolette.checks.base import Check, CorpusCheck, View
from virgolette.finding import Finding
from virgolette.model import Claim, Corpus, Entity, Note, Quote
from virgolette.spans import Spanned


class Hit(NamedTuple):
    """One breach of a rule.

    Attributes:
        path: JSON pointer into the document's file.
        owner: The annotation at fault, or None.
        message: What is wrong, with the values that show it.
        at: The place in the text, or None where no place applies.
    """

    path: str
    owner: Entity | Quote | Claim | Note | None
    message: str
    at: Spanned | None = None


def rule(
    code: str,
    severity: str,
    about: str,
    remedy: str,
    *,
    hits: Callable[[View], Iterator[Hit]],
    needs_text: bool = False,
) -> Check:
    """A check that turns each hit into a finding."""

    def run(view: View) -> Iterator[Finding]:
        for path, owner, message, at in hits(view):
            start, end = (at.start, at.end) if at is not None else (None, None)
            yield view.finding(code, path, message, remedy, owner=owner, start=start, end=end)

    return Check(code, severity, about, run, needs_text)


class SharedHit(NamedTuple):
    """One breach of a rule on what documents share.

    Attributes:
        name: The file's name: `entities`, `metrics` or `clusters` under annotations/, or `manifest`.
        path: JSON pointer below the list that is the file's.
        id: Of the record in that list; a doc_id for the manifest.
        message: What is wrong, with the values that show it.
    """

    name: str
    path: str
    id: str
    message: str


def shared_rule(
    code: str,
    severity: str,
    about: str,
    remedy: str,
    *,
    hits: Callable[[Corpus], Iterator[SharedHit]],
) -> CorpusCheck:
    """A check of the corpus that turns each hit into a finding; for waivers, entities#velasca or a doc_id."""

    def run(corpus: Corpus) -> Iterator[Finding]:
        for name, path, id_, message in hits(corpus):
            if name == "manifest":
                file, pointer = f"{corpus.root}/seeds/manifest.json", f"/documents{path}"
                yield Finding(code, "", id_, pointer, message, remedy=remedy, id=id_, file=file)
            else:
                file, pointer = f"{corpus.root}/annotations/{name}.json", f"/{name}{path}"
                yield Finding(code, "", "", pointer, message, remedy=remedy, id=f"{name}#{id_}", file=file)

    return CorpusCheck(code, severity, about, run)
