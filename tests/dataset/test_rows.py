"""What the rows of each table say."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dataset.conftest import relation
from virgolette import corpus, segment
from virgolette.dataset import arrow, bio, records, tables
from virgolette.dataset.columns import arrow_schema
from virgolette.dataset.context import Context
from virgolette.dataset.rows.batch import Batch
from virgolette.dataset.tables import table
from virgolette.errors import InputError
from virgolette.model import Corpus, Entity, Segment, Skip
from virgolette.spans import Span, hull


def all_rows(name, held):
    context = Context(held)
    return [row for split in context.splits for row in table(name, split, context).to_pylist()]


def decode(tags):
    """(first token, past the last one, label) of every tagged stretch; strict IOB2."""
    found = []
    for i, tag in enumerate(tags):
        if tag.startswith("B-"):
            found.append([i, i + 1, tag[2:]])
        elif tag.startswith("I-"):
            assert found and found[-1][1] == i and found[-1][2] == tag[2:], tags
            found[-1][1] = i + 1
    return {tuple(f) for f in found}


def test_offsets_find_their_words(loaded):
    texts = {d.entry.doc_id: d.text for d in loaded.documents}
    for row in all_rows("entities", loaded):
        assert texts[row["doc_id"]][row["start"] : row["end"]] == row["text"]
        for token, start, end in zip(row["tokens"], row["token_starts"], row["token_ends"], strict=True):
            assert row["text"][start:end] == token
        for span in row["spans"]:
            assert row["text"][span["start"] : span["end"]] == span["text"]
            assert texts[row["doc_id"]][span["doc_start"] : span["doc_end"]] == span["text"]
    for name in ("quotes", "claims", "mentions"):
        for row in all_rows(name, loaded):
            text = texts[row["doc_id"]]
            for piece in row["segments"]:
                assert text[piece["start"] : piece["end"]] == piece["text"]
            if name == "quotes":
                assert text[row["context_start"] : row["context_end"]] == row["context"]
                assert row["context_start"] <= row["start"] and row["end"] <= row["context_end"]
                assert text[row["speaker_start"] : row["speaker_end"]] == row["speaker_text"]


def test_every_mention_is_in_one_sentence(loaded):
    spans = [s["id"] for r in all_rows("entities", loaded) for s in r["spans"]]
    mentions = [r["mention_id"] for r in all_rows("mentions", loaded)]
    assert sorted(spans) == sorted(mentions) and len(set(spans)) == len(spans)


def test_skipped_sentences_are_left_out(loaded):
    found = [r["text"] for r in all_rows("entities", loaded)]
    assert "Riproduzione riservata." not in found
    assert "Ondalta chiude in calo del 12 per cento" in found


def test_a_mention_that_runs_on_belongs_to_the_sentence_of_its_start(corpus_dir, texts_dir):
    held = corpus.load(corpus_dir, texts_dir)
    document = next(d for d in held.documents if d.entry.doc_id == "faro-1")
    start = document.text.index("riacceso")
    end = document.text.index("Ada Rigon") + len("Ada Rigon")
    whole = Segment(start=start, end=end, text=document.text[start:end])
    mention = msgspec.structs.replace(document.annotations.entities[0], id="T9", segments=(whole,))
    changed = msgspec.structs.replace(document.annotations, entities=(mention,))
    documents = (msgspec.structs.replace(document, annotations=changed),)
    found = all_rows("entities", Corpus(held.root, held.manifest, documents, held.knowledge))
    (row,) = [r for r in found if r["spans"]]
    assert row["text"].startswith("Il faro") and row["ner_tags"][-2:] == ["B-LOC", "I-LOC"]
    assert row["spans"][0]["end"] > len(row["text"]) and row["spans"][0]["text"] == whole.text


def test_nominal_and_nested_mentions_have_spans_but_no_tags(loaded):
    rows = {r["text"]: r for r in all_rows("entities", loaded)}
    row = next(r for text, r in rows.items() if text.endswith("Merano Sud."))
    assert [s["text"] for s in row["spans"]] == ["12 per cento", "Merano Sud", "Merano"]
    assert row["ner_tags"][-4:] == ["O", "B-LOC", "I-LOC", "O"]
    row = next(r for text, r in rows.items() if "presidente" in text)
    tags = dict(zip(row["tokens"], row["ner_tags"], strict=True))
    assert tags["presidente"] == "O" and tags["Livia"] == "B-PER" and tags["Tresoldi"] == "I-PER"
    assert "presidente" in [s["text"] for s in row["spans"]]


def tags(tokens, mentions):
    return bio.tags([t.start for t in tokens], [t.end for t in tokens], [(m, hull(m.segments)) for m in mentions])


def mention(*spans, label="ORG", kind="named"):
    segments = tuple(Segment(start=s, end=e, text="x") for s, e in spans)
    return Entity(id="T1", label=label, segments=segments, surface="ok", mention=kind)


def test_tags_of_awkward_mentions():
    tokens = [Span(0, 3), Span(4, 7), Span(8, 11), Span(12, 15)]
    assert tags(tokens, [mention((1, 2))]) == ["B-ORG", "O", "O", "O"]
    assert tags(tokens, [mention((0, 3), (8, 11))]) == ["B-ORG", "I-ORG", "I-ORG", "O"]
    # Two in one token: the first has it; the other one isn't cut to what is left.
    assert tags(tokens, [mention((0, 5)), mention((5, 11), label="PER")]) == ["B-ORG", "I-ORG", "O", "O"]
    assert tags(tokens, [mention((0, 3), kind="pronoun")]) == ["O"] * 4
    assert tags([], [mention((0, 3))]) == []


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 4), st.sampled_from(["PER", "ORG"])), max_size=6))
def test_tags_decode_to_the_outermost_mentions(wanted):
    """For mentions on token edges that nest or are apart."""
    tokens = [Span(i * 4, i * 4 + 3) for i in range(12)]
    kept = []
    for first, length, label in wanted:
        own = (first, min(first + length, 12), label)
        clash = any(a < own[0] < b < own[1] or own[0] < a < own[1] < b or (a, b) == own[:2] for a, b, _ in kept)
        if not clash:
            kept.append(own)
    mentions = [mention((tokens[a].start, tokens[b - 1].end), label=label) for a, b, label in kept]
    outermost = {k for k in kept if not any(o != k and o[0] <= k[0] and k[1] <= o[1] for o in kept)}
    assert decode(tags(tokens, mentions)) == outermost


def test_fixture_tags_decode_to_the_outermost_mentions(loaded):
    for document in loaded.documents:
        named = [m for m in document.annotations.entities if bio.taggable(m)]
        hulls = [hull(m.segments) for m in named]
        outer = {
            (h.start, h.end, m.label)
            for m, h in zip(named, hulls, strict=True)
            if not any(o != h and o.start <= h.start and h.end <= o.end for o in hulls)
        }
        found = set()
        for sentence in segment.sentences(document.text):
            tokens = segment.tokens(document.text, sentence)
            own = [m for m in named if sentence.start <= hull(m.segments).start < sentence.end]
            found |= {(tokens[a].start, tokens[b - 1].end, label) for a, b, label in decode(tags(tokens, own))}
        assert found == outer


@pytest.mark.parametrize("name", list(tables.BY_DOCUMENT))
def test_rows_of_many_documents_are_those_of_each(loaded, name):
    context, schema = Context(loaded), arrow_schema(name)
    articles = list(context.articles.values())
    for some in (articles, articles[::-1], articles[:1], []):
        alone = [row for article in some for row in tables.of_document(name, article, context)]
        assert records.rows(tables.BY_DOCUMENT[name](Batch(some), context), schema) == alone
        assert arrow.table(tables.BY_DOCUMENT[name](Batch(some), context), schema).to_pylist() == alone
    assert len(articles) > 3


@pytest.mark.parametrize("order", [1, -1])
def test_tables_of_one_batch_are_those_of_each_alone(loaded, order):
    context = Context(loaded)
    some = list(context.articles.values())
    batch = Batch(some)
    for name in list(tables.BY_DOCUMENT)[::order]:
        alone = tables.BY_DOCUMENT[name](Batch(some), context)
        found = arrow.table(tables.BY_DOCUMENT[name](batch, context), arrow_schema(name))
        assert found.equals(arrow.table(alone, arrow_schema(name))) and found.num_rows


def reversed_(mentions):
    return mentions[::-1]


def parted(mentions):
    """The first mention that has a blank inside is of the pieces around it."""
    (first, at) = next((m, m.segments[0].text.index(" ")) for m in mentions if " " in m.segments[0].text)
    whole = first.segments[0]
    pieces = (
        Segment(start=whole.start, end=whole.start + at, text=whole.text[:at]),
        Segment(start=whole.start + at + 1, end=whole.end, text=whole.text[at + 1 :]),
    )
    return tuple(msgspec.structs.replace(m, segments=pieces) if m is first else m for m in mentions)


@pytest.mark.parametrize("changed", [reversed_, parted])
def test_mentions_lie_in_their_sentences_however_they_are_listed(loaded, changed):
    # Of the others the file has digests instead of words.
    included = [d for d in loaded.documents if d.entry.text == "included"]
    held = [d for d in included if any(" " in e.segments[0].text for e in d.annotations.entities)]
    said = [msgspec.structs.replace(d.annotations, entities=changed(d.annotations.entities)) for d in held]
    documents = tuple(msgspec.structs.replace(d, annotations=s) for d, s in zip(held, said, strict=True))
    assert documents
    other = Corpus(loaded.root, loaded.manifest, documents, loaded.knowledge)
    texts = {d.entry.doc_id: d.text for d in documents}
    known = {f"{d.entry.doc_id}#{m.id}": m for d in documents for m in d.annotations.entities}
    seen = []
    for row in all_rows("entities", other):
        whole = texts[row["doc_id"]]
        for span in row["spans"]:
            mention, place = known[span["id"]], hull(known[span["id"]].segments)
            seen.append(span["id"])
            assert (span["doc_start"], span["doc_end"], span["label"]) == (*place, mention.label)
            assert row["start"] + span["start"] == place.start and row["start"] + span["end"] == place.end
            assert span["text"] == whole[place.start : place.end]
            pieces = [s for s in row["segments"] if s["annotation"] == span["id"]]
            assert [(s["doc_start"], s["doc_end"]) for s in pieces] == [(s.start, s.end) for s in mention.segments]
            assert [s["text"] for s in pieces] == [whole[s.start : s.end] for s in mention.segments]
            assert [row["start"] + s["start"] for s in pieces] == [s.start for s in mention.segments]
    assert sorted(seen) == sorted(known)


@pytest.mark.parametrize("dropped", [slice(0, 1), slice(1, 2), slice(-1, None), slice(None)], ids=str)
def test_mentions_in_skipped_passages_have_no_sentence(loaded, dropped):
    """The first, the second, the last, all of a document's."""
    document = next(d for d in loaded.documents if len(d.annotations.entities) > 3 and not d.annotations.skip)
    places = [hull(m.segments) for m in document.annotations.entities]
    sentences = segment.sentences(document.text)
    lost = [s for s in sentences if any(s.start <= p.start < s.end for p in places[dropped])]
    skip = tuple(Skip(start=s.start, end=s.end, kind="boilerplate") for s in lost)
    changed = msgspec.structs.replace(document, annotations=msgspec.structs.replace(document.annotations, skip=skip))
    documents = tuple(changed if d is document else d for d in loaded.documents)
    found = all_rows("entities", Corpus(loaded.root, loaded.manifest, documents, loaded.knowledge))
    gone = [any(s.start <= p.start < s.end for s in lost) for p in places]
    name = document.entry.doc_id
    kept = [f"{name}#{m.id}" for m, lost in zip(document.annotations.entities, gone, strict=True) if not lost]
    spans = [span for row in found if row["doc_id"] == name for span in row["spans"]]
    assert any(gone) and [span["id"] for span in spans] == kept
    assert all(document.text[span["doc_start"] : span["doc_end"]] == span["text"] for span in spans)
    before = all_rows("entities", loaded)
    assert [r for r in found if r["doc_id"] != name] == [r for r in before if r["doc_id"] != name]


