"""Many: rows written past the ORM, one statement for all that fill the same columns, for the engines' own use."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Date,
    DateTime,
    Enum,
    Table,
    TypeDecorator,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import Session

Row = Mapping[str, Any]


@contextmanager
def uncollected() -> Iterator[None]:
    """Let a piece of work with many rows go on without the search for rings of rubbish: a fifth of its time, for nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Plan(NamedTuple):
    """An insert as the driver takes it: its text, and of each place the column, what fits its value, its default."""

    text: str
    places: Sequence[tuple[str, Callable[[Any], Any] | None]]
    defaults: Sequence[tuple[str, Callable[[Any], Any]]]


def insert_many(session: Session, model: Any, rows: Sequence[Row]) -> list[int]:
    """Insert rows that fill the same columns, the key or not; their ids, in the order of the rows.

    PostgreSQL gives ids back in order. SQLite does not and would insert one row at a time, so its
    ids are counted here as it counts them; its one writer keeps anybody else from the same.
    """
    if not rows:
        return []
    key, table = model.__mapper__.primary_key[0].key, model.__table__
    # not through the session: that sorts every row by its columns again, and might flush a row that takes an id
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        return _counted(connection, table, key, rows)
    if key in rows[0]:
        connection.execute(insert(table), rows)
        return [row[key] for row in rows]
    returned = insert(table).returning(table.c[key], sort_by_parameter_order=True)
    return list(connection.execute(returned, rows).scalars())


def _counted(connection: Connection, table: Table, key: str, rows: Sequence[Row]) -> list[int]:
    """Straight to the driver: the values of a row are fitted to their columns and nothing else is done with them."""
    names = tuple(rows[0])
    if key in names:
        ids = [row[key] for row in rows]
    else:
        last = connection.execute(select(func.max(table.c[key]))).scalar() or 0
        ids = list(range(last + 1, last + len(rows) + 1))
    plan = _plan(table, (*(name for name in names if name != key), key), connection.dialect)
    lines = []
    for row, ident in zip(rows, ids, strict=True):
        values = {**row, key: ident}
        for name, default in plan.defaults:
            values[name] = default(None)
        lines.append(tuple([
            values[name] if fit is None else fit(values[name]) for name, fit in plan.places
        ]))  # fmt: skip
    connection.exec_driver_sql(plan.text, lines)
    return ids


@lru_cache(maxsize=256)
def _plan(table: Table, names: tuple[str, ...], dialect: Dialect) -> Plan:
    """The insert of these columns and of those that have a default; made once."""
    unsaid = {
        column.key: _default(column.default)
        for column in table.c
        if column.default is not None and column.key not in names
    }
    compiled = insert(table).compile(dialect=dialect, column_keys=[*names, *unsaid])
    fits = {name: _fit(table.c[name].type, dialect) for name in (*names, *unsaid)}
    places = [(name, fits[name]) for name in compiled.positiontup or ()]
    return Plan(str(compiled), places, list(unsaid.items()))


def _fit(kind: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    """What makes a value fit its column; words, days and instants come again and again, and are made once."""
    fit: Callable[[Any], Any] | None = kind.dialect_impl(dialect).bind_processor(dialect)
    shape = kind.impl if isinstance(kind, TypeDecorator) else kind
    if fit is not None and isinstance(shape, Enum | Date | DateTime):
        return lru_cache(maxsize=1_024)(fit)
    return fit


def _default(default: Any) -> Callable[[Any], Any]:
    if default.is_callable:
        made: Callable[[Any], Any] = default.arg
        return made
    return lambda _context: default.arg


def update_many(session: Session, model: Any, rows: Sequence[Row]) -> None:
    """Change the named columns of rows by their ids, past gate, events and trail: for the engines' own books."""
    session.flush()
    table, alike = model.__table__, dict[frozenset[str], list[Row]]()
    for row in rows:
        alike.setdefault(frozenset(row) - {"id"}, []).append(row)
    for names, found in alike.items():
        statement = update(table).where(table.c.id == bindparam("key_of_row"))
        renamed = [
            {"key_of_row": row["id"], **{name: row[name] for name in names}} for row in found
        ]
        session.connection().execute(statement.values({n: bindparam(n) for n in names}), renamed)
