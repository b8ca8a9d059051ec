"""What a prediction says, as words: so that a test reads like the manual's examples."""

from __future__ import annotations

from typing import NamedTuple

from virgolette.scoring.predictions import Place, Prediction
from virgolette.systems.base import Source
from virgolette.systems.rules.system import Rules

PUBLISHED = "2026-03-12"  # a Thursday


class Quoted(NamedTuple):
    kind: str
    content: tuple[str, ...]
    cue: str
    speaker: str | None


def predicted(text: str, published: str | None = PUBLISHED) -> Prediction:
    return Rules().predict(Source("invented-1", text, published))


def words(text: str, places: tuple[Place, ...] | None) -> tuple[str, ...]:
    return tuple(text[p.start : p.end] for p in places or ())


def entities(text: str, published: str | None = PUBLISHED) -> list[tuple[str, str]]:
    return [(words(text, e.segments)[0], e.label) for e in predicted(text, published).entities or ()]


def labelled(text: str, *labels: str) -> list[str]:
    return [surface for surface, label in entities(text) if label in labels]


def quotes(text: str) -> list[Quoted]:
    found = predicted(text)
    mentions = {e.id: words(text, e.segments)[0] for e in found.entities or ()}
    told = []
    for q in found.quotes or ():
        speaker = None if q.speaker is None else mentions.get(q.speaker.mention or "")
        if q.speaker is not None and q.speaker.segments:
            speaker = words(text, q.speaker.segments)[0]
        told.append(Quoted(q.type or "", words(text, q.content), " ".join(words(text, q.cue)), speaker))
    return told


def quote(text: str) -> Quoted:
    (only,) = quotes(text)
    return only
