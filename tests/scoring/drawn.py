"""Documents with annotations as hypothesis draws them, and corpora of them on disk."""

from __future__ import annotations

import hashlib
import json

import msgspec
from hypothesis import strategies as st

from virgolette import corpus
from virgolette.model import (
    Annotations,
    Claim,
    Date,
    Entity,
    Frame,
    ManifestEntry,
    Mark,
    Quote,
    Segment,
    Skip,
    Speaker,
    Value,
)
from virgolette.scoring.convert import from_gold
from virgolette.scoring.document import count_document
from virgolette.scoring.gold import GoldDocument
from virgolette.scoring.lines import line

NAMED, NUMERIC = ("PER", "ORG"), ("MONEY", "PERCENT")
names = st.sampled_from([None, "ada", "bruno"])
texts = st.text(st.sampled_from("aB1 .,“”«»\n"), min_size=30, max_size=80)


@st.composite
def values(draw):
    comparator = draw(st.sampled_from(["=", ">=", "<"]))
    low, high = ("1", draw(st.sampled_from(["1", "1.01", "2"]))) if comparator == "=" else (None, "3")
    if comparator == ">=":
        low, high = high, None
    unit = draw(st.sampled_from([None, "EUR"]))
    return Value(low=low, high=high, comparator=comparator, unit=unit, change="none", approximate=draw(st.booleans()))


def seg(start, end):
    return Segment(start=start, end=end, digest="0" * 16)


@st.composite
def segments(draw, length, most=2):
    edges = sorted(draw(st.sets(st.integers(0, length), min_size=2, max_size=2 * most)))
    return tuple(seg(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False))


def spot(record):
    return tuple((s.start, s.end) for s in record)


@st.composite
def entities(draw, length, most=5):
    found = []
    for i, s in enumerate(draw(st.lists(segments(length, 1), max_size=most, unique_by=spot)), 1):
        label = draw(st.sampled_from([*NAMED, *NUMERIC, "DATE"]))
        fields = {"surface": draw(st.sampled_from(["ok", "misspelt"]))}
        if label in NAMED:
            fields |= {"mention": "named", "entity": draw(names)}
        elif label == "DATE":
            fields["date"] = Date(iso=draw(st.sampled_from(["2031", "2031-03"])))
        else:
            fields["value"] = draw(values())
        found.append(Entity(id=f"T{i}", label=label, segments=s, **fields))
    return tuple(found)


@st.composite
def quotes(draw, length, mentions, most=3):
    found = []
    for i, s in enumerate(draw(st.lists(segments(length), max_size=most, unique_by=spot)), 1):
        mention = draw(st.sampled_from([None, *mentions]))
        form = "named" if mention else draw(st.sampled_from(["null_subject", "none"]))
        speaker = Speaker(mention=mention, form=form, referent="individual", entity=draw(names))
        cue = draw(st.one_of(st.just(()), segments(length)))
        defects = draw(st.sampled_from([(), ("spaced",)]))
        mark = Mark(start=0, end=1, role="open", defects=defects)
        kind = draw(st.sampled_from(["direct", "indirect"]))
        found.append(Quote(id=f"Q{i}", type=kind, content=s, marks=(mark,), cue=cue, speaker=speaker, medium="speech"))
    return tuple(found)


@st.composite
def claims(draw, length, figures, claimers, most=4):
    found = []
    for i, s in enumerate(draw(st.lists(segments(length), max_size=most, unique_by=spot)), 1):
        held = draw(st.lists(st.sampled_from(figures), unique=True, max_size=2)) if figures else []
        frame = Frame(subject=draw(names), metric=None, values=tuple(held), valid_time=None, scope=None)
        fields = {
            "type": draw(st.sampled_from(["event", "quantity"])),
            "check_worthy": draw(st.booleans()),
            "claimer": draw(st.sampled_from(["author", *claimers])),
            "polarity": draw(st.sampled_from(["positive", "negative"])),
        }
        same = {"certainty": "certain", "time": "past", "statement": "x", "statement_en": "x"}
        found.append(Claim(id=f"C{i}", segments=s, frame=frame, **fields, **same))
    return tuple(found)


@st.composite
def annotations(draw, text):
    length = len(text)
    mentions = draw(entities(length))
    said = draw(quotes(length, [e.id for e in mentions]))
    figures = [e.id for e in mentions if e.value]
    stated = draw(claims(length, figures, [q.id for q in said]))
    return Annotations(
        schema_version="1.0",
        doc_id="prova-1",
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        entities=mentions,
        quotes=said,
        claims=stated,
        notes=(),
        skip=(),
    )


def entry(text, doc_id="prova-1", /, **fields):
    about = {"title": None, "published": None, "language": "it", "licence": "CC-BY-4.0", "origin": "x", "genre": "wire"}
    place = {"story": "prova", "split": "test", "text": "included"}
    sha = hashlib.sha256(text.encode()).hexdigest()
    return ManifestEntry(doc_id=doc_id, sha256=sha, chars=len(text), **{**about, **place, **fields})


def document(text, gold):
    return GoldDocument(entry(text, gold.doc_id), text, gold)


def as_line(prediction, number=1):
    raw = prediction if isinstance(prediction, bytes) else msgspec.json.encode(prediction)
    return line(number, raw)


def counted(text, gold, prediction=None):
    """One document's counts; `prediction` is annotations, a Prediction, bytes or None."""
    if isinstance(prediction, Annotations):
        prediction = from_gold(prediction)
    return count_document(document(text, gold), None if prediction is None else as_line(prediction), "prova")


def blank(text, doc_id="prova-1", **layers):
    empty = dict.fromkeys(("entities", "quotes", "claims", "notes", "skip"), ())
    sha = hashlib.sha256(text.encode()).hexdigest()
    return Annotations(schema_version="1.0", doc_id=doc_id, text_sha256=sha, **{**empty, **layers})


def skip(start, end):
    return Skip(start=start, end=end, kind="advert")


def write_corpus(root, documents, clusters=None, **fields):
    """A corpus folder: (text, annotations) pairs, with manifest fields by doc_id."""
    entries = []
    for text, gold in documents:
        given = entry(text, gold.doc_id, **fields.get(gold.doc_id.replace("-", "_"), {}))
        entries.append(json.loads(msgspec.json.encode(given)))
        path = root / "seeds" / "texts" / f"{gold.doc_id}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        if given.text == "included":
            path.write_bytes(text.encode())
        corpus.write(root / "annotations" / "gold" / f"{gold.doc_id}.json", gold)
    manifest = {"schema_version": "1.0", "dataset_version": "0.1.0", "documents": entries}
    corpus.write(root / "seeds" / "manifest.json", manifest)
    if clusters is not None:
        corpus.write(root / "annotations" / "clusters.json", {"schema_version": "1.0", "clusters": clusters})
    return root
