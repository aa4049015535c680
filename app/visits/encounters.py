"""Who of the company met or called on a customer lately, when and about what (R-068)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.customers.models import Customer
from app.customers.words import Lifecycle
from app.kernel import policy, scope
from app.visits.models import VisitRequest
from app.visits.words import SlipState

MOST = 20  # customers that share a telephone number; more is a switchboard
MOMENT = func.coalesce(VisitRequest.departed_at, VisitRequest.planned_from)
CALLED_OFF = (SlipState.DRAFT, SlipState.REJECTED, SlipState.CANCELLED)


@dataclass(frozen=True)
class Encounter:
    """One contact of the company with a customer, made or firmly planned."""

    at: dt.datetime
    who: User
    about: str
    customer: str
    row: Any


def sharing(session: Session, customer_id: int) -> list[int]:
    """The customer, and those who have his telephone number as well, wherever they belong."""
    mine = select(Customer.phone_key).where(Customer.id == customer_id).scalar_subquery()
    found = (
        select(Customer.id)
        .where(
            Customer.phone_key == mine,
            Customer.id != customer_id,
            Customer.lifecycle_status != Lifecycle.REMOVED_ARCHIVED,
        )
        .order_by(Customer.id)
        .limit(MOST)
    )
    with scope.everything(), session.no_autoflush:
        return [customer_id, *session.scalars(found)]


def latest(session: Session, customer_id: int, apart_from: int | None = None) -> list[Encounter]:
    """The latest contacts with a customer and those who share his number, newest first (R-068).

    They are told past the reader's reach: whoever is about to contact a customer has to know.
    """
    return _found(session, customer_id, apart_from)


def too_soon(
    session: Session, customer_id: int, at: dt.datetime, apart_from: int | None = None
) -> list[Encounter]:
    """Contacts so near to a moment that a second one wants a reason (R-068)."""
    near = dt.timedelta(hours=policy.value("contact.duplicate_warn_hours"))
    return _found(session, customer_id, apart_from, MOMENT.between(at - near, at + near))


def _found(
    session: Session, customer_id: int, apart_from: int | None, *narrowed: Any
) -> list[Encounter]:
    statement = (
        select(VisitRequest)
        .where(
            VisitRequest.customer_id.in_(sharing(session, customer_id)),
            VisitRequest.state.not_in(CALLED_OFF),
            VisitRequest.id != (apart_from or 0),
            *narrowed,
        )
        .options(joinedload(VisitRequest.visitor), joinedload(VisitRequest.customer))
        .order_by(MOMENT.desc(), VisitRequest.id.desc())
        .limit(policy.value("contact.show_last_contacts"))
    )
    with scope.everything(), session.no_autoflush:
        return [of_visit(row) for row in session.scalars(statement).unique()]


def of_visit(row: VisitRequest) -> Encounter:
    """A visit as a contact: when, who, about what, with whom."""
    about = row.topic or row.visit_goal or ""
    at = row.departed_at or row.planned_from
    return Encounter(at, row.visitor, about, str(row.customer), row)
