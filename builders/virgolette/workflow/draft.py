"""Drafts: annotations as an annotator writes them, by words instead of offsets.

A draft is JSON Lines, one annotation a line; annotations/GUIDELINES.md ("Writing a draft") shows the
format. Words are located by paragraph (`p`, 1-based, split at LF) and occurrence in it (`n`); quotation
marks by the number that `numbered` prints. Nothing here guesses: what can't be located is a finding.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from virgolette import align, marks, schema
from virgolette.corpus import cover, strip
from virgolette.finding import Finding
from virgolette.model import Annotations, ManifestEntry
from virgolette.spans import Span, trimmed
from virgolette.workflow.order import renumber

Json = Any
GAP = " [...] "


def lines(text: str) -> list[Span]:
    """Paragraphs as drafts count them: the lines between LFs, empty ones included."""
    found, start = [], 0
    for line in text.split("\n"):
        found.append(Span(start, start + len(line)))
        start += len(line) + 1
    return found


def numbered(text: str) -> str:
    """The text for reading: paragraphs numbered, every quotation mark followed by its number as {7}."""
    glyphs = {g.start: i for i, g in enumerate(marks.scan(text), 1)}
    out = []
    for number, line in enumerate(lines(text), 1):
        body = "".join(text[i] + (f"{{{glyphs[i]}}}" if i in glyphs else "") for i in range(line.start, line.end))
        if body.strip():
            out.append(f"[p{number}] {body}")
    return "\n".join(out) + "\n"


class Unlocated(Exception):
    """Words of a draft that the text doesn't hold as described."""


class Locator:
    """Finds a draft's words and quotation marks in one text."""

    def __init__(self, text: str) -> None:
        self.text, self.lines = text, lines(text)
        self.glyphs = [Span(g.start, g.end) for g in marks.scan(text)]

    def span(self, spec: Json, p: int | None) -> Span:
        """One span: "words", "first [...] last", "m3..m4" (between two marks), or {s, p, n} of these."""
        spec = spec if isinstance(spec, dict) else {"s": spec}
        words, p = spec["s"], spec.get("p", p)
        if words.startswith("m") and ".." in words and words.replace("..", "").replace("m", "").isdigit():
            a, b = (int(part.removeprefix("m")) for part in words.split(".."))
            return trimmed(self.text, Span(self.glyph(a).end, self.glyph(b).start))
        window = self._line(p)
        if GAP in words:
            first, _, last = words.partition(GAP)
            head = self._one(first, window, spec.get("n"))
            tail = self._one(last, Span(head.end, window.end), spec.get("n_end", 1))
            return Span(head.start, tail.end)
        return self._one(words, window, spec.get("n"))

    def spans(self, spec: Json, p: int | None) -> list[Span]:
        """One span or several, sorted."""
        return sorted(self.span(s, p) for s in (spec if isinstance(spec, list) else [spec]))

    def glyph(self, number: int) -> Span:
        """The quotation mark that `numbered` gives this number."""
        if not 1 <= number <= len(self.glyphs):
            raise Unlocated(f"there is no quotation mark {number}: the text has {len(self.glyphs)}")
        return self.glyphs[number - 1]

    def _line(self, p: int | None) -> Span:
        if p is None or not 1 <= p <= len(self.lines):
            raise Unlocated(f"p must name a paragraph from 1 to {len(self.lines)}")
        return self.lines[p - 1]

    def _one(self, words: str, window: Span, occurrence: int | None) -> Span:
        found = align.locate(self.text, words, occurrence=occurrence, window=window)
        if not found.spans:
            raise Unlocated(f"{words!r}: {found.reason}")
        return Span(*found.spans[0])


