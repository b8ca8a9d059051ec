"""A specimen for the front page: one paragraph of an own text with its layers, without handles."""

from __future__ import annotations

from msgspec import Struct

from virgolette.model import Annotations, Document, Quote
from virgolette.site.source import Site, doc_href
from virgolette.view import prose
from virgolette.view.palette import Palette
from virgolette.view.prose import Atom

# A paragraph should be read at a glance: neither a headline nor a page.
_SHORT, _LONG = 120, 520


class Specimen(Struct, frozen=True):
    """A paragraph as it is annotated, and what its most telling quote is about."""

    document: Document
    href: str
    atoms: list[Atom]
    quotes: list[tuple[str, str, str, str]]
    claims: list[tuple[str, str]]


def find(site: Site) -> Specimen | None:
    """The paragraph with the most to see; None where no text may be shown."""
    best: tuple[int, Document, int, int, int] | None = None
    for document in site.documents:
        if document.text is None or document.entry.text == "external":
            continue
        start = 0
        for i, line in enumerate(document.text.split("\n"), 1):
            end = start + len(line)
            score = _score(document, start, end) if _SHORT <= len(line) <= _LONG else 0
            if score and (best is None or score > best[0]):
                best = score, document, i, start, end
            start = end + 1
    return None if best is None else _made(site, *best[1:])


def _inside(quote: Quote, start: int, end: int) -> bool:
    return all(start <= s.start and s.end <= end for s in (*quote.content, *quote.cue)) and bool(quote.cue)


def _score(document: Document, start: int, end: int) -> int:
    """Quotes of several kinds with cue and speaker count most."""
    found = document.annotations
    if found is None:
        return 0
    quotes = [q for q in found.quotes if _inside(q, start, end)]
    kinds = {q.type for q in quotes}
    mentions = {m.label for m in found.entities if start <= m.segments[0].start < end}
    spoken = any(q.speaker.mention is not None for q in quotes)
    return (8 * len(kinds) + 3 * len(quotes) + len(mentions)) if spoken else 0


def _made(site: Site, document: Document, line: int, start: int, end: int) -> Specimen:
    found = document.annotations
    if found is None or document.text is None:
        raise ValueError("a specimen has a text and annotations")
    doc_id = document.entry.doc_id
    names = site.names[doc_id]
    quotes = []
    for quote in found.quotes:
        if _inside(quote, start, end):
            cue = " … ".join(names.words(quote.cue) or ())
            quotes.append((quote.id, site.speaker(document, quote), cue, quote.type))
    lines = prose.paragraphs(document.text, found, [], Palette())
    inside = [c for c in found.claims if start <= c.segments[0].start < end]
    claims = [(c.id, c.statement_en) for c in sorted(inside, key=lambda c: not c.frame.values)]
    return Specimen(document, doc_href(doc_id, f"L{line}"), _stripped(lines[line - 1], found), quotes, claims)


def _stripped(atoms: list[Atom], found: Annotations) -> list[Atom]:
    """The paragraph's atoms; what is skipped there is of no use on its own."""
    return [] if found.skip and all(a.classes == "s" for a in atoms) else atoms
