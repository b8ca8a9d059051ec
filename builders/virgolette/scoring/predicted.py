"""Predictions as items: placed in the text, references resolved, what doesn't count left out and tallied."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any, TypeVar

from msgspec import Struct

from virgolette.model import Annotations
from virgolette.scoring.content import bare
from virgolette.scoring.items import (
    AUTHOR,
    FACTS,
    FRAME,
    ClaimItem,
    EntityItem,
    Items,
    QuoteItem,
    Sentences,
    Skipped,
    Spans,
    nested,
    sorted_keys,
    spans_of,
)
from virgolette.scoring.lines import Line
from virgolette.scoring.placing import Placed, Placer
from virgolette.scoring.predictions import PredictedClaim, PredictedQuote, PredictedSpeaker
from virgolette.scoring.result import Problem
from virgolette.spans import iou

T = TypeVar("T")
SKIPPED = "skipped"


class Origin(Struct, frozen=True):
    """Where an item comes from: layer and number in its line, and how it was placed."""

    layer: str
    number: int
    method: str

    @property
    def path(self) -> str:
        """The JSON pointer to it in its line."""
        return f"/{self.layer}/{self.number}"


class Predicted(Struct, frozen=True):
    """One document's predictions.

    Attributes:
        items: What is compared with gold.
        origins: Layer → where its items come from, in their order.
        claim_ids: The ids that the line gives its claims, in the order of the items; None for none.
        tally: Layer → how often each method placed its predictions.
        problems: What is wrong with them.
    """

    items: Items
    claim_ids: Sequence[str | None] = ()
    tally: Mapping[str, Counter[str]] = {}
    problems: Sequence[Problem] = ()
    origins: Mapping[str, Sequence[Origin]] = {}


def predicted(line: Line, gold: Annotations, items: Items, text: str, sentences: Sentences) -> Predicted:
    """The predictions of one line on the document of `gold` (as `items`) and `text`."""
    reader = _Reader(line, gold, text)
    mentions, entities = reader.entities(items.entities)
    by_id, quotes = reader.quotes(mentions)
    ids, claims = reader.claims(mentions, by_id)
    found = Items(entities, quotes, claims, sentences.touched(claims) + _lost(claims))
    return Predicted(found, ids, reader.tally, reader.problems, reader.origins)


def _lost(claims: Iterable[ClaimItem]) -> list[Any]:
    """Claims that couldn't be placed stand for sentences that couldn't be."""
    return [c for c in claims if not c.spans]


class _Reader:
    """Reads one line, layer by layer."""

    def __init__(self, line: Line, gold: Annotations, text: str) -> None:
        self.line, self.text, self.skipped = line, text, Skipped(gold.skip)
        self.placer = Placer(text)
        self.problems: list[Problem] = list(line.problems)
        self.tally: dict[str, Counter[str]] = defaultdict(Counter)
        self.origins: dict[str, list[Origin]] = {}
        self._gold = gold.entities
        self._entities: dict[Spans, str | None] = {}

    def problem(self, path: str, kind: str, message: str) -> None:
        doc_id = self.line.doc_id or ""
        self.problems.append(Problem(line=self.line.number, doc_id=doc_id, path=path, kind=kind, message=message))

    def count(self, layer: str, placed: Placed, path: str, field: str) -> None:
        self.tally[layer][placed.method] += 1
        # What broke the schema is among the line's problems already, and has no reason here.
        if placed.reason:
            kind = "annotation" if placed.method == "invalid" else "unaligned"
            self.problem(f"{path}/{field}/{placed.segment}", kind, placed.reason)

    def placed(self, layer: str, field: str, *, fuzzy: bool) -> Iterator[tuple[str, Any, Placed]]:
        """(JSON pointer, record or None for an invalid one, place) of each prediction of a layer."""
        records = self.line.layers.get(layer, ())
        places = iter(self.placer.layer([getattr(r, field) for r in records if r is not None], fuzzy=fuzzy))
        origins: list[Origin] = []
        for i, record in enumerate(records):
            path = f"/{layer}/{i}"
            place = Placed((), "invalid") if record is None else next(places)
            if place.spans and all(self.skipped.holds(*span) for span in place.spans):
                place = Placed(place.spans, SKIPPED)
            else:
                origins.append(Origin(layer, i, place.method))
            self.count(layer, place, path, field)
            yield path, record, place
        if origins:
            self.origins[layer] = origins

    def enter(self, ids: dict[str, T], name: str | None, item: T, path: str) -> None:
        """Enter an item by its id; one whose id was given before can't be referred to."""
        if name is None:
            return
        if name in ids:
            self.problem(f"{path}/id", "repeated", f"{name} is given twice: references go to the first")
        else:
            ids[name] = item

    def refer(self, ids: Mapping[str, T], name: str, path: str) -> T | None:
        if name not in ids:
            self.problem(path, "reference", f"refers to {name}, which isn't there")
        return ids.get(name)

    def entities(self, gold: Sequence[EntityItem]) -> tuple[dict[str, EntityItem], list[EntityItem]]:
        """Mentions by id, and those that count."""
        ids: dict[str, EntityItem] = {}
        kept = []
        for path, r, place in self.placed("entities", "segments", fuzzy=False):
            item = EntityItem(place.spans)
            if r is not None:
                item = EntityItem(place.spans, item.flags, r.label, r.entity, r.value, r.date)
                self.enter(ids, r.id, item, path)
            if place.method != SKIPPED:
                kept.append(item)
        for i in nested(kept, gold):
            x = kept[i]
            kept[i] = EntityItem(x.spans, frozenset({"nested"}), x.label, x.entity, x.value, x.date)
        return ids, kept

    def quotes(self, mentions: Mapping[str, EntityItem]) -> tuple[dict[str, QuoteItem], list[QuoteItem]]:
        """Quotes by id, and those that count."""
        ids: dict[str, QuoteItem] = {}
        kept = []
        for path, r, place in self.placed("quotes", "content", fuzzy=True):
            item = QuoteItem(place.spans) if r is None else self._quote(r, place, mentions, path)
            if r is not None:
                self.enter(ids, r.id, item, path)
            if place.method != SKIPPED:
                kept.append(item)
        return ids, kept

    def _quote(self, r: PredictedQuote, place: Placed, mentions: Mapping[str, EntityItem], path: str) -> QuoteItem:
        cue = None
        if r.cue:
            found = self.placer.near(r.cue, place.spans)
            self.count("cues", found, path, "cue")
            cue = found.spans
        mention, entity = self._speaker(r.speaker, place.spans, mentions, f"{path}/speaker")
        content = bare(self.text, place.spans) if place.spans else ()
        return QuoteItem(content, frozenset(), r.type, cue, mention, entity)

    def _speaker(
        self, r: PredictedSpeaker | None, content: Spans, mentions: Mapping[str, EntityItem], path: str
    ) -> tuple[Spans | None, str | None]:
        """Where the speaker is named (empty where that can't be found), and who it is."""
        if r is None:
            return None, None
        mention, entity = None, r.entity
        if r.mention is not None:
            named = self.refer(mentions, r.mention, f"{path}/mention")
            mention = named.spans if named else ()
            entity = entity or (named.entity if named else None)
        elif r.segments:
            found = self.placer.near(r.segments, content)
            self.count("speakers", found, path, "segments")
            mention = found.spans
        return mention, entity or (self._entity_at(mention) if mention else None)

    @cached_property
    def _known(self) -> tuple[list[tuple[Spans, str]], list[int], list[int]]:
        """Gold's mentions in order with their entities; where each begins; how far the first k + 1 of them go."""
        # Mentions without an entity too: they may be the ones that are meant. Sorted: ties go to the first.
        found = sorted((spans_of(e.segments), e.entity or "") for e in self._gold)
        ends = accumulate((spans[-1].end for spans, _ in found), max)
        return found, [spans[0].start for spans, _ in found], list(ends)

    def _entity_at(self, spans: Spans) -> str | None:
        """The entity of the gold mention that a mention shares most with: "Terzi" is enough for "Ilda Terzi"."""
        if spans not in self._entities:
            known, starts, reach = self._known
            near = known[bisect_right(reach, spans[0].start) : bisect_left(starts, spans[-1].end)]
            shares = [(iou(spans, place), name) for place, name in near]
            share, entity = max(shares, key=lambda s: s[0], default=(0.0, ""))
            self._entities[spans] = (entity or None) if share > 0 else None
        return self._entities[spans]

    def claims(
        self, mentions: Mapping[str, EntityItem], quotes: Mapping[str, QuoteItem]
    ) -> tuple[list[str | None], list[ClaimItem]]:
        """Ids of the claims that count, and these claims."""
        ids: list[str | None] = []
        seen: dict[str, ClaimItem] = {}
        kept = []
        for path, r, place in self.placed("claims", "segments", fuzzy=True):
            item = ClaimItem(place.spans) if r is None else self._claim(r, place, mentions, quotes, path)
            name = None
            if r is not None:
                self.enter(seen, r.id, item, path)
                name = r.id if r.id is not None and seen[r.id] is item else None
            if place.method != SKIPPED:
                ids.append(name)
                kept.append(item)
        return ids, kept

    def _claim(
        self,
        r: PredictedClaim,
        place: Placed,
        mentions: Mapping[str, EntityItem],
        quotes: Mapping[str, QuoteItem],
        path: str,
    ) -> ClaimItem:
        facts = {name: getattr(r, name) for name in FACTS}
        facts |= {name: getattr(r.frame, name) if r.frame else None for name in FRAME}
        author = r.claimer == AUTHOR
        quote = None if r.claimer is None or author else self.refer(quotes, r.claimer, f"{path}/claimer")
        names = (r.frame.values or ()) if r.frame else ()
        found = [self.refer(mentions, v, f"{path}/frame/values/{i}") for i, v in enumerate(names)]
        values = sorted_keys(m.value for m in found if m is not None and m.value is not None)
        return ClaimItem(place.spans, frozenset(), facts, author, quote, values)