@pytest.mark.parametrize(("at_once", "long"), [(1, 1 << 18), (25, 1)])
def test_rows_are_the_same_however_many_documents_are_taken_at_once(loaded, monkeypatch, at_once, long):
    whole = {name: all_rows(name, loaded) for name in tables.BY_DOCUMENT}
    monkeypatch.setattr(tables, "AT_ONCE", at_once)
    monkeypatch.setattr(tables, "LONG", long)
    context = Context(loaded)
    assert [len(some) for split in context.splits for some in tables.rows("documents", split, context)] == [1] * 4
    assert whole == {name: all_rows(name, loaded) for name in tables.BY_DOCUMENT}


def test_quotes_name_their_parties(loaded):
    rows = {r["quote_id"]: r for r in all_rows("quotes", loaded)}
    first = rows["porto-1#Q1"]
    assert (first["content"], first["cue"], first["type"]) == ("Non ci sono ritardi", "ha detto", "direct")
    assert (first["speaker_mention"], first["speaker_name"]) == ("porto-1#T5", "Livia Tresoldi")
    assert [m["role"] for m in first["marks"]] == ["open", "close"]
    assert first["via_mention"] is None and first["parent"] is None
    assert first["previous_paragraph"] == "Ondalta chiude in calo del 12 per cento"
    assert rows["porto-2#Q1"]["addressee_text"] == "Corriere di Brindora"


