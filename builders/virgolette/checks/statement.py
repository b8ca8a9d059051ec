"""Checks of the statements of claims."""

from __future__ import annotations

from collections.abc import Iterator

from virgolette import segment
from virgolette.checks.base import View, once
from virgolette.checks.leak import copied
from virgolette.checks.place import claims
from virgolette.checks.rule import Hit, rule
from virgolette.model import Claim
from virgolette.spans import hull

SHORTEST = 10
# A statement may close with a mark or bracket after its stop.
_CLOSERS = "»”\"')]"


@once
def _statements(view: View) -> list[tuple[str, Claim, str]]:
    """(JSON pointer, claim, statement) of each statement in each language."""
    return [
        (f"{path}/{name}", claim, statement)
        for path, claim in claims(view)
        for name, statement in (("statement", claim.statement), ("statement_en", claim.statement_en))
    ]


def _short(view: View) -> Iterator[Hit]:
    for path, claim, statement in _statements(view):
        length = len(statement.strip())
        if length < SHORTEST:
            message = f"a statement of {claim.id} has {length} characters"
            yield Hit(path, claim, message, hull(claim.segments))


def _untranslated(view: View) -> Iterator[Hit]:
    for path, claim in claims(view):
        one, two = claim.statement, claim.statement_en
        # The first word tells nearly all apart.
        if one.split(None, 1)[:1] == two.split(None, 1)[:1] and one.split() == two.split():
            message = f"the two statements of {claim.id} are the same"
            yield Hit(f"{path}/statement_en", claim, message, hull(claim.segments))


def _unpunctuated(view: View) -> Iterator[Hit]:
    for path, claim, statement in _statements(view):
        if not statement.rstrip().rstrip(_CLOSERS).endswith((".", "!", "?", "…")):
            message = f"a statement of {claim.id} doesn't end like a sentence"
            yield Hit(path, claim, message, hull(claim.segments))


def _sentences(view: View) -> Iterator[Hit]:
    for path, claim, statement in _statements(view):
        count = len(segment.sentences(statement))
        if count > 1:
            yield Hit(path, claim, f"a statement of {claim.id} has {count} sentences", hull(claim.segments))


def _leaks(view: View) -> Iterator[Hit]:
    if view.entry.text == "external":
        for path, claim, statement in _statements(view):
            length = copied(statement, view.text or "")
            if length:
                # The message must not repeat what may not be redistributed.
                message = f"a statement of {claim.id} copies {length} characters of the text"
                yield Hit(path, claim, message, hull(claim.segments))


CHECKS = (
    rule(
        "statement-short",
        "error",
        "A statement is too short to stand for itself.",
        "Write one self-contained sentence.",
        hits=_short,
    ),
    rule(
        "statement-untranslated",
        "error",
        "The Italian and the English statement are the same.",
        "Translate it.",
        hits=_untranslated,
    ),
    rule(
        "statement-unpunctuated",
        "warning",
        "A statement doesn't end like a sentence.",
        "End it with a full stop.",
        hits=_unpunctuated,
    ),
    rule(
        "statement-sentences",
        "warning",
        "A statement has several sentences.",
        "Write one sentence, or split the claim.",
        hits=_sentences,
    ),
    rule(
        "statement-leaks-text",
        "error",
        "A statement copies a run of a text that may not be redistributed.",
        "Say it in words of our own.",
        hits=_leaks,
        needs_text=True,
    ),
)
