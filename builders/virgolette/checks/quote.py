"""Checks of quotes: content against marks, cue and sentence; with those of speakers and nesting."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import pairwise

from virgolette import segment
from virgolette.checks import nesting, speaker
from virgolette.checks.base import View
from virgolette.checks.place import quotes
from virgolette.checks.rule import Hit, rule
from virgolette.model import Mark, Quote, Segment
from virgolette.spans import Span, covered, hull, overlap

# "che cosa" opens a question, not a subordinate clause; "di" subordinates an infinitive only; "se" may
# as well begin what was said.
_SUBORDINATOR = re.compile(
    r"che\s(?!cosa\b|tipo\b|genere\b)|di\s(?:non\s)?(?:\w+\s)?\w+r(?:e|si|ne|[lmtcv][oiae])\b",
    re.IGNORECASE,
)


def _unmarked(kind: str) -> Callable[[View], Iterator[Hit]]:
    def hits(view: View) -> Iterator[Hit]:
        for path, quote in quotes(view):
            if quote.type == kind and not quote.marks:
                yield Hit(f"{path}/marks", quote, f"{quote.id} is {kind} and has no marks", hull(quote.content))

    return hits


def _indirect_marked(view: View) -> Iterator[Hit]:
    for path, quote in quotes(view):
        if quote.type in ("indirect", "reported") and quote.marks:
            message = f"{quote.id} is {quote.type} and has marks ({len(quote.marks)})"
            yield Hit(f"{path}/marks", quote, message, hull(quote.marks))


def _off_marks(view: View) -> Iterator[Hit]:
    text = view.text or ""
    for path, quote in quotes(view):
        if quote.type != "direct" or not quote.marks:
            continue
        off = [
            (j, mark)
            for j, mark in enumerate(quote.marks)
            if not any(_touches(text, quote, mark, s) for s in quote.content)
        ]
        for j, mark in off:
            message = f"the mark of {quote.id} that is to {mark.role} touches no edge of its content"
            yield Hit(f"{path}/marks/{j}", quote, message, mark)
        if not off:
            yield from _bare_edges(text, path, quote)


def _bare_edges(text: str, path: str, quote: Quote) -> Iterator[Hit]:
    """The first and last edge of direct content, where no mark touches them."""
    last = len(quote.content) - 1
    for role, j, what in (("open", 0, "starts"), ("close", last, "ends")):
        mine = [m for m in quote.marks if m.role == role]
        if mine and not any(_touches(text, quote, m, quote.content[j]) for m in mine):
            message = f"no mark of {quote.id} stands where its content {what}"
            yield Hit(f"{path}/content/{j}", quote, message, quote.content[j])


def _touches(text: str, quote: Quote, mark: Mark, s: Segment) -> bool:
    """Whether only white space, or the twin of a doubled mark, parts a mark from the edge it belongs to."""
    start, end = (mark.end, s.start) if mark.role == "open" else (s.end, mark.start)
    if not start <= end <= len(text):
        return False
    between = range(start, end)
    return start == end or all(text[i].isspace() or any(m.start <= i < m.end for m in quote.marks) for i in between)


def _fragment_outside(view: View) -> Iterator[Hit]:
    for path, quote in quotes(view):
        for j, mark in enumerate(quote.marks if quote.type == "mixed" else ()):
            # A fragment may begin or end the content: then its mark lies at the edge, just outside.
            edge = mark.end if mark.role == "open" else mark.start
            if not any(s.start <= edge <= s.end for s in quote.content):
                yield Hit(f"{path}/marks/{j}", quote, f"a mark of {quote.id} lies outside its content", mark)


def _mixed_split(view: View) -> Iterator[Hit]:
    for path, quote in quotes(view):
        # A cue that interrupts the clause cuts it, and so does a mark before a sentence that continues it.
        gaps = pairwise(quote.content)
        cutting = [Span(s.start, s.end) for s in quote.cue] + [Span(m.start, m.start) for m in quote.marks]
        cut = [(a, b) for a, b in gaps if not any(a.end <= s.start and s.end <= b.start for s in cutting)]
        if quote.type == "mixed" and cut:
            message = f"{quote.id} is mixed and its content has {len(quote.content)} segments"
            yield Hit(f"{path}/content", quote, message, hull(quote.content))


def _mark_in_cue(view: View) -> Iterator[Hit]:
    for path, quote in quotes(view):
        for j, mark in enumerate(quote.marks):
            if any(s.start <= mark.start < s.end and mark.end <= s.end for s in quote.cue):
                yield Hit(f"{path}/marks/{j}", quote, f"a mark of {quote.id} lies inside its cue", mark)


def _cue_in_content(view: View) -> Iterator[Hit]:
    for path, quote in quotes(view):
        if overlap(quote.cue, quote.content):
            yield Hit(f"{path}/cue", quote, f"cue and content of {quote.id} overlap", hull(quote.cue))


def _wordless(view: View) -> Iterator[Hit]:
    text = view.text or ""
    for path, quote in quotes(view):
        if not any(c.isalnum() for s in quote.content for c in covered(text, s)):
            yield Hit(f"{path}/content", quote, f"the content of {quote.id} has no word", hull(quote.content))


def _subordinator(view: View) -> Iterator[Hit]:
    text = view.text or ""
    for path, quote in quotes(view):
        first = quote.content[0]
        if quote.type in ("indirect", "mixed") and _SUBORDINATOR.match(covered(text, first)):
            message = f"the content of {quote.id} seems to start with its subordinator"
            yield Hit(f"{path}/content/0", quote, message, first)


def _beyond_sentence(view: View) -> Iterator[Hit]:
    text = view.text or ""
    indirect = [(path, q) for path, q in quotes(view) if q.type in ("indirect", "reported")]
    ends = [sentence.end for sentence in segment.sentences(text)] if indirect else []
    for path, quote in indirect:
        for j, s in enumerate(quote.content):
            first = bisect_right(ends, s.start)
            if first < len(ends) and ends[first] < s.end:
                message = f"{quote.id} is {quote.type} and goes on after the sentence that ends at {ends[first]}"
                yield Hit(f"{path}/content/{j}", quote, message, s)


CHECKS = (
    rule(
        "quote-direct-unmarked",
        "error",
        "A direct quote has no marks.",
        "Give its marks, missing ones with start = end, or mend the type.",
        hits=_unmarked("direct"),
    ),
    rule(
        "quote-mixed-unmarked",
        "error",
        "A mixed quote has no marked fragment.",
        "Give the marks of its fragments, or make it indirect.",
        hits=_unmarked("mixed"),
    ),
    rule(
        "quote-indirect-marked",
        "error",
        "An indirect or reported quote has marks.",
        "Make it mixed, or move the marks to the note or nested quote that they belong to.",
        hits=_indirect_marked,
    ),
    rule(
        "quote-content-off-marks",
        "error",
        "Direct content doesn't run from mark to mark.",
        "Let the content run from mark to mark, without the outer marks; give missing ones with start = end.",
        hits=_off_marks,
        needs_text=True,
    ),
    rule(
        "quote-fragment-outside",
        "error",
        "A mark of a mixed quote lies outside its content.",
        "Let the content hold the whole clause, or give the mark to another quote.",
        hits=_fragment_outside,
    ),
    rule(
        "quote-mixed-split",
        "warning",
        "The content of a mixed quote has several segments that neither a cue nor a mark parts.",
        "Let one segment hold the clause; its fragments follow from the marks.",
        hits=_mixed_split,
    ),
    rule(
        "quote-mark-in-cue",
        "error",
        "A mark lies inside the cue of its quote.",
        "Trim the cue to the speech verb.",
        hits=_mark_in_cue,
    ),
    rule(
        "quote-cue-in-content",
        "error",
        "Cue and content of a quote overlap.",
        "Split the content around the cue, or trim one of them.",
        hits=_cue_in_content,
    ),
    rule(
        "quote-wordless",
        "error",
        "The content of a quote has no word.",
        "Mend the offsets, or remove the quote.",
        hits=_wordless,
        needs_text=True,
    ),
    rule(
        "quote-subordinator",
        "warning",
        "Indirect content starts with che or di.",
        "Leave the subordinator out.",
        hits=_subordinator,
        needs_text=True,
    ),
    rule(
        "quote-beyond-sentence",
        "warning",
        "Indirect content goes on after the end of its sentence.",
        "End it with its sentence: what follows without a cue isn't part of it.",
        hits=_beyond_sentence,
        needs_text=True,
    ),
    *speaker.CHECKS,
    *nesting.CHECKS,
)
