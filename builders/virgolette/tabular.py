"""Aligned tables of plain text. Imports nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Cell = str | int | float | None


def table(head: Sequence[str], rows: Iterable[Sequence[Cell]], *, words: int = 1, whole: str = ",") -> str:
    """Columns aligned by width, without white space at the ends of lines.

    Args:
        head: Names of the columns.
        rows: As many cells each.
        words: How many columns, from the first, go to the left; the others to the right.
        whole: How whole numbers are formatted, see `cell`.
    """
    cells = [list(head), *([cell(c, whole) for c in row] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    lines = (
        "  ".join(c.ljust(w) if i < words else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True)))
        for row in cells
    )
    return "\n".join(line.rstrip() for line in lines)


def cell(value: Cell, whole: str = ",") -> str:
    """Nothing is `-`, a float has three decimals, a whole number the format `whole`: `,` in thousands, `d` plain."""
    if value is None:
        return "-"
    if isinstance(value, str):
        return value
    return f"{value:.3f}" if isinstance(value, float) else f"{value:{whole}}"
