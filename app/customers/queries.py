"""Named questions about customers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.customers.identity import fold_name, unique_code
from app.customers.models import Contact, Customer, CustomerBrand, CustomerChannel, CustomerResult
from app.customers.words import CardState, ContactPosition, PartyKind
from app.kernel import clock, holidays, policy, workdays
from app.kernel.scope import everything


def same_customer(
    session: Session, name: str | None, code: str | None, apart_from: int | None = None
) -> Customer | None:
    """The card that is this customer already, wherever it belongs (R-011).

    Looks past the viewer's reach on purpose: one customer has one archive in the company.
    """
    tests = []
    if code and unique_code(code):
        tests.append(Customer.unique_code == unique_code(code))
    if name and fold_name(name):
        tests.append(
            (Customer.name_key == fold_name(name)) & (Customer.party_kind == PartyKind.ORGANISATION)
        )
    if not tests:
        return None
    statement = select(Customer).where(or_(*tests), Customer.state != CardState.INVALID)
    if apart_from is not None:
        statement = statement.where(Customer.id != apart_from)
    with everything(), session.no_autoflush:
        return session.scalars(statement.order_by(Customer.recorded_at).limit(1)).first()


def like_customers(
    session: Session, phone: str | None, short_name: str | None, apart_from: int | None = None
) -> Sequence[Customer]:
    """Cards that may be this customer: the same telephone or the same short name (R-060)."""
    tests = []
    if phone:
        tests.append(Customer.phone == phone)
    if short_name:
        tests.append(Customer.short_name == short_name)
    if not tests:
        return []
    statement = select(Customer).where(or_(*tests), Customer.state != CardState.INVALID)
    if apart_from is not None:
        statement = statement.where(Customer.id != apart_from)
    with everything(), session.no_autoflush:
        return session.scalars(statement.order_by(Customer.recorded_at).limit(5)).all()


def contacts_of(session: Session, customer_id: int) -> Sequence[Contact]:
    """The people at a customer, those who count first."""
    return session.scalars(
        select(Contact)
        .where(Contact.customer_id == customer_id, Contact.is_active.is_(True))
        .order_by(Contact.is_key_person.desc(), Contact.id)
    ).all()


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
    span = workdays.WorkingDays(policy.value("card.entry_deadline_workdays"))
    return holidays.add(session, start, span)
