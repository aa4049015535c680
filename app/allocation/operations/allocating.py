"""Allocate a customer and watch the first contact (W-02)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.allocation import balance, carrying, queries
from app.allocation.models import Allocation, AllocationCandidate
from app.allocation.operations.giving import ALLOCATION, Cause, give, note, tell_giver
from app.allocation.words import AllocationState, Ground, LeadSource, Medium, Why
from app.customers.models import Customer
from app.customers.words import TimeClass
from app.kernel import clock, deadlines, numbering
from app.kernel.bulk import bulk_write
from app.kernel.notices import notify, notify_all
from app.kernel.tasks import able

FIRST_CONTACT = "allocation.first_contact_days"


# what the table of channels (C-17) says, as the allocation record names it
SOURCES = {
    "collector": LeadSource.OWN,
    "balanced": LeadSource.CAMPAIGN,
    "territory": LeadSource.MARKETING,
}


def open_allocation(session: Session, customer: Customer, **values: Any) -> Allocation:
    """A new allocation record of a customer, numbered."""
    row = Allocation(customer_id=customer.id, **values)
    numbering.number(session, row, on=clock.today())
    session.add(row)
    session.flush()
    return row


def source_of(customer: Customer) -> LeadSource:
    """Where a customer came from, as the allocation record names it (C-17)."""
    if customer.owner_id is None:
        return LeadSource.OWNERLESS
    return SOURCES[queries.way_of(customer.collect_channel)]


def receive_card(session: Session, customer: Customer, now: dt.datetime) -> Allocation | None:
    """A reviewed card: the collector's own is his, others wait for the manager (C-17).

    Customers that have traded with us for long need no first contact: None.
    """
    source = source_of(customer)
    if source is not LeadSource.OWN:
        return open_allocation(session, customer, lead_source=source)
    note(session, {customer.id: None}, customer.owner_id, Cause(Why.COLLECTED, None), now)
    if customer.time_class is TimeClass.OLD:
        return None
    return open_allocation(
        session, customer, lead_source=source, ground=Ground.COLLECTOR, why=Why.COLLECTED,
        state=AllocationState.ASSIGNED, proposed_to_id=customer.owner_id,
        assigned_to_id=customer.owner_id, assigned_on=clock.day_of(now),
        contact_due_at=contact_due(session, None, now).at,
    )  # fmt: skip


def propose(session: Session, row: Allocation, now: dt.datetime) -> None:
    """Weigh the salespeople of the branch and name one (R-057, R-062, R-065).

    The numbers stay with the record, so that anybody can see why. Where somebody is named already
    (a batch is shared out at once) it stays with him.
    """
    if row.proposed_to_id is None:
        among = carrying.salespeople(session, row.customer.branch_id)
        name_one(session, row, carrying.loads(session, among, now, proposed=True))


def name_one(
    session: Session, row: Allocation, found: Sequence[balance.Load]
) -> list[balance.Load]:
    """Name the least loaded of these, or who has the place; what everybody carries then."""
    customer, weights = row.customer, balance.weights()
    among = [each.user_id for each in found]
    grade = customer.abc_grade.value if customer.abc_grade else ""
    weighed = balance.weigh(found, grade, weights)
    local = carrying.at_this_place(session, customer, among)
    by_place = row.lead_source is LeadSource.MARKETING and local is not None
    row.ground = Ground.TERRITORY if by_place else Ground.BALANCE
    row.proposed_to_id = local if by_place else (weighed[0].load.user_id if weighed else None)
    row.assigned_to_id = row.proposed_to_id
    _keep(session, row, weighed)
    return [
        each.with_one_more(grade, weights) if each.user_id == row.proposed_to_id else each
        for each in found
    ]


def _keep(session: Session, row: Allocation, weighed: list[balance.Weighed]) -> None:
    """The picture of the moment: everybody's load before and after."""
    bulk_write(session, AllocationCandidate, [
        {"allocation_id": row.id, "place": place, "user_id": each.load.user_id,
         "customers": each.load.customers, "grade_load": each.load.grade_load,
         "open_work": each.load.open_work, "ability_score": each.load.ability,
         "load": each.before, "load_after": each.after}
        for place, each in enumerate(weighed, 1)
    ])  # fmt: skip


def assign(session: Session, row: Allocation, by_id: int | None, now: dt.datetime) -> None:
    """The manager's word: the customer changes hands, the week begins, both learn it (R-061, R-063)."""
    customer, to_id = row.customer, row.assigned_to_id
    before = customer.owner_id
    for load in carrying.loads(session, [to_id] if to_id else [], now):
        row.current_count, row.ability_score = load.customers, load.ability
    row.assigned_by_id, row.assigned_on = by_id, clock.day_of(now)
    row.contact_due_at = contact_due(session, row, now).at
    give(session, [customer.id], to_id, Cause(row.why, by_id, row.allocation_no, row.id), now)
    tell_giver(session, before, customer, to_id)
    if to_id is not None and to_id != by_id:
        notify(session, to_id, ALLOCATION, _("A customer has been allocated to you."), row)


def contact_due(session: Session, _row: Any, now: dt.datetime) -> Any:
    """Until when the first contact has to be made (R-063, C-05)."""
    return deadlines.after(session, now, FIRST_CONTACT)


def contact(row: Allocation, late: bool) -> None:
    """The first contact was made; late stays late (R-063)."""
    row.is_contacted_late = late


def met(row: Allocation, at: dt.datetime) -> dict[str, Any]:
    """What a visit says about the first contact."""
    day = clock.day_of(at)
    since = row.assigned_on
    return {
        "first_contact_on": max(day, since) if since is not None else day,
        "first_contact_medium": Medium.VISIT,
    }


def expire(session: Session, row: Allocation) -> None:
    """The week is over without a contact: those who may decide on it learn it (R-063)."""
    row.is_contacted_late = True
    told = able(session, "branch_manager", row).people - {row.assigned_to_id}
    message = _("No first contact within the time: you may give the customer to somebody else.")
    notify_all(session, told, ALLOCATION, message, row)


def allocate_anew(session: Session, row: Allocation) -> Allocation:
    """The manager takes the customer away: a new allocation, with the reason (R-064)."""
    return open_allocation(session, row.customer, lead_source=row.lead_source, why=Why.OVERDUE)
