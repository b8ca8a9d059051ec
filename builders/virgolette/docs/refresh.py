"""Writing generated blocks into the files that carry them, between two marks."""

from __future__ import annotations

import re
from pathlib import Path

from virgolette.corpus import read_text, write_bytes
from virgolette.docs.blocks import BLOCKS, NEEDS_TEXTS, Source
from virgolette.errors import InputError

FILES = ("README.md", "DATASHEET.md", "schema/README.md", "annotations/CHECKS.md")
_BLOCK = re.compile(r"(<!-- generated: ([a-z-]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def refreshed(path: Path, source: Source) -> str:
    """The file's text with every block made anew; blocks that need texts stay where one isn't at hand.

    Raises:
        InputError: Where a block has a name that nothing generates.
    """

    def block(found: re.Match[str]) -> str:
        opening, name, old, closing = found.groups()
        if name not in BLOCKS:
            known = ", ".join(BLOCKS)
            raise InputError(f"nothing generates the block {name}", where=str(path), remedy=f"Name one of {known}.")
        kept = name in NEEDS_TEXTS and not source.complete
        return opening + (old if kept else BLOCKS[name](source) + "\n") + closing

    return _BLOCK.sub(block, read_text(path))


def stale(source: Source) -> list[Path]:
    """The files whose blocks aren't what the data says."""
    paths = [source.root / name for name in FILES]
    return [path for path in paths if refreshed(path, source) != read_text(path)]


def write(source: Source) -> list[Path]:
    """Write the stale files; returns them."""
    changed = stale(source)
    for path in changed:
        write_bytes(path, refreshed(path, source).encode("utf-8"))
    return changed
