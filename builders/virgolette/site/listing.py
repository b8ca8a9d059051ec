"""The list of documents, with what its filters and its search need: own texts and our own statements."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from markupsafe import Markup
from msgspec import Struct

from virgolette import schema
from virgolette.dataset import hardcases
from virgolette.model import Document
from virgolette.site import page
from virgolette.site.source import Site

# What would end a script element, or be a line end in old scripts.
_ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


class Listed(Struct, frozen=True):
    """One document of the list."""

    document: Document
    genre: str
    counts: list[tuple[str, int]]
    phenomena: list[tuple[str, str, str]]


def pages(site: Site) -> Iterator[tuple[str, str]]:
    """(path, content) of the list of documents."""
    rows = site.hard
    genres = schema.labels("manifest", "properties/documents/items/properties/genre")
    listed = [
        Listed(
            d,
            genres[d.entry.genre]["en"],
            [(layer, len(getattr(d.annotations, layer))) for layer in ("quotes", "claims", "entities")],
            list(_phenomena(rows, d.entry.doc_id)),
        )
        for d in site.documents
    ]
    held = Counter(name for x in listed for name, _, _ in x.phenomena)
    options = [(r.name, r.about, held[r.name]) for r in rows if held[r.name]]
    yield (
        "documents.html",
        page.render(
            "documents.html",
            "documents",
            styles=("documents.css",),
            script="search.js",
            listed=listed,
            splits=list(dict.fromkeys(d.entry.split for d in site.documents)),
            stories=[(story, site.story_title(story)) for story in site.stories()],
            genres=[(g, told["en"]) for g, told in genres.items() if any(d.entry.genre == g for d in site.documents)],
            phenomena=options,
            index=data([list(entry) for d in site.documents for entry in _entries(d)]),
        ),
    )


def _phenomena(rows: list[hardcases.Row], doc_id: str) -> Iterator[tuple[str, str, str]]:
    """(name, what it counts, how often) of what occurs in a document; means of lengths are no phenomenon."""
    for row in rows:
        share = row.documents.get(doc_id)
        if share is not None and share[0] and share[0] <= share[1]:
            yield row.name, row.about, f"{share[0]} of {share[1]} {row.of}"


def _entries(document: Document) -> Iterator[tuple[str, str, str]]:
    """(document, anchor, words) of all that a search finds in a document."""
    doc_id = document.entry.doc_id
    if document.text is not None:
        for i, line in enumerate(document.text.split("\n"), 1):
            if line.strip():
                yield doc_id, f"L{i}", line.strip()
    for claim in document.annotations.claims if document.annotations is not None else ():
        yield doc_id, claim.id, claim.statement
        yield doc_id, claim.id, claim.statement_en


def data(value: object) -> Markup:
    """JSON that can stand in a script element, whatever its strings hold."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup("".join(_ESCAPED.get(char, char) for char in text))
