"""Checks of what a segment carries: the covered text or its digest, as the document's licence asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from virgolette import corpus
from virgolette.checks.base import View
from virgolette.checks.place import each_segment, sound
from virgolette.checks.rule import Hit, rule


def _mismatch(kind: str) -> Callable[[View], Iterator[Hit]]:
    def hits(view: View) -> Iterator[Hit]:
        for group, path, s in each_segment(view):
            carried = getattr(s, kind) is not None
            if carried and sound(view, s) and not corpus.verify(s, view.text or "", view.entry.sha256):
                message = f"{group.owner.id}: `{kind}` isn't that of [{s.start}, {s.end}) in the text"
                yield Hit(path, group.owner, message, s)

    return hits


def _leaked(view: View) -> Iterator[Hit]:
    for group, path, s in each_segment(view):
        if view.entry.text == "external" and s.text is not None:
            # The message must not repeat what may not be redistributed.
            message = f"{group.owner.id}: {len(s.text)} code points of a text that may not be redistributed"
            yield Hit(path, group.owner, message, s)


def _hidden(view: View) -> Iterator[Hit]:
    for group, path, s in each_segment(view):
        if view.entry.text == "included" and s.digest is not None:
            yield Hit(path, group.owner, f"{group.owner.id}: a digest where the text may be shown", s)


_LOCATE = "Locate the words again; if the text changed, carry the annotations over with virgolette remap."

CHECKS = (
    rule(
        "span-text-mismatch",
        "error",
        "The text under a segment isn't the `text` that it carries.",
        _LOCATE,
        hits=_mismatch("text"),
        needs_text=True,
    ),
    rule(
        "span-digest-mismatch",
        "error",
        "The text under a segment hasn't the `digest` that it carries.",
        _LOCATE,
        hits=_mismatch("digest"),
        needs_text=True,
    ),
    rule(
        "span-text-leaked",
        "error",
        "A segment of an external document carries text, which may not be redistributed.",
        "Replace `text` by `digest`, and make sure that no published commit holds it.",
        hits=_leaked,
    ),
    rule(
        "span-text-hidden",
        "error",
        "A segment of an included document carries a digest instead of text.",
        "Replace `digest` by `text`, the covered words.",
        hits=_hidden,
    ),
)
