"""Two systems side by side on one document: static pages on which one chooses which columns are shown."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from virgolette.report import columns
from virgolette.report.columns import CODES
from virgolette.report.examined import Examined
from virgolette.report.kinds import KINDS, LAYERS, NAMES
from virgolette.report.rows import Row, rows
from virgolette.site import page
from virgolette.site.judged import Judged, Paper
from virgolette.site.source import Site

ROWS = 420
"""Rows of all systems on one page together: a page stays small however many there are."""


class Column(Struct, frozen=True):
    """What can be shown beside something else: gold, or one system's predictions with what they miss.

    Attributes:
        name: Of the system; "gold".
        lines: The text with its items, line by line; empty where it may not be shown.
        rows: Its errors.
        kinds: Class → how many.
        errors: How many in all.
        numbers: Of the errors that hang on the text.
        listed: Of those in `rows`.
    """

    name: str
    lines: list[columns.Line]
    rows: list[Row]
    kinds: dict[str, int]
    errors: int
    numbers: frozenset[int]
    listed: frozenset[int]


def href(doc_id: str, up: str = "") -> str:
    """Address of a document's page."""
    return f"{up}compare/{doc_id}.html"


def pages(site: Site, judged: Judged) -> Iterator[tuple[str, str]]:
    """(path, content) of each document that systems ran on."""
    found = judged.papers
    for i, paper in enumerate(found):
        own = [_column(site, name, side, ROWS // len(paper.sides)) for name, side in sorted(paper.sides.items())]
        content = page.render(
            "beside.html",
            "benchmark",
            up="../",
            styles=("bench.css", "beside.css"),
            script=("report.js", "beside.js"),
            report=True,
            paper=paper,
            entry=paper.document.entry,
            title=site.title(paper.document),
            columns=[_gold(paper), *own],
            before=found[i - 1] if i else None,
            after=found[i + 1] if i + 1 < len(found) else None,
            kinds=KINDS,
            codes=CODES,
            layers=LAYERS,
        )
        yield href(paper.doc_id), content


def _gold(paper: Paper) -> Column:
    side = next(iter(paper.sides.values()))
    lines = [] if side.text is None else columns.plain(side.text, side.gold)
    return Column("gold", lines, [], dict.fromkeys(NAMES, 0), 0, frozenset(), frozenset())


def _column(site: Site, name: str, side: Examined, most: int) -> Column:
    lines = [] if side.text is None else columns.both(side.text, side.gold, side.found.items, side.records)
    listed = rows(side, site.corpus.knowledge)[:most]
    return Column(
        name,
        lines,
        listed,
        {k: sum(t.kinds[k] for t in side.tally) for k in NAMES},
        side.errors,
        frozenset(range(len(side.records))),
        frozenset(r.number for r in listed),
    )
