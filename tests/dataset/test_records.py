"""Law: records by column give the table that dictionaries, a row each, would give."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from virgolette.dataset import arrow, records
from virgolette.dataset.records import Lists, Records


class Inner(msgspec.Struct):
    low: str | None
    words: tuple[str, ...]


class Outer(msgspec.Struct):
    name: str
    inner: Inner | None
    marks: tuple[Inner, ...]
    hidden: int = 0


_INNER = pa.struct([("low", pa.string()), ("words", pa.list_(pa.string()))])
SCHEMA = pa.schema(
    [
        ("number", pa.int32()),
        ("name", pa.string()),
        ("inner", _INNER),
        ("marks", pa.list_(_INNER)),
        ("listed", pa.list_(pa.struct([("flag", pa.bool_()), *_INNER]))),
    ]
)
texts = st.text(max_size=3)
inners = st.builds(Inner, st.none() | texts, st.lists(texts, max_size=2).map(tuple))
outers = st.builds(Outer, texts, st.none() | inners, st.lists(inners, max_size=2).map(tuple))
items = st.lists(st.tuples(st.none() | st.booleans(), inners), max_size=3)
listed = st.lists(st.tuples(st.none() | st.integers(0, 9), outers, items), max_size=6)


def by_column(rows):
    flat = [item for _, _, held in rows for item in held]
    inner = Records([value for _, value in flat], flag=[flag for flag, _ in flat])
    return Records(
        [outer for _, outer, _ in rows],
        number=[number for number, _, _ in rows],
        listed=Lists([len(held) for _, _, held in rows], inner),
    )


def plain(row):
    number, outer, held = row
    found = msgspec.to_builtins(outer)
    del found["hidden"]
    return {"number": number, **found, "listed": [{"flag": f, **msgspec.to_builtins(v)} for f, v in held]}


@given(listed, st.lists(st.integers(0, 6), max_size=3))
def test_by_column_as_by_row(rows, cuts):
    expected = pa.Table.from_pylist(list(map(plain, rows)), schema=SCHEMA)
    whole = by_column(rows)
    assert len(whole) == len(rows)
    assert whole.size == len(rows) + sum(len(held) for _, _, held in rows)
    found = arrow.table(whole, SCHEMA)
    found.validate(full=True)
    assert found.equals(expected)
    assert records.rows(whole, SCHEMA) == expected.to_pylist()
    edges = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    parts = [by_column(rows[a:b]) for a, b in pairwise(edges)]
    assert sum(map(len, parts)) == len(rows)
    assert arrow.table(records.joined(parts), SCHEMA).equals(expected)
    assert arrow.table(records.of([plain(row) for row in rows], SCHEMA.names), SCHEMA).equals(expected)
