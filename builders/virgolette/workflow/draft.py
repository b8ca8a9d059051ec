"""Drafts: annotations as an annotator writes them, by words instead of offsets.

A draft is JSON Lines, one annotation a line; annotations/GUIDELINES.md ("Writing a draft") shows the
format. Blank lines and lines that begin with # are skipped. A field that a line can't have is a finding:
whoever misspells one would else lose what it says.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec

from virgolette import corpus, schema
from virgolette.finding import Finding
from virgolette.model import Annotations, ManifestEntry
from virgolette.spans import Span
from virgolette.workflow.locate import Locator, Unlocated, echo, known
from virgolette.workflow.order import LAYERS, RECORD, renumber

Json = Any

_FRAME = ("subject", "metric", "values", "valid_time", "scope")
_USUAL = {"worthy": True, "certainty": "certain", "polarity": "positive"}  # of a claim, where the line doesn't say
_SPEAKER = ("speaker", "form", "referent", "entity")
_FIELDS = {
    "skip": ("p", "s"),
    "T": ("p", "s", "label", "surface", "mention", "value", "date", "reason", "entity", "function", "ambiguous"),
    "Q": ("p", "type", "content", "marks", "cue", "medium", "via", "addressee", "parent", *_SPEAKER),
    "C": ("p", "s", "type", "worthy", "claimer", "certainty", "polarity", "time", "it", "en", *_FRAME),
    "N": ("p", "s", "kind", "marks"),
}
_ID = re.compile(r'"([TQCN])"\s*:\s*([0-9]+)')


def compile_draft(raw: str, entry: ManifestEntry, text: str) -> tuple[Annotations | None, list[Finding]]:
    """Annotations from a draft, with the covered text (or digests, where the text is external).

    Ids are renumbered in text order. All lines are read; the result is None where any has a finding
    (code `draft-line`, path = /line number).
    """
    locator = Locator(text)
    flaws: list[tuple[int, str]] = []
    seen: dict[str, int] = {}
    tree: dict[str, list[Json]] = {layer: [] for layer in (*LAYERS, "skip")}
    written = raw.split("\n")
    for number, line in enumerate(written, 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            layer, record = record_of(parsed(line), locator)
            broken = violations(layer, record)
            name = record.get("id", f"line {number}")
            if name in seen:
                broken.append(f"id {name} is given twice, first in line {seen[name]}")
            seen.setdefault(name, number)
            if not broken:
                tree[layer].append(record)
        except Unlocated as error:
            broken = [str(error)]
        flaws += ((number, message) for message in broken)
    # What refers to a line with a flaw of its own is no second flaw.
    lost = {kind + digits for number, _ in flaws for kind, digits in _ID.findall(written[number - 1])}
    flaws += ((seen[d.owner], str(d)) for d in renumber(tree)[1] if d.id not in lost)
    if flaws:
        return None, [
            Finding("draft-line", "error", entry.doc_id, f"/{number}", f"{message}: {written[number - 1][:120]}")
            for number, message in sorted(flaws)
        ]
    instance = {"schema_version": "1.0", "doc_id": entry.doc_id, "text_sha256": entry.sha256, **tree}
    found = msgspec.convert(instance, Annotations)
    return (corpus.cover(found, text) if entry.text == "included" else corpus.strip(found, text)), []


def parsed(line: str) -> Json:
    """The JSON of one line, as strict as any other of ours: a key given twice would be half lost."""
    instance, flaws = corpus.parse(line.encode("utf-8", "surrogatepass"))
    if flaws:
        said = (f"{f.message.replace('line 1, ', '')}{f' (at {f.pointer})' if f.pointer else ''}" for f in flaws)
        raise Unlocated("; ".join(said))
    return instance


def violations(layer: str, record: Json) -> list[str]:
    """What the layer's schema has against a record, one line each."""
    return [f"{pointer or 'record'}: {message}" for pointer, message in schema.violations(RECORD[layer], record)]


def segments(spans: Iterable[Span]) -> list[Json]:
    """Segments whose text is filled in once the whole record is known."""
    return [{"start": s.start, "end": s.end, "text": "-"} for s in spans]


def _optional(source: dict[str, Json], *names: str) -> dict[str, Json]:
    return {name: source[name] for name in names if name in source}


def record_of(d: Json, at: Locator) -> tuple[str, Json]:
    """(layer, record) of one line of a draft; whether the schema allows its values is `violations`' matter.

    Raises:
        Unlocated: Where words can't be located, or a field is missing, unknown or of the wrong kind.
    """
    kinds = [kind for kind in _FIELDS if kind in d] if isinstance(d, dict) else []
    if len(kinds) != 1:
        raise Unlocated("a line is one JSON object with one of skip, T, Q, C, N")
    known(d, (kinds[0], *_FIELDS[kinds[0]]), f"a line with {kinds[0]}")
    try:
        return _MAKERS[kinds[0]](d, at)
    except KeyError as error:
        raise Unlocated(f"field {error} is missing") from None


def _skip(d: dict[str, Json], at: Locator) -> tuple[str, Json]:
    span = at.span(d["s"], d.get("p")) if "s" in d else at.paragraph(d.get("p"))
    return "skip", {"start": span.start, "end": span.end, "kind": d["skip"]}


