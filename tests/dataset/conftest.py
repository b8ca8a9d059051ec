"""A small invented corpus: a story of two documents with clusters, and two external documents."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from virgolette import corpus
from virgolette.corpus import strip
from virgolette.model import (
    Annotations,
    Claim,
    Cluster,
    Clusters,
    Date,
    Entity,
    Frame,
    KnownEntities,
    KnownEntity,
    Manifest,
    ManifestEntry,
    Mark,
    Metric,
    Metrics,
    Note,
    Party,
    Quote,
    Relation,
    Scope,
    Segment,
    Skip,
    Speaker,
    Value,
)

PORTO_1 = """Ondalta chiude in calo del 12 per cento

Il molo di Brindora aprirà a marzo. «Non ci sono ritardi», ha detto Livia Tresoldi, \
presidente di Ondalta. Il titolo ha chiuso la seduta in calo del 12 per cento a Merano Sud.

Secondo Marco Venzi, il molo costerà oltre 40 milioni di euro. Il progetto «verde» resta fermo.

Riproduzione riservata.
"""

PORTO_2 = """Il titolo Ondalta ha perso il 14 per cento nella seduta del 3 marzo 2031 😀.

Venzi ha scritto al Corriere di Brindora che il molo costerà 55 milioni di euro.
"""

FARO_1 = """Il faro di Codalunga è stato riacceso.

