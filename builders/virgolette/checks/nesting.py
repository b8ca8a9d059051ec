"""Checks of how quotes lie in one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from virgolette.checks.base import View, once
from virgolette.checks.pairs import quotes_meeting
from virgolette.checks.place import quotes
from virgolette.checks.rule import Hit, rule
from virgolette.model import Quote
from virgolette.spans import hull, length, overlap, within

DEEPEST = 3


def ancestors(view: View, quote: Quote) -> list[str]:
    """Ids of the quotes around a quote, innermost first; stops where a cycle closes."""
    found: list[str] = []
    while quote.parent is not None and quote.parent not in found and quote.parent in view.quotes:
        found.append(quote.parent)
        quote = view.quotes[quote.parent]
    return found


@once
def _nested(view: View) -> list[tuple[str, Quote, Quote]]:
    """(JSON pointer to parent, quote, parent) of each quote whose parent is there."""
    parents = ((path, quote, view.quotes.get(quote.parent or "")) for path, quote in quotes(view))
    return [(f"{path}/parent", quote, parent) for path, quote, parent in parents if parent is not None]


def _pairs(view: View) -> Iterator[tuple[Quote, str, Quote]]:
    """Each two quotes that meet, the later with the JSON pointer to its content."""
    for (_, a), (j, b) in quotes_meeting(view):
        yield a, f"/quotes/{j}/content", b


def _parent_outside(view: View) -> Iterator[Hit]:
    for path, quote, parent in _nested(view):
        if not within(quote.content, parent.content):
            message = f"{quote.id} doesn't lie inside the content of its parent {parent.id}"
            yield Hit(path, quote, message, hull(quote.content))


def _parent_cycle(view: View) -> Iterator[Hit]:
    for path, quote, _ in _nested(view):
        chain = ancestors(view, quote)
        # Reported once a cycle, at its first quote; quotes that merely lead into it are not at fault.
        if quote.id in chain and quote.id == min(chain, key=lambda q: (len(q), q)):
            yield Hit(path, quote, f"{quote.id} lies inside {', inside '.join(chain)}", hull(quote.content))


def _too_deep(view: View) -> Iterator[Hit]:
    for path, quote, _ in _nested(view):
        chain = ancestors(view, quote)
        if len(chain) >= DEEPEST and quote.id not in chain:
            message = f"{quote.id} is at depth {len(chain) + 1}: inside {', inside '.join(chain)}"
            yield Hit(path, quote, message, hull(quote.content))


def _parent_cueless(view: View) -> Iterator[Hit]:
    for path, quote, parent in _nested(view):
        if not parent.cue:
            message = f"{parent.id}, the parent of {quote.id}, has no cue"
            yield Hit(path, quote, message, hull(quote.content))


def _repeated(view: View) -> Iterator[Hit]:
    # Each against one other: of three alike, two are too many.
    seen: set[str] = set()
    for a, path, b in _pairs(view):
        same = [(s.start, s.end) for s in a.content] == [(s.start, s.end) for s in b.content]
        if same and path not in seen:
            seen.add(path)
            yield Hit(path, b, f"{b.id} has the same content as {a.id}", hull(b.content))


def _crossing(view: View) -> Iterator[Hit]:
    for a, path, b in _pairs(view):
        # A child that reaches beyond its parent is reported as such.
        related = a.id in ancestors(view, b) or b.id in ancestors(view, a)
        nested = within(b.content, a.content) or within(a.content, b.content)
        if overlap(a.content, b.content) and not nested and not related:
            message = f"the contents of {a.id} and {b.id} overlap without one holding the other"
            yield Hit(path, b, message, hull(b.content))


def _parent_missing(view: View) -> Iterator[Hit]:
    holders: defaultdict[int, list[Quote]] = defaultdict(list)
    for one, two in quotes_meeting(view):
        for (_, outer), (i, inner) in ((one, two), (two, one)):
            strictly = within(inner.content, outer.content) and not within(outer.content, inner.content)
            if strictly and outer.id not in ancestors(view, inner):
                holders[i].append(outer)
    for i, around in sorted(holders.items()):
        quote = view.annotations.quotes[i]
        nearest = min(around, key=lambda q: (length(q.content), len(q.id), q.id))
        message = f"{quote.id} lies inside the content of {nearest.id}, which isn't its parent"
        yield Hit(f"/quotes/{i}", quote, message, hull(quote.content))


CHECKS = (
    rule(
        "quote-outside-parent",
        "error",
        "A nested quote lies outside its parent's content.",
        "Mend the content of one of them, or remove parent.",
        hits=_parent_outside,
    ),
    rule(
        "quote-parent-cycle",
        "error",
        "A quote lies, by its parents, inside itself.",
        "Remove the wrong parent.",
        hits=_parent_cycle,
    ),
    rule(
        "quote-too-deep",
        "error",
        f"Quotes are nested more than {DEEPEST} deep.",
        "Leave out the innermost quote.",
        hits=_too_deep,
    ),
    rule(
        "quote-parent-cueless",
        "warning",
        "The parent of a quote has no cue of its own.",
        "Where the outer speaker only passes the words on, use via instead of a parent.",
        hits=_parent_cueless,
    ),
    rule(
        "quote-content-repeated",
        "error",
        "Two quotes have the same content.",
        "Keep one of them; who only passes the words on is via.",
        hits=_repeated,
    ),
    rule(
        "quote-crossing",
        "error",
        "The contents of two quotes overlap without nesting.",
        "Mend the content of one of them.",
        hits=_crossing,
    ),
    rule(
        "quote-parent-missing",
        "warning",
        "A quote inside another's content doesn't name it as its parent.",
        "Set parent to the innermost quote around it.",
        hits=_parent_missing,
    ),
)
