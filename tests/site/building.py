"""An invented corpus with a hostile document of many spans, and a cluster with every kind of value and relation."""

from __future__ import annotations

import hashlib
import re

import msgspec

from tests.view.building import KNOWLEDGE, TEXT, claim, document, everything, mention
from virgolette import checks
from virgolette.model import Cluster, Corpus, Document, Manifest, Relation, Segment, Value
from virgolette.site.source import Site

SPANS = 5_000
# Every value that an axis must bear: exact, approximate, interval, both open bounds, strict and not; none at all.
VALUES = (
    ("120", "120", "=", False),
    ("100", "100", "=", True),
    ("40", "50", "=", False),
    (None, "130", "<", False),
    ("90", None, ">=", True),
    (None, None, "", False),
)
RELATIONS = ("contradictory", "compatible", "equivalent", "scope_difference", "undetermined")


def hostile(spans: int = SPANS) -> Document:
    """The viewer's hostile text with thousands of mentions of one name behind it."""
    text = TEXT + "\n" + "\n".join(["Ilda Nessi " * 50] * (spans // 50))
    found = re.finditer("Ilda Nessi", text[len(TEXT) + 1 :])
    places = [(m.start() + len(TEXT) + 1, m.end() + len(TEXT) + 1) for m in found]
    more = tuple(
        mention(f"T{100 + i}", "PER", Segment(start=a, end=b, text="Ilda Nessi"), entity="ilda")
        for i, (a, b) in enumerate(places)
    )
    sha = hashlib.sha256(text.encode("utf-8")).hexdigest()
    plain = everything()
    annotations = msgspec.structs.replace(plain, entities=plain.entities + more, text_sha256=sha)
    entry = msgspec.structs.replace(document().entry, sha256=sha, chars=len(text))
    return Document(entry, text, annotations)


def figures() -> Document:
    """A document whose claims have the values of VALUES, one word each, and hostile statements."""
    text = " ".join(f"n{i}" for i in range(len(VALUES)))
    claims, mentions = [], []
    for i, (low, high, comparator, approximate) in enumerate(VALUES):
        at = Segment(start=3 * i, end=3 * i + 2, text=f"n{i}")
        values = ()
        if comparator:
            value = Value(low=low, high=high, comparator=comparator, unit="EUR", change="none", approximate=approximate)
            mentions.append(mention(f"T{i + 1}", "MONEY", at, value=value))
            values = (f"T{i + 1}",)
        claims.append(claim(f"C{i + 1}", at, values=values, statement=f"<script>window.ran = 1</script>\u202e{i}"))
    sha = hashlib.sha256(text.encode("utf-8")).hexdigest()
    entry = msgspec.structs.replace(document().entry, doc_id="faro-2", sha256=sha, chars=len(text), title=None)
    empty = {"quotes": (), "notes": (), "skip": ()}
    plain = msgspec.structs.replace(everything(), doc_id="faro-2", text_sha256=sha, **empty)
    return Document(entry, text, msgspec.structs.replace(plain, entities=tuple(mentions), claims=tuple(claims)))


def cluster() -> Cluster:
    """All claims of `figures`; the first stands to the others in each relation."""
    members = tuple(f"faro-2#C{i + 1}" for i in range(len(VALUES)))
    pairs = zip(members[1:], RELATIONS, strict=True)
    relations = tuple(Relation(a=members[0], b=b, relation=kind, basis="numeric") for b, kind in pairs)
    question = "How <much> \u202edoes it cost?"
    return Cluster(
        id="faro-cost",
        question="Quanto <b>costa</b>?",
        question_en=question,
        subject="faro",
        metric="cost",
        members=members,
        relations=relations,
    )


def site(spans: int = SPANS) -> Site:
    """The site of both documents."""
    documents = (hostile(spans), figures())
    listed = Manifest(schema_version="1.0", dataset_version="0.0.1", documents=tuple(d.entry for d in documents))
    known = msgspec.structs.replace(KNOWLEDGE, clusters=(cluster(),))
    made = Corpus("/nowhere", listed, documents, known)
    return Site(made, list(checks.run(made)))
