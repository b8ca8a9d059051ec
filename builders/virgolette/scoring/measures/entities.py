"""Measures of mentions.

exact, partial, type and strict are the four of SemEval-2013 task 9, as far as counts go: what is possible is
all of gold, what is actual all predictions, and a partial match is worth half. They differ from nervaluate in
that matching is one-to-one and optimal, ends are exclusive, and any shared code point is an overlap.
"""

from __future__ import annotations

from virgolette import schema
from virgolette.scoring.items import EntityItem
from virgolette.scoring.measures.base import Flagged, Is, Measure, Relation, Test
from virgolette.scoring.measures.values import same_value

_SEMEVAL = "Segura-Bedmar, Martínez & Herrero-Zazo (2013), SemEval-2013 task 9; Chinchor & Sundheim (1993), MUC-5"
_CONLL = "Tjong Kim Sang & De Meulder (2003), CoNLL-2003: a mention is right where span and label are"


def _overlap(g: EntityItem, p: EntityItem, iou: float) -> bool:
    return True


def _strict(g: EntityItem, p: EntityItem, iou: float) -> bool:
    return g.spans == p.spans and g.label == p.label


def _partial(g: EntityItem, p: EntityItem, iou: float) -> int:
    return 2 if g.spans == p.spans else 1


def _type(g: EntityItem, p: EntityItem, iou: float) -> bool:
    return g.label == p.label


def _link(g: EntityItem, p: EntityItem, iou: float) -> bool:
    return g.entity == p.entity


def _value(tolerance: str) -> Relation:
    return lambda g, p, iou: same_value(g.value, p.value, tolerance)


def _strict_value(g: EntityItem, p: EntityItem, iou: float) -> bool:
    return _strict(g, p, iou) and same_value(g.value, p.value)


def _date(g: EntityItem, p: EntityItem, iou: float) -> bool:
    return g.date == p.date


_LABELS = tuple(schema.labels("entity", "properties/label"))
_NUMERIC = frozenset(schema.labels("entity", "$defs/numeric"))


def _figure(item: EntityItem) -> bool:
    return item.label in _NUMERIC


def _f1(name: str, about: str, right: Relation, source: str = "", *, same: bool = True, points: int = 1) -> Measure:
    return Measure(
        name=f"entities.{name}",
        layer="entities",
        kind="f1",
        about=about,
        right=right,
        source=source,
        same=same,
        points=points,
    )


def _strict_of(name: str, about: str, test: Test, predicted: Test) -> Measure:
    return Measure(
        name=f"entities.strict.{name}",
        layer="entities",
        kind="f1",
        about=about,
        right=_strict,
        source=_CONLL,
        gold=test,
        predicted=predicted,
        same=True,
    )


def _accuracy(name: str, about: str, right: Relation, test: Test) -> Measure:
    return Measure(
        name=f"entities.{name}",
        layer="entities",
        kind="accuracy",
        about=about,
        right=right,
        given=_strict,
        gold=test,
        same=True,
    )


ENTITIES: tuple[Measure, ...] = (
    _f1("strict", "span and label", _strict, _CONLL),
    _f1("exact", "span, whatever the label", lambda g, p, iou: True, _SEMEVAL),
    _f1("partial", "span; half a point for any overlap", _partial, _SEMEVAL, same=False, points=2),
    _f1("type", "label, and any overlap", _type, _SEMEVAL, same=False),
    *(_strict_of(x, f"span, of those labelled {x}", Is("label", x), Is("label", x)) for x in _LABELS),
    # Whether a prediction is nested is judged by gold: other predictions mustn't change what it counts as.
    _strict_of("nested", "span and label, of what lies inside a mention of gold", Flagged("nested"), Flagged("nested")),
    _strict_of(
        "outermost",
        "span and label, of what doesn't",
        lambda g: "nested" not in g.flags,
        lambda p: "nested" not in p.flags,
    ),
    _accuracy("link", "entity, of strict matches whose entity is known", _link, lambda g: g.entity is not None),
    _accuracy("value", "value with unit, comparator and change, of strict matches with a value", _value("0"), _figure),
    _accuracy("value.1pct", "the same, bounds within 1% of gold's", _value("0.01"), _figure),
    _accuracy("value.5pct", "the same, bounds within 5% of gold's", _value("0.05"), _figure),
    _accuracy("date", "ISO date (or none), of strict matches labelled DATE", _date, Is("label", "DATE")),
    Measure(
        name="entities.value.joint",
        layer="entities",
        kind="f1",
        about="span, label and value, of figures",
        right=_strict_value,
        gold=_figure,
        predicted=_figure,
        same=True,
    ),
    Measure(
        name="entities.strict@misspelt",
        layer="entities",
        kind="recall",
        right=_strict,
        same=True,
        about="span and label, of names that are misspelt, mistranslated or truncated",
        gold=Flagged("misspelt"),
    ),
    _accuracy(
        "value@bounded", "value, of strict matches with bounds or an approximator", _value("0"), Flagged("bounded")
    ),
)
