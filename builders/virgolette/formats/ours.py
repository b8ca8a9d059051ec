"""Our annotations as a neutral document, and back: nothing is lost either way.

In the manner of attribution corpora a quote is a `Content` with a relation to its `Cue` and to its source.
References between annotations are relations, one-word fields attributes, all other fields notes (some as JSON).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from virgolette import schema
from virgolette.foreign import Attribute, Foreign, Link, Mention, Remark
from virgolette.model import Annotations, Claim, Entity, Note, Quote, Segment, Skip
from virgolette.spans import Span, covered

Json = Any
Record = Entity | Quote | Claim | Note | Skip
VERSION = "1.0"
CONTENT, CUE, CLAIM, NOTE, SKIP = "Content", "Cue", "Claim", "Note", "Skip"
# Fields that name other annotations of the document: dotted name → whether it is a list of them.
_REFERENCES = {
    "parent": False,
    "speaker.mention": False,
    "via.mention": False,
    "addressee.mention": False,
    "claimer": False,
    "frame.values": True,
}
_AS_JSON = ("value", "date", "marks")
_FLAGS = ("ambiguous", "check_worthy")
DIGESTS, SHA256 = "digests", "text_sha256"


def to_foreign(annotations: Annotations, text: str | None) -> Foreign:
    """Our annotations without any scheme of ours; `text` is None where it may not be shown."""
    made = _Maker(annotations)
    if text is None:
        made.remark("", SHA256, annotations.text_sha256)
    return Foreign(
        name=annotations.doc_id,
        text=text,
        mentions=tuple(made.mentions),
        attributes=tuple(made.attributes),
        links=tuple(made.links),
        remarks=tuple(made.remarks),
    )


class _Maker:
    """Collects what one document's annotations become."""

    def __init__(self, annotations: Annotations) -> None:
        self.mentions: list[Mention] = []
        self.attributes: list[Attribute] = []
        self.links: list[Link] = []
        self.remarks: list[Remark] = []
        for e in annotations.entities:
            self._take(e, e.id, e.label, e.segments, "entities")
        for q in annotations.quotes:
            self._take(q, q.id, CONTENT, q.content, "quotes")
            if q.cue:
                cue = f"{q.id}.cue"
                self._mention(cue, CUE, q.cue, "cues")
                self.link("cue", q.id, cue)
        for c in annotations.claims:
            self._take(c, c.id, CLAIM, c.segments, "claims")
        for n in annotations.notes:
            self._take(n, n.id, NOTE, n.segments, "notes")
        for i, k in enumerate(annotations.skip, 1):
            self._take(k, f"K{i}", SKIP, (), "skip", (Span(k.start, k.end),))

    def remark(self, target: str, label: str, text: str) -> None:
        """Add a note."""
        self.remarks.append(Remark(target, text, label, f"#{len(self.remarks) + 1}"))

    def link(self, label: str, source: str, target: str) -> None:
        """Add a relation."""
        self.links.append(Link(f"R{len(self.links) + 1}", label, (("Arg1", source), ("Arg2", target))))

    def _mention(
        self, id_: str, label: str, segments: Sequence[Segment], layer: str, spans: tuple[Span, ...] = ()
    ) -> None:
        spans = spans or tuple(Span(s.start, s.end) for s in segments)
        self.mentions.append(Mention(id_, label, spans, layer=layer))
        digests = [s.digest for s in segments if s.digest is not None]
        if digests:
            self.remark(id_, DIGESTS, " ".join(digests))

    def _take(
        self,
        record: Record,
        id_: str,
        label: str,
        segments: Sequence[Segment],
        layer: str,
        spans: tuple[Span, ...] = (),
    ) -> None:
        self._mention(id_, label, segments, layer, spans)
        for name, value in _fields(record):
            if name in _REFERENCES and value != "author":
                for one in value if isinstance(value, list | tuple) else [value]:
                    self.link(name, id_, one)
            elif name in _AS_JSON:
                self.remark(id_, name, json.dumps(value, ensure_ascii=False))
            elif isinstance(value, bool):
                self._attribute(id_, name, str(value).lower())
            elif value.split() == [value]:
                self._attribute(id_, name, value)
            else:
                self.remark(id_, name, value)

    def _attribute(self, target: str, name: str, value: str) -> None:
        self.attributes.append(Attribute(target, name, value, f"A{len(self.attributes) + 1}"))


def _fields(record: Record) -> Iterator[tuple[str, Json]]:
    """Dotted name and value of every field that says something beyond id, label and place."""
    placed = {"id", "label", "segments", "content", "cue"} | ({"start", "end"} if isinstance(record, Skip) else set())
    for name, value in msgspec.to_builtins(record).items():
        if name in placed or value is None:
            continue
        if isinstance(value, dict) and name not in _AS_JSON:
            inner = {f"{name}.{k}": v for k, v in value.items() if v is not None}
            # A party of which nothing is known is still said to exist.
            yield from inner.items() or [(name, True)]
        elif name != "marks" or value:
            yield name, value


