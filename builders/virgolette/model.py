"""Frozen types of the annotations: one per JSON Schema, field by field (a test locks the two).

A field without a default stands in every file; a field with a default is left out where it is None.
Offsets are code points, half-open. Label types are plain strings here: the schemas hold the lists.
"""

from __future__ import annotations

from msgspec import Struct


class Record(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True, gc=False):
    """Base of all records: immutable, closed, compared and hashed by value, never part of a cycle."""


class Segment(Record, frozen=True):
    """One contiguous piece of a span with the text it covers or that text's digest."""

    start: int
    end: int
    text: str | None = None
    digest: str | None = None


class Value(Record, frozen=True):
    """An interval of decimal numbers (as strings) with unit and direction."""

    low: str | None
    high: str | None
    comparator: str
    unit: str | None
    change: str
    approximate: bool


class Date(Record, frozen=True):
    """An ISO 8601 date or interval, or the reason why there is none."""

    iso: str | None
    reason: str | None = None


class Entity(Record, frozen=True):
    """A mention of an entity, a figure or a date."""

    id: str
    label: str
    segments: tuple[Segment, ...]
    surface: str
    mention: str | None = None
    entity: str | None = None
    function: str | None = None
    ambiguous: bool | None = None
    value: Value | None = None
    date: Date | None = None


class Mark(Record, frozen=True):
    """A quotation mark, or the place (start = end) where one is missing."""

    start: int
    end: int
    role: str
    defects: tuple[str, ...]


class Speaker(Record, frozen=True):
    """Who is responsible for a quote's words."""

    mention: str | None
    form: str
    referent: str
    entity: str | None


class Party(Record, frozen=True):
    """Another party of a quote: who passed it on, or to whom it was said."""

    mention: str | None
    entity: str | None


class Quote(Record, frozen=True):
    """One act of attribution: content, marks, cue, speaker."""

    id: str
    type: str
    content: tuple[Segment, ...]
    marks: tuple[Mark, ...]
    cue: tuple[Segment, ...]
    speaker: Speaker
    medium: str
    via: Party | None = None
    parent: str | None = None
    addressee: Party | None = None


class Frame(Record, frozen=True):
    """A claim in normal form."""

    subject: str | None
    metric: str | None
    values: tuple[str, ...]
    valid_time: str | None
    scope: str | None


class Claim(Record, frozen=True):
    """The smallest clause that states something a reader could look up."""

    id: str
    type: str
    segments: tuple[Segment, ...]
    check_worthy: bool
    claimer: str
    certainty: str
    polarity: str
    time: str
    frame: Frame
    statement: str
    statement_en: str


class Note(Record, frozen=True):
    """Quotation marks that enclose no quote."""

    id: str
    kind: str
    segments: tuple[Segment, ...]
    marks: tuple[Mark, ...]


class Skip(Record, frozen=True):
    """A passage that isn't annotated."""

    start: int
    end: int
    kind: str


class Annotations(Record, frozen=True):
    """All layers of one document."""

    schema_version: str
    doc_id: str
    text_sha256: str
    entities: tuple[Entity, ...]
    quotes: tuple[Quote, ...]
    claims: tuple[Claim, ...]
    notes: tuple[Note, ...]
    skip: tuple[Skip, ...]


class ManifestEntry(Record, frozen=True):
    """What the manifest says of one document."""

    doc_id: str
    title: str | None
    published: str | None
    sha256: str
    chars: int
    language: str
    licence: str
    origin: str
    genre: str
    story: str
    split: str
    text: str


class Manifest(Record, frozen=True):
    """All documents of the corpus."""

    schema_version: str
    dataset_version: str
    documents: tuple[ManifestEntry, ...]


class Packed(Record, frozen=True):
    """A line of a shard: one document of a packed corpus."""

    entry: ManifestEntry
    text: str | None
    annotations: Annotations | None = None


class KnownEntity(Record, frozen=True):
    """A thing that mentions, speakers and claims refer to."""

    id: str
    name: str
    type: str
    aliases: tuple[str, ...]
    part_of: str | None = None
    version_of: str | None = None
    wikidata: str | None = None


class KnownEntities(Record, frozen=True):
    """The entities file."""

    schema_version: str
    entities: tuple[KnownEntity, ...]


class Scope(Record, frozen=True):
    """What tells apart values that a metric alone confuses."""

    id: str
    definition: str


class Metric(Record, frozen=True):
    """What claims measure, coarsely."""

    id: str
    definition: str
    units: tuple[str, ...]
    scopes: tuple[Scope, ...]


class Metrics(Record, frozen=True):
    """The metrics file."""

    schema_version: str
    metrics: tuple[Metric, ...]


class Relation(Record, frozen=True):
    """How two claims of a cluster stand to each other; symmetric."""

    a: str
    b: str
    relation: str
    basis: str


class Cluster(Record, frozen=True):
    """Claims that answer one question."""

    id: str
    question: str
    question_en: str
    subject: str
    metric: str
    members: tuple[str, ...]
    relations: tuple[Relation, ...]


class Clusters(Record, frozen=True):
    """The clusters file."""

    schema_version: str
    clusters: tuple[Cluster, ...]


class Waiver(Record, frozen=True):
    """A finding that was looked at and is right as it stands."""

    code: str
    id: str
    reason: str


class Waivers(Record, frozen=True):
    """The waivers file."""

    schema_version: str
    waivers: tuple[Waiver, ...]


class Document(Struct, frozen=True):
    """A document with its text (None where an external text isn't at hand) and its annotations, if any."""

    entry: ManifestEntry
    text: str | None
    annotations: Annotations | None
    path: str = ""


class Knowledge(Struct, frozen=True):
    """What documents share: entities, metrics, clusters, waivers."""

    entities: tuple[KnownEntity, ...] = ()
    metrics: tuple[Metric, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    waivers: tuple[Waiver, ...] = ()


class Corpus(Struct, frozen=True):
    """A whole corpus in memory."""

    root: str
    manifest: Manifest
    documents: tuple[Document, ...]
    knowledge: Knowledge


class Decision(Record, frozen=True):
    """How one difference between two passes was decided."""

    layer: str
    a: str | None
    b: str | None
    take: str
    why: str
    entity: Entity | None = None
    quote: Quote | None = None
    claim: Claim | None = None
    note: Note | None = None
    skip: Skip | None = None


class Decisions(Record, frozen=True):
    """The decisions file of one document."""

    schema_version: str
    doc_id: str
    a: str
    b: str
    decisions: tuple[Decision, ...]
