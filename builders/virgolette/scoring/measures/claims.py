"""Measures of claims, and of the chain that leads from a quote to a figure."""

from __future__ import annotations

from virgolette.scoring.items import FACTS, FRAME, ClaimItem
from virgolette.scoring.measures.base import Flagged, Measure, Relation, Test, every
from virgolette.scoring.measures.quotes import same_speaker
from virgolette.spans import overlap

_HALF = 0.5


def _exact(g: ClaimItem, p: ClaimItem, iou: float) -> bool:
    return g.spans == p.spans


def _half(g: ClaimItem, p: ClaimItem, iou: float) -> bool:
    return iou >= _HALF


def _fact(name: str) -> Relation:
    return lambda g, p, iou: g.facts.get(name) == p.facts.get(name)


def _all_facts(g: ClaimItem, p: ClaimItem, iou: float) -> bool:
    return all(g.facts.get(name) == p.facts.get(name) for name in FACTS)


def _joint(g: ClaimItem, p: ClaimItem, iou: float) -> bool:
    return iou >= _HALF and _all_facts(g, p, iou)


def _claimer(g: ClaimItem, p: ClaimItem, iou: float) -> bool:
    """The author on both sides, or quotes whose contents overlap."""
    if g.quote is None or p.quote is None:
        return g.author and p.author
    return overlap(g.quote.spans, p.quote.spans) > 0


def _values(g: ClaimItem, p: ClaimItem, iou: float) -> bool:
    return g.values == p.values


def _half_values(g: ClaimItem, p: ClaimItem, iou: float) -> bool:
    return iou >= _HALF and g.values == p.values


def _linked(g: ClaimItem, p: ClaimItem, iou: float) -> bool:
    if iou < _HALF or g.values != p.values or g.quote is None or p.quote is None:
        return False
    return overlap(g.quote.spans, p.quote.spans) > 0 and same_speaker(g.quote, p.quote)


def _has_values(item: ClaimItem) -> bool:
    return bool(item.values)


def _chained(item: ClaimItem) -> bool:
    """A claim with a figure that a source makes whom we know."""
    return bool(item.values) and item.quote is not None and item.quote.speaker is not None


def _f1(name: str, about: str, right: Relation, *, test: Test = every, same: bool = False) -> Measure:
    return Measure(
        name=f"claims.{name}",
        layer="claims",
        kind="f1",
        about=about,
        right=right,
        gold=test,
        predicted=test,
        same=same,
    )


def _accuracy(name: str, about: str, right: Relation, test: Test = every) -> Measure:
    return Measure(
        name=f"claims.{name}",
        layer="claims",
        kind="accuracy",
        about=f"{about}, of claims that match (IoU ≥ .5)",
        right=right,
        given=_half,
        gold=test,
    )


def _recall(flag: str, about: str) -> Measure:
    return Measure(
        name=f"claims.iou50@{flag}",
        layer="claims",
        kind="recall",
        about=f"span (IoU ≥ .5), of {about}",
        right=_half,
        gold=Flagged(flag),
    )


CLAIMS: tuple[Measure, ...] = (
    _f1("exact", "span", _exact, same=True),
    _f1("iou50", "span with an intersection over union of at least .5", _half),
    _accuracy("attributes", f"all of {', '.join(FACTS)}", _all_facts),
    *(_accuracy(name, name, _fact(name)) for name in (*FACTS, *FRAME)),
    _accuracy("claimer", "claimer: the author, or a quote that overlaps gold's", _claimer),
    _accuracy("value", "all values (unit, comparator, change, decimals), where gold has any", _values, _has_values),
    _f1("joint", f"span (IoU ≥ .5) with {', '.join(FACTS)}", _joint),
    _f1("value.joint", "span (IoU ≥ .5) with all values, of claims with figures", _half_values, test=_has_values),
    _f1(
        "chain", "quote, its speaker, claim and values, of claims with figures by known sources", _linked, test=_chained
    ),
    _recall("figure", "claims with figures"),
    _recall("attributed", "claims that a source makes"),
    _accuracy("value@bounded", "values with bounds or an approximator", _values, Flagged("bounded")),
    Measure(
        name="claims.sentence",
        layer="sentences",
        kind="f1",
        right=_exact,
        same=True,
        about="sentences that hold a claim or a part of one",
    ),
)
