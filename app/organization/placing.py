"""Where a new record stands: in the branch, area and department of the person it belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.kernel.scope import Owned
from app.organization.models import Staff


def place_of(session: Session, user_id: int | None) -> dict[str, int | None]:
    """Branch, area and department of a person; empty for an account without one."""
    if user_id is None:
        return {}
    with session.no_autoflush:
        found = session.execute(
            select(Staff.branch_id, Staff.area_id, Staff.department_id).where(
                Staff.user_id == user_id
            )
        ).first()
    return {} if found is None else dict(found._mapping)


@event.listens_for(Session, "before_flush")
def _place_new(session: Session, _context: Any, _instances: Iterable[Any] | None) -> None:
    """A record is the owner's from the start; only a transfer moves it (R-059, R-066)."""
    for row in session.new:
        if isinstance(row, Owned) and type(row).reach is None and row.owner_id is not None:
            for name, value in place_of(session, row.owner_id).items():
                if getattr(row, name) is None:
                    setattr(row, name, value)
