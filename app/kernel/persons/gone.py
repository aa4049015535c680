"""Persons whose row was deleted earlier: what the trail still holds of them, found again so that it can be erased."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, inspect, select
from sqlalchemy.orm import Session

from app.kernel import trail
from app.kernel.persons import plan
from app.kernel.thawing import thawed
from app.kernel.trail import TrailEntry, TrailSecret


def found(session: Session, model: Any, text: str, limit: int) -> Sequence[Any]:
    """Deleted persons of a table whose name holds the text, the last deleted first."""
    ids = session.scalars(
        select(TrailEntry.row_id)
        .join(TrailSecret, TrailSecret.entry_id == TrailEntry.id)
        .where(
            TrailEntry.table_name == model.__table__.name,
            TrailEntry.action == "delete",
            TrailSecret.field == model.__person__.name,
            TrailSecret.old.contains(text, autoescape=True),
        )
        .order_by(TrailEntry.id.desc())
        .limit(limit)
    ).all()
    return [row for ident in ids if (row := recall(session, model, int(ident))) is not None]


def recall(session: Session, model: Any, ident: int) -> Any:
    """A deleted row as the trail remembers it, in no session; None when it was never deleted or is here."""
    entry = session.scalars(
        select(TrailEntry)
        .where(TrailEntry.table_name == model.__table__.name, TrailEntry.row_id == str(ident))
        .order_by(TrailEntry.id.desc())
        .where(TrailEntry.action != "erase")
        .limit(1)
    ).first()
    if entry is None or entry.action != "delete":
        return None
    kept = trail.secret_values(session, [entry.id])
    row = model(id=ident)
    for name, column in plan.columns(model):
        if name == "id" or name not in entry.changes:
            continue
        said = entry.changes[name]
        value = kept.get((entry.id, name), [None])[0] if isinstance(said, dict) else said[0]
        setattr(row, name, _value(column, value))
    return row


def is_gone(row: Any) -> bool:
    """True for what ``recall`` gave back: there is no such row any more."""
    return bool(inspect(row).transient)


def _value(column: Column[Any], value: Any) -> Any:
    return None if value is None else thawed(column.type, value)
