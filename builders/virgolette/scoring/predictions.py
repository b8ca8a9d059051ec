"""Frozen types of predictions: schema/prediction, field by field. A field that a system left out is None."""

from __future__ import annotations

from virgolette.model import Record, Value


class Place(Record, frozen=True):
    """Where something stands: offsets (code points, half-open), or words with what tells equal ones apart."""

    start: int | None = None
    end: int | None = None
    text: str | None = None
    occurrence: int | None = None
    left: str | None = None


class PredictedEntity(Record, frozen=True):
    """A predicted mention."""

    label: str
    segments: tuple[Place, ...]
    id: str | None = None
    entity: str | None = None
    value: Value | None = None
    date: str | None = None


class PredictedSpeaker(Record, frozen=True):
    """Who is responsible for the words: a mention, words, an entity."""

    mention: str | None = None
    segments: tuple[Place, ...] | None = None
    entity: str | None = None


class PredictedQuote(Record, frozen=True):
    """A predicted quote."""

    content: tuple[Place, ...]
    id: str | None = None
    type: str | None = None
    cue: tuple[Place, ...] | None = None
    speaker: PredictedSpeaker | None = None


class PredictedFrame(Record, frozen=True):
    """A predicted claim in normal form."""

    subject: str | None = None
    metric: str | None = None
    values: tuple[str, ...] | None = None
    valid_time: str | None = None
    scope: str | None = None


class PredictedClaim(Record, frozen=True):
    """A predicted claim."""

    segments: tuple[Place, ...]
    id: str | None = None
    type: str | None = None
    check_worthy: bool | None = None
    claimer: str | None = None
    certainty: str | None = None
    polarity: str | None = None
    time: str | None = None
    frame: PredictedFrame | None = None


class PredictedRelation(Record, frozen=True):
    """How two claims stand to each other; symmetric."""

    a: str
    b: str
    relation: str


class PredictedCluster(Record, frozen=True):
    """Claims that answer one question."""

    members: tuple[str, ...]
    relations: tuple[PredictedRelation, ...] | None = None


class Prediction(Record, frozen=True):
    """One line: what was found in one document, or (doc_id None) the clusters across documents."""

    schema_version: str
    doc_id: str | None
    entities: tuple[PredictedEntity, ...] | None = None
    quotes: tuple[PredictedQuote, ...] | None = None
    claims: tuple[PredictedClaim, ...] | None = None
    clusters: tuple[PredictedCluster, ...] | None = None
    error: str | None = None
