"""Label Studio's JSON, written: a file a document, with one task and its annotation, ready to be imported there.

For the project's own scheme, with every field a control, there is `virgolette studio push`; this is for
whoever has a labelling configuration of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from virgolette.corpus import write_bytes
from virgolette.foreign import Attribute, Foreign, Link, Mention
from virgolette.formats.files import safe
from virgolette.formats.labelstudio import CONTROL, TEXT
from virgolette.spans import covered

Json = Any


def write(document: Foreign, folder: Path) -> list[Path]:
    """Write <name>.json; nothing for a document without text, which Label Studio couldn't show.

    Spans of several segments and empty ones are no regions, and are left out with what hangs on them; of a
    relation of two regions its label and direction stay.
    """
    if document.text is None:
        return []
    regions = {m.id: m for m in document.mentions if len(m.segments) == 1 and m.segments[0].start < m.segments[0].end}
    task = {
        "data": {TEXT: document.text, "name": document.name},
        "annotations": [{"result": list(_results(document, regions, document.text))}],
    }
    file = folder / f"{safe(document.name)}.json"
    write_bytes(file, (json.dumps([task], ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
    return [file]


def _results(document: Foreign, regions: dict[str, Mention], text: str) -> Iterator[Json]:
    for m in regions.values():
        yield _region(m, "labels", m.layer or CONTROL, [m.label], text)
    for a in document.attributes:
        if a.target in regions:
            yield _choice(a, regions[a.target], text)
    for x in document.links:
        ends = [target for _, target in x.arguments]
        if x.kind == "relation" and len(ends) == 2 and set(ends) <= regions.keys():
            yield _relation(x, ends)


def _region(m: Mention, kind: str, control: str, values: list[str], text: str) -> Json:
    (span,) = m.segments
    value = {"start": span.start, "end": span.end, "text": covered(text, span), kind: values}
    return {"id": m.id, "type": kind, "from_name": control, "to_name": TEXT, "value": value}


def _choice(a: Attribute, m: Mention, text: str) -> Json:
    return _region(m, "choices", a.name, [a.value], text)


def _relation(x: Link, ends: list[str]) -> Json:
    return {"type": "relation", "from_id": ends[0], "to_id": ends[1], "direction": "right", "labels": [x.label]}