Ada Rigon ha spiegato: “Lavora da solo”.
"""

FARO_2 = "Il faro di Codalunga è spento da 9 anni.\n"


class Author:
    """Annotations by words: the n-th occurrence of a string."""

    def __init__(self, doc_id, text):
        self.doc_id, self.text = doc_id, text
        self.layers = {"entities": [], "quotes": [], "claims": [], "notes": [], "skip": []}

    def at(self, words, n=1):
        start = -1
        for _ in range(n):
            start = self.text.index(words, start + 1)
        return start, start + len(words)

    def seg(self, words, n=1):
        start, end = self.at(words, n)
        return Segment(start=start, end=end, text=words)

    def mention(self, id, label, *words, n=1, **fields):
        segments = tuple(self.seg(w, n) for w in words)
        if label in ("PER", "ORG", "GPE", "LOC", "WORK", "PRODUCT"):
            fields = {"mention": "named", **fields}
        self.layers["entities"].append(Entity(id=id, label=label, segments=segments, surface="ok", **fields))

    def mark(self, glyph, role, n=1, defects=()):
        start, end = self.at(glyph, n)
        return Mark(start=start, end=end, role=role, defects=tuple(defects))

    def claim(self, id, words, claimer="author", type="quantity", subject="ondalta", metric="price-change", **frame):
        fields = {"time": "past", "certainty": "certain", **frame.pop("fields", {})}
        found = {"values": (), "valid_time": None, "scope": None, **frame}
        statement = f"Affermazione {id} di {self.doc_id}, con parole nostre."
        self.layers["claims"].append(
            Claim(
                id=id,
                type=type,
                segments=(self.seg(words),),
                check_worthy=True,
                claimer=claimer,
                polarity="positive",
                frame=Frame(subject=subject, metric=metric, **found),
                statement=statement,
                statement_en=f"Statement {id} of {self.doc_id}, in words of our own.",
                **fields,
            )
        )

    def annotations(self, external=False):
        sha = hashlib.sha256(self.text.encode("utf-8")).hexdigest()
        layers = {key: tuple(items) for key, items in self.layers.items()}
        for key in ("entities", "quotes", "claims", "notes"):
            layers[key] = tuple(sorted(layers[key], key=lambda r: int(r.id[1:])))
        found = Annotations(schema_version="1.0", doc_id=self.doc_id, text_sha256=sha, **layers)
        return strip(found, self.text) if external else found


def value(low, high, unit, change="none", comparator="="):
    return Value(low=low, high=high, comparator=comparator, unit=unit, change=change, approximate=False)


def porto_1():
    a = Author("porto-1", PORTO_1)
    a.mention("T1", "ORG", "Ondalta", entity="ondalta")
    a.mention("T2", "PERCENT", "12 per cento", value=value("12", "12", "percent", "down"))
    a.mention("T3", "GPE", "Brindora", entity="brindora", function="place")
    a.mention("T4", "DATE", "marzo", date=Date(iso=None, reason="unpublished"))
    a.mention("T5", "PER", "Livia Tresoldi", entity="livia-tresoldi")
    a.mention("T6", "ORG", "Ondalta", n=2, entity="ondalta")
    a.mention("T7", "PERCENT", "12 per cento", n=2, value=value("12", "12", "percent", "down"))
    a.mention("T8", "LOC", "Merano Sud")
    a.mention("T9", "GPE", "Merano", function="place")
    a.mention("T10", "PER", "Marco Venzi", entity="marco-venzi")
    a.mention("T11", "MONEY", "oltre 40 milioni di euro", value=value("40000000", None, "EUR", comparator=">"))
    a.mention("T12", "ORG", "presidente", mention="nominal", entity="ondalta")
    a.layers["quotes"] += [
        Quote(
            id="Q1",
            type="direct",
            content=(a.seg("Non ci sono ritardi"),),
            marks=(a.mark("«", "open"), a.mark("»", "close")),
            cue=(a.seg("ha detto"),),
            speaker=Speaker(mention="T5", form="named", referent="individual", entity="livia-tresoldi"),
            medium="speech",
        ),
        Quote(
            id="Q2",
            type="indirect",
            content=(a.seg("il molo costerà oltre 40 milioni di euro."),),
            marks=(),
            cue=(a.seg("Secondo"),),
            speaker=Speaker(mention="T10", form="named", referent="individual", entity="marco-venzi"),
            medium="unknown",
        ),
    ]
    title = "Ondalta chiude in calo del 12 per cento"
    a.claim("C1", title, values=("T2",), scope="close")
    a.claim("C2", "Il titolo ha chiuso la seduta in calo del 12 per cento", values=("T7",), scope="close")
    future = {"time": "future"}
    words = "il molo costerà oltre 40 milioni di euro"
    a.claim("C3", words, "Q2", subject="molo", metric="cost", values=("T11",), fields=future)
    marks = (a.mark("«", "open", 2), a.mark("»", "close", 2))
    a.layers["notes"].append(Note(id="N1", kind="scare", segments=(a.seg("verde"),), marks=marks))
    start, end = a.at("Riproduzione riservata.")
    a.layers["skip"].append(Skip(start=start, end=end, kind="boilerplate"))
    return a


def porto_2():
    a = Author("porto-2", PORTO_2)
    a.mention("T1", "ORG", "Ondalta", entity="ondalta")
    a.mention("T2", "PERCENT", "14 per cento", value=value("14", "14", "percent", "down"))
    a.mention("T3", "DATE", "3 marzo 2031", date=Date(iso="2031-03-03"))
    a.mention("T4", "PER", "Venzi", entity="marco-venzi")
    a.mention("T5", "ORG", "Corriere di Brindora")
    a.mention("T6", "GPE", "Brindora", entity="brindora", function="place")
    a.mention("T7", "MONEY", "55 milioni di euro", value=value("55000000", "55000000", "EUR"))
    a.layers["quotes"].append(
        Quote(
            id="Q1",
            type="indirect",
            content=(a.seg("il molo costerà 55 milioni di euro."),),
            marks=(),
            cue=(a.seg("ha scritto"),),
            speaker=Speaker(mention="T4", form="named", referent="individual", entity="marco-venzi"),
            medium="writing",
            addressee=Party(mention="T5", entity=None),
        )
    )
    a.claim("C1", "Il titolo Ondalta ha perso il 14 per cento", values=("T2",), valid_time="2031-03-03")
    words = "il molo costerà 55 milioni di euro"
    a.claim("C2", words, "Q1", subject="molo", metric="cost", values=("T7",), fields={"time": "future"})
    return a


def faro_1():
    a = Author("faro-1", FARO_1)
    a.mention("T1", "LOC", "Codalunga")
    a.mention("T2", "PER", "Ada Rigon", entity="ada-rigon")
    marks = (a.mark("“", "open"), a.mark("”", "close"))
    speaker = Speaker(mention="T2", form="named", referent="individual", entity="ada-rigon")
    content, cue = (a.seg("Lavora da solo"),), (a.seg("ha spiegato"),)
    a.layers["quotes"].append(
        Quote(id="Q1", type="direct", content=content, marks=marks, cue=cue, speaker=speaker, medium="speech")
    )
    words = "Il faro di Codalunga è stato riacceso"
    a.claim("C1", words, type="event", subject="faro", metric="status")
    return a


def faro_2():
    a = Author("faro-2", FARO_2)
    a.mention("T1", "LOC", "Codalunga")
    a.mention("T2", "DURATION", "9 anni", value=value("9", "9", "year"))
    a.claim("C1", "Il faro di Codalunga è spento da 9 anni", subject="faro", metric="status", values=("T2",))
    return a


def relation(a, b, kind, basis="numeric"):
    return Relation(a=a, b=b, relation=kind, basis=basis)


CLUSTERS = (
    Cluster(
        id="faro-state",
        question="Il faro è acceso?",
        question_en="Is the lighthouse lit?",
        subject="faro",
        metric="status",
        members=("faro-1#C1", "faro-2#C1"),
        relations=(relation("faro-1#C1", "faro-2#C1", "undetermined", "time"),),
    ),
    Cluster(
        id="ondalta-fall",
        question="Di quanto è sceso il titolo Ondalta?",
        question_en="By how much did the Ondalta share fall?",
        subject="ondalta",
        metric="price-change",
        members=("porto-1#C1", "porto-1#C2", "porto-2#C1"),
        relations=(
            relation("porto-1#C1", "porto-2#C1", "undetermined", "scope"),
            relation("porto-1#C2", "porto-2#C1", "undetermined", "scope"),
        ),
    ),
    Cluster(
        id="pier-cost",
        question="Quanto costerà il molo?",
        question_en="How much will the pier cost?",
        subject="molo",
        metric="cost",
        members=("porto-1#C3", "porto-2#C2"),
        relations=(relation("porto-1#C3", "porto-2#C2", "compatible"),),
    ),
)


def known(id, name, type, **fields):
    return KnownEntity(id=id, name=name, type=type, aliases=(), **fields)


ENTITIES = (
    known("ada-rigon", "Ada Rigon", "PER"),
    known("brindora", "Brindora", "GPE"),
    known("faro", "Faro di Codalunga", "WORK"),
    known("livia-tresoldi", "Livia Tresoldi", "PER"),
    known("marco-venzi", "Marco Venzi", "PER"),
    known("molo", "Molo di Brindora", "WORK"),
    known("ondalta", "Ondalta S.p.A.", "ORG"),
)

METRICS = (
    Metric(id="cost", definition="What something costs.", units=("EUR",), scopes=()),
    Metric(
        id="price-change",
        definition="Relative change of a price.",
        units=("percent",),
        scopes=(Scope(id="close", definition="At the close, against the close before."),),
    ),
    Metric(id="status", definition="The state that something is in.", units=("year",), scopes=()),
)


def write_corpus(root: Path, authors, external=(), clusters=CLUSTERS):
    """Write a corpus folder; texts of external documents go to `root/outside`, under another name."""
    entries = []
    for author in authors:
        outside = author.doc_id in external
        story = author.doc_id.rpartition("-")[0]
        raw = author.text.encode("utf-8")
        folder = root / "outside" if outside else root / "seeds" / "texts"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / (f"copy of {author.doc_id}.txt" if outside else f"{author.doc_id}.txt")).write_bytes(raw)
        entries.append(
            ManifestEntry(
                doc_id=author.doc_id,
                title=None if outside else f"Titolo di {author.doc_id}",
                published=None,
                sha256=hashlib.sha256(raw).hexdigest(),
                chars=len(author.text),
                language="it",
                licence="LicenseRef-third-party" if outside else "CC-BY-4.0",
                origin="invented for a test",
                genre="wire",
                story=story,
                split="reference" if outside else "train",
                text="external" if outside else "included",
            )
        )
        path = root / "annotations" / "gold" / f"{author.doc_id}.json"
        corpus.write(path, author.annotations(outside))
    manifest = Manifest(schema_version="1.0", dataset_version="0.0.1", documents=tuple(entries))
    corpus.write(root / "seeds" / "manifest.json", manifest)
    held = {a.doc_id for a in authors}
    kept = tuple(c for c in clusters if {m.partition("#")[0] for m in c.members} <= held)
    folder = root / "annotations"
    corpus.write(folder / "entities.json", KnownEntities(schema_version="1.0", entities=ENTITIES))
    corpus.write(folder / "metrics.json", Metrics(schema_version="1.0", metrics=METRICS))
    corpus.write(folder / "clusters.json", Clusters(schema_version="1.0", clusters=kept))
    return root


def everything():
    return [porto_1(), porto_2(), faro_1(), faro_2()]


@pytest.fixture
def corpus_dir(tmp_path):
    """The whole fixture corpus."""
    return write_corpus(tmp_path / "corpus", everything(), external=("faro-1", "faro-2"))


@pytest.fixture
def texts_dir(corpus_dir):
    return corpus_dir / "outside"


@pytest.fixture
def loaded(corpus_dir, texts_dir):
    """The fixture corpus with all its texts."""
    return corpus.load(corpus_dir, texts_dir)
