"""Tables as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def markdown(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; bars in cells are escaped, None is an empty cell."""

    def line(cells: Iterable[object]) -> str:
        return "| " + " | ".join("" if c is None else str(c).replace("|", "\\|") for c in cells) + " |"

    return "\n".join([line(head), line("---" for _ in head), *map(line, rows)])


def share(value: float | None) -> str:
    """A share with three decimals; empty for None."""
    return "" if value is None else f"{value:.3f}"