def test_claims_resolve_their_claimer_and_figures(loaded):
    rows = {r["claim_id"]: r for r in all_rows("claims", loaded)}
    author, quoted = rows["porto-1#C1"], rows["porto-1#C3"]
    assert (author["claimer"], author["claimer_entity"], author["scope"]) == ("author", None, "close")
    assert author["clusters"] == ["ondalta-fall"] and author["subject_name"] == "Ondalta S.p.A."
    assert (quoted["claimer"], quoted["claimer_name"]) == ("porto-1#Q2", "Marco Venzi")
    assert quoted["claimer_text"] == "Marco Venzi"
    (value,) = quoted["values"]
    assert (value["mention"], value["text"]) == ("porto-1#T11", "oltre 40 milioni di euro")
    assert (value["low"], value["high"], value["comparator"]) == ("40000000", None, ">")


def test_folds_number_the_reference_documents(corpus_dir, texts_dir):
    held = corpus.load(corpus_dir, texts_dir)
    folds = {r["doc_id"]: r["fold"] for r in all_rows("documents", held)}
    assert folds == {"porto-1": None, "porto-2": None, "faro-1": 0, "faro-2": 1}
    # One text at hand: the fold is still that document's.
    next(p for p in texts_dir.iterdir() if "faro-1" in p.name).unlink()
    folds = {r["doc_id"]: r["fold"] for r in all_rows("documents", corpus.load(corpus_dir, texts_dir))}
    assert folds == {"porto-1": None, "porto-2": None, "faro-2": 1}


