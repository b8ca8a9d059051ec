"""A page for each document: the viewer, with the site around it."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from virgolette import view
from virgolette.model import Document
from virgolette.site import page
from virgolette.site.source import Site, doc_href, entity_href, story_href


def pages(site: Site) -> Iterator[tuple[str, str]]:
    """(path, content) of every annotated document."""
    for i, document in enumerate(site.documents):
        before = site.documents[i - 1] if i else None
        after = site.documents[i + 1] if i + 1 < len(site.documents) else None
        around = _around(site, document, before, after)
        found = site.findings.get(document.entry.doc_id, ())
        yield (
            doc_href(document.entry.doc_id),
            view.page(document, site.corpus.knowledge, found, source="gold", around=around),
        )


def _around(site: Site, document: Document, before: Document | None, after: Document | None) -> view.Around:
    doc_id = document.entry.doc_id
    trail = page.environment().get_template("trail.html").render(document=document, before=before, after=after)
    clusters = {}
    for id_, claimed in site.claims.items():
        if claimed.document.entry.doc_id == doc_id and id_ in site.clusters_of:
            clusters[claimed.claim.id] = tuple(
                (story_href(document.entry.story, c.id, "../"), c.question_en) for c in site.clusters_of[id_]
            )
    linked = {m.entity for m in site.names[doc_id].annotations.entities if m.entity in site.known}
    return view.Around(
        head=Markup(f"{page.head('documents', '../')}\n{trail.strip()}"),
        meta=page.meta(),
        style=page.asset("nav.css"),
        withheld=document.entry.text == "external" and document.text is None,
        entities={e: entity_href(e, "../") for e in sorted(linked - {None})},
        clusters=clusters,
    )
