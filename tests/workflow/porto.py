"""An annotated text, with every kind of span that a new version of it may move."""

from __future__ import annotations

import msgspec

from tests.typed import sha
from virgolette import schema
from virgolette.model import Annotations

TEXT = """Il molo costerà oltre 40 milioni

«Non ci sono ritardi», ha detto Livia Tresoldi, presidente di Ondalta. «Apriremo a marzo», ha aggiunto.

Secondo Marco Venzi, il molo di Brindora costerà 55 milioni di euro. Il progetto «verde» resta fermo.

Riproduzione riservata.
"""
DOC = "porto-9"


def where(words, n=1):
    """The n-th place of some words."""
    start = -1
    for _ in range(n):
        start = TEXT.index(words, start + 1)
    return {"start": start, "end": start + len(words)}


def segment(words):
    return {**where(words), "text": words}


def person(id, words):
    return {"id": id, "label": "PER", "segments": [segment(words)], "surface": "ok", "mention": "named"}


def figure(id, words, low):
    value = {"low": low, "high": low, "comparator": "=", "unit": "EUR", "change": "none", "approximate": False}
    return {"id": id, "label": "MONEY", "segments": [segment(words)], "surface": "ok", "value": value}


def mark(words, role, n=1, defects=()):
    return {**where(words, n), "role": role, "defects": list(defects)}


def quote(id, content, cue, mention, form="named", **fields):
    speaker = {"mention": mention, "form": form, "referent": "individual", "entity": None}
    head = {"id": id, "type": "direct", "content": [segment(content)], "marks": [], "cue": [segment(cue)]}
    return {**head, "speaker": speaker, "medium": "speech", **fields}


def claim(id, words, claimer, values=()):
    frame = {"subject": None, "metric": None, "values": list(values), "valid_time": None, "scope": None}
    same = {"certainty": "certain", "polarity": "positive", "time": "future", "frame": frame}
    spans = {"type": "quantity", "segments": [segment(words)], "check_worthy": True, "claimer": claimer}
    return {"id": id, **spans, **same, "statement": "x", "statement_en": "x"}


def tree():
    """The annotations as a JSON tree, made anew each time."""
    missing = where("Apriremo a marzo")["end"]
    quotes = [
        quote("Q1", "Non ci sono ritardi", "ha detto", "T1", marks=[mark("«", "open"), mark("»", "close")]),
        quote(
            "Q2",
            "Apriremo a marzo",
            "ha aggiunto",
            None,
            "null_subject",
            marks=[
                mark("«", "open", 2),
                {"start": missing, "end": missing, "role": "close", "defects": ["missing"]},
                mark("»", "close", 2, ["doubled"]),
            ],
        ),
        quote("Q3", "il molo di Brindora costerà 55 milioni di euro", "Secondo", "T2", type="indirect"),
    ]
    note = {"id": "N1", "kind": "scare", "segments": [segment("verde")]}
    return {
        "schema_version": "1.0",
        "doc_id": DOC,
        "text_sha256": sha(TEXT),
        "entities": [
            person("T1", "Livia Tresoldi"),
            person("T2", "Marco Venzi"),
            figure("T3", "55 milioni di euro", "55000000"),
        ],
        "quotes": quotes,
        "claims": [claim("C1", "il molo di Brindora costerà 55 milioni di euro", "Q3", ["T3"])],
        "notes": [{**note, "marks": [mark("«", "open", 3), mark("»", "close", 3)]}],
        "skip": [{**where("Riproduzione riservata."), "kind": "boilerplate"}],
    }


def gold():
    """The same, typed."""
    schema.expect("annotations", tree(), DOC)
    return msgspec.convert(tree(), Annotations)
