"""Tables of spans as arrays."""

from __future__ import annotations

from typing import Any, NamedTuple

from virgolette.errors import InputError

Table = Any
Array = Any
COLUMNS = ("doc_id", "start", "end", "label")


class Side(NamedTuple):
    """Spans sorted by document and start; documents and labels as numbers from 0 that both sides share."""

    documents: Array
    starts: Array
    ends: Array
    labels: Array

    def part(self, documents: range) -> Side:
        """The spans of some documents, numbered from 0."""
        import numpy as np

        a, b = np.searchsorted(self.documents, (documents.start, documents.stop))
        return Side(self.documents[a:b] - documents.start, self.starts[a:b], self.ends[a:b], self.labels[a:b])


def sides_of(*tables: Table) -> tuple[list[Side], int, list[str]]:
    """Tables as arrays; how many documents they have together; their labels.

    Raises:
        InputError: Where a column is missing, isn't of its type or has nulls, or a span is empty or begins below 0.
    """
    import numpy as np

    for table in tables:
        _proper(table)
    (documents, names), (labels, known) = (_numbered([table[c] for table in tables]) for c in ("doc_id", "label"))
    found = []
    for table, own, named in zip(tables, documents, labels, strict=True):
        starts, ends = (table[c].cast("int64").to_numpy() for c in ("start", "end"))
        wrong = np.flatnonzero((starts < 0) | (ends <= starts))
        if len(wrong):
            k = int(wrong[0])
            what = f"[{starts[k]}, {ends[k]}) of {names[own[k]]} is no span"
            raise InputError(what, where=f"row {k + 1}", remedy="Give code points, half-open, from 0.")
        # Rows mostly come in order, or nearly so, which a stable sort makes use of.
        order = np.argsort(own * (int(starts.max(initial=0)) + 1) + starts, kind="stable")
        found.append(Side(own[order], starts[order], ends[order], named[order]))
    return found, len(names), known


def _proper(table: Table) -> None:
    """Nothing where a table has what it should.

    Raises:
        InputError: Where it doesn't.
    """
    import pyarrow as pa

    for name, kinds in (("doc_id", "text"), ("start", "whole numbers"), ("end", "whole numbers"), ("label", "text")):
        if name not in table.column_names:
            raise InputError("is missing", where=f"column {name}", remedy=f"Give the columns {', '.join(COLUMNS)}.")
        kind = table[name].type
        kind = kind.value_type if pa.types.is_dictionary(kind) else kind
        right = pa.types.is_integer if kinds != "text" else _textual
        if not right(kind) or table[name].null_count:
            raise InputError(f"isn't all {kinds}", where=f"column {name}", remedy="Leave out or mend such rows.")


def _textual(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _numbered(columns: list[Table]) -> tuple[list[Array], list[str]]:
    """Numbers for the values of several columns, from 0 in the order they are met, and these values."""
    import numpy as np
    import pyarrow as pa

    chunks = [chunk.cast(pa.dictionary(pa.int32(), pa.string())) for column in columns for chunk in column.chunks]
    whole = pa.chunked_array(chunks, pa.dictionary(pa.int32(), pa.string())).unify_dictionaries()
    numbers = np.concatenate([np.zeros(0, np.int64), *(chunk.indices.to_numpy() for chunk in whole.chunks)])
    edges = np.cumsum([len(column) for column in columns])[:-1]
    values = whole.chunks[0].dictionary.to_pylist() if whole.chunks else []
    return np.split(numbers, edges), values
