"""Checks of what is said to be wrong with quotation marks, and who owns marks at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from virgolette import marks
from virgolette.checks.base import View, once
from virgolette.checks.pairs import placed, quotes_placed
from virgolette.checks.rule import Hit, rule
from virgolette.model import Mark, Note, Quote
from virgolette.spans import covered

Owner = Quote | Note
# Glyphs that go together; the low ones pair with the high ones of either direction.
FAMILIES = ("«»", "‹›", "“”‟„", "‘’‛‚", '"＂', "'＇`´", "〝〞〟", "「」", "『』", "﹁﹂", "﹃﹄", "｢｣")
_FAMILY = {char: family for family in FAMILIES for char in family}
_ROLES = {"opening": "open", "closing": "close", "neutral": ""}


@once
def owners(view: View) -> list[tuple[str, Owner]]:
    """(JSON pointer, record) of all that own marks: quotes, then notes, each by place."""
    found: list[tuple[str, Owner]] = [(f"/quotes/{i}", quote) for i, quote in quotes_placed(view) if quote.marks]
    return found + [(f"/notes/{i}", note) for i, note in placed(view.annotations.notes) if note.marks]


@once
def owned(view: View) -> list[tuple[str, Owner, Mark]]:
    """(JSON pointer, owner, mark) of every mark."""
    return [(f"{path}/marks/{j}", owner, mark) for path, owner in owners(view) for j, mark in enumerate(owner.marks)]


def lone(owner: Owner) -> bool:
    """Whether marks need no partner: a note on an apostrophe or a stray mark."""
    return isinstance(owner, Note) and owner.kind in ("apostrophe", "other")


def grouped(owned: Sequence[Mark]) -> list[Mark]:
    """Marks in text order, the halves of a doubled one counted once."""
    found: list[Mark] = []
    last: Mark | None = None
    for mark in sorted(owned, key=lambda m: (m.start, m.end)):
        twin = last is not None and last.role == mark.role and "doubled" in (*last.defects, *mark.defects)
        # A stray white space may part the halves.
        if last is None or not twin or mark.start - last.end > 1:
            found.append(mark)
        last = mark
    return found


def pairs(owner: Owner) -> Iterator[tuple[Mark, Mark]]:
    """Opening mark and its partner, where both have a glyph."""
    for a, b in pairwise(grouped(owner.marks)):
        if (a.role, b.role) == ("open", "close") and a.start < a.end and b.start < b.end:
            yield a, b


def _points(text: str, owner: Owner, mark: Mark) -> str:
    """The role that the glyph under a mark is made for; "" for a straight or mixed one."""
    under = covered(text, mark)
    # After a low mark the glyph that opens elsewhere closes; of a mark without its glyph the pair decides alone.
    if under[-1:] in ("", "“", "‘") and any(
        b is mark and covered(text, a) + under in ("„“", "‚‘") for a, b in pairs(owner)
    ):
        return "close"
    roles = {_ROLES[marks.GLYPHS[c][1]] for c in under if c in marks.GLYPHS}
    return roles.pop() if len(roles) == 1 else ""


def _family(text: str, mark: Mark) -> str:
    under = covered(text, mark).strip()
    families = {_FAMILY.get(char, "") for char in under}
    return families.pop() if len(families) == 1 else ""


def _direction_unsaid(view: View) -> Iterator[Hit]:
    text = view.text or ""
    for path, owner, mark in owned(view):
        said = "wrong_direction" in mark.defects or lone(owner)
        if not said and _points(text, owner, mark) not in ("", mark.role):
            message = f"{covered(text, mark)} points the wrong way for a mark that is to {mark.role}"
            yield Hit(path, owner, message, mark)


def _spaced(text: str, mark: Mark) -> bool:
    """White space inside of what a mark encloses, or a word glued to its outside."""
    before, after = text[max(0, mark.start - 1) : mark.start], text[mark.end : mark.end + 1]
    inner, outer = (after, before) if mark.role == "open" else (before, after)
    return inner.isspace() or outer.isalnum()


def _doubled(text: str, mark: Mark) -> bool:
    beside = (text[max(0, mark.start - 2) : mark.start] + text[mark.end : mark.end + 2]).strip()
    return mark.end - mark.start > 1 or any(c in marks.GLYPHS for c in beside)


def _defect_false(view: View) -> Iterator[Hit]:
    text = view.text or ""
    for path, owner, mark in owned(view):
        for defect in mark.defects:
            reason = _contradiction(text, owner, mark, defect)
            if reason:
                yield Hit(path, owner, f"{defect} is claimed, and {reason}", mark)


def _contradiction(text: str, owner: Owner, mark: Mark, defect: str) -> str:
    """What speaks against a defect; "" where nothing does."""
    if mark.start >= mark.end:
        return "the mark is missing" if "missing" in mark.defects and defect != "missing" else ""
    under, points = covered(text, mark), _points(text, owner, mark)
    reason = ""
    if defect == "wrong_direction" and points in ("", mark.role):
        reason = f"{under} points {'the right way' if points else 'nowhere'}"
    elif defect == "spaced" and not _spaced(text, mark):
        reason = f"{under} has no white space on its inner side and no letter or figure on its outer side"
    elif defect == "doubled" and not _doubled(text, mark):
        reason = f"{under} has no second mark beside it"
    elif defect == "wrong_glyph":
        mine = (pair for pair in pairs(owner) if mark in pair)
        if any(_family(text, a) == _family(text, b) for a, b in mine):
            reason = f"{under} is of the pair that its partner belongs to"
    return reason


def _spacing_unsaid(view: View) -> Iterator[Hit]:
    text = view.text or ""
    for path, owner, mark in owned(view):
        said = "spaced" in mark.defects or lone(owner)
        if not said and mark.start < mark.end and _spaced(text, mark):
            message = f"{covered(text, mark)} has white space on its inner side, or none on its outer side"
            yield Hit(path, owner, message, mark)


def _glyph_unsaid(view: View) -> Iterator[Hit]:
    text = view.text or ""
    for path, owner in owners(view):
        for a, b in pairs(owner):
            families = {_family(text, a), _family(text, b)}
            # What is no quotation mark at all has its own finding.
            apart = len(families) > 1 and "" not in families
            if apart and "wrong_glyph" not in (*a.defects, *b.defects):
                message = f"{covered(text, a)} and {covered(text, b)} aren't of one pair"
                yield Hit(f"{path}/marks/{owner.marks.index(b)}", owner, message, b)


CHECKS = (
    rule(
        "mark-defect-missing",
        "error",
        "A glyph points the wrong way and isn't said to.",
        "Add the defect wrong_direction, or mend the role.",
        hits=_direction_unsaid,
        needs_text=True,
    ),
    rule(
        "mark-defect-false",
        "error",
        "A defect is claimed that the text contradicts.",
        "Remove the defect, or mend the mark's place or role.",
        hits=_defect_false,
        needs_text=True,
    ),
    rule(
        "mark-spacing-unsaid",
        "warning",
        "A mark is spaced, or glued to a word outside, and isn't said to be.",
        "Add the defect spaced, or mend the role.",
        hits=_spacing_unsaid,
        needs_text=True,
    ),
    rule(
        "mark-glyph-unsaid",
        "warning",
        "Two marks aren't of one pair, and neither is said to be the wrong glyph.",
        "Add wrong_glyph to the odd one.",
        hits=_glyph_unsaid,
        needs_text=True,
    ),
)
