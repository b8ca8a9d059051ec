"""Gold as predictions: what a system without fault would write."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from virgolette import corpus
from virgolette.model import Annotations, Claim, Cluster, Entity, Quote, Segment
from virgolette.scoring.items import FACTS
from virgolette.scoring.predictions import (
    Place,
    PredictedClaim,
    PredictedCluster,
    PredictedEntity,
    PredictedFrame,
    PredictedQuote,
    PredictedRelation,
    PredictedSpeaker,
    Prediction,
)

VERSION = "1.0"


def from_gold(gold: Annotations) -> Prediction:
    """The annotations of one document as predictions, by offsets: no text, no digest."""
    return Prediction(
        schema_version=VERSION,
        doc_id=gold.doc_id,
        entities=tuple(map(_entity, gold.entities)),
        quotes=tuple(map(_quote, gold.quotes)),
        claims=tuple(map(_claim, gold.claims)),
    )


def clusters_line(clusters: Iterable[Cluster]) -> Prediction:
    """The line with the clusters."""
    found = tuple(
        PredictedCluster(
            members=c.members,
            relations=tuple(PredictedRelation(a=r.a, b=r.b, relation=r.relation) for r in c.relations),
        )
        for c in clusters
    )
    return Prediction(schema_version=VERSION, doc_id=None, clusters=found)


def write(path: Path, predictions: Iterable[Prediction]) -> None:
    """Write JSON Lines, whole or not at all."""
    corpus.write_parts(path, (msgspec.json.encode(prediction) + b"\n" for prediction in predictions))


def _places(segments: Iterable[Segment]) -> tuple[Place, ...]:
    return tuple(Place(start=s.start, end=s.end) for s in segments)


def _entity(e: Entity) -> PredictedEntity:
    date = e.date.iso if e.date is not None else None
    return PredictedEntity(
        id=e.id, label=e.label, segments=_places(e.segments), entity=e.entity, value=e.value, date=date
    )


def _quote(q: Quote) -> PredictedQuote:
    speaker = PredictedSpeaker(mention=q.speaker.mention, entity=q.speaker.entity)
    return PredictedQuote(id=q.id, type=q.type, content=_places(q.content), cue=_places(q.cue), speaker=speaker)


def _claim(c: Claim) -> PredictedClaim:
    f = c.frame
    frame = PredictedFrame(subject=f.subject, metric=f.metric, values=f.values, valid_time=f.valid_time, scope=f.scope)
    facts = {name: getattr(c, name) for name in FACTS}
    return PredictedClaim(id=c.id, segments=_places(c.segments), claimer=c.claimer, frame=frame, **facts)
