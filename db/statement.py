"""Statements whose SQL is written once: afterwards only their values change.

peewee takes twenty times longer to write a statement than SQLite to carry it out, and what every mail needs
is always the same. So it is written at the first use, with a slot where each value comes, and kept for each
engine; errors and conversions are peewee's own.

    _SINCE = Statement(lambda: Event.select(Event.id).where(Event.at >= slot(Event.at)))
    _SINCE.rows(at=moment)

Everything else (commands, the clock, one field or another) says what it wants in peewee's words, each time.
"""

from __future__ import annotations

import inspect
from collections import namedtuple
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import peewee

from db.rows import can_lock_rows
from db.tables import Table, database

AT_ONCE = 50  # rows of one INSERT; SQLite takes 32,766 values
USUAL = 1024  # values of one list at most, for which a statement is kept by powers of two
_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where a value comes: its name, its place where there are several, and how it goes to the database."""

    name: str
    place: int | None
    convert: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Written:
    sql: str
    parameters: tuple[Any, ...]  # values that never change, and slots
    row: Callable[[tuple[Any, ...]], Any] | None  # of what a SELECT or RETURNING gives

    def filled(self, values: Mapping[str, Any]) -> list[Any]:
        return [_value(each, values) if isinstance(each, _Slot) else each for each in self.parameters]


def slot(field: peewee.Field, name: str = "") -> Any:
    """Stands for a value of this field, which is given by `name` (its own, where none is said)."""
    return peewee.AsIs(_Slot(name or field.name, None, field.db_value), converter=False)


def slots(field: peewee.Field, name: str, count: int) -> list[Any]:
    """Stands for a list of `count` values of this field, for `field.in_(...)`."""
    return [peewee.AsIs(_Slot(name, place, field.db_value), converter=False) for place in range(count)]


class Statement:
    """A query by what makes it: `make` is called with the length of each list that its values hold.

    Lists are filled up to a power of two with their last value, so that few lengths are ever written.
    `lock`: rows are locked where the engine locks rows.
    """

    def __init__(self, make: Callable[..., Any], *, lock: bool = False) -> None:
        self._make, self._lock = make, lock
        self._lists = tuple(inspect.signature(make).parameters)
        self._written: dict[_Key, _Written] = {}

    def rows(self, **values: Any) -> list[Any]:
        """What a SELECT gives: tuples with the names of the columns (`requester_id` for a foreign key)."""
        written, cursor = self._executed(values)
        assert written.row is not None
        return [written.row(found) for found in cursor.fetchall()]

    def first(self, **values: Any) -> Any:
        """The first row, or None."""
        return next(iter(self.rows(**values)), None)

    def scalar(self, **values: Any) -> Any:
        """The first column of the first row, or None."""
        found = self.first(**values)
        return found[0] if found is not None else None

    def run(self, **values: Any) -> int:
        """Number of rows that an UPDATE or DELETE changed."""
        _, cursor = self._executed(values)
        changed: int = cursor.rowcount
        return changed

    def _executed(self, values: dict[str, Any]) -> tuple[_Written, Any]:
        filled = values | {name: _filled_up(values[name]) for name in self._lists}
        sizes = {name: len(filled[name]) for name in self._lists}
        lock = self._lock and can_lock_rows()
        key = (type(database.obj), lock, *sizes.values())
        written = self._written.get(key)
        if written is None:
            query = self._make(**sizes)
            written = self._written[key] = _write(query.for_update() if lock else query)
        return written, database.execute_sql(written.sql, written.filled(filled))


class Insert:
    """INSERT into one table, of any columns; what is not given has the default of its column.

    `ignore`: a row that is there already (by a unique column) is left as it is.
    """

    def __init__(self, table: type[Table], *, ignore: bool = False) -> None:
        self._table, self._ignore = table, ignore
        self._written: dict[_Key, _Written] = {}

    def one(self, **values: Any) -> Any:
        """Insert a row; its primary key, None where it was ignored."""
        return next(iter(self.many((values,))), None)

    def many(self, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Insert rows, all with the columns of the first; the primary keys of those that were inserted."""
        keys: list[Any] = []
        for start in range(0, len(rows), AT_ONCE):
            keys += self._insert(rows[start : start + AT_ONCE])
        return keys

    def _insert(self, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        columns = tuple(rows[0])
        key = (type(database.obj), len(rows), columns)
        written = self._written.get(key)
        if written is None:
            written = self._written[key] = _write(self._query(columns, len(rows)))
        values = {name: [row[name] for row in rows] for name in columns}
        cursor = database.execute_sql(written.sql, written.filled(values))
        return [primary for (primary,) in cursor.fetchall()]

    def _query(self, columns: Iterable[str], count: int) -> Any:
        table = self._table
        places = {name: slots(table._meta.combined[name], name, count) for name in columns}
        rows = [{name: places[name][number] for name in columns} for number in range(count)]
        query = table.insert_many(rows).returning(table._meta.primary_key)
        return query.on_conflict_ignore() if self._ignore else query


class Update:
    """UPDATE of one row, known by its primary key; of any columns, to values."""

    def __init__(self, table: type[Table]) -> None:
        self._table = table
        self._written: dict[_Key, Statement] = {}

    def one(self, key: Any, **values: Any) -> int:
        """Change the row; how many there were."""
        columns = tuple(values)
        written = self._written.get(columns)
        if written is None:
            written = self._written[columns] = Statement(lambda: self._query(columns))
        return written.run(_key=key, **values)

    def _query(self, columns: Iterable[str]) -> Any:
        table = self._table
        primary: Any = table._meta.primary_key
        changed = {name: slot(table._meta.combined[name], name) for name in columns}
        return table.update(**changed).where(primary == slot(primary, "_key"))


def _write(query: Any) -> _Written:
    sql, parameters = database.get_sql_context().sql(query).query()
    columns = query.selected_columns if isinstance(query, peewee.Select) else ()
    return _Written(sql, tuple(parameters), _reader(columns) if columns else None)


def _reader(columns: Sequence[Any]) -> Callable[[tuple[Any, ...]], Any]:
    names: list[Any] = [
        getattr(column, "object_id_name", None) or getattr(column, "name", "value") for column in columns
    ]
    converters: list[Any] = [
        column.python_value if isinstance(column, peewee.Field) else None for column in columns
    ]
    row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]

    def read(found: tuple[Any, ...]) -> Any:
        pairs = zip(converters, found, strict=True)
        return row._make([convert(value) if convert else value for convert, value in pairs])

    return read


def _value(each: _Slot, values: Mapping[str, Any]) -> Any:
    given = values[each.name]
    return each.convert(given if each.place is None else given[each.place])


def _filled_up(values: Collection[Any]) -> tuple[Any, ...]:
    """As many as a power of two; what is longer than usual stays as it is."""
    known = tuple(values)
    if len(known) > USUAL:
        return known
    return known + known[-1:] * ((1 << (len(known) - 1).bit_length()) - len(known))
