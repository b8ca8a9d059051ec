"""Counts as aligned tables of plain text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from virgolette.dataset.statistics import Counts, Label, Size
from virgolette.tabular import Cell, table


def render(counts: Counts) -> str:
    """The tables: sizes of splits and documents, then a table a labelled field, columns by split."""
    parts = [f"virgolette {counts.dataset_version}", _sizes("split", counts.splits)]
    if counts.documents:
        parts.append(_sizes("document", counts.documents))
    parts.append(f"{counts.clusters} clusters, {counts.relations} judged pairs")
    splits = [s for s in counts.splits if s != "total"]
    labels = counts.labels if counts.documents else ()
    for (layer, field), group in groupby(labels, key=lambda x: (x.layer, x.field)):
        parts.append(_field(f"{layer}: {field}", list(group), splits))
    parts.extend(_absent(counts))
    return "\n\n".join(parts) + "\n"


def _sizes(kind: str, sizes: Mapping[str, Size]) -> str:
    layers = list(next(iter(sizes.values())).layers)
    documents = ["documents"] if kind == "split" else []
    head = [kind, *documents, "chars", "sentences", "tokens", *layers]
    rows: list[list[Cell]] = []
    for name, size in sizes.items():
        own: list[Cell] = [size.documents] if documents else []
        rows.append([name, *own, size.chars, size.sentences, size.tokens, *size.layers.values()])
    return table(head, rows)


def _field(title: str, labels: Sequence[Label], splits: Sequence[str]) -> str:
    """One field: its labels that occur, and on one line those that don't."""
    used, unused = [x for x in labels if x.total], [x.label for x in labels if not x.total]
    rows: list[list[Cell]] = [
        [x.label, *(x.splits[s] for s in splits), x.total, len(x.documents) or None] for x in used
    ]
    body = table([title, *splits, "total", "in documents"], rows) if used else title
    return body + (f"\n(none: {', '.join(unused)})" if unused else "")


def _absent(counts: Counts) -> Iterator[str]:
    if counts.unannotated:
        yield f"Not annotated, not counted: {', '.join(counts.unannotated)}."
    if counts.textless:
        missing = ", ".join(counts.textless)
        yield f"Sentences and tokens not counted (-), because the texts are not at hand: {missing}."
