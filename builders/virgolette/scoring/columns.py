"""Tables of spans as arrays."""

from __future__ import annotations

from itertools import islice
from typing import Any, NamedTuple

from virgolette.errors import InputError

Table = Any
Array = Any
COLUMNS = ("doc_id", "start", "end", "label")


class Side(NamedTuple):
    """Spans (code points, half-open), sorted by document and start.

    Documents and labels are numbers from 0 that both sides share.
    """

    documents: Array
    starts: Array
    ends: Array
    labels: Array

    def part(self, documents: range) -> Side:
        """The spans of some documents, numbered from 0."""
        import numpy as np

        a, b = np.searchsorted(self.documents, (documents.start, documents.stop))
        numbers = self.documents[a:b].astype(np.int64) - documents.start
        return Side(numbers, self.starts[a:b], self.ends[a:b], self.labels[a:b])


def sides_of(*tables: Table) -> tuple[list[Side], int, list[str]]:
    """Tables as arrays; how many documents they have together; their labels.

    Raises:
        InputError: Where a column is missing, isn't of its type or has nulls, or a span is empty or begins below 0.
    """
    for table in tables:
        _proper(table)
    places = [_places(table) for table in tables]
    (documents, names), (labels, known) = (_numbered([table[c] for table in tables]) for c in ("doc_id", "label"))
    found = [_sorted(Side(own, *where, named)) for own, where, named in zip(documents, places, labels, strict=True)]
    return found, len(names), known


def _sorted(side: Side) -> Side:
    """The rows in order."""
    import numpy as np

    places = side.documents.astype(np.int64) * (int(side.starts.max(initial=0)) + 1) + side.starts
    # They mostly are: to copy nothing then takes a twentieth off `spans.score_tables`.
    if (places[1:] >= places[:-1]).all():
        return side
    # Or nearly, which a stable sort makes use of.
    order = np.argsort(places, kind="stable")
    return Side(*(column[order] for column in side))


def _places(table: Table) -> tuple[Array, Array]:
    """Starts and ends.

    Raises:
        InputError: Where a span is empty or begins below 0.
    """
    import numpy as np

    starts, ends = (table[c].cast("int64").to_numpy() for c in ("start", "end"))
    wrong = np.flatnonzero((starts < 0) | (ends <= starts))
    if len(wrong):
        k = int(wrong[0])
        what = f"[{starts[k]}, {ends[k]}) of {table['doc_id'][k].as_py()} is no span"
        raise InputError(what, where=f"row {k + 1}", remedy="Give code points, half-open, from 0.")
    return starts, ends


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
    import pyarrow as pa

    kind = pa.dictionary(pa.int32(), pa.string())
    whole = pa.chunked_array([chunk.cast(kind) for column in columns for chunk in column.chunks], kind)
    unified = whole.unify_dictionaries().chunks
    values = unified[0].dictionary.to_pylist() if unified else []
    indices = (chunk.indices for chunk in unified)
    numbers = [pa.chunked_array(islice(indices, column.num_chunks), pa.int32()).to_numpy() for column in columns]
    return numbers, values
