"""Records as Arrow, column by column."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from virgolette.dataset.records import Column, Lists, Records, Shared, chained

if TYPE_CHECKING:
    import pyarrow as pa


def table(records: Records, schema: pa.Schema) -> pa.Table:
    """Records as a table.

    Raises:
        TypeError: Where they have a column that the schema hasn't, or lack one that it has.
    """
    import pyarrow as pa

    return pa.Table.from_arrays(_arrays(records, list(schema)), schema=schema)


def _arrays(records: Records, fields: Sequence[pa.Field]) -> list[pa.Array]:
    found = records.fields([field.name for field in fields])
    return [_array(values, field.type) for values, field in zip(found, fields, strict=True)]


def _array(values: Column, kind: pa.DataType) -> pa.Array:
    if not isinstance(values, Shared):
        return _new(values, kind)
    if values.array is None or values.array.type != kind:
        values.array = _new(values, kind)
    return values.array


def _new(values: Column, kind: pa.DataType) -> pa.Array:
    import pyarrow as pa

    if pa.types.is_list(kind):
        return _lists(values, kind)
    if pa.types.is_struct(kind):
        return _structs(values, kind)
    return pa.array(values, kind)


def _lists(values: Any, kind: pa.DataType) -> pa.Array:
    import pyarrow as pa

    if isinstance(values, Lists):
        counts, held = values
        items = _struct(held, kind.value_type) if isinstance(held, Records) else pa.array(held, kind.value_type)
    elif pa.types.is_struct(kind.value_type):
        counts, items = list(map(len, values)), _structs(chained(values), kind.value_type)
    else:
        return pa.array(values, kind)
    offsets = pa.array(list(accumulate(counts, initial=0)), pa.int32())
    return pa.ListArray.from_arrays(offsets, items, type=kind)


def _structs(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """Objects with the fields of a record, None where there is none; dictionaries as pyarrow has them."""
    import pyarrow as pa

    held = [value for value in values if value is not None]
    if not held or isinstance(held[0], dict):
        return pa.array(values, kind)
    found = _struct(Records(held), kind)
    if len(held) == len(values):
        return found
    places = iter(range(len(held)))
    return found.take(pa.array([None if value is None else next(places) for value in values], pa.int32()))


def _struct(records: Records, kind: pa.DataType) -> pa.Array:
    import pyarrow as pa

    fields = list(kind)
    return pa.StructArray.from_arrays(_arrays(records, fields), fields=fields)