def test_pairs(loaded):
    rows = all_rows("claim_pairs", loaded)
    assert [(r["claim_a"], r["claim_b"], r["split"], r["fold"]) for r in rows] == [
        ("porto-1#C1", "porto-2#C1", "train", None),
        ("porto-1#C2", "porto-2#C1", "train", None),
        ("porto-1#C3", "porto-2#C2", "train", None),
        ("faro-1#C1", "faro-2#C1", "reference", 1),
    ]
    last = rows[-1]
    assert (last["fold_a"], last["fold_b"], last["relation"], last["basis"]) == (0, 1, "undetermined", "time")
    assert [v["unit"] for v in last["values_b"]] == ["year"] and last["question"].startswith("Il faro")


@pytest.mark.parametrize(
    ("other", "message"),
    [("faro-1#C1", "two splits"), ("porto-2#C9", "no such claim"), ("x#C1", "no such claim")],
)
def test_pairs_that_cannot_be(loaded, other, message):
    cluster = loaded.knowledge.clusters[-1]
    wrong = msgspec.structs.replace(cluster, relations=(relation("porto-1#C3", other, "compatible"),))
    knowledge = msgspec.structs.replace(loaded.knowledge, clusters=(wrong,))
    with pytest.raises(InputError, match=message):
        all_rows("claim_pairs", msgspec.structs.replace(loaded, knowledge=knowledge))
