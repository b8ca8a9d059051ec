"""Hypothesis strategies: an invented text, and annotations of it, valid by schema and canonical in numbering."""

from __future__ import annotations

import hashlib
import re

import msgspec
from hypothesis import strategies as st

from virgolette import corpus, marks, schema
from virgolette.model import Annotations
from virgolette.spans import Span, crossing, hull
from virgolette.workflow.order import LAYERS, plain, renumber

WORDS = [
    "molo",
    "città",
    "perché",
    "Brindora",
    "Livia",
    "Tresoldi",
    "quaranta",
    "milioni",
    "ha detto",
    "il",
    "ieri",
    "ditta",
]
DEFECTS = [d for d in schema.labels("mark", "properties/defects/items") if d != "missing"]
UNITS = [*WORDS, *WORDS, "«{}»", "“{}”", '"{}"', "{},", "{}.", "“{} ", "{}”"]


@st.composite
def texts(draw) -> str:
    """One to four paragraphs of invented words, some of them in marks, some marks without their other half."""
    paragraphs = []
    for _ in range(draw(st.integers(1, 4))):
        units = draw(st.lists(st.sampled_from(UNITS), min_size=3, max_size=9))
        filled = [unit.format(draw(st.sampled_from(WORDS))) for unit in units]
        paragraphs.append(re.sub(" +", " ", " ".join(filled)).strip())
    return draw(st.sampled_from(["\n", "\n\n"])).join(paragraphs)


class Places:
    """Where spans of a text may begin and end: on word edges, within a paragraph."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.glyphs = marks.scan(text)
        self.paragraphs = [
            [m.span() for m in re.compile(r"\w+").finditer(text, s.start(), s.end())]
            for s in re.finditer("[^\n]+", text)
            if re.search(r"\w", s[0])
        ]

    @st.composite
    @staticmethod
    def _run(draw, self) -> Span:
        words = draw(st.sampled_from(self.paragraphs))
        i = draw(st.integers(0, len(words) - 1))
        j = draw(st.integers(i, min(i + 4, len(words) - 1)))
        return Span(words[i][0], words[j][1])

    def span(self):
        return self._run(self)

    def spans(self, most: int = 3):
        return st.lists(self.span(), min_size=1, max_size=most).map(apart)


def apart(spans: list[Span]) -> list[Span]:
    """The spans that neither overlap nor touch one before, sorted."""
    found: list[Span] = []
    for span in sorted(spans):
        if not found or span.start > found[-1].end:
            found.append(span)
    return found


def enumerated(name: str, pointer: str):
    return st.sampled_from(list(schema.labels(name, pointer)))


def segments(spans: list[Span]):
    return [{"start": s.start, "end": s.end, "text": "-"} for s in spans]


known = st.none() | st.sampled_from(["livia-tresoldi", "brindora", "ditta"])
decimal = st.sampled_from(["0", "17", "40000000", "0.5"])


@st.composite
def values(draw):
    comparator = draw(enumerated("value", "properties/comparator"))
    return {
        "low": None if "<" in comparator else draw(decimal),
        "high": None if ">" in comparator else draw(decimal),
        "comparator": comparator,
        "unit": draw(st.none() | st.sampled_from(["EUR", "percent", "chip"])),
        "change": draw(enumerated("value", "properties/change")),
        "approximate": draw(st.booleans()),
    }


@st.composite
def entities(draw, places):
    named = draw(st.booleans())
    label = draw(
        enumerated("entity", "$defs/named" if named else "$defs/numeric") | (st.nothing() if named else st.just("DATE"))
    )
    record = {
        "label": label,
        "segments": segments(draw(places.spans())),
        "surface": draw(enumerated("entity", "properties/surface")),
    }
    if named:
        record["mention"] = draw(enumerated("entity", "properties/mention"))
        record |= draw(st.sampled_from([{}, {"entity": "ditta"}, {"ambiguous": True}, {"entity": "brindora"}]))
    elif label == "DATE":
        record["date"] = draw(st.sampled_from([{"iso": "2025-11-17"}, {"iso": None, "reason": "vague"}]))
    else:
        record["value"] = draw(values())
    return record | ({"function": draw(st.sampled_from(["agent", "place"]))} if label == "GPE" else {})


@st.composite
def marked(draw, places, content, *, least=0):
    """Marks of the text, each once, and maybe one that is missing at the content's edge."""
    picked = (
        draw(st.lists(st.sampled_from(places.glyphs), min_size=least, max_size=3, unique=True)) if places.glyphs else []
    )
    odd = st.lists(st.sampled_from(DEFECTS), max_size=2, unique=True).map(
        lambda found: sorted(found, key=DEFECTS.index)
    )
    found = [
        {"start": g.start, "end": g.end, "role": draw(st.sampled_from(["open", "close"])), "defects": draw(odd)}
        for g in picked
    ]
    if draw(st.integers(0, 3)) == 0:
        role = draw(st.sampled_from(["open", "close"]))
        at = content[0].start if role == "open" else content[-1].end
        found.append({"start": at, "end": at, "role": role, "defects": ["missing"]})
    return sorted(found, key=lambda m: (m["start"], m["end"]))


