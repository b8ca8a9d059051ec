"""Checks of references: ids in a document, and ids that lead out of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from virgolette.checks import shared
from virgolette.checks.base import Check, CorpusCheck, View, once
from virgolette.checks.place import claims, quotes
from virgolette.checks.rule import Hit, rule
from virgolette.model import Claim, Entity, Note, Quote

Owner = Entity | Quote | Claim | Note


def _id_repeated(view: View) -> Iterator[Hit]:
    found = view.annotations
    layers: tuple[tuple[str, Sequence[Owner]], ...] = (
        ("entities", found.entities),
        ("quotes", found.quotes),
        ("claims", found.claims),
        ("notes", found.notes),
    )
    for name, records in layers:
        if len({record.id for record in records}) == len(records):
            continue
        seen: set[str] = set()
        for i, record in enumerate(records):
            if record.id in seen:
                yield Hit(f"/{name}/{i}/id", record, f"{record.id} is given to more than one of the {name}")
            seen.add(record.id)


@once
def _parties(view: View) -> list[tuple[Quote, str, str | None, str | None]]:
    """(quote, JSON pointer, mention id, entity id) of every speaker, transmitter and addressee."""
    return [
        (q, f"{path}/{name}", party.mention, party.entity)
        for path, q in quotes(view)
        for name, party in (("speaker", q.speaker), ("via", q.via), ("addressee", q.addressee))
        if party is not None
    ]


def _mention_unknown(view: View) -> Iterator[Hit]:
    for quote, path, mention, _ in _parties(view):
        if mention is not None and mention not in view.entities:
            yield Hit(f"{path}/mention", quote, f"{quote.id}: there is no mention {mention}")


def _parent_unknown(view: View) -> Iterator[Hit]:
    for i, q in enumerate(view.annotations.quotes):
        if q.parent is not None and q.parent not in view.quotes:
            yield Hit(f"/quotes/{i}/parent", q, f"{q.id}: there is no quote {q.parent}")


def _claimer_unknown(view: View) -> Iterator[Hit]:
    for i, c in enumerate(view.annotations.claims):
        if c.claimer != "author" and c.claimer not in view.quotes:
            yield Hit(f"/claims/{i}/claimer", c, f"{c.id}: there is no quote {c.claimer}")


def _value_unknown(view: View) -> Iterator[Hit]:
    for i, c in enumerate(view.annotations.claims):
        for j, value in enumerate(c.frame.values):
            if value not in view.entities:
                yield Hit(f"/claims/{i}/frame/values/{j}", c, f"{c.id}: there is no mention {value}")


def _entity_unknown(view: View) -> Iterator[Hit]:
    known = view.known
    unknown: list[tuple[Owner, str, str]] = []
    for i, e in enumerate(view.annotations.entities):
        if e.entity is not None and e.entity not in known:
            unknown.append((e, f"/entities/{i}/entity", e.entity))
    for q, path, _, entity in _parties(view):
        if entity is not None and entity not in known:
            unknown.append((q, f"{path}/entity", entity))
    for path, c in claims(view):
        if c.frame.subject is not None and c.frame.subject not in known:
            unknown.append((c, f"{path}/frame/subject", c.frame.subject))
    for owner, path, entity in unknown:
        yield Hit(path, owner, f"{owner.id}: {entity} isn't in annotations/entities.json")


def _metric_unknown(view: View) -> Iterator[Hit]:
    for i, c in enumerate(view.annotations.claims):
        metric = c.frame.metric
        if metric is not None and metric not in view.metrics:
            yield Hit(f"/claims/{i}/frame/metric", c, f"{c.id}: {metric} isn't in annotations/metrics.json")


def _scope_unknown(view: View) -> Iterator[Hit]:
    for i, c in enumerate(view.annotations.claims):
        scope, metric = c.frame.scope, view.metrics.get(c.frame.metric or "")
        # Under an unknown metric nothing can be said about a scope; that metric has its own finding.
        if scope is None or (c.frame.metric is not None and metric is None):
            continue
        if metric is None:
            yield Hit(f"/claims/{i}/frame/scope", c, f"{c.id}: {scope} has no metric that lists it")
        elif scope not in (listed := [s.id for s in metric.scopes]):
            known = ", ".join(listed) or "it has none"
            yield Hit(f"/claims/{i}/frame/scope", c, f"{c.id}: {scope} isn't a scope of {metric.id} ({known})")


def _text_differs(view: View) -> Iterator[Hit]:
    made, listed = view.annotations.text_sha256, view.entry.sha256
    if made != listed:
        yield Hit("/text_sha256", None, f"made on the text {made[:12]}…, the manifest has {listed[:12]}…")


CHECKS: tuple[Check | CorpusCheck, ...] = (
    rule(
        "id-repeated",
        "error",
        "Two annotations of a document have one id.",
        "Give one of them a new id, and mend what refers to it.",
        hits=_id_repeated,
    ),
    rule(
        "ref-mention-unknown",
        "error",
        "A speaker, transmitter or addressee names a mention that isn't there.",
        "Annotate the mention, or name an existing one.",
        hits=_mention_unknown,
    ),
    rule(
        "ref-parent-unknown",
        "error",
        "A quote's parent isn't there.",
        "Name the enclosing quote, or leave `parent` out.",
        hits=_parent_unknown,
    ),
    rule(
        "ref-claimer-unknown",
        "error",
        "A claim's claimer is a quote that isn't there.",
        "Name the quote that holds the claim, or author.",
        hits=_claimer_unknown,
    ),
    rule(
        "ref-value-unknown",
        "error",
        "A claim's value is a mention that isn't there.",
        "Name the mention that states the figure.",
        hits=_value_unknown,
    ),
    rule(
        "ref-entity-unknown",
        "error",
        "An entity id isn't in annotations/entities.json.",
        "Add the entity there, or name a known one.",
        hits=_entity_unknown,
    ),
    rule(
        "ref-metric-unknown",
        "error",
        "A metric isn't in annotations/metrics.json.",
        "Add the metric there, or name a listed one.",
        hits=_metric_unknown,
    ),
    rule(
        "ref-scope-unknown",
        "error",
        "A scope isn't listed under the claim's metric.",
        "List the scope under its metric, or name a listed one.",
        hits=_scope_unknown,
    ),
    rule(
        "ref-text-differs",
        "error",
        "The annotations were made on another text than the manifest names.",
        "Carry the annotations over to the text of the manifest with virgolette remap.",
        hits=_text_differs,
    ),
    *shared.CHECKS,
)
