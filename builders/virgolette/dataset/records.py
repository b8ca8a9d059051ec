"""Rows by column: no object is made for a row.

A build takes a third less than with a dictionary for each row and record, and `Table.from_pylist` of these.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain, islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct
from msgspec.structs import astuple

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]


class Lists(NamedTuple):
    """A column of lists of records or atoms: how many each list has, and all their items one after the other."""

    counts: Sequence[int]
    items: Records | Sequence[Any]


Column = Sequence[Any] | Lists


class Shared(list[Any]):
    """A column that several tables may have: the array that the first makes of it is kept here for the others."""

    __slots__ = ("array",)
    array: pa.Array | None


def shared(values: Iterable[Any]) -> Shared:
    """A column that several tables may have."""
    found = Shared(values)
    found.array = None
    return found


class Part:
    """Objects side by side. Their attributes are columns, made once for all tables that have the same part."""

    __slots__ = ("columns", "objects")

    def __init__(self, objects: Sequence[Any]) -> None:
        self.objects, self.columns = objects, dict[str, Shared]()

    def __len__(self) -> int:
        return len(self.objects)

    def attributes(self, names: Sequence[str]) -> list[Shared]:
        """For each name this attribute of all objects."""
        new = [name for name in names if name not in self.columns]
        if new:
            self.columns.update(zip(new, map(shared, _attributes(self.objects, new)), strict=True))
        return [self.columns[name] for name in names]


class Records:
    """Records of one kind, side by side.

    Args:
        parts: Parts, or sequences, of equal length; a field that no column gives is an attribute of their objects, of
            the first part that has it. Within a part, all objects have the same attributes.
        columns: Field → its values, as many as each part has: atoms, tuples of atoms, objects with the fields of a
            record (None where there is none) or dictionaries with them, tuples of such; or Lists.
    """

    __slots__ = ("columns", "parts")

    def __init__(self, *parts: Sequence[Any] | Part, **columns: Column) -> None:
        self.parts = [part if isinstance(part, Part) else Part(part) for part in parts]
        self.columns = columns

    def __len__(self) -> int:
        if self.parts:
            return len(self.parts[0])
        first = next(iter(self.columns.values()), ())
        return len(first.counts if isinstance(first, Lists) else first)

    def fields(self, names: Collection[str]) -> list[Column]:
        """The values of these fields.

        Raises:
            TypeError: Where there are columns of other names, or nothing gives one of these.
        """
        if unknown := self.columns.keys() - names:
            raise TypeError(f"no such column: {', '.join(sorted(unknown))}")
        if not len(self):
            return [self.columns.get(name, ()) for name in names]
        found = dict(self.columns)
        for part in self.parts:
            own = [name for name in names if name not in found and hasattr(part.objects[0], name)]
            found.update(zip(own, part.attributes(own), strict=True))
        if lacking := [name for name in names if name not in found]:
            raise TypeError(f"nothing gives the column {', '.join(lacking)}")
        return [found[name] for name in names]


def _attributes(part: Sequence[Any], names: Sequence[str]) -> list[Sequence[Any]]:
    """For each name this attribute of all objects."""
    if not part:
        return [() for _ in names]
    kind = type(part[0])
    # All fields of a record at once take as long as two or three of them one by one.
    fields = kind.__struct_fields__ if issubclass(kind, Struct) else ()
    if len(names) > 2 and set(names).issubset(fields) and set(map(type, part)) == {kind}:
        columns = list(zip(*map(astuple, part), strict=True))
        return [columns[fields.index(name)] for name in names]
    return [list(map(attrgetter(name), part)) for name in names]


def of(rows: Sequence[Mapping[str, Any]], names: Iterable[str]) -> Records:
    """Dictionaries as records with these fields, None where a row lacks one."""
    return Records(**{name: [row.get(name) for row in rows] for name in names})


def chained(sequences: Iterable[Sequence[Any]]) -> list[Any]:
    """All items, one sequence after the other."""
    return list(chain.from_iterable(sequences))


def rows(records: Records, fields: Iterable[pa.Field]) -> list[Row]:
    """Records as dictionaries, what they hold too: as `Table.to_pylist`, without making a table (and importing pandas).

    Raises:
        TypeError: As `Records.fields`.
    """
    kinds = {field.name: field.type for field in fields}
    columns = [_plain(values, kind) for values, kind in zip(records.fields(kinds), kinds.values(), strict=True)]
    return [dict(zip(kinds, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain(values: Any, kind: pa.DataType) -> Any:
    """The values of a column without objects of ours."""
    import pyarrow.types as is_

    if isinstance(values, Lists):
        items = values.items
        return _cut(rows(items, kind.value_type) if isinstance(items, Records) else items, values.counts)
    if is_.is_struct(kind):
        held = [value for value in values if value is not None]
        if held and isinstance(held[0], dict):
            return values
        made = iter(rows(Records(held), kind))
        return [None if value is None else next(made) for value in values]
    if is_.is_list(kind):
        return _cut(
            _plain([item for items in values for item in items], kind.value_type), [len(items) for items in values]
        )
    return values


def _cut(items: Sequence[Any], counts: Sequence[int]) -> list[list[Any]]:
    """So many items in each list, one after the other."""
    rest = iter(items)
    return [list(islice(rest, count)) for count in counts]