def compile_draft(raw: str, entry: ManifestEntry, text: str) -> tuple[Annotations | None, list[Finding]]:
    """Annotations from a draft, with the covered text (or digests, where the text is external).

    Ids are renumbered in text order. All lines are read; the result is None where any has a finding
    (code `draft-line`, path = /line number).
    """
    locator = Locator(text)
    findings: list[Finding] = []
    seen: set[str] = set()
    tree: dict[str, list[Json]] = {"entities": [], "quotes": [], "claims": [], "notes": [], "skip": []}
    for number, line in enumerate(raw.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            layer, record = record_of(json.loads(line), locator)
            name = record.get("id", f"line {number}")
            if name in seen:
                raise Unlocated(f"id {name} is given twice")
            seen.add(name)
            tree[layer].append(record)
        except (Unlocated, KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            what = f"field {error} is missing" if isinstance(error, KeyError) else str(error)
            findings.append(Finding("draft-line", "error", entry.doc_id, f"/{number}", f"{what}: {line[:120]}"))
    findings += (Finding("draft-line", "error", entry.doc_id, "", message) for message in renumber(tree)[1])
    instance = {"schema_version": "1.0", "doc_id": entry.doc_id, "text_sha256": entry.sha256, **tree}
    for pointer, message in schema.violations("annotations", instance):
        findings.append(
            Finding("schema-violation", "error", entry.doc_id, pointer, f"{message} ({_at(instance, pointer)})")
        )
    if findings:
        return None, findings
    found = msgspec.convert(instance, Annotations)
    return (cover(found, text) if entry.text == "included" else strip(found, text)), []


def _at(instance: Json, pointer: str) -> str:
    parts = pointer.split("/")[1:3]
    return str(instance[parts[0]][int(parts[1])].get("id", pointer)) if len(parts) == 2 else pointer


def segments(spans: Iterable[Span]) -> list[Json]:
    """Segments whose text is filled in once the whole record is known."""
    return [{"start": s.start, "end": s.end, "text": "-"} for s in spans]


def _optional(source: dict[str, Json], *names: str) -> dict[str, Json]:
    return {name: source[name] for name in names if name in source}


def record_of(d: dict[str, Json], at: Locator) -> tuple[str, Json]:
    """(layer, record) of one line of a draft."""
    p = d.get("p")
    if "skip" in d:
        span = at.span(d["s"], p) if "s" in d else trimmed(at.text, at._line(p))
        return "skip", {"start": span.start, "end": span.end, "kind": d["skip"]}
    if "T" in d:
        return "entities", _entity(d, at)
    if "Q" in d:
        return "quotes", _quote(d, at)
    if "C" in d:
        return "claims", _claim(d, at)
    if "N" in d:
        spans = at.spans(d["s"], p)
        return "notes", {
            "id": f"N{d['N']}",
            "kind": d["kind"],
            "segments": segments(spans),
            "marks": marks_of(d["marks"], spans, at),
        }
    raise ValueError("a line starts with one of skip, T, Q, C, N")


def _entity(d: dict[str, Json], at: Locator) -> Json:
    record = {
        "id": f"T{d['T']}",
        "label": d["label"],
        "segments": segments(at.spans(d["s"], d.get("p"))),
        "surface": d.get("surface", "ok"),
    }
    if d["label"] in schema.labels("entity", "$defs/named"):
        record["mention"] = d.get("mention", "named")
    if "value" in d:
        record["value"] = dict(zip(schema.fields("value"), d["value"], strict=True))
    if "date" in d:
        record["date"] = {"iso": d["date"], **_optional(d, "reason")}
    return record | _optional(d, "entity", "function", "ambiguous")


def _quote(d: dict[str, Json], at: Locator) -> Json:
    content = at.spans(d["content"], d.get("p"))
    party = {key: {"mention": d[key][0], "entity": d[key][1]} for key in ("via", "addressee") if key in d}
    return {
        "id": f"Q{d['Q']}",
        "type": d["type"],
        "content": segments(content),
        "marks": marks_of(d.get("marks", []), content, at),
        "cue": segments(at.spans(d["cue"], d.get("p"))) if d.get("cue") else [],
        "speaker": {"mention": d["speaker"], "form": d["form"], "referent": d["referent"], "entity": d["entity"]},
        "medium": d["medium"],
        **party,
        **_optional(d, "parent"),
    }


def _claim(d: dict[str, Json], at: Locator) -> Json:
    frame = {key: d.get(key) for key in ("subject", "metric", "values", "valid_time", "scope")}
    frame["values"] = frame["values"] or []
    same = {key: d[key] for key in ("type", "claimer", "certainty", "polarity", "time")}
    return {
        "id": f"C{d['C']}",
        "segments": segments(at.spans(d["s"], d.get("p"))),
        "check_worthy": d["worthy"],
        **same,
        "frame": frame,
        "statement": d["it"],
        "statement_en": d["en"],
    }


def marks_of(specs: Sequence[Json], content: Sequence[Span], at: Locator) -> list[Json]:
    """Marks from numbers, {m, role, defects} or {missing: open|close}.

    Where no role is given, a mark beside an edge of the content opens or closes there, and any other
    opens and closes in turn (marked fragments of a mixed quote).
    """
    found: list[Json] = []
    for given in specs:
        spec = given if isinstance(given, dict) else {"m": given}
        defects = list(spec.get("defects", []))
        if "missing" in spec:
            edge = at.span(spec["after"], spec.get("p")).end if "after" in spec else None
            if edge is None:
                edge = content[0].start if spec["missing"] == "open" else content[-1].end
            found.append({"start": edge, "end": edge, "role": spec["missing"], "defects": ["missing", *defects]})
        else:
            glyph = at.glyph(spec["m"])
            turn = "close" if found and found[-1]["role"] == "open" else "open"
            role = spec.get("role") or _beside(glyph, content) or turn
            found.append({"start": glyph.start, "end": glyph.end, "role": role, "defects": defects})
    return sorted(found, key=lambda m: (m["start"], m["end"]))


def _beside(glyph: Span, content: Sequence[Span]) -> str:
    """`open` or `close` for a mark at most two code points (a space, a doubled mark) from an edge, else ""."""
    starts = min(abs(s.start - glyph.end) for s in content)
    ends = min(abs(s.end - glyph.start) for s in content)
    if min(starts, ends) > 2:
        return ""
    return "open" if starts <= ends else "close"