def _note(d: dict[str, Json], at: Locator) -> tuple[str, Json]:
    spans = at.spans(d["s"], d.get("p"))
    return "notes", {
        "id": f"N{d['N']}",
        "kind": d["kind"],
        "segments": segments(spans),
        "marks": marks_of(d["marks"], spans, at, d.get("p")),
    }


def _entity(d: dict[str, Json], at: Locator) -> tuple[str, Json]:
    record = {
        "id": f"T{d['T']}",
        "label": d["label"],
        "segments": segments(at.spans(d["s"], d.get("p"))),
        "surface": d.get("surface", "ok"),
    }
    if d["label"] in list(schema.labels("entity", "$defs/named")):
        record["mention"] = d.get("mention", "named")
    if "value" in d:
        record["value"] = dict(zip(schema.fields("value"), _listed(d, "value", schema.fields("value")), strict=True))
    if "date" in d or "reason" in d:
        record["date"] = {"iso": d["date"], **_optional(d, "reason")}
    return "entities", record | _optional(d, "mention", "entity", "function", "ambiguous")


def _quote(d: dict[str, Json], at: Locator) -> tuple[str, Json]:
    content = at.spans(d["content"], d.get("p"))
    parties = {key: _listed(d, key, ("mention", "entity")) for key in ("via", "addressee") if key in d}
    return "quotes", {
        "id": f"Q{d['Q']}",
        "type": d["type"],
        "content": segments(content),
        "marks": marks_of(d.get("marks", []), content, at, d.get("p")),
        "cue": segments(at.spans(d["cue"], d.get("p"))) if d.get("cue") else [],
        "speaker": {"mention": d["speaker"], "form": d["form"], "referent": d["referent"], "entity": d["entity"]},
        "medium": d["medium"],
        **{key: {"mention": mention, "entity": entity} for key, (mention, entity) in parties.items()},
        **_optional(d, "parent"),
    }


def _claim(d: dict[str, Json], at: Locator) -> tuple[str, Json]:
    d = _USUAL | d
    frame = {key: d.get(key) for key in _FRAME}
    frame["values"] = frame["values"] or []
    same = {key: d[key] for key in ("type", "claimer", "certainty", "polarity", "time")}
    return "claims", {
        "id": f"C{d['C']}",
        "segments": segments(at.spans(d["s"], d.get("p"))),
        "check_worthy": d["worthy"],
        **same,
        "frame": frame,
        "statement": d["it"],
        "statement_en": d["en"],
    }


_MAKERS = {"skip": _skip, "T": _entity, "Q": _quote, "C": _claim, "N": _note}


def _listed(d: dict[str, Json], key: str, names: Collection[str]) -> list[Json]:
    found = d[key]
    if not isinstance(found, list) or len(found) != len(names):
        raise Unlocated(f"{key} is {echo(found)}: it should be [{', '.join(names)}]")
    return found


def marks_of(specs: Json, content: Sequence[Span], at: Locator, p: Json = None) -> list[Json]:
    """Marks from numbers, {m, role, defects} or {missing: open|close, after, p}.

    Where no role is given, a mark beside an edge of the content opens or closes there, and any other
    opens and closes in turn (marked fragments of a mixed quote). A missing mark stands at the content's
    edge, or after some words (of paragraph `p` where it names none itself).

    Raises:
        Unlocated: Where there is no such mark, or a description is of the wrong kind.
    """
    if not isinstance(specs, list):
        raise Unlocated(f"marks is {echo(specs)}: it should be a list")
    found: list[Json] = []
    for given in specs:
        spec = given if isinstance(given, dict) else {"m": given}
        defects = spec.get("defects", [])
        if not isinstance(defects, list):
            raise Unlocated(f"defects is {echo(defects)}: it should be a list")
        # A set, written in the schema's order, so that files which say the same are the same.
        order = list(schema.labels("mark", "properties/defects/items"))
        defects = sorted(defects, key=lambda d: order.index(d) if d in order else len(order))
        if "missing" in spec:
            known(spec, ("missing", "after", "p", "defects"), "a missing mark")
            edge = at.span(spec["after"], spec.get("p", p)).end if "after" in spec else None
            if edge is None:
                edge = content[0].start if spec["missing"] == "open" else content[-1].end
            record = {"start": edge, "end": edge, "role": spec["missing"], "defects": ["missing", *defects]}
        else:
            known(spec, ("m", "role", "defects"), "a mark")
            glyph = at.glyph(spec["m"])
            turn = "close" if found and found[-1]["role"] == "open" else "open"
            role = spec.get("role") or _beside(glyph, content) or turn
            record = {"start": glyph.start, "end": glyph.end, "role": role, "defects": defects}
        if any((m["start"], m["end"], m["role"]) == (record["start"], record["end"], record["role"]) for m in found):
            raise Unlocated(f"mark {echo(given)} is given twice")
        found.append(record)
    return sorted(found, key=lambda m: (m["start"], m["end"]))


def _beside(glyph: Span, content: Sequence[Span]) -> str:
    """`open` or `close` for a mark at most two code points (a space, a doubled mark) from an edge, else ""."""
    starts = min(abs(s.start - glyph.end) for s in content)
    ends = min(abs(s.end - glyph.start) for s in content)
    if min(starts, ends) > 2:
        return ""
    return "open" if starts <= ends else "close"
