"""Give customers to somebody: the one way in which they change hands (R-059 to R-066)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.allocation import queries
from app.allocation.models import Conflict, OwnerChange
from app.allocation.operations.plans import follow, pass_on
from app.allocation.words import AllocationState, Why
from app.customers.models import Customer
from app.kernel import clock
from app.kernel.bulk import bulk_write
from app.kernel.moving import move_many
from app.kernel.notice_kinds import declare
from app.kernel.notices import notify
from app.kernel.scope import everything
from app.kernel.tasks import close_tasks, record_step
from app.organization.placing import place_of

ALLOCATION = declare("allocation", _("Allocation of customers"), by_mail=True)
FLOW = "allocation"


@dataclass(frozen=True)
class Cause:
    """Why customers change hands, who decided it, and the number of the document that says so."""

    why: Why
    by_id: int | None
    document: str = ""
    allocation_id: int | None = None


def give(
    session: Session, customer_ids: Sequence[int], to_id: int | None, cause: Cause, now: dt.datetime
) -> dict[str, int]:
    """Make somebody (or nobody) responsible for customers; how many rows moved, by table.

    Everything of theirs moves in the caller's transaction, every door of the old owner closes
    with it, and the history says so. A stand-in named by the old owner ends with him. Who has a
    customer already keeps it, without a line in the history.
    """
    end_unfinished(session, customer_ids, cause, now)
    with everything():
        held = session.execute(
            select(Customer.id, Customer.owner_id).where(Customer.id.in_(customer_ids))
        ).all()
    owners = {ident: owner_id for ident, owner_id in held if owner_id != to_id}
    if not owners:
        return {}
    reach = {"owner_id": to_id, **place_of(session, to_id)}
    also = {"assigned_on": clock.day_of(now) if to_id else None, "standin_id": None}
    pass_on(session, owners, to_id, now)
    follow(session, owners, to_id)
    counts = move_many(session, Customer, list(owners), reach, also)
    if cause.why is not Why.CONFLICT:
        take_sides(session, owners, to_id)
    note(session, owners, to_id, cause, now)
    return counts


def note(
    session: Session,
    owners: dict[int, int | None],
    to_id: int | None,
    cause: Cause,
    now: dt.datetime,
) -> None:
    """Write into the history who had these customers and who has them now (R-024)."""
    bulk_write(session, OwnerChange, [
        {"customer_id": ident, "at": now, "why": cause.why, "from_id": from_id, "to_id": to_id,
         "by_id": cause.by_id, "document": cause.document or None}
        for ident, from_id in owners.items()
    ])  # fmt: skip


def take_sides(session: Session, customer_ids: Collection[int], to_id: int | None) -> None:
    """A conflict opened over a customer meanwhile goes on between those who have the cards now."""
    for row in queries.open_conflicts(session, customer_ids):
        for card_id, side in ((row.customer_id, "claimant_id"), (row.other_id, "holder_id")):
            if card_id in customer_ids:
                setattr(row, side, to_id)
        row.proposed_owner_id = row.decided_owner_id = first_side(row)
    session.flush()


def first_side(row: Conflict) -> int | None:
    """Who of the two had the earlier record; the older card where both are the same (R-060)."""
    late = dt.datetime.max.replace(tzinfo=dt.UTC)
    is_newer_first = (row.claimed_first_at or late) < (row.held_first_at or late)
    return row.claimant_id if is_newer_first else row.holder_id


def end_unfinished(
    session: Session, customer_ids: Sequence[int], cause: Cause, now: dt.datetime
) -> None:
    """Allocations that were still open end: somebody else is responsible now (W-02)."""
    for row in queries.unfinished(session, customer_ids):
        if row.id == cause.allocation_id:
            continue
        before, row.state = row.state.value, AllocationState.TRANSFERRED
        close_tasks(session, row, cause.by_id, now, "transfer", FLOW)
        record_step(session, FLOW, row, "transfer", before, row.state.value, cause.by_id, now)
    session.flush()


def tell_giver(
    session: Session, user_id: int | None, customer: Customer, to_id: int | None
) -> None:
    """Who loses a customer learns it by name; the record is no longer his to open."""
    if user_id is not None and user_id != to_id:
        message = _("You are no longer responsible for %(customer)s.", customer=str(customer))
        notify(session, user_id, ALLOCATION, message)