@st.composite
def quotes(draw, places, mentions, earlier):
    content = draw(places.spans())
    form = draw(enumerated("quote", "properties/speaker/properties/form"))
    silent = form in ("null_subject", "none") or not mentions
    speaker = {
        "mention": None if silent else draw(st.sampled_from(mentions)),
        "form": draw(st.sampled_from(["null_subject", "none"])) if silent else form,
        "referent": draw(enumerated("quote", "properties/speaker/properties/referent")),
        "entity": draw(known),
    }
    record = {
        "type": draw(enumerated("quote", "properties/type")),
        "content": segments(content),
        "marks": draw(marked(places, content)),
        "cue": segments(draw(st.just([]) | places.spans(2))),
        "speaker": speaker,
        "medium": draw(enumerated("quote", "properties/medium")),
    }
    for key in draw(st.sets(st.sampled_from(["via", "addressee"]))):
        record[key] = {"mention": draw(st.sampled_from([None, *mentions])), "entity": draw(known)}
    return record | ({"parent": draw(st.sampled_from(earlier))} if earlier and draw(st.booleans()) else {})


@st.composite
def claims(draw, places, figures, said):
    kind = draw(enumerated("claim", "properties/type"))
    frame = {
        "subject": draw(known),
        "metric": draw(st.none() | st.just("cost")),
        "values": draw(st.lists(st.sampled_from(figures), max_size=2, unique=True)) if figures else [],
        "valid_time": draw(st.sampled_from([None, "2025", "2025-11-17"])),
        "scope": draw(st.none() | st.just("close")),
    }
    return {
        "type": kind,
        "segments": segments(draw(places.spans())),
        "check_worthy": draw(st.booleans()),
        "claimer": draw(st.sampled_from(["author", *said])),
        **{key: draw(enumerated("claim", f"properties/{key}")) for key in ("certainty", "polarity", "time")},
        "frame": frame,
        # Free wording, the same for claims of one kind: passes never differ on it alone.
        "statement": f"Una frase: {kind}.",
        "statement_en": f"A sentence: {kind}.",
    }


def distinct(records):
    """The records that no one before repeats: of two that are alike, who can say which is which?"""
    seen, found = set(), []
    for record in records:
        key = msgspec.json.encode(plain(record), order="deterministic")
        if key not in seen:
            seen.add(key)
            found.append(record)
    return found


def laminar(records):
    """The mentions that cross no earlier one, one to a span."""
    found = []
    for record in records:
        span = hull([Span(s["start"], s["end"]) for s in record["segments"]])
        if all(r["segments"] != record["segments"] for r in found) and not any(
            crossing(span, hull([Span(s["start"], s["end"]) for s in r["segments"]])) for r in found
        ):
            found.append(record)
    return found


def canonical(tree, text: str, *, digests: bool = False, doc_id: str = "prova-1") -> Annotations:
    """Records with ids as annotations of the text, in canonical order and numbering, words filled in."""
    assert renumber(tree)[1] == []
    for claim in tree["claims"]:
        claim["frame"]["values"].sort(key=lambda id: int(id[1:]))
    head = {"schema_version": "1.0", "doc_id": doc_id, "text_sha256": sha(text)}
    instance = {**head, **{layer: tree[layer] for layer in (*LAYERS, "skip")}}
    assert schema.violations("annotations", instance) == []
    found = msgspec.convert(instance, Annotations)
    return corpus.strip(found, text) if digests else corpus.cover(found, text)


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@st.composite
def annotations(draw, text: str, *, digests: bool = False) -> Annotations:
    """Annotations of a text, in all layers."""
    places = Places(text)
    people = distinct(laminar(draw(st.lists(entities(places), max_size=5))))
    tree = {"entities": [{"id": f"T{i}", **r} for i, r in enumerate(people, 1)], "quotes": [], "claims": []}
    mentions = [e["id"] for e in tree["entities"] if "mention" in e]
    figures = [e["id"] for e in tree["entities"] if "value" in e]
    said = []
    for i in range(draw(st.integers(0, 3))):
        said.append(draw(quotes(places, mentions, [f"Q{n}" for n in range(1, i + 1)])))
        if len(distinct(said)) < len(said):
            said.pop()
            break
    tree["quotes"] = [{"id": f"Q{i}", **r} for i, r in enumerate(said, 1)]
    stated = distinct(draw(st.lists(claims(places, figures, [q["id"] for q in tree["quotes"]]), max_size=3)))
    tree["claims"] = [{"id": f"C{i}", **r} for i, r in enumerate(stated, 1)]
    tree["notes"] = []
    if places.glyphs:
        for i in range(draw(st.integers(0, 2))):
            spans = draw(places.spans(2))
            kind = draw(enumerated("note", "properties/kind"))
            tree["notes"].append(
                {
                    "id": f"N{i}",
                    "kind": kind,
                    "segments": segments(spans),
                    "marks": draw(marked(places, spans, least=1)),
                }
            )
    tree["notes"] = distinct(tree["notes"])
    skipped = apart(draw(st.lists(places.span(), max_size=2)))
    tree["skip"] = [
        {"start": s.start, "end": s.end, "kind": draw(enumerated("skip", "properties/kind"))} for s in skipped
    ]
    return canonical(tree, text, digests=digests)


@st.composite
def annotated(draw, *, digests: bool = False) -> tuple[str, Annotations]:
    """A text and its annotations."""
    text = draw(texts())
    return text, draw(annotations(text, digests=digests))
