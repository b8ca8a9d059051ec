"""Checks of claims: where they lie, who makes them, what they state."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from virgolette.checks import statement
from virgolette.checks.base import View, once
from virgolette.checks.nearby import Nearby
from virgolette.checks.pairs import claims_meeting, quotes_placed
from virgolette.checks.place import claims, in_calendar
from virgolette.checks.rule import Hit, rule
from virgolette.model import Claim, Entity, Quote
from virgolette.spans import Span, crossing, hull, length, overlap, within

FIGURES = ("MONEY", "PERCENT", "QUANTITY", "RATIO")
NUMERIC = (*FIGURES, "DATE", "DURATION")


@once
def _spread(view: View) -> list[tuple[str, Claim, Span]]:
    """(JSON pointer, claim, the hull of its segments)."""
    return [(path, claim, hull(claim.segments)) for path, claim in claims(view)]


@once
def _valued(view: View) -> list[tuple[str, Claim, Entity]]:
    """(JSON pointer to the value, claim, mention) of each value whose mention is there."""
    return [
        (f"{path}/frame/values/{j}", claim, view.entities[value])
        for path, claim in claims(view)
        for j, value in enumerate(claim.frame.values)
        if value in view.entities
    ]


@once
def _around(view: View) -> list[tuple[str, Claim, list[Quote]]]:
    """(JSON pointer, claim, the quotes whose content holds it, the narrowest last)."""
    quotes = Nearby((hull(q.content), q) for q in view.annotations.quotes)
    found = []
    for path, claim, (low, high) in _spread(view):
        # A segment may end before it starts, which has a finding of its own, and lie inside a quote all the same.
        near = quotes.at(min(low, high), max(low, high))
        holding = [q for q in near if within(claim.segments, q.content)]
        holding.sort(key=lambda q: (-length(q.content), len(q.id), q.id))
        found.append((path, claim, holding))
    return found


def _outside_quote(view: View) -> Iterator[Hit]:
    for path, claim in claims(view):
        quote = view.quotes.get(claim.claimer)
        if quote is not None and not within(claim.segments, quote.content):
            message = f"{claim.id} lies outside the content of {quote.id}, its claimer"
            yield Hit(f"{path}/claimer", claim, message, hull(claim.segments))


def _author_in_quote(direct: bool) -> Callable[[View], Iterator[Hit]]:
    def hits(view: View) -> Iterator[Hit]:
        for path, claim, around in _around(view):
            # In a paraphrase the author may put in a word; in direct speech never.
            if claim.claimer == "author" and around and any(q.type == "direct" for q in around) == direct:
                message = f"{claim.id} has claimer author and lies inside the content of {around[-1].id}"
                yield Hit(f"{path}/claimer", claim, message, hull(claim.segments))

    return hits


def _not_innermost(view: View) -> Iterator[Hit]:
    for path, claim, around in _around(view):
        claimer = view.quotes.get(claim.claimer)
        if claimer in around and not within(claimer.content, around[-1].content):
            message = f"{claim.id} has claimer {claimer.id} and lies inside the narrower {around[-1].id}"
            yield Hit(f"{path}/claimer", claim, message, hull(claim.segments))


def _author_evaluates(view: View) -> Iterator[Hit]:
    for path, claim in claims(view):
        if claim.type == "evaluation" and claim.claimer == "author":
            message = f"{claim.id} is an evaluation by the author"
            yield Hit(f"{path}/type", claim, message, hull(claim.segments))


def _covers_cue(view: View) -> Iterator[Hit]:
    cueing = Nearby((hull(quote.cue), quote) for _, quote in quotes_placed(view) if quote.cue)
    for path, claim, (low, high) in _spread(view):
        cued = next((q for q in cueing.at(low, high) if overlap(q.cue, claim.segments)), None)
        if cued is not None:
            message = f"{claim.id} overlaps the cue of {cued.id}"
            yield Hit(f"{path}/segments", claim, message, hull(claim.segments))


def _value_not_numeric(view: View) -> Iterator[Hit]:
    for path, claim, mention in _valued(view):
        if mention.label not in NUMERIC:
            message = f"{mention.id}, a value of {claim.id}, is {mention.label}"
            yield Hit(path, claim, message, hull(mention.segments))


def _value_outside(view: View) -> Iterator[Hit]:
    for path, claim, mention in _valued(view):
        if not within(mention.segments, claim.segments):
            message = f"{mention.id}, a value of {claim.id}, lies outside it"
            yield Hit(path, claim, message, hull(mention.segments))


def _value_unit(view: View) -> Iterator[Hit]:
    for path, claim, mention in _valued(view):
        metric, value = view.metrics.get(claim.frame.metric or ""), mention.value
        if metric is not None and value is not None and value.unit not in (None, *metric.units):
            units = ", ".join(metric.units) or "none"
            message = f"{mention.id} is in {value.unit}, {metric.id} has the units {units}"
            yield Hit(path, claim, message, hull(mention.segments))


def _valueless(view: View) -> Iterator[Hit]:
    for path, claim in claims(view):
        if claim.type == "quantity" and not claim.frame.values:
            message = f"{claim.id} is a quantity and has no values"
            yield Hit(f"{path}/frame/values", claim, message, hull(claim.segments))


def _figure_unclaimed(view: View) -> Iterator[Hit]:
    claimed = {value for _, claim in claims(view) for value in claim.frame.values}
    for i, mention in enumerate(view.annotations.entities):
        if mention.label in FIGURES and mention.id not in claimed:
            message = f"{mention.id} ({mention.label}) is a value of no claim"
            yield Hit(f"/entities/{i}", mention, message, hull(mention.segments))


def _past_prediction(view: View) -> Iterator[Hit]:
    for path, claim in claims(view):
        if claim.type == "prediction" and claim.time == "past":
            yield Hit(f"{path}/time", claim, f"{claim.id} predicts the past", hull(claim.segments))


def _valid_time(view: View) -> Iterator[Hit]:
    for path, claim in claims(view):
        if not claim.frame.valid_time:
            continue
        bounds = claim.frame.valid_time.split("/")
        wrong = [bound for bound in bounds if not in_calendar(bound)]
        # As strings, bounds of one or of two precisions compare by what they share.
        shared = min(map(len, bounds))
        reason = f"{wrong[0]} isn't in the calendar" if wrong else ""
        if not wrong and len(bounds) > 1 and bounds[0][:shared] > bounds[1][:shared]:
            reason = f"{bounds[0]} is after {bounds[1]}"
        if reason:
            message = f"the valid_time of {claim.id} is wrong: {reason}"
            yield Hit(f"{path}/frame/valid_time", claim, message, hull(claim.segments))


def _repeated(view: View) -> Iterator[Hit]:
    # Each against one other: of three alike, two are too many.
    seen: set[int] = set()
    for (_, a), (j, b) in claims_meeting(view):
        if a.frame != b.frame or j in seen:
            continue
        if [(s.start, s.end) for s in a.segments] == [(s.start, s.end) for s in b.segments]:
            seen.add(j)
            yield Hit(f"/claims/{j}", b, f"{b.id} has the segments and the frame of {a.id}", hull(b.segments))


def _crossing(view: View) -> Iterator[Hit]:
    for (_, a), (j, b) in claims_meeting(view):
        # Split coordinated claims share whole segments (their common subject): only a segment that
        # cuts through another is suspect.
        if any(crossing(s, t) for s in a.segments for t in b.segments):
            message = f"segments of {a.id} and {b.id} cut through one another"
            yield Hit(f"/claims/{j}/segments", b, message, hull(b.segments))


CHECKS = (
    rule(
        "claim-outside-quote",
        "error",
        "A claim lies outside the content of the quote that is its claimer.",
        "Mend the claimer, or the edges of claim or content.",
        hits=_outside_quote,
    ),
    rule(
        "claim-author-in-direct-quote",
        "error",
        "A claim inside direct speech has claimer author.",
        "Name the quote as the claimer.",
        hits=_author_in_quote(direct=True),
    ),
    rule(
        "claim-author-in-quote",
        "warning",
        "A claim inside reported words has claimer author.",
        "Name the quote as the claimer, unless the author puts in a word.",
        hits=_author_in_quote(direct=False),
    ),
    rule(
        "claim-claimer-not-innermost",
        "warning",
        "A claim lies in a quote inside the one that is its claimer.",
        "Name the innermost quote around the claim.",
        hits=_not_innermost,
    ),
    rule(
        "claim-author-evaluates",
        "error",
        "An evaluation has claimer author.",
        "Opinion is a claim only inside a quote: name the quote, or remove the claim.",
        hits=_author_evaluates,
    ),
    rule(
        "claim-covers-cue",
        "warning",
        "A claim overlaps the cue of a quote.",
        "A reporting clause is no claim: take what is reported.",
        hits=_covers_cue,
    ),
    rule(
        "claim-value-not-numeric",
        "error",
        "A value of a claim is no numeric mention.",
        "Name the mention that states the figure.",
        hits=_value_not_numeric,
    ),
    rule(
        "claim-value-outside",
        "error",
        "A value of a claim lies outside it.",
        "Name a mention inside the claim, or widen the claim.",
        hits=_value_outside,
    ),
    rule(
        "claim-value-unit",
        "error",
        "The unit of a value isn't one of the metric's.",
        "Mend the value or the metric, or list the unit under the metric.",
        hits=_value_unit,
    ),
    rule(
        "claim-quantity-without-value",
        "warning",
        "A claim of type quantity has no values.",
        "List the mentions that state its figure, or mend the type.",
        hits=_valueless,
    ),
    rule(
        "figure-unclaimed",
        "warning",
        "A figure is a value of no claim.",
        "Annotate the claim that it belongs to; a figure makes a claim of almost any clause.",
        hits=_figure_unclaimed,
    ),
    rule(
        "claim-prediction-past",
        "warning",
        "A prediction is said to hold in the past.",
        "Mend type or time.",
        hits=_past_prediction,
    ),
    rule(
        "claim-valid-time",
        "error",
        "The valid_time of a claim isn't in the calendar, or its interval is reversed.",
        "Mend the date.",
        hits=_valid_time,
    ),
    rule(
        "claim-repeated",
        "error",
        "Two claims have the same segments and the same frame.",
        "Remove one of them.",
        hits=_repeated,
    ),
    rule(
        "claim-crossing",
        "warning",
        "Segments of two claims cut through one another.",
        "Let one hold the other, or part them.",
        hits=_crossing,
    ),
    *statement.CHECKS,
)
