"""Writing the site: a folder of pages, whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from virgolette.dataset import swap
from virgolette.errors import InputError
from virgolette.site import benchmark, beside, contestants, listing, overview, page, papers, people, stories
from virgolette.site.judged import Judged
from virgolette.site.source import Site

_OURS = re.compile(
    r"(documents|stories|entities|systems|compare)(/[a-z0-9-]+\.html)?|(index|documents|stories|entities|benchmark)\.html"
)


def prepare(out: Path) -> Path:
    """Deal with what a killed run left beside `out`, and see that a site may take its place.

    Returns:
        The folder that will be replaced: `out` with symbolic links followed.

    Raises:
        InputError: Where something else than a site of ours stands there.
        EnvironmentFault: Where the leavings can't be dealt with.
    """
    return swap.ready(out, _replaceable)


def build(site: Site, out: Path) -> tuple[Path, int]:
    """Write a site to the folder `out`; the folder, and how many pages it holds.

    What stands at `out` is replaced only where an earlier run made it, in one step.

    Raises:
        InputError: Where something else stands at `out`.
        EnvironmentFault: Where it can't be written.
    """
    target = prepare(out)
    count = 0
    with swap.building(target) as folder:
        for path, content in pages(site):
            file = folder / path
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(content.encode("utf-8"))
            count += 1
    return target, count


def pages(site: Site) -> Iterator[tuple[str, str]]:
    """(path, content) of every page."""
    judged = Judged(site)
    yield from overview.pages(site, judged)
    yield from papers.pages(site)
    yield from stories.pages(site)
    yield from listing.pages(site)
    yield from people.pages(site)
    yield from benchmark.pages(site, judged)
    yield from contestants.pages(site, judged)
    yield from beside.pages(site, judged)


def _replaceable(target: Path) -> None:
    remedy = "Name a new folder, or one that an earlier run made."
    if not target.exists():
        return
    if not target.is_dir():
        raise InputError("is a file", where=str(target), remedy=remedy)
    if not any(target.iterdir()):
        return
    front = target / "index.html"
    # The front page first: listing somebody's whole home folder only to refuse it would take long.
    if not front.is_file() or page.MARKER not in front.read_text(encoding="utf-8", errors="replace"):
        raise InputError("holds files that no site of ours made", where=str(target), remedy=remedy)
    held = (path.relative_to(target).as_posix() for path in target.rglob("*"))
    strange = sorted(path for path in held if not _OURS.fullmatch(path))
    if strange:
        raise InputError(
            f"holds more than a site: {', '.join(strange[:3])}",
            where=str(target),
            remedy="Move it away, or name a new folder.",
        )
