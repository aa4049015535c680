"""Standstill: nobody carries copies of personal data into records while a person is erased from both."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

# Any number that no other advisory lock of this database has.
ERASURE_LOCK = 0x6B656465


def carrying(session: Session) -> None:
    """First in a transaction that takes values from staged rows or kept copies into records, or stages them.

    Many may carry at once. Whoever read a staged row before an erasure struck it out, and wrote
    it after the erasure had looked through the records, would bring the person back.
    Source: R-312, PIPL article 47.
    """
    _take(session, shared=True)


def erasing(session: Session) -> None:
    """First in a transaction that erases: waits until what is being carried is in, keeps the next ones out."""
    _take(session, shared=False)


def _take(session: Session, shared: bool) -> None:
    """Until the transaction ends; SQLite has one writer at a time, and refuses one whose reading is old."""
    if session.get_bind().dialect.name != "postgresql":
        return
    take = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
    session.execute(select(take(ERASURE_LOCK)))
