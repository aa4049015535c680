"""Removal: a row with all that the database would take away after it, each with its trail entry."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.db import Model
from app.kernel.viewer import everything


def remove(session: Session, row: Any) -> None:
    """Delete ``row`` and, before it, the rows whose foreign keys cascade from it, leaf first.

    The database would remove those without a word; here the session does, and the trail hears
    of every one. Rows that merely refer to it make the flush raise IntegrityError. Source: R-024.
    """
    with everything():  # who may remove the parent removes the whole of it
        _remove(session, row)


def _remove(session: Session, row: Any) -> None:
    for model, key in _cascades(type(row).__table__.name):
        for child in session.scalars(select(model).where(getattr(model, key) == row.id)).all():
            _remove(session, child)
    session.flush()
    session.delete(row)
    session.flush()


def _cascades(table: str) -> list[tuple[Any, str]]:
    """Models and the names of their keys that fall with a row of ``table``."""
    return [
        (mapper.class_, mapper.get_property_by_column(column).key)
        for mapper in Model.registry.mappers
        for column in mapper.columns
        for key in column.foreign_keys
        if key.ondelete == "CASCADE" and key.column.table.name == table
    ]
