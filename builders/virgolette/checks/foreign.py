"""Checks of other people's corpora, without any scheme: what was read badly, texts, spans, references."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

import msgspec

from virgolette.checks import foreign_units, span, text
from virgolette.checks.base import Check, View
from virgolette.checks.place import excerpt
from virgolette.finding import Finding
from virgolette.foreign import Attribute, Foreign, Link, Mention, Remark
from virgolette.model import Annotations, Document, Entity, Knowledge, ManifestEntry, Segment
from virgolette.spans import covered, hull

# Codes that only other people's corpora have; the others are those of our own checks.
ABOUT: tuple[tuple[str, str, str], ...] = (
    ("foreign-file-unreadable", "error", "A file, or the rest of it, can't be read: not UTF-8, not of its format."),
    ("foreign-line-malformed", "error", "A line or record that its format doesn't allow; the others are read."),
    ("foreign-text-missing", "error", "The text that annotations are about isn't there."),
    ("foreign-tag-sequence", "warning", "A tag that can't stand there in its scheme (I- without B-, no E-)."),
    ("foreign-offset-unit", "error", "The offsets are counted in another unit than code points from 0, ends excluded."),
    ("foreign-ref-unknown", "error", "A relation, event, attribute or note names an annotation that isn't there."),
    ("foreign-span-repeated", "warning", "Two annotations have the same span, label and layer."),
)
_SEVERITIES = {code: severity for code, severity, _ in ABOUT}
# Of our span checks those that ask nothing of a scheme.
_SPANS = (
    "span-out-of-bounds",
    "span-empty",
    "span-unsorted",
    "span-segments-overlap",
    "span-segments-touch",
    "span-edge-space",
    "span-splits-character",
    "span-mid-word",
)
CHECKS: tuple[Check, ...] = (*text.CHECKS, *(c for c in span.CHECKS if c.code in _SPANS))
# The schemas bound offsets to 31 bits: where there is no text, nothing is out of bounds.
_UNBOUNDED = 2**31 - 1


def run(document: Foreign, *, select: Collection[str] = (), ignore: Collection[str] = ()) -> list[Finding]:
    """All findings of one document, by line; `path` is L and the 1-based line (or record) of `file`.

    What couldn't be read shows whatever is selected, unless it is ignored.
    """
    found = list(_flaws(document))
    unit = foreign_units.diagnose(document)
    if unit is not None:
        # The other checks then look at the words that were meant.
        mentions = tuple(foreign_units.changed(m, unit.change) for m in document.mentions)
        message = f"the offsets are {unit.name}: so counted, {unit.explains} more spans cover what the file says"
        remedy = "Count code points of the text as it is stored, from 0, [start, end)."
        found.append(_finding(document, "foreign-offset-unit", "error", message, remedy))
        document = msgspec.structs.replace(document, mentions=mentions)
    found += _borrowed(document, [c for c in CHECKS if not select or c.code in select])
    found += [*_mismatches(document), *_references(document), *_repeated(document)]
    flawed = {f.code for f in document.flaws}
    kept = (f for f in found if f.code not in ignore and (not select or f.code in select or f.code in flawed))
    return sorted(kept, key=lambda f: (f.file, int(f.path[1:] or 0), -1 if f.start is None else f.start, f.code))


def _finding(
    document: Foreign,
    code: str,
    severity: str,
    message: str,
    remedy: str,
    *,
    line: int = 0,
    owner: str = "",
    at: Mention | None = None,
) -> Finding:
    place = hull(at.segments) if at is not None and at.segments else None
    start, end = place if place is not None else (None, None)
    id_ = f"{document.name}#{owner}" if owner else document.name
    path = f"L{line}" if line else ""
    return Finding(code, severity, document.name, path, message, start, end, remedy, id_, document.file)


def _flaws(document: Foreign) -> Iterator[Finding]:
    for flaw in document.flaws:
        severity = _SEVERITIES[flaw.code]
        found = _finding(document, flaw.code, severity, flaw.message, flaw.remedy, line=flaw.line)
        yield msgspec.structs.replace(found, file=flaw.file or document.file)


def _borrowed(document: Foreign, checks: list[Check]) -> Iterator[Finding]:
    """What our own checks of texts and spans find, told by line."""
    view = _view(document)
    lines = {f"/entities/{i}": m.line for i, m in enumerate(document.mentions)}
    for check in checks:
        if check.needs_text and document.text is None:
            continue
        for f in check.run(view):
            owner = "/".join(f.path.split("/")[:3])
            line = lines.get(owner, 0)
            file = (document.text_file or document.file) if check in text.CHECKS else document.file
            yield msgspec.structs.replace(
                f, severity=check.severity, path=f"L{line}" if line else "", file=file, remedy=_remedy(f)
            )


def _remedy(finding: Finding) -> str:
    """Our remedies name commands and waivers, which other people's corpora don't have."""
    kept = [s for s in finding.remedy.split("; ") if "--fix" not in s and "waive" not in s.lower()]
    return "; ".join(kept) if finding.code.startswith("span-") else ""


def _view(document: Foreign) -> View:
    entities = tuple(
        Entity(
            id=m.id,
            label=m.label,
            segments=tuple(Segment(start=s.start, end=s.end) for s in m.segments),
            surface="ok",
        )
        for m in document.mentions
    )
    found = Annotations(
        schema_version="1.0",
        doc_id=document.name,
        text_sha256="",
        entities=entities,
        quotes=(),
        claims=(),
        notes=(),
        skip=(),
    )
    return View(as_document(document), Knowledge(), found)


def as_document(document: Foreign) -> Document:
    """The document with a manifest entry that says nothing: reports show its text by it."""
    chars = len(document.text) if document.text is not None else _UNBOUNDED
    entry = ManifestEntry(
        doc_id=document.name,
        title=None,
        published=None,
        sha256="",
        chars=chars,
        language="",
        licence="",
        origin="",
        genre="",
        story="",
        split="",
        text="",
    )
    return Document(entry, document.text, None, document.file)


def _mismatches(document: Foreign) -> Iterator[Finding]:
    text = document.text
    if text is None:
        return
    for m in document.mentions:
        inside = m.segments and all(0 <= s.start < s.end <= len(text) for s in m.segments)
        if not inside or foreign_units.fits(m, text):
            continue
        under = excerpt(" ".join(covered(text, s) for s in m.segments))
        off = foreign_units.nearest(m, text)
        hint = f"; these words stand {abs(off)} {'before' if off < 0 else 'after'} it" if off else ""
        message = f"{m.id}: the file says {excerpt(' '.join(m.said))}, the text has {under}{hint}"
        remedy = "Locate the words again."
        yield _finding(document, "span-text-mismatch", "error", message, remedy, line=m.line, owner=m.id, at=m)


def _references(document: Foreign) -> Iterator[Finding]:
    # Of an equivalence * is no id but a sign.
    links = [x for x in document.links if x.kind != "equivalence"]
    everything: tuple[Mention | Link | Attribute | Remark, ...] = (
        *document.mentions,
        *links,
        *document.attributes,
        *document.remarks,
    )
    listed = [(x.id, x.line) for x in everything if x.id]
    known = Counter(id_ for id_, _ in listed)
    seen = set()
    for id_, line in listed:
        if id_ in seen:
            message, remedy = f"{id_} is the id of {known[id_]} annotations", "Give each an id of its own."
            yield _finding(document, "id-repeated", "error", message, remedy, line=line, owner=id_)
        seen.add(id_)
    remedy = "Restore the annotation, or remove what refers to it."
    for link in document.links:
        for role, target in link.arguments:
            if target not in known:
                message = f"{_named(link)}: there is no {target}{f', its {role}' if role else ''}"
                yield _finding(document, "foreign-ref-unknown", "error", message, remedy, line=link.line, owner=link.id)
    about: tuple[Attribute | Remark, ...] = (*document.attributes, *document.remarks)
    for y in about:
        if y.target and y.target not in known:
            message = f"{y.id or type(y).__name__.lower()}: there is no {y.target}"
            yield _finding(document, "foreign-ref-unknown", "error", message, remedy, line=y.line, owner=y.id)


def _named(link: Link) -> str:
    return f"{link.label} {link.id}".strip()


def _repeated(document: Foreign) -> Iterator[Finding]:
    first: dict[tuple[object, ...], Mention] = {}
    for m in document.mentions:
        other = first.setdefault((m.layer, m.label, m.segments), m)
        if other is not m:
            message = f"{m.id}: {m.label} is on the span of {other.id} too"
            remedy = "Keep one of the two."
            yield _finding(document, "foreign-span-repeated", "warning", message, remedy, line=m.line, owner=m.id, at=m)
