"""The benchmark: systems with a result under results/, or an honest word that there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from virgolette.errors import VirgoletteError
from virgolette.scoring import result
from virgolette.scoring.result import Result
from virgolette.site import page
from virgolette.site.source import Site


def pages(site: Site) -> Iterator[tuple[str, str]]:
    """(path, content) of the benchmark's page."""
    found, unread = results(Path(site.corpus.root) / "results")
    measures = list(dict.fromkeys(s.measure for r in found.values() for s in r.scores))
    rows = {name: {s.measure: s for s in r.scores} for name, r in found.items()}
    content = page.render(
        "benchmark.html", "benchmark", styles=("index.css",), results=found, measures=measures, rows=rows, unread=unread
    )
    yield "benchmark.html", content


def results(folder: Path) -> tuple[dict[str, Result], list[str]]:
    """(system → its result, systems whose result can't be read)."""
    found: dict[str, Result] = {}
    unread = []
    for path in sorted(folder.glob("*/result.json")):
        try:
            found[path.parent.name] = result.read(path)
        except VirgoletteError:
            unread.append(path.parent.name)
    return found, unread
