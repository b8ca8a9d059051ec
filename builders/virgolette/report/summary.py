"""A result and its errors as the tables and bars of a page: numbers only, nothing of any text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from virgolette.report.kinds import KINDS
from virgolette.report.tally import LABELS, NONE, Tally
from virgolette.scoring.measures import HEADLINES, MEASURES
from virgolette.scoring.result import Result, Score

ABOUT = {m.name: m.about for m in MEASURES}
# Labels have measures of their own under these.
_BY_LABEL = (("entities", "entities.strict"), ("quotes", "quotes.overlap"))
_SHADES = 5


class Bar(Struct, frozen=True):
    """One label's score; None where neither side has it."""

    label: str
    score: Score


class Cell(Struct, frozen=True):
    """One cell of a confusion: how many, how dark (0 to 5, by its share of the row), whether it is right."""

    count: int
    shade: int
    right: bool


class Matrix(Struct, frozen=True):
    """Labels against labels: a row for each of gold, and one for what gold doesn't have."""

    layer: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...], int], ...]
    totals: tuple[int, ...]


class Part(Struct, frozen=True):
    """A part of a bar of classes: class, count, start and width in percent."""

    kind: str
    count: int
    start: float
    width: float


class Taxon(Struct, frozen=True):
    """One layer's classes, as numbers and as the parts of a bar."""

    tally: Tally
    parts: tuple[Part, ...]


class Summary(Struct, frozen=True):
    """What a page says before it comes to documents."""

    result: Result
    headlines: tuple[Score, ...]
    groups: tuple[tuple[str, tuple[Score, ...]], ...]
    bars: tuple[tuple[str, str, tuple[Bar, ...]], ...]
    matrices: tuple[Matrix, ...]
    taxa: tuple[Taxon, ...]


def summary(result: Result, tallies: Sequence[Tally]) -> Summary:
    """The tables of a result and the numbers of its errors."""
    by_name = {s.measure: s for s in result.scores}
    layers = dict.fromkeys(s.measure.partition(".")[0] for s in result.scores)
    groups = ((x, tuple(s for s in result.scores if s.measure.startswith(f"{x}.") and _met(s))) for x in layers)
    return Summary(
        result,
        tuple(by_name[name] for name in HEADLINES if name in by_name),
        tuple((layer, scores) for layer, scores in groups if scores),
        tuple(_bars(by_name)),
        tuple(m for t in tallies if (m := matrix(t)).rows),
        tuple(_taxon(t, max((sum(x.kinds.values()) for x in tallies), default=0)) for t in tallies),
    )


def _met(s: Score) -> bool:
    return s.value is not None


def _bars(scores: dict[str, Score]) -> Iterator[tuple[str, str, tuple[Bar, ...]]]:
    for layer, measure in _BY_LABEL:
        found = [Bar(x, scores[name]) for x in LABELS[layer] if (name := f"{measure}.{x}") in scores]
        met = tuple(b for b in found if _met(b.score))
        if met:
            yield layer, measure, met


def matrix(t: Tally) -> Matrix:
    """A confusion with the labels that occur, square, so that what is right lies on the diagonal; NONE comes last."""
    met = {x for pair in t.confusion for x in pair}
    both = tuple(x for x in LABELS[t.layer] if x in met)
    both = (*both, NONE) if both else ()
    rows = []
    for x in both:
        counts = [t.confusion.get((x, y), 0) for y in both]
        total = sum(counts)
        cells = (Cell(n, _shade(n, total), x == y != NONE) for n, y in zip(counts, both, strict=True))
        rows.append((x, tuple(cells), total))
    totals = tuple(sum(t.confusion.get((x, y), 0) for x in both) for y in both)
    return Matrix(t.layer, both, tuple(rows), totals)


def _shade(count: int, total: int) -> int:
    return 0 if not count else 1 + min(_SHADES - 1, int(_SHADES * count / total))


def _taxon(t: Tally, most: int) -> Taxon:
    parts, start = [], 0.0
    for k in KINDS:
        width = t.kinds[k.name] / most * 100 if most else 0.0
        if width:
            parts.append(Part(k.name, t.kinds[k.name], round(start, 3), round(width, 3)))
        start += width
    return Taxon(t, tuple(parts))
