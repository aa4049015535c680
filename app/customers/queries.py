"""Named questions about customers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.customers.models import (
    Contact,
    Customer,
    CustomerBrand,
    CustomerChannel,
    CustomerResult,
)
from app.customers.words import ContactPosition, Lifecycle
from app.kernel import clock, deadlines, policy, search, tokens, workdays

ENTRY_DEADLINE = "card.entry_deadline_workdays"
WHOLE_NUMBER = 7  # digits of a telephone number that is not being typed any more
NEAR = 5


def contacts_of(session: Session, customer_id: int) -> Sequence[Contact]:
    """The people at a customer, those who count first."""
    return session.scalars(
        select(Contact)
        .where(Contact.customer_id == customer_id, Contact.is_active.is_(True))
        .order_by(Contact.is_key_person.desc(), Contact.id)
    ).all()


def same_persons(
    session: Session, typed: Mapping[str, str], apart_from: int | None = None
) -> list[tuple[str, Contact, None]]:
    """Contacts in reach with the mobile being typed: one person may work for several customers."""
    number = tokens.digits(typed.get("mobile"))
    if len(number) < WHOLE_NUMBER:
        return []
    near = Contact.id.in_(search.ids(session, Contact, number, NEAR))
    rows = session.scalars(select(Contact).where(near, Contact.id != (apart_from or 0)))
    return [("mobile", row, None) for row in rows if tokens.digits(row.mobile) == number]


def brands_of(session: Session, customer_id: int) -> Sequence[CustomerBrand]:
    """The similar brands a customer represents."""
    return session.scalars(
        select(CustomerBrand)
        .where(CustomerBrand.customer_id == customer_id)
        .order_by(CustomerBrand.id)
    ).all()


def channels_of(session: Session, customer_id: int) -> Sequence[CustomerChannel]:
    """The channels a customer sells through."""
    return session.scalars(
        select(CustomerChannel)
        .where(CustomerChannel.customer_id == customer_id)
        .order_by(CustomerChannel.id)
    ).all()


def results_of(session: Session, customer_id: int) -> Sequence[CustomerResult]:
    """What a customer sold, the latest period first."""
    return session.scalars(
        select(CustomerResult)
        .where(CustomerResult.customer_id == customer_id)
        .order_by(CustomerResult.period.desc())
    ).all()


def missing_positions(contacts: Iterable[Contact]) -> list[ContactPosition]:
    """Which of the expected posts nobody is known for (R-050)."""
    have = {contact.position for contact in contacts}
    expected = [ContactPosition(code) for code in policy.value("contact.positions_expected")]
    return [position for position in expected if position not in have]


def is_first_tier(customer: Customer) -> bool:
    """Whether visits to this customer are made in pairs (R-226, C-03)."""
    marks = {customer.tier and customer.tier.value, customer.abc_grade and customer.abc_grade.value}
    if customer.is_core:
        marks.add("core")
    return bool(marks & set(policy.value("class.tier1_from")))


def entry_due(session: Session, collected_on: dt.date) -> Any:
    """Until when a card has to be in the system: working days from the collection (R-054)."""
    start = workdays.start_of_day(collected_on, clock.zone())
    return deadlines.after(session, start, ENTRY_DEADLINE)


def cards_since(user_id: int, since: dt.date, approved: bool) -> Select[Any]:
    """How many cards a person has collected since a day, all or only those that passed, to be asked (R-033)."""
    found = select(func.count(Customer.id)).where(
        Customer.collected_by_id == user_id, Customer.collected_on >= since
    )
    if not approved:
        return found
    passing = (Lifecycle.DRAFT, Lifecycle.PENDING_REVIEW, Lifecycle.INVALID)
    return found.where(Customer.lifecycle_status.not_in(passing))


def due_for_revision(session: Session, until: dt.date, limit: int) -> Sequence[Customer]:
    """Archives to be revised by a day, the oldest first (R-301)."""
    return session.scalars(
        select(Customer)
        .where(Customer.next_revision_due <= until)
        .order_by(Customer.next_revision_due, Customer.id)
        .limit(limit)
    ).all()
