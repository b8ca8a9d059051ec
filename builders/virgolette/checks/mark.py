"""Checks of quotation marks: every glyph of the text has one owner, and what is said of it is true."""

from __future__ import annotations

from collections.abc import Iterator

from virgolette import marks
from virgolette.checks import defect
from virgolette.checks.base import View, once
from virgolette.checks.defect import Owner, grouped, lone, owned, owners
from virgolette.checks.nesting import ancestors
from virgolette.checks.place import excerpt
from virgolette.checks.rule import Hit, rule
from virgolette.model import Mark, Quote
from virgolette.spans import Span, covered


@once
def _held(view: View) -> list[tuple[Span, list[tuple[str, Owner, Mark]]]]:
    """Each glyph of the text, with the marks on it in the order of their owners."""
    found: list[tuple[Span, list[tuple[str, Owner, Mark]]]] = []
    listed = [item for item in owned(view) if item[2].start < item[2].end]
    ahead = sorted(range(len(listed)), key=lambda k: listed[k][2].start, reverse=True)
    begun: list[int] = []
    for glyph in marks.scan(view.text or ""):
        while ahead and listed[ahead[-1]][2].start <= glyph.start:
            begun.append(ahead.pop())
        begun = [k for k in begun if listed[k][2].end >= glyph.end]
        found.append((Span(glyph.start, glyph.end), [listed[k] for k in sorted(begun)]))
    return found


def _unaccounted(view: View) -> Iterator[Hit]:
    for glyph, holding in _held(view):
        if not holding and not any(s.start <= glyph.start and glyph.end <= s.end for s in view.annotations.skip):
            shown = covered(view.text or "", glyph)
            yield Hit("", None, f"the quotation mark {shown} belongs to no quote and no note", glyph)


def _shared(view: View) -> Iterator[Hit]:
    for _, holding in _held(view):
        for k, (path, owner, mark) in enumerate(holding):
            rivals = (o for _, o, m in holding[:k] if not _closes_both(view, (o, m), (owner, mark)))
            for other in rivals:
                yield Hit(path, owner, f"{owner.id} and {other.id} both count the mark at {mark.start}", mark)
                break


def _closes_both(view: View, a: tuple[Owner, Mark], b: tuple[Owner, Mark]) -> bool:
    """Whether one glyph closes a quote and the quote around it."""
    if {a[1].role, b[1].role} != {"close"}:
        return False
    one, two = a[0], b[0]
    if not isinstance(one, Quote) or not isinstance(two, Quote):
        return False
    return one.id in ancestors(view, two) or two.id in ancestors(view, one)


def _without_glyph(view: View) -> Iterator[Hit]:
    text = view.text or ""
    for path, owner, mark in owned(view):
        # The scanner's verdict on ambiguous apostrophes isn't binding, since an annotator reads the
        # sentence; but inside a word no glyph is a mark.
        under = covered(text, mark)
        if mark.start >= mark.end or (under in marks.GLYPHS and under not in marks.SINGLES):
            continue
        around = text[max(0, mark.start - 1) : mark.start], text[mark.end : mark.end + 1]
        apostrophe = under in marks.SINGLES and all(c.isalnum() for c in around) and not lone(owner)
        on_glyphs = under.strip() != "" and all(c in marks.GLYPHS or c.isspace() for c in under)
        if apostrophe or not on_glyphs:
            yield Hit(path, owner, f"a mark of {owner.id} stands on {excerpt(under)}: no quotation mark", mark)


def _missing_mismatch(view: View) -> Iterator[Hit]:
    for path, owner, mark in owned(view):
        if ("missing" in mark.defects) != (mark.start == mark.end) or mark.start > mark.end:
            says = "missing" if "missing" in mark.defects else "present"
            message = f"a mark of {owner.id} is said to be {says} and spans [{mark.start}, {mark.end})"
            yield Hit(path, owner, message, mark)


@once
def _roles(view: View) -> list[tuple[str, Owner, list[str]]]:
    """(JSON pointer, owner, the roles of its marks in text order)."""
    return [(path, owner, [m.role for m in grouped(owner.marks)]) for path, owner in owners(view)]


def _order(view: View) -> Iterator[Hit]:
    for path, owner, roles in _roles(view):
        by_turns = all(role == ("close" if k % 2 else "open") for k, role in enumerate(roles))
        # Where they don't balance, mark-unpaired says so, and turns mean nothing.
        if not by_turns and roles.count("open") == roles.count("close") and not lone(owner):
            message = f"the marks of {owner.id} don't open and close by turns: {', '.join(roles)}"
            yield Hit(f"{path}/marks", owner, message, owner.marks[0])


def _unpaired(view: View) -> Iterator[Hit]:
    for path, owner, roles in _roles(view):
        opening, closing = roles.count("open"), roles.count("close")
        if opening != closing and not lone(owner):
            message = f"{owner.id} has {opening} opening and {closing} closing marks"
            yield Hit(f"{path}/marks", owner, message, owner.marks[0])


def _note_outside(view: View) -> Iterator[Hit]:
    for i, note in enumerate(view.annotations.notes):
        if lone(note) or len(grouped(note.marks)) < 2:
            continue
        first, last = min(m.end for m in note.marks), max(m.start for m in note.marks)
        for j, s in enumerate(note.segments):
            if s.start < first or s.end > last:
                yield Hit(f"/notes/{i}/segments/{j}", note, f"{note.id} reaches beyond its marks", s)


CHECKS = (
    rule(
        "mark-unaccounted",
        "error",
        "A quotation mark of the text belongs to no quote and no note.",
        "Add it to the marks of its quote, or write a note on it.",
        hits=_unaccounted,
        needs_text=True,
    ),
    rule(
        "mark-shared",
        "error",
        "Two owners count one quotation mark.",
        "Leave it to one of them; only a glyph that closes nested quotes belongs to both.",
        hits=_shared,
        needs_text=True,
    ),
    rule(
        "mark-without-glyph",
        "error",
        "A mark stands on no quotation mark of the text.",
        "Set it on its glyph; where the text has none, start = end with the defect missing.",
        hits=_without_glyph,
        needs_text=True,
    ),
    rule(
        "mark-missing-mismatch",
        "error",
        "A mark is said to be missing and has a place, or the reverse.",
        "A missing mark has start = end, any other start < end.",
        hits=_missing_mismatch,
    ),
    rule(
        "mark-order",
        "error",
        "The marks of a quote or note don't open and close by turns.",
        "Mend the roles: the first opens, the last closes.",
        hits=_order,
    ),
    rule(
        "mark-unpaired",
        "error",
        "A quote or note has more opening than closing marks, or fewer.",
        "Add the one that lacks, with start = end and the defect missing.",
        hits=_unpaired,
    ),
    rule(
        "note-outside-marks",
        "error",
        "The words of a note lie outside its marks.",
        "Let the segments run from mark to mark, without the marks.",
        hits=_note_outside,
    ),
    *defect.CHECKS,
)
