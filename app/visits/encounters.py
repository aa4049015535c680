"""Who of the company met, called on or telephoned with a customer lately, when and about what (R-068)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.customers.models import Customer
from app.customers.naming import phone_key
from app.customers.words import Lifecycle
from app.kernel import policy, scope
from app.kernel.db import Model
from app.visits import signals
from app.visits.models import PhoneCall, VisitRequest
from app.visits.words import SlipState

MOST = 20  # customers that share a telephone number; more is a switchboard
MOMENT = func.coalesce(VisitRequest.departed_at, VisitRequest.planned_from)
CALLED_OFF = (SlipState.DRAFT, SlipState.REJECTED, SlipState.CANCELLED)

Row = tuple[type[Model], int | None]
Span = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True)
class Encounter:
    """One contact of the company with a customer, made or firmly planned."""

    at: dt.datetime
    who: User
    about: str
    customer: str
    row: Any


@runtime_checkable
class Told(Protocol):
    """A record of a wing above that can say itself as a contact."""

    def as_encounter(self) -> Encounter:
        """When, who, about what, with whom."""


def sharing(session: Session, customer_id: int, *phones: str | None) -> list[int]:
    """The customer, and those who have his telephone number or one of ``phones``, wherever they belong."""
    mine = select(Customer.phone_key).where(Customer.id == customer_id).scalar_subquery()
    numbers = _keys(*phones)
    found = (
        select(Customer.id)
        .where(
            or_(Customer.phone_key == mine, Customer.phone_key.in_(numbers)),
            Customer.id != customer_id,
            Customer.lifecycle_status != Lifecycle.REMOVED_ARCHIVED,
        )
        .order_by(Customer.id)
        .limit(MOST)
    )
    with scope.everything(), session.no_autoflush:
        return [customer_id, *session.scalars(found)]


def _keys(*phones: str | None) -> list[str]:
    """Numbers as they are compared; without those that were not given."""
    return [key for phone in phones if (key := phone_key(phone))]


def latest(
    session: Session, customer_id: int, apart_from: Row | None = None, phone: str | None = None
) -> list[Encounter]:
    """The latest contacts with a customer and those who share his number, newest first (R-068).

    They are told past the reader's reach: whoever is about to contact a customer has to know.
    ``apart_from`` is the slip or call that asks (its table and number), ``phone`` the number about to be called.
    """
    return _found(session, sharing(session, customer_id, phone), apart_from, numbers=_keys(phone))


def after(
    session: Session, customer_id: int, since: dt.datetime, apart_from: Row | None = None
) -> list[Encounter]:
    """The latest contacts with a customer after a moment, newest first (F-056)."""
    return _found(session, [customer_id], apart_from, (since, dt.datetime.now(dt.UTC)))


def too_soon(
    session: Session, customer_id: int, at: dt.datetime, apart_from: Row | None = None
) -> list[Encounter]:
    """Contacts so near to a moment that a second one wants a reason (R-068)."""
    near = dt.timedelta(hours=policy.value("contact.duplicate_warn_hours"))
    return _found(session, sharing(session, customer_id), apart_from, (at - near, at + near))


def _found(
    session: Session, customers: list[int], apart_from: Row | None,
    span: Span | None = None, numbers: Sequence[str] = (),
) -> list[Encounter]:  # fmt: skip
    """Visits and calls, those within a span of time, the newest first."""
    most = policy.value("contact.show_last_contacts")
    visits = (
        select(VisitRequest)
        .where(VisitRequest.customer_id.in_(customers), VisitRequest.state.not_in(CALLED_OFF))
        .options(joinedload(VisitRequest.visitor), joinedload(VisitRequest.customer))
    )
    calls = (
        select(PhoneCall)
        .where(or_(PhoneCall.customer_id.in_(customers), PhoneCall.phone_key.in_(numbers)))
        .options(joinedload(PhoneCall.our_person), joinedload(PhoneCall.customer))
    )
    met: list[Encounter] = []
    with scope.everything(), session.no_autoflush:
        for model, moment, statement in (
            (VisitRequest, MOMENT, visits),
            (PhoneCall, PhoneCall.called_at, calls),
        ):
            if apart_from is not None and apart_from[0] is model:
                statement = statement.where(model.id != apart_from[1])
            if span is not None:
                statement = statement.where(moment.between(*span))
            newest = statement.order_by(moment.desc(), model.id.desc()).limit(most)
            met += [of(row) for row in session.scalars(newest).unique()]
    asked = {"session": session, "apart_from": apart_from, "span": span, "most": most}
    for _hearer, found in signals.contacts_asked.send(customers, **asked):
        met += found
    return sorted(met, key=lambda each: each.at, reverse=True)[:most]


def of(row: Any) -> Encounter:
    """A visit, a call or what a wing above calls a contact: when, who, about what, with whom."""
    if isinstance(row, Told):
        return row.as_encounter()
    if isinstance(row, PhoneCall):
        return Encounter(row.called_at, row.our_person, row.reason, str(row.customer), row)
    about = row.topic or row.visit_goal or ""
    at = row.departed_at or row.planned_from
    return Encounter(at, row.visitor, about, str(row.customer), row)
