"""Put customers into the pool and let them be claimed, by rule and one at a time (R-065)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.allocation import queries
from app.allocation.models import Allocation, PoolEntry
from app.allocation.operations.allocating import contact_due, open_allocation
from app.allocation.operations.giving import Cause, give, tell_giver
from app.allocation.words import AllocationState, LeadSource, Why
from app.customers.models import Customer
from app.kernel import clock, policy
from app.kernel.rules import Broken
from app.kernel.scope import everything
from app.kernel.workdays import start_of_day
from app.organization.models import Staff


def release(session: Session, row: PoolEntry, by_id: int | None, now: dt.datetime) -> None:
    """Nobody is responsible any more; what a claimer may know of the customer stands on the entry."""
    customer = row.customer
    row.previous_owner_id, row.entered_at = customer.owner_id, now
    row.customer_name, row.tier = customer.customer_name, customer.tier
    row.region_id, row.industry_id = customer.region_id, customer.industry_id
    row.branch_id, row.area_id = customer.branch_id, customer.area_id
    before = customer.owner_id
    give(session, [customer.id], None, Cause(Why.POOLED, by_id), now)
    tell_giver(session, before, customer, None)


def broken_for(
    session: Session, row: PoolEntry, user_id: int, now: dt.datetime
) -> Iterator[Broken]:
    """Why this person may not claim this customer; limits count claims, not what is still held."""
    today = start_of_day(clock.day_of(now), clock.zone())
    mine = PoolEntry.claimed_by_id == user_id, PoolEntry.claimed_at >= today
    with everything():
        claims = session.scalar(select(func.count(PoolEntry.id)).where(*mine)) or 0
        held = session.scalar(
            select(func.count(Customer.id)).where(Customer.owner_id == user_id)
        ) or 0  # fmt: skip
    most, most_held = policy.value("pool.claims_per_day"), policy.value("pool.customers_max")
    if claims >= most:
        yield Broken(
            "", _("You have claimed %(most)s customers today; no more.", most=most), "R-065"
        )
    if held >= most_held:
        message = _(
            "You are responsible for %(held)s customers; %(most)s are the most.",
            held=held,
            most=most_held,
        )
        yield Broken("", message, "R-065")
    wait = dt.timedelta(days=policy.value("pool.previous_owner_wait_days"))
    since = queries.lost_at(session, row.customer_id, user_id)
    if since is not None and now < since + wait:
        message = _(
            "You had this customer before: not before %(day)s.", day=clock.day_of(since + wait)
        )
        yield Broken("", message, "R-065")


def hold(session: Session, user_id: int) -> None:
    """One claim of a person at a time: two at once would each count without the other."""
    session.scalars(select(Staff.id).where(Staff.user_id == user_id).with_for_update()).all()


def claim(session: Session, row: PoolEntry, user_id: int, now: dt.datetime) -> Allocation:
    """The customer is the claimer's, and the week for the first contact begins (R-063)."""
    row.claimed_by_id, row.claimed_at = user_id, now
    with everything():
        customer = session.get_one(Customer, row.customer_id)
        give(session, [customer.id], user_id, Cause(Why.CLAIMED, user_id), now)
        return open_allocation(
            session, customer, lead_source=LeadSource.OWNERLESS, why=Why.CLAIMED,
            state=AllocationState.ASSIGNED, assigned_to_id=user_id, assigned_on=clock.day_of(now),
            contact_due_at=contact_due(session, None, now).at,
        )  # fmt: skip
