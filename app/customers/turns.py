"""Customers come and go: each change of a card's status that matters is written down as a turn (F-110)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session, attributes

from app.customers.matters import Turn
from app.customers.models import Customer, CustomerTurn
from app.customers.words import Lifecycle
from app.kernel import clock
from app.kernel.reach import REACH
from app.kernel.scope import everything

#: Statuses in which a customer counts as one of ours, trading or not.
COUNTED = frozenset(
    {Lifecycle.ACTIVE, Lifecycle.DORMANT, Lifecycle.WATCHED, Lifecycle.BAD_IN_PROCESS}
)


@event.listens_for(Session, "before_flush")
def _note(session: Session, _context: Any, _instances: Iterable[Any] | None) -> None:
    """Whoever changes the status, and why: the turn is written in the same transaction."""
    for row in [each for each in session.dirty if isinstance(each, Customer)]:
        history = attributes.get_history(row, "lifecycle_status", attributes.PASSIVE_NO_INITIALIZE)
        if not history.added or not history.deleted:
            continue
        turn = _turn(session, row, history.deleted[0], history.added[0])
        if turn is not None:
            session.add(_written(row, turn))


def _turn(session: Session, row: Customer, before: Lifecycle, after: Lifecycle) -> Turn | None:
    """What the change means; None when the customer counts as before."""
    if (before in COUNTED) == (after in COUNTED):
        return None
    if after in COUNTED:
        return Turn.RETURNED if _was_counted(session, row) else Turn.GAINED
    if after is Lifecycle.REMOVED_ARCHIVED:
        return Turn.REMOVED
    return Turn.MERGED if row.merged_into_id is not None else Turn.LOST


def _was_counted(session: Session, row: Customer) -> bool:
    with everything(), session.no_autoflush:
        found = select(CustomerTurn.id).where(CustomerTurn.customer_id == row.id).limit(1)
        return session.scalar(found) is not None


def _day(row: Customer, turn: Turn) -> dt.date:
    """Who came did so when he was assigned, who went on the day the card keeps."""
    kept = {Turn.GAINED: row.assigned_on, Turn.LOST: row.lost_on, Turn.REMOVED: row.lost_on}
    return kept.get(turn) or clock.today()


def _written(row: Customer, turn: Turn) -> CustomerTurn:
    place = {name: getattr(row, name) for name in REACH}
    came, lost = turn.sign > 0, turn is Turn.LOST
    return CustomerTurn(
        customer_id=row.id, turned_on=_day(row, turn), turn=turn, **place,
        gain_reason=row.collect_channel if came else None,
        loss_reason=row.loss_reason if lost else None, note=row.loss_note if lost else None,
    )  # fmt: skip
