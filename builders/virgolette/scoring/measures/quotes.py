"""Measures of quotes. A quote's span is its content without marks and edge punctuation (`content.bare`)."""

from __future__ import annotations

from virgolette import schema
from virgolette.scoring.items import QuoteItem
from virgolette.scoring.measures.base import Flagged, Is, Measure, Relation, Test, every
from virgolette.spans import iou as share
from virgolette.spans import overlap

_PARETI = "after Pareti (2015), Attribution: a computational approach (content, cue and source spans of PARC 3.0)"
# A speaker without an entity is told by its place, which the predicted one must cover at least this well.
_SAME_PLACE = 0.5


def _overlap(g: QuoteItem, p: QuoteItem, iou: float) -> bool:
    return True


def _exact(g: QuoteItem, p: QuoteItem, iou: float) -> bool:
    return g.spans == p.spans


def _type(g: QuoteItem, p: QuoteItem, iou: float) -> bool:
    return g.type == p.type


def _cue(g: QuoteItem, p: QuoteItem, iou: float) -> bool:
    return g.cue == p.cue


def _cue_overlap(g: QuoteItem, p: QuoteItem, iou: float) -> bool:
    return overlap(g.cue or (), p.cue or ()) > 0


def _mention(g: QuoteItem, p: QuoteItem, iou: float) -> bool:
    return g.mention == p.mention


def same_speaker(g: QuoteItem, p: QuoteItem) -> bool:
    """The same entity; where gold has none, the same mention; where it has neither, neither."""
    if g.speaker is not None:
        return g.speaker == p.speaker
    if g.mention:
        return share(g.mention, p.mention or ()) >= _SAME_PLACE
    return p.speaker is None and p.mention is None


def _speaker(g: QuoteItem, p: QuoteItem, iou: float) -> bool:
    return same_speaker(g, p)


def _has_cue(item: QuoteItem) -> bool:
    return item.cue is not None


def _has_mention(item: QuoteItem) -> bool:
    return item.mention is not None


def _identified(item: QuoteItem) -> bool:
    return item.speaker is not None


def _f1(
    name: str, about: str, right: Relation, *, test: Test = every, same: bool = False, source: str = _PARETI
) -> Measure:
    return Measure(
        name=f"quotes.{name}",
        layer="quotes",
        kind="f1",
        about=about,
        right=right,
        source=source,
        gold=test,
        predicted=test,
        same=same,
    )


def _accuracy(name: str, about: str, right: Relation, test: Test = every) -> Measure:
    return Measure(
        name=f"quotes.{name}", layer="quotes", kind="accuracy", about=about, right=right, given=_overlap, gold=test
    )


def _case(flag: str, about: str) -> tuple[Measure, Measure]:
    return tuple(  # type: ignore[return-value]
        Measure(
            name=f"quotes.{name}@{flag}",
            layer="quotes",
            kind="recall",
            about=f"{what}, of {about}",
            right=right,
            gold=Flagged(flag),
        )
        for name, what, right in (("overlap", "any overlap", _overlap), ("joint", "overlap and speaker", _speaker))
    )


_TYPES = tuple(schema.labels("quote", "properties/type"))

QUOTES: tuple[Measure, ...] = (
    _f1("exact", "content", _exact, same=True),
    _f1("overlap", "any overlap of contents", _overlap),
    *(_f1(f"exact.{x}", f"content, of those of type {x}", _exact, test=Is("type", x), same=True) for x in _TYPES),
    *(_f1(f"overlap.{x}", f"any overlap, of those of type {x}", _overlap, test=Is("type", x)) for x in _TYPES),
    _accuracy("type", "type, of quotes that overlap", _type),
    _f1("cue", "cue's span, of overlapping quotes with a cue", _cue, test=_has_cue),
    _f1("cue.overlap", "any overlap of cues, of overlapping quotes with a cue", _cue_overlap, test=_has_cue),
    _f1("mention", "span of the speaker's mention, of overlapping quotes with one", _mention, test=_has_mention),
    _accuracy("speaker", "speaker's entity, of overlapping quotes whose speaker is known", _speaker, _identified),
    _f1("joint", "any overlap of contents, and the speaker", _speaker),
    _f1("joint.exact", "content and speaker", _speaker, same=True),
    *_case("defective_marks", "quotes with a defective mark"),
    *_case("unbalanced_marks", "quotes whose opening and closing marks don't pair"),
    *_case("null_subject", "quotes whose speaker is only in the verb's ending"),
    *_case("indirect", "indirect quotes"),
    *_case("nested", "quotes inside quotes"),
    *_case("discontinuous", "quotes of several segments"),
)
