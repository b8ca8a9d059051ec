"""All that a corpus says of one entity: its mentions by spelling, what it says, what is claimed of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from virgolette import schema
from virgolette.model import Document, Entity, KnownEntity, Quote
from virgolette.site.marks import said
from virgolette.site.source import Claimed, Site, claim_href, doc_href, entity_href, story_href
from virgolette.view.cards import offsets
from virgolette.view.palette import Palette

# People and organisations first: they are the ones who speak.
FIRST = ("PER", "ORG")
Pairs = list[tuple[str, str]]


class Spelling(Struct, frozen=True):
    """One way in which the entity is written: its words, what is wrong with them, and where they stand."""

    words: str
    flaw: str
    places: Pairs


class Said(Struct, frozen=True):
    """One quote that the entity speaks; `words` is empty where they may not be shown."""

    id: str
    href: str
    doc_id: str
    kind: str
    hue: int
    words: list[str]
    at: str
    cue: str
    claims: list[Claimed]


class About(Struct, frozen=True):
    """One claim about the entity."""

    claimed: Claimed
    href: str
    claimer: str
    claimer_href: str
    values: list[str]
    clusters: Pairs


class Profile(Struct, frozen=True):
    """All that the corpus says of one entity."""

    entity: KnownEntity
    kind: str
    hue: int
    links: list[tuple[str, str, str]]
    mentions: list[tuple[Document, list[Entity]]]
    spellings: list[Spelling]
    unseen: int
    quotes: list[Said]
    claims: list[About]

    @property
    def count(self) -> int:
        """Mentions in all documents."""
        return sum(len(found) for _, found in self.mentions)


def profiles(site: Site) -> list[Profile]:
    """Every known entity that occurs, people and organisations first, most mentioned first."""
    mentions: dict[str, list[tuple[Document, Entity]]] = {}
    quotes: dict[str, list[tuple[Document, Quote]]] = {}
    claims: dict[str, list[Claimed]] = {}
    for document in site.documents:
        names = site.names[document.entry.doc_id]
        for mention in names.annotations.entities:
            mentions.setdefault(mention.entity or "", []).append((document, mention))
        for quote in names.annotations.quotes:
            quotes.setdefault(quote.speaker.entity or "", []).append((document, quote))
    for claimed in site.claims.values():
        claims.setdefault(claimed.claim.frame.subject or "", []).append(claimed)
    found = [
        _profile(site, e, mentions.get(e.id, []), quotes.get(e.id, []), claims.get(e.id, []))
        for e in site.known.values()
    ]
    labels = list(Palette().entities)
    order = {label: i for i, label in enumerate([*FIRST, *(x for x in labels if x not in FIRST)])}
    return sorted(found, key=lambda p: (order[p.entity.type], -p.count, p.entity.name.casefold()))


def _profile(
    site: Site,
    entity: KnownEntity,
    mentions: list[tuple[Document, Entity]],
    quotes: list[tuple[Document, Quote]],
    claims: list[Claimed],
) -> Profile:
    palette = Palette()
    by_document: dict[str, tuple[Document, list[Entity]]] = {}
    for document, mention in mentions:
        by_document.setdefault(document.entry.doc_id, (document, []))[1].append(mention)
    order = {d.entry.doc_id: i for i, d in enumerate(site.documents)}
    placed = sorted(claims, key=lambda c: (order[c.document.entry.doc_id], c.claim.segments[0].start))
    return Profile(
        entity=entity,
        kind=palette.entities[entity.type]["en"],
        hue=palette.entity(entity.type),
        links=list(_links(site, entity)),
        mentions=list(by_document.values()),
        spellings=_spellings(site, mentions),
        unseen=sum(d.text is None for d, _ in mentions),
        quotes=[_said(site, palette, d, q) for d, q in quotes],
        claims=[_about(site, c) for c in placed],
    )


def _links(site: Site, entity: KnownEntity) -> Iterator[tuple[str, str, str]]:
    """(how, name, address) of the entities that this one belongs to or that belong to it."""
    for how, id_ in (("part of", entity.part_of), ("version of", entity.version_of)):
        if id_ in site.known:
            yield how, site.known[id_].name, entity_href(id_, "../")
    for other in site.known.values():
        if other.part_of == entity.id:
            yield "includes", other.name, entity_href(other.id, "../")
        if other.version_of == entity.id:
            yield "has the version", other.name, entity_href(other.id, "../")


def _spellings(site: Site, mentions: list[tuple[Document, Entity]]) -> list[Spelling]:
    surfaces = schema.labels("entity", "properties/surface")
    found: dict[tuple[str, str], Pairs] = {}
    for document, mention in mentions:
        words = site.names[document.entry.doc_id].words(mention.segments)
        if words is not None:
            flaw = "" if mention.surface == "ok" else surfaces[mention.surface]["en"]
            place = f"{document.entry.doc_id} {mention.id}", doc_href(document.entry.doc_id, mention.id, "../")
            found.setdefault((" … ".join(words), flaw), []).append(place)
    counted = Counter({key: len(places) for key, places in found.items()})
    return [Spelling(*key, found[key]) for key, _ in counted.most_common()]


def _said(site: Site, palette: Palette, document: Document, quote: Quote) -> Said:
    doc_id = document.entry.doc_id
    names = site.names[doc_id]
    own = [c for c in names.annotations.claims if c.claimer == quote.id]
    return Said(
        id=quote.id,
        href=doc_href(doc_id, quote.id, "../"),
        doc_id=doc_id,
        kind=palette.quotes[quote.type]["en"],
        hue=palette.quote(quote.type),
        words=names.words(quote.content) or [],
        at=offsets(quote.content),
        cue=" … ".join(names.words(quote.cue) or ()),
        claims=[Claimed(f"{doc_id}#{c.id}", document, c) for c in own],
    )


def _about(site: Site, claimed: Claimed) -> About:
    doc_id = claimed.document.entry.doc_id
    names, claimer = site.names[doc_id], site.claimer(claimed)
    figures = [names.mentions[v].value for v in claimed.claim.frame.values if v in names.mentions]
    story = claimed.document.entry.story
    return About(
        claimed=claimed,
        href=claim_href(claimed.id, "../"),
        claimer=claimer.name,
        claimer_href=entity_href(claimer.entity, "../") if claimer.entity in site.known else "",
        values=[said(value) for value in figures if value is not None],
        clusters=[(story_href(story, c.id, "../"), c.question_en) for c in site.clusters_of.get(claimed.id, ())],
    )
