"""The benchmark: where systems stand, with intervals drawn, or an honest word that none was run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from virgolette.errors import InputError
from virgolette.report.board.standing import MEASURES, Entry, Standing, basis, unasked
from virgolette.report.summary import ABOUT
from virgolette.scoring.compare import Comparison, compare
from virgolette.scoring.result import Score
from virgolette.site import page
from virgolette.site.judged import Judged, Paper
from virgolette.site.source import Site


class Mark(Struct, frozen=True):
    """One system in a chart: its name, the hue of its mark, its score, and whether it predicts none of these."""

    name: str
    hue: int
    score: Score
    unasked: bool


class Chart(Struct, frozen=True):
    """One measure: what it is called, its name and definition, and every system's score."""

    label: str
    measure: str
    about: str
    marks: tuple[Mark, ...]


class Shown(Struct, frozen=True):
    """One split of the board: what its figures rest on, a chart a measure, and its pairs of systems."""

    standing: Standing
    basis: str
    charts: tuple[Chart, ...]
    compared: Comparison | None


def pages(site: Site, judged: Judged) -> Iterator[tuple[str, str]]:
    """(path, content) of the benchmark's page."""
    content = page.render(
        "benchmark.html",
        "benchmark",
        styles=("bench.css",),
        report=True,
        standings=standings(judged),
        board=judged.board,
        papers=papers(judged),
        names=judged.names,
        title=site.title,
        unreadable=judged.unreadable,
    )
    yield "benchmark.html", content


def standings(judged: Judged) -> list[Shown]:
    """The splits that any system stands on."""
    return [_shown(s, judged) for s in judged.board.standings if s.entries]


def papers(judged: Judged) -> list[Paper]:
    """The documents that are shown side by side, those that are hardest for all systems together first."""
    return sorted(judged.papers, key=lambda p: (-sum(x.share for x in p.sides.values()) / len(p.sides), p.doc_id))


def _shown(standing: Standing, judged: Judged) -> Shown:
    charts = tuple(
        Chart(label, name, ABOUT[name], tuple(_mark(e, name, judged) for e in standing.entries))
        for name, label in MEASURES
    )
    return Shown(standing, basis(standing.entries[0].result), charts, _compared(standing.entries))


def _mark(entry: Entry, measure: str, judged: Judged) -> Mark:
    score = entry.result.score(measure)
    name = entry.system.about.name
    return Mark(name, judged.names.index(name), score, unasked(score))


def _compared(entries: Sequence[Entry]) -> Comparison | None:
    """Pairs of systems, where there is something to infer from."""
    if len(entries) < 2 or entries[0].result.reason:
        return None
    try:
        return compare([(e.system.about.name, e.result) for e in entries], [name for name, _ in MEASURES])
    except InputError:
        # Scored by other versions of the scorer: each stands on its own.
        return None
