"""The system `rules`: from a text to its prediction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from virgolette.model import KnownEntity
from virgolette.scoring.predictions import (
    PredictedClaim,
    PredictedEntity,
    PredictedFrame,
    PredictedQuote,
    PredictedSpeaker,
    Prediction,
)
from virgolette.spans import Span
from virgolette.systems.base import SCHEMA_VERSION, Source, places
from virgolette.systems.rules import change, claims, dates, figures, labels, names, nested, quotes
from virgolette.systems.rules.found import Mention, Said, Stated
from virgolette.systems.rules.link import Linker
from virgolette.systems.rules.page import Page
from virgolette.systems.rules.scene import Scene
from virgolette.systems.rules.stretches import Stretch, stretches


class Rules:
    """Rules alone; with `known` entities, names are linked to them by exact match."""

    name = "rules"
    version = "1.0"

    def __init__(self, known: Sequence[KnownEntity] = ()) -> None:
        self._linker = Linker(known)

    def predict(self, source: Source) -> Prediction:
        """Entities, quotes and claims of a text. Any text gives a valid prediction."""
        page = Page(source.text)
        marked = stretches(page)
        days = dates.dates(page, source.published)
        named = _names(page, marked, days)
        codes = {page.within(m.span).start for m in named if m.label == "PRODUCT" and len(page.within(m.span)) == 1}
        counted = [change.directed(page, f) for f in figures.figures(page, [d.span for d in days], codes)]
        scene = Scene(page, marked, named)
        said = quotes.quotes(scene, counted)
        stated = claims.claims(scene, said, counted)
        speaking = [s.speaker for s in said if s.speaker is not None and not s.dropped]
        mentions = _fitting([*days, *counted, *named, *speaking])
        return _Writer(source, mentions, self._linker).prediction(said, stated)


def _names(page: Page, marked: Sequence[Stretch], days: Sequence[Mention]) -> list[Mention]:
    casing = names.Casing(page)
    runs = names.runs(page, casing, {i for d in days for i in page.within(d.span)})
    found = nested.unnamed(page, marked, nested.joined(page, labels.labelled(page, runs)))
    return nested.works(page, marked, found)


def _fitting(mentions: Iterable[Mention]) -> list[Mention]:
    """Mentions in text order, one a span, none crossing another: of two that cross, the later one goes."""
    by_span: dict[Span, Mention] = {}
    for mention in mentions:
        by_span.setdefault(mention.span, mention)
    kept: list[Mention] = []
    around: list[int] = []
    for span in sorted(by_span, key=lambda s: (s.start, -s.end)):
        while around and around[-1] <= span.start:
            around.pop()
        if around and span.end > around[-1]:
            continue
        around.append(span.end)
        kept.append(by_span[span])
    return kept


class _Writer:
    """Numbers what was found, and resolves references by place."""

    def __init__(self, source: Source, mentions: Sequence[Mention], linker: Linker) -> None:
        self.source, self.mentions, self.linker = source, mentions, linker
        self.ids = {m.span: f"T{n}" for n, m in enumerate(mentions, 1)}

    def prediction(self, said: Sequence[Said], stated: Sequence[Stated]) -> Prediction:
        return Prediction(
            schema_version=SCHEMA_VERSION,
            doc_id=self.source.doc_id,
            entities=tuple(self.entity(m) for m in self.mentions),
            quotes=tuple(self.quote(s, f"Q{n}") for n, s in enumerate(said, 1)),
            claims=tuple(self.claim(s, f"C{n}") for n, s in enumerate(stated, 1)),
        )

    def linked(self, mention: Mention) -> str | None:
        return self.linker.entity(self.source.text[slice(*mention.span)], mention)

    def entity(self, m: Mention) -> PredictedEntity:
        return PredictedEntity(
            label=m.label,
            segments=places([m.span]),
            id=self.ids[m.span],
            entity=self.linked(m),
            value=m.value,
            date=m.date,
        )

    def quote(self, said: Said, name: str) -> PredictedQuote:
        return PredictedQuote(
            content=places(said.content),
            id=name,
            type=said.type,
            cue=places(said.cue),
            speaker=None if said.speaker is None else self.speaker(said.speaker, dropped=said.dropped),
        )

    def speaker(self, mention: Mention, *, dropped: bool) -> PredictedSpeaker:
        """By mention; a dropped subject by entity, or, where none is known, by the mention that it goes back to."""
        entity = self.linked(mention)
        if dropped and entity is not None:
            return PredictedSpeaker(entity=entity)
        if mention.span not in self.ids:
            return PredictedSpeaker(segments=places([mention.span]), entity=entity)
        return PredictedSpeaker(mention=self.ids[mention.span], entity=entity)

    def claim(self, stated: Stated, name: str) -> PredictedClaim:
        values = tuple(self.ids[v.span] for v in stated.values if v.span in self.ids)
        return PredictedClaim(
            segments=places([stated.span]),
            id=name,
            type=stated.type,
            check_worthy=stated.type != "evaluation",
            claimer="author" if stated.claimer is None else f"Q{stated.claimer + 1}",
            certainty=stated.certainty,
            polarity=stated.polarity,
            time=stated.time,
            frame=PredictedFrame(values=values),
        )
