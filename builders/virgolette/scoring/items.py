"""What measures compare: gold and predictions in one shape, references resolved, spans in code points."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from msgspec import Struct

from virgolette import segment
from virgolette.model import Annotations, Claim, Entity, Quote, Segment, Skip, Value
from virgolette.scoring.content import bare
from virgolette.spans import Span, within

Spans = tuple[Span, ...]
Fact = str | bool | None
ValueKey = tuple[str | None, str | None, str, str | None, str]
NO_FLAGS: frozenset[str] = frozenset()
AUTHOR = "author"
# Fields of a claim that stand for themselves; those of its frame after them.
FACTS = ("type", "check_worthy", "certainty", "polarity", "time")
FRAME = ("subject", "metric", "scope", "valid_time")


class Item(Struct, frozen=True):
    """Base of what is compared.

    Attributes:
        spans: Where it is; empty for a prediction that couldn't be placed, which then matches nothing.
        flags: Hard cases that it is one of.
    """

    spans: Spans
    flags: frozenset[str] = NO_FLAGS


class EntityItem(Item, frozen=True):
    """A mention."""

    label: str = ""
    entity: str | None = None
    value: Value | None = None
    date: str | None = None


class QuoteItem(Item, frozen=True):
    """A quote; `spans` is its content without marks and edge punctuation.

    Attributes:
        cue, mention: Spans of the cue and of the speaker's mention: None for none, empty where not placed.
        speaker: The speaker's entity.
    """

    type: str | None = None
    cue: Spans | None = None
    mention: Spans | None = None
    speaker: str | None = None


class ClaimItem(Item, frozen=True):
    """A claim.

    Attributes:
        facts: Field → what it says; None for null and for left out.
        author: Whether the author claims it.
        quote: The quote whose speaker claims it.
        values: What its figures mean, sorted.
    """

    facts: Mapping[str, Fact] = {}
    author: bool = False
    quote: QuoteItem | None = None
    values: tuple[ValueKey, ...] = ()


class Items(Struct, frozen=True):
    """One side of one document; a sentence is an item where a claim touches it."""

    entities: Sequence[EntityItem] = ()
    quotes: Sequence[QuoteItem] = ()
    claims: Sequence[ClaimItem] = ()
    sentences: Sequence[Item] = ()


def value_key(value: Value) -> ValueKey:
    """What must be equal for two values to be the same: all but `approximate`."""
    return value.low, value.high, value.comparator, value.unit, value.change


def sorted_keys(values: Iterable[Value]) -> tuple[ValueKey, ...]:
    """The keys of a claim's values; their order in the frame means nothing."""
    return tuple(sorted(map(value_key, values), key=repr))


def spans_of(segments: Sequence[Segment]) -> Spans:
    """Plain spans."""
    if len(segments) == 1:
        return (Span(segments[0].start, segments[0].end),)
    return tuple(Span(s.start, s.end) for s in segments)


def nested(items: Sequence[Item], among: Sequence[Item]) -> set[int]:
    """Positions of the items that lie inside a longer one `among` the others, each looked up by bisection."""
    single = sorted(x.spans[0] for x in among if len(x.spans) == 1)
    several = [x.spans for x in among if len(x.spans) > 1]
    reach: list[int] = [0]  # how far any of the first k goes
    for span in single:
        reach.append(max(reach[-1], span.end))
    found = set()
    for i, item in enumerate(items):
        if len(item.spans) == 1:
            (span,) = item.spans
            # One that begins before it, or one that begins with it and is longer.
            inside = reach[bisect_left(single, (span.start,))] >= span.end
            inside = inside or reach[bisect_left(single, (span.start + 1,))] > span.end
        else:
            inside = bool(item.spans) and any(within(item.spans, (s,)) for s in single)
        if inside or any(item.spans and item.spans != s and within(item.spans, s) for s in several):
            found.add(i)
    return found


