"""What a site is made from: the corpus as it may be shown, and the look-ups that all pages share."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import msgspec
from msgspec import Struct

from virgolette.dataset import hardcases
from virgolette.finding import Finding
from virgolette.model import Claim, Cluster, Corpus, Document, Quote
from virgolette.view.cards import Names


class Claimed(Struct, frozen=True):
    """A claim with the document that it stands in."""

    id: str
    document: Document
    claim: Claim


class Claimer(Struct, frozen=True):
    """Who claims something.

    Attributes:
        name: The speaker's name or words; `the article` where nobody is quoted.
        entity: Id of the known entity; "" where there is none.
        quote: Id of the quote; "" for the article itself.
    """

    name: str
    entity: str
    quote: str


class Site:
    """A corpus as a site shows it.

    Attributes:
        corpus: The corpus; external texts are taken out of it unless they were asked for.
        full: The corpus as it was read. Only numbers may be taken from it, never words.
        findings: doc_id → what the checks found in the corpus as it is shown.
    """

    def __init__(self, full: Corpus, findings: Sequence[Finding] = (), *, external: bool = False) -> None:
        self.full, self.external = full, external
        self.corpus = full if external else withheld(full)
        self.findings: dict[str, list[Finding]] = {}
        for finding in findings:
            self.findings.setdefault(finding.doc_id, []).append(finding)
        self.documents = [d for d in self.corpus.documents if d.annotations is not None]
        self.by_id = {d.entry.doc_id: d for d in self.documents}
        known = self.corpus.knowledge
        self.names = {
            d.entry.doc_id: Names(d.annotations, d.text, known) for d in self.documents if d.annotations is not None
        }
        self.claims = {
            f"{d.entry.doc_id}#{c.id}": Claimed(f"{d.entry.doc_id}#{c.id}", d, c)
            for d in self.documents
            if d.annotations is not None
            for c in reversed(d.annotations.claims)
        }
        self.known = {e.id: e for e in known.entities}
        self.metrics = {m.id: m for m in known.metrics}
        self.clusters_of: dict[str, list[Cluster]] = {}
        for cluster in known.clusters:
            for member in cluster.members:
                self.clusters_of.setdefault(member, []).append(cluster)

    @cached_property
    def hard(self) -> list[hardcases.Row]:
        """How often each hard phenomenon occurs: numbers, for which all texts at hand are counted."""
        return hardcases.report(self.full)

    def stories(self) -> dict[str, list[Document]]:
        """Story → its documents, in the manifest's order."""
        found: dict[str, list[Document]] = {}
        for document in self.documents:
            found.setdefault(document.entry.story, []).append(document)
        return found

    def clusters(self, story: str) -> list[Cluster]:
        """The clusters with a claim of the story, in file order."""
        return [c for c in self.corpus.knowledge.clusters if story in self.stories_of(c)]

    def stories_of(self, cluster: Cluster) -> list[str]:
        """The stories that a cluster's claims belong to."""
        held = [self.claims[m].document.entry.story for m in cluster.members if m in self.claims]
        return list(dict.fromkeys(held))

    def claimer(self, claimed: Claimed) -> Claimer:
        """Who claims it, as far as a reader can tell."""
        names = self.names[claimed.document.entry.doc_id]
        quote = names.quotes.get(claimed.claim.claimer)
        if quote is None:
            return Claimer("the article", "", "")
        return Claimer(self.speaker(claimed.document, quote), quote.speaker.entity or "", quote.id)

    def speaker(self, document: Document, quote: Quote) -> str:
        """Who speaks in a quote: a known name, else the words of the text, else what kind of source it is."""
        who = self.names[document.entry.doc_id].who(quote.speaker.mention, quote.speaker.entity)
        if who.name or who.words:
            return who.name or who.words
        kind = quote.speaker.referent
        return "an anonymous source" if kind == "anonymous" else f"{_article(kind)} {kind}, unnamed"

    def title(self, document: Document) -> str:
        """The document's title, its id where it has none that may be shown."""
        return document.entry.title or document.entry.doc_id

    def story_title(self, story: str) -> str:
        """The headline under which a story is known: that of its first document; its id where none may be shown."""
        titles = (d.entry.title for d in self.documents if d.entry.story == story)
        return next(filter(None, titles), story.replace("-", " ").capitalize())


def _article(word: str) -> str:
    return "an" if word[:1] in "aeio" else "a"


def withheld(corpus: Corpus) -> Corpus:
    """The corpus without the texts of external documents."""
    documents = tuple(
        msgspec.structs.replace(d, text=None) if d.entry.text == "external" else d for d in corpus.documents
    )
    return msgspec.structs.replace(corpus, documents=documents)


def doc_href(doc_id: str, anchor: str = "", up: str = "") -> str:
    """Address of a place in a document's page."""
    return f"{up}documents/{doc_id}.html{f'#{anchor}' if anchor else ''}"


def claim_href(claim: str, up: str = "") -> str:
    """Address of a claim (`doc_id#C3`) in its document's page."""
    doc_id, _, anchor = claim.partition("#")
    return doc_href(doc_id, anchor, up)


def entity_href(entity: str, up: str = "") -> str:
    """Address of an entity's page."""
    return f"{up}entities/{entity}.html"


def story_href(story: str, cluster: str = "", up: str = "") -> str:
    """Address of a cluster's picture in its story's page."""
    return f"{up}stories/{story}.html{f'#{cluster}' if cluster else ''}"
