"""Building the data set: a folder of Parquet files and a card, whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from virgolette.dataset import card, parquet, swap, tables, versions
from virgolette.dataset.columns import CONFIGS, arrow_schema
from virgolette.dataset.context import Context
from virgolette.dataset.features import split_names
from virgolette.dataset.rows.pairs import unpaired
from virgolette.errors import InputError
from virgolette.model import Corpus


class Built(Struct, frozen=True):
    """What a build wrote.

    Attributes:
        path: The data set's folder.
        counts: Configuration → split → rows, without empty ones.
        left_out: Lines on what was left out, and why.
    """

    path: Path
    counts: Mapping[str, Mapping[str, int]]
    left_out: tuple[str, ...]


def prepare(out: Path) -> Path:
    """Deal with what a killed build left beside `out`, and see that a build may take its place.

    Returns:
        The folder that will be replaced: `out` with symbolic links followed.

    Raises:
        InputError: Where something else than a data set of ours stands there.
        EnvironmentFault: Where the leavings can't be dealt with.
    """
    return swap.ready(out, _replaceable)


def build(corpus: Corpus, out: Path) -> Built:
    """Write the data set of a checked corpus to the folder `out`.

    What stands at `out` is replaced only where an earlier build made it, in one step: a program that is
    killed at any moment leaves the old data set or the new one. Documents without text at hand have no rows.

    Raises:
        InputError: Where something else stands at `out`, or there is no document to build from.
        EnvironmentFault: Where it can't be written.
    """
    context = Context(corpus)
    if not context.articles:
        raise InputError(
            "no document is annotated and has its text at hand",
            where=corpus.root,
            remedy=" ".join(context.left_out()),
        )
    target = prepare(out)
    with swap.building(target) as folder:
        counts = _write(context, folder)
        left_out = [*context.left_out(), *_empty(context, counts)]
        page = card.card(corpus.manifest, card.held(context), counts, left_out)
        (folder / card.NAME).write_text(page, encoding="utf-8", newline="\n")
    return Built(target, counts, tuple(left_out))


def _write(context: Context, folder: Path) -> dict[str, dict[str, int]]:
    from tqdm import tqdm

    jobs = [(config, split) for config in CONFIGS for split in context.splits]
    counts: dict[str, dict[str, int]] = {}
    for config, split in tqdm(jobs, desc="build", unit="file", disable=None, delay=1, leave=False):
        rows = tables.rows(config, split, context)
        schema = versions.stamped(arrow_schema(config), context.corpus.manifest)
        count = parquet.write(folder / config / f"{split}.parquet", schema, rows, parquet.group(config))
        if count:
            counts.setdefault(config, {})[split] = count
    return counts


def _empty(context: Context, counts: Mapping[str, Mapping[str, int]]) -> list[str]:
    """A line for each configuration that has no rows in a split which has documents."""
    lines = []
    for config in CONFIGS:
        empty = [split for split in context.splits if split not in counts.get(config, {})]
        if empty:
            lines.append(f"No rows of {config} in {', '.join(empty)}: no file.")
    if missing := unpaired(context):
        lines.append(f"Pairs of claims left out with their documents: {missing}.")
    return lines


def _replaceable(target: Path) -> None:
    """Nothing where `target` is free, an empty folder, or a data set of ours with nothing else in it.

    Raises:
        InputError: Otherwise: what we didn't make isn't ours to remove.
    """
    remedy = "Name a new folder, or one that an earlier build made."
    if not target.exists():
        return
    if not target.is_dir():
        raise InputError("is a file", where=str(target), remedy=remedy)
    if not any(target.iterdir()):
        return
    page = target / card.NAME
    # The card first: listing somebody's whole home folder only to refuse it would take long.
    if not page.is_file() or card.MARKER not in page.read_text(encoding="utf-8", errors="replace"):
        raise InputError("holds files that no build of ours made", where=str(target), remedy=remedy)
    files = re.compile(rf"({'|'.join(CONFIGS)})(/({'|'.join(split_names())})(-[^/]+)?\.parquet)?")
    found = (path.relative_to(target).as_posix() for path in target.rglob("*"))
    strange = sorted(name for name in found if name != card.NAME and not files.fullmatch(name))
    if strange:
        shown = ", ".join(strange[:3])
        raise InputError(
            f"holds more than a built data set: {shown}",
            where=str(target),
            remedy="Move it away, or name a new folder.",
        )
