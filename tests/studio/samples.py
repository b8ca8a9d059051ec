"""An invented document with every kind of record, as a document, a task and an export."""

from __future__ import annotations

from typing import Any

from tests.studio.building import entry_of
from virgolette import corpus
from virgolette.model import (
    Annotations,
    Claim,
    Date,
    Document,
    Entity,
    Frame,
    Mark,
    Note,
    Party,
    Quote,
    Segment,
    Skip,
    Speaker,
    Value,
)
from virgolette.studio.tasks import to_task

Json = Any
# Hard before every offset: an emoji, a flag, combining marks, a CRLF, NBSP, markup, a dollar.
HARD = (
    "🙂 di Pia Dossi <b>&amp;</b>\r\n"
    "Nel 2024 🇮🇹 l’Universita\u0300 Alta di\u00a0Lodi ha perso il 7,5 % & poco $piu\u0300, "
    "«secondo» la rettrice Ida Corti.\r\n"
    "«Non è finita», ha, dice il Foglio Lodigiano, spiegato Corti al Foglio, "
    "«e torneremo. A Lodi rispondono: “Forse”.\r\n"
    "Cosi\u0301 disse 👩🏽\u200d🚀 l’astronauta.\r\n"
)


def at(text: str, words: str, n: int = 1) -> Segment:
    """The n-th occurrence of some words."""
    start = -1
    for _ in range(n):
        start = text.index(words, start + 1)
    return Segment(start=start, end=start + len(words))


def mark(text: str, glyph: str, role: str, n: int = 1, *defects: str) -> Mark:
    s = at(text, glyph, n)
    return Mark(start=s.start, end=s.end, role=role, defects=defects)


def sample(kind: str = "included", doc_id: str = "prova-1") -> Document:
    """The document: nested, same-span, discontinuous, a missing mark, a dropped subject, parents, every layer."""
    t = HARD
    entry = entry_of(t, doc_id, kind)
    year = Value(low="7.5", high="7.5", comparator="=", unit="percent", change="down", approximate=False)

    def name(id_: str, label: str, words: str, n: int = 1, **fields: Any) -> Entity:
        fields = {"mention": "named", "surface": "ok", **fields}
        return Entity(id=id_, label=label, segments=(at(t, words, n),), **fields)

    uni = at(t, "Universita\u0300 Alta di\u00a0Lodi")
    entities = (
        Entity(id="T1", label="DATE", segments=(at(t, "2024"),), surface="ok", date=Date(iso="2024")),
        Entity(id="T2", label="ORG", segments=(uni,), surface="ok", mention="named", entity="uni-lodi", ambiguous=True),
        name("T3", "GPE", "Lodi", function="place", entity="lodi"),
        Entity(id="T4", label="PERCENT", segments=(at(t, "7,5 %"),), surface="ok", value=year),
        name("T5", "PER", "Ida Corti", entity="ida-corti"),
        name("T6", "ORG", "Foglio Lodigiano", surface="truncated"),
        name("T7", "PER", "Corti", 2, entity="ida-corti"),
        name("T8", "ORG", "Foglio", 2),
        name("T9", "GPE", "Lodi", 3, function="agent"),
    )
    said = (at(t, "Non è finita"), at(t, "e torneremo. A Lodi rispondono: “Forse”."))
    content_end = said[1].end
    quotes = (
        Quote(
            id="Q1",
            type="direct",
            content=said,
            marks=(
                mark(t, "«", "open", 2),
                mark(t, "»", "close", 2, "wrong_glyph", "spaced"),
                mark(t, "«", "open", 3),
                Mark(start=content_end, end=content_end, role="close", defects=("missing",)),
            ),
            cue=(at(t, "ha", 2), at(t, "spiegato")),
            speaker=Speaker(mention="T7", form="named", referent="individual", entity="ida-corti"),
            medium="speech",
            via=Party(mention="T6", entity=None),
            addressee=Party(mention=None, entity=None),
        ),
        Quote(
            id="Q2",
            type="direct",
            content=(at(t, "Forse"),),
            marks=(mark(t, "“", "open"), mark(t, "”", "close")),
            cue=(at(t, "rispondono"),),
            speaker=Speaker(mention=None, form="null_subject", referent="group", entity=None),
            medium="unknown",
            parent="Q1",
        ),
    )
    lost = at(t, "l’Universita\u0300 Alta di\u00a0Lodi ha perso il 7,5 %")

    def claim(id_: str, claimer: str, segments: tuple[Segment, ...], kind: str, values: tuple[str, ...]) -> Claim:
        frame = Frame(subject="uni-lodi", metric=None, values=values, valid_time="2024", scope=None)
        return Claim(
            id=id_,
            type=kind,
            segments=segments,
            check_worthy=kind != "evaluation",
            claimer=claimer,
            certainty="hedged",
            polarity="positive",
            time="past",
            frame=frame,
            statement="L’ateneo <lodigiano> & il «calo» 🙂 del 2024.",
            statement_en="The university's fall.",
        )

    claims = (
        claim("C1", "author", (lost,), "quantity", ("T4",)),
        # Two claims on one span.
        claim("C2", "author", (lost,), "event", ()),
        claim("C3", "Q1", said, "evaluation", ()),
    )
    notes = (
        Note(id="N1", kind="scare", segments=(at(t, "secondo"),), marks=(mark(t, "«", "open"), mark(t, "»", "close"))),
    )
    skips = (Skip(start=t.index("di Pia"), end=t.index("\r\n"), kind="byline"),)
    bare = Annotations(
        schema_version="1.0",
        doc_id=doc_id,
        text_sha256=entry.sha256,
        entities=entities,
        quotes=quotes,
        claims=claims,
        notes=notes,
        skip=skips,
    )
    return Document(entry, t, corpus.cover(bare, t) if kind == "included" else corpus.strip(bare, t))


def export(document: Document, *, who: Json = 1) -> Json:
    """What Label Studio exports once somebody has submitted the prediction as it is."""
    task = to_task(document, document.annotations)
    (prediction,) = task["predictions"]
    annotation = {
        "id": 7,
        "completed_by": who,
        "result": prediction["result"],
        "was_cancelled": False,
        "ground_truth": False,
        "updated_at": "2026-01-01T10:00:00Z",
        "lead_time": 12.5,
    }
    return [{"id": 12, "data": task["data"], "annotations": [annotation], "predictions": [3], "meta": {}}]