class Skipped:
    """The passages of a text that aren't annotated, each place looked up by bisection."""

    def __init__(self, skip: Iterable[Skip]) -> None:
        passages = sorted((p.start, p.end) for p in skip)
        self._starts = [start for start, _ in passages]
        # How far any of the first k + 1 goes.
        self._reach = list(accumulate((end for _, end in passages), max))

    def holds(self, start: int, end: int) -> bool:
        """Whether one passage holds a whole span."""
        before = bisect_right(self._starts, start)
        return before > 0 and self._reach[before - 1] >= end


class Sentences:
    """The sentences of a text that are annotated: those that don't begin in a passage that isn't."""

    def __init__(self, text: str, skip: Iterable[Skip]) -> None:
        skipped = Skipped(skip)
        self._spans = [s for s in segment.sentences(text) if not skipped.holds(s.start, s.start + 1)]
        self._starts = [s.start for s in self._spans]

    def touched(self, claims: Iterable[Item]) -> list[Item]:
        """The sentences that share a code point with a claim, in order."""
        found = set()
        for claim in claims:
            for span in claim.spans:
                k = max(bisect_right(self._starts, span.start) - 1, 0)
                while k < len(self._spans) and self._spans[k].start < span.end:
                    if self._spans[k].end > span.start:
                        found.add(k)
                    k += 1
        return [Item((self._spans[k],)) for k in sorted(found)]


def gold_items(gold: Annotations, text: str, sentences: Sentences) -> Items:
    """Gold as items."""
    plain = [_entity(e) for e in gold.entities]
    inner = nested(plain, plain)
    entities = [_flagged(x, "nested") if i in inner else x for i, x in enumerate(plain)]
    mentions = {e.id: e for e in gold.entities}
    quotes = {q.id: _quote(q, mentions, text) for q in gold.quotes}
    claims = [_claim(c, mentions, quotes) for c in gold.claims]
    return Items(entities, list(quotes.values()), claims, sentences.touched(claims))


def _flagged(item: EntityItem, flag: str) -> EntityItem:
    return EntityItem(item.spans, item.flags | {flag}, item.label, item.entity, item.value, item.date)


def _entity(e: Entity) -> EntityItem:
    flags = set()
    if e.surface != "ok":
        flags.add("misspelt")
    if e.value is not None and (e.value.approximate or e.value.low != e.value.high):
        flags.add("bounded")
    return EntityItem(
        spans_of(e.segments), frozenset(flags), e.label, e.entity, e.value, e.date.iso if e.date else None
    )


def _quote(q: Quote, mentions: Mapping[str, Entity], text: str) -> QuoteItem:
    roles = [m.role for m in q.marks if "missing" not in m.defects]
    tests = {
        "defective_marks": any(m.defects for m in q.marks),
        "unbalanced_marks": roles.count("open") != roles.count("close"),
        "null_subject": q.speaker.form == "null_subject",
        "indirect": q.type == "indirect",
        "nested": q.parent is not None,
        "discontinuous": len(q.content) > 1,
    }
    flags = frozenset(name for name, true in tests.items() if true)
    named = mentions.get(q.speaker.mention or "")
    mention = spans_of(named.segments) if named else None
    # As with predictions: a mention that is known tells who speaks.
    speaker = q.speaker.entity or (named.entity if named else None)
    return QuoteItem(bare(text, q.content), flags, q.type, spans_of(q.cue) or None, mention, speaker)


def _claim(c: Claim, mentions: Mapping[str, Entity], quotes: Mapping[str, QuoteItem]) -> ClaimItem:
    values = [m.value for v in c.frame.values if (m := mentions.get(v)) and m.value]
    flags = {"figure"} if values else set()
    if any(v.approximate or v.low != v.high for v in values):
        flags.add("bounded")
    facts = {name: getattr(c, name) for name in FACTS} | {name: getattr(c.frame, name) for name in FRAME}
    quote = quotes.get(c.claimer)
    flags |= {"attributed"} if quote else set()
    return ClaimItem(spans_of(c.segments), frozenset(flags), facts, c.claimer == AUTHOR, quote, sorted_keys(values))
