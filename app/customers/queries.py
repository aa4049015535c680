"""Named questions about customers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.customers.identity import fold_name, unique_code
from app.customers.models import Contact, Customer, CustomerBrand, CustomerChannel, CustomerResult
from app.customers.words import CardState, ContactPosition, Lifecycle, PartyKind
from app.kernel import clock, deadlines, policy, search, tokens, workdays
from app.kernel.scope import everything

ENTRY_DEADLINE = "card.entry_deadline_workdays"
PHONES = ("phone", "office_phone", "mobile")
WHOLE_NUMBER = 7  # digits of a telephone number that is not being typed any more
TELLING = 4  # characters of a name that tell more than the town
NEAR = 5


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
        return session.scalars(statement.order_by(Customer.recorded_at).limit(NEAR)).all()


def like_many(
    session: Session, asked: Sequence[tuple[str | None, str | None]]
) -> list[list[Customer]]:
    """The same for many pairs of telephone and short name, asked at once; the earliest cards of each."""
    by_phone = _first_with(session, Customer.phone, {phone for phone, _name in asked})
    by_name = _first_with(session, Customer.short_name, {name for _phone, name in asked})
    answers = []
    for phone, name in asked:
        found = {*by_phone.get(phone, ()), *by_name.get(name, ())}
        answers.append(sorted(found, key=_recorded)[:NEAR])
    return answers


def _recorded(row: Customer) -> tuple[bool, Any, int]:
    return row.recorded_at is None, row.recorded_at, row.id


def _first_with(
    session: Session, column: Any, values: set[str | None]
) -> dict[Any, list[Customer]]:
    """The earliest living cards with each of these values; half the company may share a switchboard."""
    wanted = {value for value in values if value}
    if not wanted:
        return {}
    order = [Customer.recorded_at.is_(None), Customer.recorded_at, Customer.id]
    turn = func.row_number().over(partition_by=column, order_by=order).label("turn")
    living = Customer.state != CardState.INVALID
    ranked = select(Customer.id, turn).where(column.in_(wanted), living).subquery()
    first = select(ranked.c.id).where(ranked.c.turn <= NEAR)
    found: dict[Any, list[Customer]] = {}
    with everything(), session.no_autoflush:
        for row in session.scalars(select(Customer).where(Customer.id.in_(first))):
            found.setdefault(getattr(row, column.key), []).append(row)
    return found


def twins(
    session: Session, typed: Mapping[str, str], apart_from: int | None = None
) -> list[tuple[str, Customer]]:
    """Cards like the one being typed, with the field that is alike (R-011, R-060).

    The same name, register code or telephone is found wherever the card belongs; a name that is
    only similar is looked for within the viewer's reach.
    """
    name, code = typed.get("customer_name"), typed.get("credit_code")
    found: dict[int, tuple[str, Customer]] = {}
    for field, row in (
        ("credit_code", same_customer(session, None, code, apart_from)),
        ("customer_name", same_customer(session, name, None, apart_from)),
    ):
        if row is not None:
            found.setdefault(row.id, (field, row))
    for field, row in (*_by_phone(session, typed), *_by_name(session, name)):
        if row.id != apart_from and row.state is not CardState.INVALID:
            found.setdefault(row.id, (field, row))
    return list(found.values())


def _by_phone(session: Session, typed: Mapping[str, str]) -> Iterator[tuple[str, Customer]]:
    """Cards with one of the numbers typed, anywhere in the company."""
    wanted = {field: tokens.digits(typed.get(field)) for field in PHONES}
    wanted = {field: number for field, number in wanted.items() if len(number) >= WHOLE_NUMBER}
    with everything():
        for number in dict.fromkeys(wanted.values()):
            for row in _rows(session, search.ids(session, Customer, number, NEAR)):
                if number in {tokens.digits(getattr(row, field)) for field in PHONES}:
                    yield next(field for field, typed in wanted.items() if typed == number), row


def _by_name(session: Session, name: str | None) -> Iterator[tuple[str, Customer]]:
    """Cards within reach whose name holds what was typed, as soon as that is half of the name."""
    folded = fold_name(name)
    if len(folded) < TELLING:
        return
    for row in _rows(session, search.ids(session, Customer, folded, NEAR)):
        if len(folded) * 2 >= len(row.name_key):
            yield "customer_name", row


def _rows(session: Session, ids: Sequence[int]) -> Sequence[Customer]:
    if not ids:
        return ()
    return session.scalars(select(Customer).where(Customer.id.in_(ids))).all()


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
