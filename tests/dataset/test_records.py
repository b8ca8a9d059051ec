"""Law: records by column give the table that dictionaries, a row each, would give."""

from __future__ import annotations

import msgspec
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from virgolette.dataset import arrow, records
from virgolette.dataset.records import Lists, Part, Records


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
        ("places", pa.list_(pa.int32())),
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
        places=Lists([len(held) for _, _, held in rows], [i for _, _, held in rows for i in range(len(held))]),
    )


def plain(row):
    number, outer, held = row
    found = msgspec.to_builtins(outer)
    del found["hidden"]
    listed = [{"flag": flag, **msgspec.to_builtins(value)} for flag, value in held]
    return {"number": number, **found, "listed": listed, "places": list(range(len(held)))}


class Wide(msgspec.Struct):
    low: int | None
    high: int | None
    unit: str
    text: str

    @property
    def size(self) -> int:
        return len(self.text)


WIDE = pa.schema({"unit": pa.string(), "low": pa.int32(), "text": pa.string()})


class Narrow(msgspec.Struct):
    """The same fields in another order."""

    text: str
    unit: str
    low: int | None


wides = st.builds(Wide, st.none() | st.integers(0, 9), st.just(7), texts, texts)


@given(st.lists(wides | st.builds(Narrow, texts, texts, st.none() | st.integers(0, 9))))
def test_attributes_are_those_of_each_object(held):
    expected = [{name: getattr(one, name) for name in WIDE.names} for one in held]
    assert records.rows(Records(held), WIDE) == expected
    metres = Records(held, unit=["m"] * len(held))
    assert arrow.table(metres, WIDE).to_pylist() == [{**one, "unit": "m"} for one in expected]


def test_an_attribute_neednt_be_a_field():
    held = [Wide(1, 2, "m", "un metro")]
    assert Records(held).fields(["low", "unit", "size"]) == [[1], ["m"], [8]]


@given(st.lists(st.tuples(st.none() | st.integers(0, 9), texts)))
def test_a_part_gives_the_same_column_to_all_tables(held):
    part = Part([Wide(low, 7, "m", text) for low, text in held])
    one, two = Records(part), Records(part, unit=["km"] * len(held))
    expected = [{"unit": "m", "low": low, "text": text} for low, text in held]
    for whole, unit in ((one, "m"), (two, "km")):
        rows = [{**row, "unit": unit} for row in expected]
        assert arrow.table(whole, WIDE).to_pylist() == records.rows(whole, WIDE) == rows
    # Nor is an array taken for one of another type.
    wider = pa.schema({"low": pa.int64(), "text": pa.large_string()})
    assert arrow.table(one, wider).schema == wider
    assert arrow.table(one, wider).to_pylist() == [{"low": low, "text": text} for low, text in held]
    if held:
        assert one.fields(["low"])[0] is two.fields(["unit", "low"])[1]


@given(listed)
def test_by_column_as_by_row(rows):
    expected = pa.Table.from_pylist(list(map(plain, rows)), schema=SCHEMA)
    whole = by_column(rows)
    assert len(whole) == len(rows)
    found = arrow.table(whole, SCHEMA)
    found.validate(full=True)
    assert found.equals(expected)
    assert records.rows(whole, SCHEMA) == expected.to_pylist()
    assert arrow.table(records.of([plain(row) for row in rows], SCHEMA.names), SCHEMA).equals(expected)
