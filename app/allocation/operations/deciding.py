"""Open and decide conflicts over a customer (W-04)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.allocation.models import Conflict
from app.allocation.operations.giving import Cause, first_side, give
from app.allocation.words import Why
from app.customers.models import Customer
from app.kernel import clock, numbering, policy
from app.kernel.notice_kinds import declare
from app.kernel.notices import notify_all
from app.kernel.scope import everything
from app.kernel.tasks import able

CONFLICT = declare("conflict", _("Conflicts over customers"), by_mail=True)


def first_record(customer: Customer) -> dt.datetime | None:
    """The moment that decides: created, submitted or approved, as the register says (R-060)."""
    if policy.value("allocation.first_record_timestamp") == "approved":
        return customer.reviewed_at or customer.recorded_at
    return customer.recorded_at or customer.created_at


def open_conflicts(
    session: Session, customer: Customer, like: Sequence[Customer]
) -> list[Conflict]:
    """A conflict with each older card of somebody else that looks like this one; once a pair (R-060).

    A card that nobody is responsible for is nobody's to claim.
    """
    found = []
    for other in like:
        if None in (customer.owner_id, other.owner_id) or other.owner_id == customer.owner_id:
            continue
        if between(session, customer.id, other.id):
            continue
        row = Conflict(
            customer_id=customer.id, other_id=other.id, customer_name=customer.customer_name,
            other_name=other.customer_name, claimant_id=customer.owner_id, holder_id=other.owner_id,
            claimed_first_at=first_record(customer), held_first_at=first_record(other),
        )  # fmt: skip
        numbering.number(session, row, on=clock.today())
        session.add(row)
        session.flush()
        found.append(row)
    return found


def between(session: Session, one: int, other: int) -> bool:
    """Whether a conflict was opened between these two cards already."""
    pair = or_(
        (Conflict.customer_id == one) & (Conflict.other_id == other),
        (Conflict.customer_id == other) & (Conflict.other_id == one),
    )
    with everything():
        return session.scalars(select(Conflict.id).where(pair)).first() is not None


def propose(session: Session, row: Conflict) -> None:
    """The earlier record proposes; the manager has the last word (R-060, R-061)."""
    with everything():
        newer, older = (session.get_one(Customer, i) for i in (row.customer_id, row.other_id))
    row.customer_name, row.other_name = newer.customer_name, older.customer_name
    row.claimant_id, row.holder_id = newer.owner_id, older.owner_id
    row.claimed_first_at, row.held_first_at = first_record(newer), first_record(older)
    row.proposed_owner_id = first_side(row)
    row.decided_owner_id = row.decided_owner_id or row.proposed_owner_id
    told = able(session, "branch_manager", row).people
    notify_all(session, told, CONFLICT, _("Two people claim one customer: please decide."), row)


def dismiss(session: Session, row: Conflict, by_id: int | None, now: dt.datetime) -> None:
    """They are two customers: each stays whose he is; both sides learn it (R-061)."""
    row.decided_by_id, row.decided_at, row.decided_owner_id = by_id, now, None
    tell_sides(
        session, row, by_id, _("The two cards are different customers: each stays as it is.")
    )


def decide(session: Session, row: Conflict, by_id: int | None, now: dt.datetime) -> None:
    """Both cards belong to one person from now on; both sides learn it (R-061)."""
    row.decided_by_id, row.decided_at = by_id, now
    cause = Cause(Why.CONFLICT, by_id, row.conflict_no)
    give(session, [row.customer_id, row.other_id], row.decided_owner_id, cause, now)
    tell_sides(session, row, by_id, _("The conflict over a customer has been decided."))


def tell_sides(session: Session, row: Conflict, by_id: int | None, message: Any) -> None:
    """Both sides learn what became of it, but for whoever did it."""
    sides = {side for side in (row.claimant_id, row.holder_id) if side is not None} - {by_id}
    notify_all(session, sides, CONFLICT, message, row)
