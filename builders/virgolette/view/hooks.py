"""Empty elements in the text: an annotation's label, number or chip, where one can click it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from virgolette import schema
from virgolette.finding import Finding
from virgolette.model import Annotations, Entity, Mark
from virgolette.spans import Span, covered
from virgolette.view import figures
from virgolette.view.layers import marks
from virgolette.view.palette import Palette
from virgolette.view.runs import columns, lanes

# Longer than most lines of the text column, wide and narrow, in code points; the script settles the rest.
WIDE, NARROW = 80, 44
# Words of a mention in a spoken label.
SPOKEN = 60


class Hook(Struct, frozen=True):
    """One empty element.

    Attributes:
        offset: Code point where it hangs.
        at_end: Whether on the end of the run before the offset instead of the start of the one after.
        classes: Its look.
        label: What the style sheet shows.
        id: The annotation that it is the handle of; "" for a mere ornament.
        spoken: What a screen reader says; "" for an ornament.
        aside: A second label (the quotes that a mention speaks in).
    """

    offset: int
    classes: str
    label: str = ""
    id: str = ""
    spoken: str = ""
    aside: str = ""
    at_end: bool = False


def all_hooks(annotations: Annotations, findings: Sequence[Finding], palette: Palette, text: str) -> list[Hook]:
    """All hooks, at each place in the order in which one tabs through them; each id has one handle."""
    found = [
        *_skips(annotations),
        *_quotes(annotations, palette),
        *_claims(annotations),
        *_notes(annotations),
        *_mentions(annotations, palette, text),
        *_marks(annotations),
        *_findings(findings),
    ]
    handles = {hook.id: hook for hook in reversed(found) if hook.id}
    # Of a repeated id, which a check reports, only the first may be a target.
    return [hook for hook in found if not hook.id or handles[hook.id] is hook]


def _skips(annotations: Annotations) -> Iterator[Hook]:
    kinds = schema.labels("skip", "properties/kind")
    for i, skip in enumerate(annotations.skip, 1):
        name = kinds[skip.kind]["en"]
        yield Hook(skip.start, "s", name, f"S{i}", f"skipped: {name}")


def _quotes(annotations: Annotations, palette: Palette) -> Iterator[Hook]:
    firsts = [(s.start, j > 0, q) for q in annotations.quotes for j, s in enumerate(q.content)]
    firsts.sort(key=lambda item: item[0])
    starts = [start for start, _, _ in firsts]
    wide, narrow = columns(starts, WIDE), columns(starts, NARROW)
    for (start, later, quote), w, n in zip(firsts, wide, narrow, strict=True):
        classes = f"q q{palette.quote(quote.type)} w{min(w, 3)} n{min(n, 3)}"
        if later:
            yield Hook(start, f"{classes} on", f"…{quote.id[1:]}")
        else:
            yield Hook(start, classes, quote.id, quote.id, f"{quote.id}, {quote.type} quote")
    for quote in annotations.quotes:
        for s in quote.cue[:1]:
            yield Hook(s.start, f"k k{palette.quote(quote.type)}", quote.id)


def _claims(annotations: Annotations) -> Iterator[Hook]:
    at: dict[int, int] = {}
    for claim in annotations.claims:
        for j, s in enumerate(claim.segments):
            # Numbers of claims that begin together stand side by side.
            shift = at.get(s.start, 0)
            at[s.start] = shift + 1
            number, classes = claim.id[1:], f"c z{min(shift, 5)}"
            if j:
                yield Hook(s.start, f"{classes} on", number)
            else:
                yield Hook(s.start, classes, number, claim.id, f"{claim.id}, {claim.type} claim")
            yield Hook(s.end, "ce", at_end=True)


def _notes(annotations: Annotations) -> Iterator[Hook]:
    kinds = schema.labels("note", "properties/kind")
    for note in annotations.notes:
        name = kinds[note.kind]["en"]
        yield Hook(note.segments[0].start, "n", name, note.id, f"{note.id}, {name}")


def _mentions(annotations: Annotations, palette: Palette, text: str) -> Iterator[Hook]:
    speaks: dict[str, list[str]] = {}
    for quote in annotations.quotes:
        if quote.speaker.mention is not None:
            speaks.setdefault(quote.speaker.mention, []).append(quote.id)
    firsts = [Span(m.segments[0].start, m.segments[0].end) for m in annotations.entities]
    depth = lanes(firsts)
    lowest: dict[int, int] = {}
    for span, lane in zip(firsts, depth, strict=True):
        lowest[span.start] = min(lane, lowest.get(span.start, lane))
    for mention, span, lane in zip(annotations.entities, firsts, depth, strict=True):
        # Where an inner mention begins at the same place, the outer one's label goes to its end.
        shared = lane > lowest[span.start]
        told = [mention.id, mention.label, _short(_words(mention, text)), figures.words(mention)]
        yield Hook(
            mention.segments[-1].end if shared else span.start,
            f"t h{palette.entity(mention.label)} y{min(lane, 2)}" + (" end" if shared else ""),
            mention.label + ("" if mention.surface == "ok" else " ✗"),
            mention.id,
            ", ".join(part for part in told if part),
            " ".join(speaks.get(mention.id, ())),
            shared,
        )


def _words(mention: Entity, text: str) -> str:
    return " … ".join(covered(text, s) for s in mention.segments)


def _short(words: str) -> str:
    return words if len(words) <= SPOKEN else words[: SPOKEN - 1] + "…"


def _marks(annotations: Annotations) -> Iterator[Hook]:
    for _, mark in marks(annotations):
        if mark.start == mark.end:
            yield Hook(mark.start, f"gone {mark.role}", at_end=mark.role == "close")


def defects(mark: Mark) -> str:
    """A mark's defects by name; "" where it has none."""
    names = schema.labels("mark", "properties/defects/items")
    return ", ".join(names[d]["en"] for d in mark.defects)


def _findings(findings: Sequence[Finding]) -> Iterator[Hook]:
    for i, finding in enumerate(findings, 1):
        if finding.start is not None:
            look = "f waived" if finding.waived is not None else f"f {finding.severity}"
            yield Hook(finding.start, look, "⚑", f"F{i}", f"{finding.severity}: {finding.message}")
