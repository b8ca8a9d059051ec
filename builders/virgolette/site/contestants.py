"""A page for each system: what a report on it says, split by split, with links to its documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from virgolette.report.board.standing import Entry, basis
from virgolette.report.columns import CODES
from virgolette.report.examined import Examined, hardest, summed
from virgolette.report.kinds import KINDS
from virgolette.report.summary import ABOUT, Summary, summary
from virgolette.site import page
from virgolette.site.judged import Judged
from virgolette.site.source import Site


class Part(Struct, frozen=True):
    """One split: the entry, its tables, and its documents; `whole` where all of these could be looked into."""

    entry: Entry
    basis: str
    summary: Summary
    documents: Sequence[Examined]
    whole: bool


def href(name: str, up: str = "") -> str:
    """Address of a system's page."""
    return f"{up}systems/{name}.html"


def pages(site: Site, judged: Judged) -> Iterator[tuple[str, str]]:
    """(path, content) of each system's page."""
    for name in judged.names:
        entries = judged.entries(name)
        content = page.render(
            "system.html",
            "benchmark",
            up="../",
            styles=("bench.css",),
            report=True,
            about=entries[0].system.about,
            hue=judged.names.index(name),
            parts=[_part(e, judged.examined(name, e.result.split)) for e in entries],
            told=ABOUT,
            kinds=KINDS,
            codes=CODES,
            title=site.title,
        )
        yield href(name), content


def _part(entry: Entry, documents: list[Examined]) -> Part:
    whole = len(documents) == len(entry.result.documents)
    # Numbers of some documents only would look like those of all.
    tallies = summed(documents) if whole else ()
    return Part(entry, basis(entry.result), summary(entry.result, tallies), hardest(documents), whole)
