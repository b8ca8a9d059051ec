"""Any text gives a valid prediction: the same each time, offsets inside the text, references that resolve."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from virgolette import corpus, schema
from virgolette.model import KnownEntity
from virgolette.scoring.predictions import Place, Prediction
from virgolette.systems.base import Source, lines
from virgolette.systems.rules.system import Rules

# Pieces that the rules look at, in any order, beside characters of every kind.
PIECES = (
    "“", "”", "«", "»", '"', "‘", "’", "'", " ", " ", " ", "\n", ", ", ". ", ": ", "; ", "? ", "(", ")", "–", "…", "%",
    "$", "€", "ha detto", "ha", "detto", "che ", "di ", "secondo ", "Secondo ", "a detta di ", "Sono le parole di ",
    "disse", "precisando ", "come ", "Per ", "fa notare", "si legge nel ", "un portavoce", "la diga", "il ministro ",
    "Ada Li", "Corvex", "Istituto ", "VK40", "il rapporto", "lei ", "che chiede ", "ma ", "e ", "quando ", "se ",
    "30 milioni di euro", "tra 3 e 4 ", "circa ", "fino al 14%", "un terzo", "due settimane fa", "lunedì", "3 maggio",
    "fine 2026", "31 aprile 2024", "perso ", "ha annunciato ", "parla di ", "9999999999", "0", "un miliardo e mezzo",
    "é", "e\u0301", "\u200d", "🇮🇹", "\r\n", "\u00a0", "\ufeff", "İ", "ß", "٣",
)  # fmt: skip
pieces = st.lists(st.sampled_from(PIECES), max_size=40)
texts = st.one_of(pieces.map("".join), pieces.map(" ".join), st.text(max_size=120))
days = st.one_of(st.none(), st.sampled_from(["2026-03-12", "0001-01-01", "9999-12-31", "2026", "2026-13-45", ""]))


def checked(found: Prediction, text: str) -> None:
    (line,) = lines([found]).decode("utf-8").splitlines()
    assert schema.violations("prediction", json.loads(line)) == []
    ids = [x.id for layer in (found.entities, found.quotes, found.claims) for x in layer or ()]
    assert len(ids) == len(set(ids))
    mentions = {e.id for e in found.entities or ()}
    quotes = {q.id for q in found.quotes or ()}
    for e in found.entities or ():
        placed(e.segments, text)
    for q in found.quotes or ():
        placed(q.content, text)
        placed(q.cue or (), text)
        assert q.speaker is None or q.speaker.mention is None or q.speaker.mention in mentions
    for c in found.claims or ():
        placed(c.segments, text)
        assert c.claimer == "author" or c.claimer in quotes
        assert c.frame is not None
        assert set(c.frame.values or ()) <= mentions


def placed(places: tuple[Place, ...], text: str) -> None:
    end = -1
    for place in places:
        assert place.text is None
        assert place.left is None
        assert place.start is not None
        assert place.end is not None
        assert end < place.start < place.end <= len(text)
        assert text[place.start : place.end].strip() == text[place.start : place.end]
        end = place.end


@settings(max_examples=150)
@given(texts, days)
def test_any_text_gives_a_valid_prediction(text: str, published: str | None) -> None:
    system = Rules([KnownEntity(id="corvex", name="Corvex", type="ORG", aliases=("VK40",))])
    found = system.predict(Source("any-1", text, published))
    checked(found, text)
    assert system.predict(Source("any-1", text, published)) == found


def test_no_two_mentions_cross_or_share_a_span() -> None:
    @settings(max_examples=60)
    @given(texts)
    def law(text: str) -> None:
        found = Rules().predict(Source("any-1", text, None)).entities or ()
        spans = sorted((e.segments[0].start or 0, e.segments[0].end or 0) for e in found)
        assert len(spans) == len(set(spans))
        for i, (a, b) in enumerate(spans):
            assert not any(a < c < b < d for c, d in spans[i + 1 :])

    law()


def test_the_corpus_own_documents_give_the_same_bytes_twice() -> None:
    documents = [d for d in corpus.load().documents if d.entry.text == "included" and d.text]
    sources = [Source(d.entry.doc_id, d.text or "", d.entry.published) for d in documents]
    first = lines([Rules().predict(s) for s in sources])
    assert first == lines([Rules().predict(s) for s in sources])
    for source in sources:
        checked(Rules().predict(source), source.text)


def test_linking_is_exact_and_only_where_a_list_is_given() -> None:
    known = [
        KnownEntity(id="corvex", name="Corvex", type="ORG", aliases=()),
        KnownEntity(id="ada-li", name="Ada Li", type="PER", aliases=("Li",)),
    ]
    text = "La sindaca Ada Li di Corvex ha annunciato 3 dighe. «Reggeranno bene tutte», ha aggiunto. Corvax tace."
    plain = Rules().predict(Source("x-1", text)).entities or ()
    assert not any(e.entity for e in plain)
    found = Rules(known).predict(Source("x-1", text))
    linked = {text[e.segments[0].start : e.segments[0].end]: e.entity for e in found.entities or ()}
    assert linked["Ada Li"] == "ada-li"
    assert linked["Corvex"] == "corvex"
    assert linked["Corvax"] is None
    dropped = (found.quotes or ())[1].speaker
    assert dropped is not None
    assert (dropped.mention, dropped.entity) == (None, "ada-li")


@pytest.mark.parametrize("mark", ["“", "”", "«", "»", '"', "'"])
def test_marks_alone_say_nothing(mark: str) -> None:
    assert not Rules().predict(Source("x-1", mark * 300)).quotes
