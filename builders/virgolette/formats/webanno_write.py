"""W3C Web Annotation JSON-LD, written: a page of annotations a document, with its text beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from virgolette.corpus import write_bytes
from virgolette.foreign import Attribute, Foreign, Link, Mention, Remark
from virgolette.formats.files import safe
from virgolette.formats.webanno import KIND, LAYER, NAME, ROLE
from virgolette.spans import Span, covered

Json = Any
CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"virgolette": "urn:virgolette:"}]
# Code points of context on either side of a quoted passage.
AROUND = 20


def write(document: Foreign, folder: Path) -> list[Path]:
    """Write <name>.jsonld, an annotation a line, and <name>.txt; of a document without text, positions only."""
    name = safe(document.name)
    file, text_file = folder / f"{name}.jsonld", folder / f"{name}.txt"
    items = [_dumped(item) for item in _items(document, f"{name}.txt")]
    head = f'{{"@context": {_dumped(CONTEXT)}, "id": {_dumped(f"urn:virgolette:{name}")}, "type": "AnnotationPage",'
    body = ",\n".join(f"  {item}" for item in items)
    write_bytes(file, f'{head}\n "items": [\n{body}\n ]}}\n'.encode())
    if document.text is None:
        return [file]
    write_bytes(text_file, document.text.encode("utf-8"))
    return [file, text_file]


def _dumped(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)


def _items(document: Foreign, source: str) -> list[Json]:
    attributes: dict[str, list[Attribute]] = {}
    for a in document.attributes:
        attributes.setdefault(a.target, []).append(a)
    return [
        *(_mention(m, attributes.pop(m.id, []), document.text, source) for m in document.mentions),
        *(_link(x, source) for x in document.links),
        # What is left are attributes of links, and of what isn't there.
        *(_attribute(a, source) for left in attributes.values() for a in left),
        *(_remark(r, source) for r in document.remarks),
    ]


def _mention(m: Mention, attributes: list[Attribute], text: str | None, source: str) -> Json:
    bodies: list[Json] = [{"type": "TextualBody", "purpose": "classifying", "value": m.label}]
    bodies += [_body(a) for a in attributes]
    targets = [{"source": source, "selector": _selectors(s, text)} for s in m.segments]
    layer = {LAYER: m.layer} if m.layer else {}
    return _annotation(m.id, source, "classifying", bodies, targets[0] if len(targets) == 1 else targets) | layer


def _body(a: Attribute) -> Json:
    own = {"id": a.id} if a.id else {}
    return {"type": "TextualBody", **own, "purpose": "classifying", NAME: a.name, "value": a.value}


def _attribute(a: Attribute, source: str) -> Json:
    return _annotation(a.id, source, "classifying", [_body(a)], f"{source}#{a.target}")


def _link(x: Link, source: str) -> Json:
    bodies = [{"type": "TextualBody", "purpose": "classifying", "value": x.label}]
    targets = [{"type": "SpecificResource", "source": f"#{target}", ROLE: role} for role, target in x.arguments]
    return _annotation(x.id, source, "linking", bodies, targets) | {KIND: x.kind}


def _remark(r: Remark, source: str) -> Json:
    bodies = [{"type": "TextualBody", "purpose": "commenting", NAME: r.label, "value": r.text}]
    return _annotation(r.id, source, "commenting", bodies, f"{source}#{r.target}" if r.target else source)


def _annotation(id_: str, source: str, motivation: str, bodies: list[Json], target: Json) -> Json:
    named = {"id": f"urn:virgolette:{source}#{id_}"} if id_ else {}
    return {**named, "type": "Annotation", "motivation": motivation, "body": bodies, "target": target}


def _selectors(span: Span, text: str | None) -> Json:
    position = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    if text is None or not 0 <= span.start <= span.end <= len(text):
        return position
    quote = {
        "type": "TextQuoteSelector",
        "exact": covered(text, span),
        "prefix": text[max(0, span.start - AROUND) : span.start],
        "suffix": text[span.end : span.end + AROUND],
    }
    return [position, quote]
