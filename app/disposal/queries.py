"""Named questions about bad-customer cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.customers.words import Lifecycle
from app.disposal.models import OVER, BadCase, BadDecision, BadDuty, BadResponsibility
from app.disposal.words import DutyState, Side
from app.kernel.scope import everything

#: Customers that can become bad ones: those with whom there is business.
LIVING = (Lifecycle.ACTIVE, Lifecycle.DORMANT, Lifecycle.LOST, Lifecycle.WATCHED)


def open_case(session: Session, customer_id: int, apart_from: int | None = None) -> BadCase | None:
    """The case about a customer that has not come to its end, whoever may see it."""
    found = select(BadCase).where(BadCase.customer_id == customer_id, BadCase.state.not_in(OVER))
    if apart_from is not None:
        found = found.where(BadCase.id != apart_from)
    with everything(), session.no_autoflush:
        return session.scalars(found.limit(1)).first()


def duties_of(session: Session, case_id: int, side: Side | None = None) -> Sequence[BadDuty]:
    """The duties of a case, of all departments or of one, in the order of the form."""
    found = select(BadDuty).where(BadDuty.bad_case_id == case_id)
    if side is not None:
        found = found.where(BadDuty.side == side)
    return session.scalars(found.order_by(BadDuty.id)).all()


def is_all_done(session: Any, case_id: int, side: Side | None = None) -> bool:
    """True when nothing is left to do for a department, or for all three (R-262…R-264)."""
    return all(duty.state is DutyState.DONE for duty in duties_of(session, case_id, side))


def responsible(session: Session, case_id: int) -> Sequence[BadResponsibility]:
    """Whom the internal review found responsible (F-143)."""
    found = select(BadResponsibility).where(BadResponsibility.bad_case_id == case_id)
    return session.scalars(found.order_by(BadResponsibility.id)).all()


def decisions(session: Session, case_id: int) -> Sequence[BadDecision]:
    """What followed for whom (F-144)."""
    found = select(BadDecision).where(BadDecision.bad_case_id == case_id)
    return session.scalars(found.order_by(BadDecision.id)).all()


def last_case(session: Session, customer_id: int) -> int | None:
    """Key of the latest case about a customer."""
    with everything():
        return session.scalar(
            select(func.max(BadCase.id)).where(BadCase.customer_id == customer_id)
        )


def under_way(session: Session, limit: int) -> Sequence[BadCase]:
    """Cases within reach that have not come to their end, the oldest first."""
    found = select(BadCase).where(BadCase.state.not_in(OVER))
    return session.scalars(found.order_by(BadCase.id).limit(limit)).all()


def without_trade(session: Session, since: dt.date, after: int, limit: int) -> Sequence[Customer]:
    """Living customers whose last known trade lies before a day (R-259), by their keys.

    A customer of whom no trade is known is none of them: nothing says so. Nor is one who was
    looked at for this very trade already, however that case ended; nor a final consumer (R-258).
    """
    under_way = select(BadCase.customer_id).where(BadCase.state.not_in(OVER))
    judged = select(BadCase.id).where(
        BadCase.customer_id == Customer.id, BadCase.last_trade_on == Customer.last_trade_on
    )
    found = (
        select(Customer)
        .where(
            Customer.id > after,
            Customer.last_trade_on < since,
            Customer.lifecycle_status.in_(LIVING),
            Customer.is_final_consumer.is_(False),
            Customer.id.not_in(under_way),
            ~judged.exists(),
        )
        .order_by(Customer.id)
        .limit(limit)
    )
    return session.scalars(found).all()
