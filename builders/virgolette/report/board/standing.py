"""The board itself: for each split the systems whose results hold, the best first, and those whose don't."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from virgolette.report.board.stored import REMEDY, SPLITS, Standard, Stored, systems
from virgolette.report.summary import ABOUT
from virgolette.scoring.result import Result, Score
from virgolette.tabular import Cell, table

MEASURES = (
    ("entities.strict", "mentions"),
    ("entities.value.joint", "figures"),
    ("quotes.overlap", "quotes"),
    ("quotes.joint", "quotes with speaker"),
    ("claims.iou50", "claims"),
    ("claims.chain", "quote to figure"),
)
"""What the board shows: each a headline of its layer, an F1, and nothing that a system could raise by saying less."""


class Entry(Struct, frozen=True):
    """One system on one split."""

    system: Stored
    result: Result

    @property
    def scores(self) -> list[Score]:
        """Its scores, in the order of MEASURES."""
        return [self.result.score(name) for name, _ in MEASURES]


class Standing(Struct, frozen=True):
    """One split.

    Attributes:
        split: Its name.
        entries: The systems whose results hold, by their first measure.
        stale: (system, why its result doesn't hold).
    """

    split: str
    entries: tuple[Entry, ...]
    stale: tuple[tuple[str, str], ...]


class Board(Struct, frozen=True):
    """All splits, and every stored system."""

    systems: tuple[Stored, ...]
    standings: tuple[Standing, ...]

    @property
    def stale(self) -> list[tuple[str, str, str]]:
        """(system, split, why) of the results that don't hold."""
        return [(name, s.split, why) for s in self.standings for name, why in s.stale]


def board(root: Path) -> Board:
    """The board of a corpus.

    Raises:
        InputError: Where a system's folder can't be used.
    """
    held, standard = systems(root), Standard(root)
    return Board(tuple(held), tuple(_standing(split, held, standard) for split in SPLITS))


def _standing(split: str, held: Iterable[Stored], standard: Standard) -> Standing:
    entries, stale = [], []
    for stored in held:
        if split not in stored.results:
            continue
        why = standard.stale(stored, split)
        if why:
            stale.append((stored.about.name, why))
        else:
            entries.append(Entry(stored, stored.results[split]))
    entries.sort(key=lambda e: (-(e.scores[0].value or 0), e.system.about.name))
    return Standing(split, tuple(entries), tuple(stale))


def basis(found: Result) -> str:
    """What figures rest on, in a sentence."""
    n = len(found.documents)
    documents = f"{n} document{'' if n == 1 else 's'}"
    if found.reason:
        return f"{documents}; descriptive only: {found.reason}"
    units = {"story": "stories", "document": "documents"}[found.unit]
    return f"{documents} of {found.units} {units}; 95 % intervals, delete-one-{found.unit} jackknife"


def outdated(found: Board) -> str:
    """What doesn't hold, and what to do about it; "" where everything does."""
    listed = "; ".join(f"{name} on {split} ({why})" for name, split, why in found.stale)
    return f"Not shown, because they no longer hold: {listed}. {REMEDY}." if listed else ""


def unasked(s: Score) -> bool:
    """Whether a system predicts nothing of what a measure counts, which scores 0 and says little."""
    return bool(s.gold) and not s.predicted


def text(found: Board) -> str:
    """The board for a terminal."""
    parts = []
    for standing in found.standings:
        if standing.entries:
            head = ("system", *(name for name, _ in MEASURES))
            rows: list[list[Cell]] = [[e.system.about.name, *map(_cell, e.scores)] for e in standing.entries]
            parts.append(f"{standing.split}: {basis(standing.entries[0].result)}\n{table(head, rows)}")
    parts += [outdated(found)] if found.stale else []
    return "\n\n".join(parts or ["No system has been run yet. Run: virgolette board --update"]) + "\n"


def _cell(s: Score) -> Cell:
    if s.value is None or s.low is None or s.high is None:
        return s.value
    return f"{s.value:.3f} ({s.low:.2f}–{s.high:.2f})"


def markdown(found: Board) -> Iterator[str]:
    """The board as paragraphs and tables of Markdown."""
    for standing in found.standings:
        if not standing.entries:
            continue
        yield f"**{standing.split}**: {basis(standing.entries[0].result)}."
        head = ["system", *(label for _, label in MEASURES)]
        rows = [
            [f"`{e.system.about.name}` {e.system.about.version}", *map(_marked, e.scores)] for e in standing.entries
        ]
        lines = (head, ["---"] * len(head), *rows)
        yield "\n".join("| " + " | ".join(row) + " |" for row in lines)
    if any(s.entries for s in found.standings):
        yield "\n".join(f"- {label}: `{name}`, {ABOUT[name]}" for name, label in MEASURES)
        yield "All are F1. Made by `virgolette board --update`; predictions and all counts are under `results/`."
    if found.stale:
        yield outdated(found)
    elif not any(s.entries for s in found.standings):
        yield "No system has been run yet."


def _marked(s: Score) -> str:
    if s.value is None:
        return "–"
    if unasked(s):
        return "0 <small>none predicted</small>"
    interval = "" if s.low is None or s.high is None else f" <small>{s.low:.2f}–{s.high:.2f}</small>"
    return f"{s.value:.3f}{interval}"
