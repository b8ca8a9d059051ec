"""Strategies for two passes over one generated text."""

from __future__ import annotations

import msgspec
from hypothesis import strategies as st

from tests.typed import Places, annotations, canonical, distinct, enumerated, known, segments, texts
from virgolette.model import Annotations
from virgolette.workflow.order import LAYERS


def loosened(tree, gone: set[str]) -> None:
    """Every reference to what is gone taken back, in place."""
    for quote in tree["quotes"]:
        if quote["speaker"]["mention"] in gone:
            quote["speaker"] |= {"mention": None, "form": "none"}
        for key in ("via", "addressee"):
            if key in quote and quote[key]["mention"] in gone:
                quote[key]["mention"] = None
        if quote.get("parent") in gone:
            del quote["parent"]
    for claim in tree["claims"]:
        if claim["claimer"] in gone:
            claim["claimer"] = "author"
        claim["frame"]["values"] = [v for v in claim["frame"]["values"] if v not in gone]


@st.composite
def variants(draw, text: str, first: Annotations) -> Annotations:
    """What another annotator might have made of it: some records dropped, some fields otherwise."""
    tree = msgspec.json.decode(msgspec.json.encode(first))
    records = [r for layer in LAYERS for r in tree[layer]]
    gone = {r["id"] for r in records if draw(st.integers(0, 4)) == 0}
    for layer in LAYERS:
        tree[layer] = [r for r in tree[layer] if r["id"] not in gone]
    loosened(tree, gone)
    for record in (r for layer in LAYERS for r in tree[layer]):
        change = draw(st.integers(0, 3))
        if change == 0 and "surface" in record:
            record["surface"] = draw(enumerated("entity", "properties/surface"))
        elif change == 0 and "medium" in record:
            record["medium"] = draw(enumerated("quote", "properties/medium"))
            record["speaker"]["entity"] = draw(known)
        elif change == 0 and "frame" in record:
            record["frame"]["scope"] = draw(st.none() | st.just("close"))
            record["polarity"] = draw(enumerated("claim", "properties/polarity"))
        elif change == 1 and "segments" in record:
            record["segments"] = segments(draw(Places(text).spans()))
    for layer in LAYERS:
        kept = distinct(tree[layer])
        loosened(tree, {r["id"] for r in tree[layer]} - {r["id"] for r in kept})
        tree[layer] = kept
    return canonical(tree, text)


@st.composite
def passes(draw) -> tuple[str, Annotations, Annotations]:
    """A text and two passes over it, alike in part or not at all."""
    text = draw(texts())
    first = draw(annotations(text))
    return text, first, draw(variants(text, first) | annotations(text))
