"""The side panel: what each annotation says, in the order of the text, ready for the template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from virgolette import schema
from virgolette.model import Annotations, Claim, Knowledge, Mark, Party, Quote, Segment
from virgolette.spans import covered
from virgolette.view import figures
from virgolette.view.hooks import defects
from virgolette.view.palette import Palette

Labels = dict[str, dict[str, str]]


def offsets(segments: Sequence[Segment | Mark]) -> str:
    """Half-open code-point intervals: `[749, 801) [886, 1024)`."""
    return " ".join(f"[{s.start}, {s.end})" for s in segments)


class Who(Struct, frozen=True):
    """Somebody in a quote: the mention's id and words, and the known entity's name; "" for what isn't there."""

    id: str
    words: str
    name: str


class QuoteCard(Struct, frozen=True):
    """One quote; `words` and `cue` are None where the text isn't at hand."""

    id: str
    hue: int
    type: str
    medium: str
    at: str
    speaker: Who
    form: str
    referent: str
    cue: str | None
    cue_at: str
    words: list[str] | None
    via: Who | None
    addressee: Who | None
    parent: str
    inner: list[str]
    claims: list[str]
    marks: list[tuple[str, str, str]]
    related: str


class ClaimCard(Struct, frozen=True):
    """One claim."""

    id: str
    type: str
    at: str
    told: list[tuple[str, bool]]
    claimer: str
    speaker: str
    statement: str
    statement_en: str
    subject: str
    metric: str
    metric_is: str
    scope: str
    scope_is: str
    valid: str
    values: list[tuple[str, str]]
    related: str


class Names:
    """Look-ups shared by all cards of one document."""

    def __init__(self, annotations: Annotations, text: str | None, knowledge: Knowledge) -> None:
        self.annotations, self.text = annotations, text
        self.mentions = {m.id: m for m in reversed(annotations.entities)}
        self.quotes = {q.id: q for q in reversed(annotations.quotes)}
        self.known = {e.id: e for e in knowledge.entities}
        self.metrics = {m.id: m for m in knowledge.metrics}

    def entity(self, id_: str | None) -> str:
        """A known entity's name; its id where the file lacks it."""
        if id_ is None:
            return ""
        return self.known[id_].name if id_ in self.known else id_

    def words(self, segments: Sequence[Segment]) -> list[str] | None:
        """The covered words of each segment; None where the text isn't at hand."""
        return None if self.text is None else [covered(self.text, s) for s in segments]

    def who(self, mention: str | None, entity: str | None) -> Who:
        """A party of a quote."""
        found = self.mentions.get(mention or "")
        words = self.words(found.segments) if found is not None else None
        return Who(mention or "", " … ".join(words or ()), self.entity(entity))

    def party(self, party: Party | None) -> Who | None:
        """A party that a quote may lack."""
        return None if party is None else self.who(party.mention, party.entity)


def told(names: Names) -> dict[str, tuple[str, str]]:
    """Annotation id → what it is without a word of the text: its label and name or our statement; its value."""
    found: dict[str, tuple[str, str]] = {}
    for mention in names.annotations.entities:
        name = names.entity(mention.entity)
        found.setdefault(mention.id, (f"{mention.label} {name}".strip(), figures.words(mention)))
    for quote in names.annotations.quotes:
        speaker = names.entity(quote.speaker.entity)
        found.setdefault(quote.id, (f"{quote.type} quote" + (f", {speaker}" if speaker else ""), ""))
    for claim in names.annotations.claims:
        found.setdefault(claim.id, (claim.statement, ""))
    for note in names.annotations.notes:
        found.setdefault(note.id, (note.kind, ""))
    for i, skip in enumerate(names.annotations.skip, 1):
        found[f"S{i}"] = schema.labels("skip", "properties/kind")[skip.kind]["en"], ""
    return found


def quotes(names: Names, palette: Palette) -> Iterator[QuoteCard]:
    """The cards of all quotes, in file order."""
    types, media = palette.quotes, schema.labels("quote", "properties/medium")
    forms = schema.labels("quote", "properties/speaker/properties/form")
    referents = schema.labels("quote", "properties/speaker/properties/referent")
    for quote in names.annotations.quotes:
        said = [c.id for c in names.annotations.claims if c.claimer == quote.id]
        speaker = quote.speaker
        cue = names.words(quote.cue)
        yield QuoteCard(
            id=quote.id,
            hue=palette.quote(quote.type),
            type=types[quote.type]["en"],
            medium=media[quote.medium]["en"],
            at=offsets(quote.content),
            speaker=names.who(speaker.mention, speaker.entity),
            form=forms[speaker.form]["en"],
            referent=referents[speaker.referent]["en"],
            cue=None if cue is None else " … ".join(cue),
            cue_at=offsets(quote.cue),
            words=names.words(quote.content),
            via=names.party(quote.via),
            addressee=names.party(quote.addressee),
            parent=quote.parent or "",
            inner=[q.id for q in names.annotations.quotes if q.parent == quote.id],
            claims=said,
            marks=[(_glyph(names.text, m), m.role, defects(m)) for m in quote.marks],
            related=" ".join(_related(quote, said)),
        )


def _glyph(text: str | None, mark: Mark) -> str:
    if mark.start == mark.end:
        return "∅"
    return "•" if text is None else covered(text, mark)


def _related(quote: Quote, said: Sequence[str]) -> Iterator[str]:
    for party in (quote.speaker, quote.via, quote.addressee):
        if party is not None and party.mention is not None:
            yield party.mention
    yield from said


def claims(names: Names) -> Iterator[ClaimCard]:
    """The cards of all claims, in file order."""
    types = schema.labels("claim", "properties/type")
    for claim in names.annotations.claims:
        frame = claim.frame
        metric = names.metrics.get(frame.metric or "")
        scopes = {s.id: s.definition for s in metric.scopes} if metric is not None else {}
        quote = names.quotes.get(claim.claimer)
        said_by = "" if quote is None else names.who(quote.speaker.mention, quote.speaker.entity)
        yield ClaimCard(
            id=claim.id,
            type=types[claim.type]["en"],
            at=offsets(claim.segments),
            told=list(_told(claim)),
            claimer="" if claim.claimer == "author" else claim.claimer,
            speaker="" if isinstance(said_by, str) else said_by.name or said_by.words,
            statement=claim.statement,
            statement_en=claim.statement_en,
            subject=names.entity(frame.subject),
            metric=frame.metric or "",
            metric_is=metric.definition if metric is not None else "",
            scope=frame.scope or "",
            scope_is=scopes.get(frame.scope or "", ""),
            valid=frame.valid_time or "",
            values=[(id_, _value(names, id_)) for id_ in frame.values],
            related=" ".join([*frame.values, *([claim.claimer] if quote is not None else [])]),
        )


def _value(names: Names, id_: str) -> str:
    found = names.mentions.get(id_)
    return figures.words(found) if found is not None else "?"


def _told(claim: Claim) -> Iterator[tuple[str, bool]]:
    """Certainty, polarity, time; True beside what a reader should not overlook."""
    for name in ("certainty", "polarity", "time"):
        labels = schema.labels("claim", f"properties/{name}")
        label = getattr(claim, name)
        # The schema lists the plain case of the first two first.
        yield labels[label]["en"], name != "time" and label != next(iter(labels))
    if not claim.check_worthy:
        yield "not check-worthy", False
