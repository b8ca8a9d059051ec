"""Invented documents that have everything a page must bear."""

from __future__ import annotations

import hashlib

from virgolette.model import (
    Annotations,
    Claim,
    Document,
    Entity,
    Frame,
    Knowledge,
    KnownEntity,
    ManifestEntry,
    Mark,
    Metric,
    Note,
    Party,
    Quote,
    Scope,
    Segment,
    Skip,
    Speaker,
    Value,
)

# Emoji with joiner and modifier, a flag, decomposed accents, CRLF, NBSP, tab, markup, references, every kind of
# direction control, zero-width space, soft hyphen, C0 and C1 controls, a missing mark, doubled spaces.
TEXT = (
    "La banda del faro: perche\u0301  «suona» di notte\r\n"
    "di Ilda Nessi\n"
    "\n"
    "“Il faro di Brindora costa 300\u00a0mila euro, ha detto Ilda Nessi "
    "\U0001f469\U0001f3fd\u200d\U0001f692\U0001f1ee\U0001f1f9, <b>non</b> &amp; mai 40”.\n"
    "Secondo la Banca\u200b di Brindora, \u202eil conto\u202c non torna\u2067 mai\u2069: "
    "né per lei\tné per Orso\u00adla.\x07\x85\n"
    "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'> ]]> --> </article></div>\u2028fine"
)


def at(words: str, n: int = 1, *, text: str = TEXT) -> Segment:
    """The n-th occurrence of some words."""
    start = -1
    for _ in range(n):
        start = text.index(words, start + 1)
    return Segment(start=start, end=start + len(words), text=words)


def mention(id_, label, *segments, **fields):
    named = {"surface": "ok", **({} if "value" in fields else {"mention": "named"}), **fields}
    return Entity(id=id_, label=label, segments=segments, **named)


def claim(id_, *segments, claimer="author", values=(), subject="faro", statement="Il faro costa."):
    return Claim(
        id=id_,
        type="quantity",
        segments=segments,
        check_worthy=True,
        claimer=claimer,
        certainty="hedged",
        polarity="negative",
        time="present",
        frame=Frame(subject=subject, metric="cost", values=values, valid_time="2025", scope="total"),
        statement=statement,
        statement_en="The lighthouse costs.",
    )


def everything() -> Annotations:
    """Nested, crossing, discontinuous and same-span annotations, defects of marks, all layers."""
    inner = at("Brindora", 2)
    outer = at("Banca\u200b di Brindora")
    opening, closing = at("“"), at("”")
    content = Segment(start=opening.end, end=at(", ha detto").start)
    later = Segment(start=at("<b>").start, end=closing.start)
    euro = at("300\u00a0mila euro")
    quotes = (
        Quote(
            id="Q1",
            type="direct",
            content=(content, later),
            marks=(
                Mark(start=opening.start, end=opening.end, role="open", defects=()),
                Mark(start=content.end, end=content.end, role="close", defects=("missing",)),
                Mark(start=closing.start, end=closing.end, role="close", defects=("wrong_direction", "doubled")),
            ),
            cue=(at("ha detto"),),
            speaker=Speaker(mention="T1", form="named", referent="individual", entity="ilda"),
            medium="speech",
            addressee=Party(mention=None, entity="faro"),
        ),
        Quote(
            id="Q2",
            type="indirect",
            content=(at("\u202eil conto\u202c non torna\u2067 mai\u2069"),),
            marks=(),
            cue=(at("Secondo"),),
            speaker=Speaker(mention="T3", form="named", referent="organisation", entity="banca"),
            medium="unknown",
            via=Party(mention="T1", entity="ilda"),
            parent="Q1",
        ),
        Quote(
            id="Q3",
            type="reported",
            content=(at("faro di Brindora costa 300"),),
            marks=(),
            cue=(),
            speaker=Speaker(mention=None, form="none", referent="anonymous", entity=None),
            medium="speech",
            parent="Q1",
        ),
    )
    return Annotations(
        schema_version="1.0",
        doc_id="faro-1",
        text_sha256=hashlib.sha256(TEXT.encode("utf-8")).hexdigest(),
        entities=(
            mention("T1", "PER", at("Ilda Nessi", 2), entity="ilda"),
            mention("T2", "GPE", inner, entity="brindora", function="agent"),
            mention("T3", "ORG", outer, entity="banca", surface="misspelt"),
            mention(
                "T4",
                "MONEY",
                euro,
                value=Value(low="300000", high=None, comparator=">=", unit="EUR", change="down", approximate=True),
            ),
            mention("T5", "GPE", at("Brindora"), entity="brindora", function="place"),
            # The same span twice, a crossing one, one in two parts: a page shows what a check reports.
            mention("T6", "LOC", at("Brindora"), entity="brindora"),
            mention("T7", "WORK", at("di Brindora costa")),
            mention("T8", "PER", at("Orso"), at("la.")),
        ),
        quotes=quotes,
        claims=(
            claim("C1", content, claimer="Q1", values=("T4",)),
            claim("C2", at("Il faro di Brindora"), at("300\u00a0mila euro"), statement="<b>Il faro</b> & \u202ecosa."),
            claim("C3", at("non torna"), claimer="Q2", subject=None),
        ),
        notes=(
            Note(
                id="N1",
                kind="scare",
                segments=(at("suona"),),
                marks=(
                    Mark(start=at("«").start, end=at("«").end, role="open", defects=()),
                    Mark(start=at("»").start, end=at("»").end, role="close", defects=("spaced",)),
                ),
            ),
        ),
        skip=(Skip(start=at("di Ilda Nessi").start, end=at("di Ilda Nessi").end, kind="byline"),),
    )


KNOWLEDGE = Knowledge(
    entities=(
        KnownEntity(id="banca", name="Banca di Brindora", type="ORG", aliases=(), part_of="brindora"),
        KnownEntity(id="brindora", name="Brindora", type="GPE", aliases=()),
        KnownEntity(id="faro", name="Faro <i>&</i>", type="WORK", aliases=()),
        KnownEntity(id="ilda", name="Ilda Nessi", type="PER", aliases=()),
    ),
    metrics=(
        Metric(
            id="cost",
            definition='What something "costs".',
            units=("EUR",),
            scopes=(Scope(id="total", definition="In all."),),
        ),
    ),
)


def document(text: str | None = TEXT, annotations: Annotations | None = None, kind: str = "included") -> Document:
    """A document with a title that is as hostile as its text."""
    raw = TEXT.encode("utf-8")
    entry = ManifestEntry(
        doc_id="faro-1",
        title="Il faro </title><script>window.ran = 1</script>" if kind == "included" else None,
        published="2025-01-02",
        sha256=hashlib.sha256(raw).hexdigest(),
        chars=len(TEXT),
        language="it",
        licence="CC-BY-4.0",
        origin='invented "for" <tests>',
        genre="wire",
        story="faro",
        split="train",
        text=kind,
    )
    return Document(entry, text, annotations if annotations is not None else everything())
