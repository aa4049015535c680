"""A row of any table, made out of what its columns say, where the demo has none."""

from __future__ import annotations

import datetime as dt
import decimal
from itertools import count
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import Column, select
from sqlalchemy import types as sql
from sqlalchemy.orm import Session

from app.kernel.scope import SYSTEM, Owned, acting_as

_numbers = count(7001)
DAY = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)


def first(session: Session, model: Any) -> Any:
    """A row of the table, made when there is none."""
    with acting_as(SYSTEM):
        return session.scalars(select(model).limit(1)).first() or make(session, model)


def seen(session: Session, model: Any, viewer: Any) -> Any:
    """A row in a viewer's reach; one of his own is made when there is none."""
    with acting_as(viewer):
        row = session.scalars(select(model).limit(1)).first()
    return row if row is not None else mine(session, model, viewer)


def shown(session: Session, view: Any, viewer: Any) -> Any:
    """A row that a view shows to a viewer; one of his own is made when there is none."""
    with acting_as(viewer):
        row = session.scalars(view.datamodel.every().limit(1)).first()
    return row if row is not None else mine(session, view.datamodel.obj, viewer)


def mine(session: Session, model: Any, viewer: Any) -> Any:
    """A new row of a viewer's own, where rows of its kind belong to anybody."""
    if not issubclass(model, Owned):
        return make(session, model)
    place = model.reach
    if place is None:
        return make(session, model, owner_id=viewer.user_id)
    key = model.__table__.c[place.key]
    above = _mapped(key.table.metadata.tables[place.table])
    # one to one: a parent of his own
    parent = mine(session, above, viewer) if key.unique else seen(session, above, viewer)
    return make(session, model, **{place.key: parent.id})


def make(session: Session, model: Any, **given: Any) -> Any:
    """A new row with whatever its columns ask for, flushed."""
    with acting_as(SYSTEM):
        asked = {
            attribute.key: attribute.columns[0]
            for attribute in model.__mapper__.column_attrs
            if isinstance(attribute.columns[0], Column) and _is_asked(attribute.columns[0])
        }
        values = {
            key: value_for(session, column) for key, column in asked.items() if key not in given
        }
        row = model(**values, **given)
        session.add(row)
        session.flush()
        return row


def _is_asked(column: Any) -> bool:
    if column.primary_key and not column.foreign_keys:
        return isinstance(column.type, sql.String)  # nobody counts keys that are words
    return not (column.nullable or column.default is not None or column.server_default is not None)


def value_for(session: Session, column: Any) -> Any:
    """Something a column takes."""
    for key in column.foreign_keys:
        target = _mapped(key.column.table)
        # one to one: a row that has its part already takes no second
        row = make(session, target) if column.unique else first(session, target)
        return getattr(row, target.__mapper__.get_property_by_column(key.column).key)
    kind = column.type.impl if isinstance(column.type, sql.TypeDecorator) else column.type
    number = next(_numbers)
    if isinstance(kind, sql.Enum):
        return next(iter(kind.enum_class)) if kind.enum_class else kind.enums[0]
    if isinstance(kind, sql.String):
        return f"census-{number}"[-(kind.length or 40) :]
    made = {
        sql.Boolean: False, sql.DateTime: DAY + dt.timedelta(minutes=number),  # what ends ends after it began
        sql.Date: dt.date(2026, 11, 20), sql.Time: dt.time(9), sql.Integer: number,
        sql.Numeric: decimal.Decimal(1), sql.JSON: {}, sql.LargeBinary: b"",
    }  # fmt: skip
    return next(value for base, value in made.items() if isinstance(kind, base))


def _mapped(table: Any) -> Any:
    return next(m.class_ for m in Model.registry.mappers if m.local_table is table)