def recognised(document: Foreign) -> Annotations | None:
    """The annotations, or None where the document isn't of our scheme."""
    try:
        tree = _Reader(document).tree()
    except (KeyError, ValueError):
        return None
    return msgspec.convert(tree, Annotations) if schema.validator("annotations").is_valid(tree) else None


def from_foreign(document: Foreign) -> tuple[Annotations | None, str]:
    """The annotations, or None and why the document isn't of our scheme: wording that takes long."""
    try:
        tree = _Reader(document).tree()
    except (KeyError, ValueError) as error:
        return None, f"{type(error).__name__}: {error}"[:200]
    broken = schema.violations("annotations", tree)
    if broken:
        return None, f"{broken[0][0]}: {broken[0][1]}"[:200]
    return msgspec.convert(tree, Annotations), ""


class _Reader:
    """Reads a neutral document as one of ours."""

    def __init__(self, document: Foreign) -> None:
        self.document = document
        self.fields: dict[str, dict[str, Json]] = {}
        for a in document.attributes:
            self._set(a.target, a.name, a.value == "true" if a.name in _FLAGS else a.value)
        for r in document.remarks:
            self._set(r.target, r.label, json.loads(r.text) if r.label in _AS_JSON else r.text)
        self.cues: dict[str, str] = {}
        for x in document.links:
            (_, source), (_, target) = x.arguments
            if x.label == "cue":
                self.cues[source] = target
            elif _REFERENCES[x.label]:
                self.fields.setdefault(source, {}).setdefault(x.label, []).append(target)
            else:
                self._set(source, x.label, target)
        self.mentions = {m.id: m for m in document.mentions}

    def _set(self, target: str, name: str, value: Json) -> None:
        fields = self.fields.setdefault(target, {})
        if name in fields:
            raise ValueError(f"{target}: {name} is given twice")
        fields[name] = value

    def tree(self) -> dict[str, Json]:
        """The document as our JSON has it; may still break the schema."""
        layers: dict[str, list[Json]] = {k: [] for k in ("entities", "quotes", "claims", "notes", "skip")}
        for m in self.document.mentions:
            if m.label == CONTENT:
                layers["quotes"].append(self._quote(m))
            elif m.label == CLAIM:
                layers["claims"].append(self._claim(m))
            elif m.label == NOTE:
                layers["notes"].append({"id": m.id, "segments": self._segments(m), "marks": [], **self._own(m)})
            elif m.label == SKIP:
                (span,) = m.segments
                layers["skip"].append({"start": span.start, "end": span.end, **self._own(m)})
            elif m.label != CUE:
                layers["entities"].append({"id": m.id, "label": m.label, "segments": self._segments(m), **self._own(m)})
        return {
            "schema_version": VERSION,
            "doc_id": self.document.name,
            "text_sha256": self._sha256(),
            **layers,
        }

    def _sha256(self) -> str:
        if self.document.text is not None:
            return hashlib.sha256(self.document.text.encode("utf-8")).hexdigest()
        return str(self.fields[""][SHA256])

    def _own(self, m: Mention) -> dict[str, Json]:
        return {k: v for k, v in self.fields.get(m.id, {}).items() if k != DIGESTS}

    def _segments(self, m: Mention) -> list[Json]:
        digests = self.fields.get(m.id, {}).get(DIGESTS)
        if digests is not None:
            listed = digests.split(" ")
            return [{"start": s.start, "end": s.end, "digest": d} for s, d in zip(m.segments, listed, strict=True)]
        text = self.document.text
        if text is None:
            raise ValueError("there is no text")
        return [{"start": s.start, "end": s.end, "text": covered(text, s)} for s in m.segments]

    def _quote(self, m: Mention) -> Json:
        own = _nested(self._own(m))
        for party in ("speaker", "via", "addressee"):
            if party in own or party == "speaker":
                held = own.get(party)
                own[party] = {"mention": None, "entity": None, **(held if isinstance(held, dict) else {})}
        cue = self.cues.get(m.id)
        return {
            "id": m.id,
            "content": self._segments(m),
            "marks": [],
            "cue": self._segments(self.mentions[cue]) if cue is not None else [],
            **own,
        }

    def _claim(self, m: Mention) -> Json:
        own = _nested(self._own(m))
        frame: dict[str, Json] = {"subject": None, "metric": None, "values": [], "valid_time": None, "scope": None}
        return {"id": m.id, "segments": self._segments(m), **own, "frame": {**frame, **own.get("frame", {})}}


def _nested(flat: dict[str, Json]) -> dict[str, Json]:
    """`a.b` → value as a → b → value."""
    found: dict[str, Json] = {}
    for name, value in flat.items():
        outer, _, inner = name.partition(".")
        if inner:
            found.setdefault(outer, {})[inner] = value
        else:
            found[outer] = value
    return found
