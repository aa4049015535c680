"""Named questions about bad-customer cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.customers.models import Customer, FundsDeclaration
from app.customers.words import Lifecycle
from app.disposal.models import OVER, BadCase, BadDecision, BadDuty, BadResponsibility
from app.disposal.words import DutyState, Side
from app.kernel import clock, policy
from app.kernel.notices import Notice
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


def nominable() -> tuple[ColumnElement[bool], ...]:
    """Customers whom the night may nominate: there is business, no case is open, and they are no
    final consumers where the register leaves those out (R-258)."""
    under_way = select(BadCase.customer_id).where(BadCase.state.not_in(OVER))
    exempt = policy.value("bad.exclude_final_consumers")
    return (
        Customer.lifecycle_status.in_(LIVING),
        Customer.id.not_in(under_way),
        *([Customer.is_final_consumer.is_(False)] if exempt else []),
    )


def without_trade(session: Session, since: dt.date, after: int, limit: int) -> Sequence[Customer]:
    """Living customers whose last known trade lies before a day (R-259), by their keys.

    A customer of whom no trade is known is none of them: nothing says so. Nor is one who was
    looked at for this very trade already, however that case ended.
    """
    judged = select(BadCase.id).where(
        BadCase.customer_id == Customer.id, BadCase.last_trade_on == Customer.last_trade_on
    )
    found = select(Customer).where(
        Customer.id > after, Customer.last_trade_on < since, *nominable(), ~judged.exists()
    )
    return session.scalars(found.order_by(Customer.id).limit(limit)).all()


def overdue(
    session: Session, since: dt.date, after: int, limit: int, will: bool | None
) -> Sequence[FundsDeclaration]:
    """The declarations in force that say a payment is overdue since a day or longer (R-259).

    ``will`` is what they say of the will to pay: True means there is none, None that nobody knows.
    Who was looked at for this very delay is not among them, however that case ended.
    """
    newer = aliased(FundsDeclaration)
    later = select(newer.id).where(
        newer.customer_id == FundsDeclaration.customer_id,
        newer.valid_from <= clock.today(),
        or_(
            newer.valid_from > FundsDeclaration.valid_from,
            and_(newer.valid_from == FundsDeclaration.valid_from, newer.id > FundsDeclaration.id),
        ),
    )
    judged = select(BadCase.id).where(
        BadCase.customer_id == FundsDeclaration.customer_id,
        BadCase.overdue_since == FundsDeclaration.overdue_since,
    )
    said = FundsDeclaration.unwilling_to_pay
    found = (
        select(FundsDeclaration)
        .join(Customer, Customer.id == FundsDeclaration.customer_id)
        .where(
            FundsDeclaration.id > after,
            FundsDeclaration.valid_from <= clock.today(),
            FundsDeclaration.overdue_since <= since,
            or_(FundsDeclaration.arrears_amount.is_(None), FundsDeclaration.arrears_amount > 0),
            said.is_(None) if will is None else said.is_(will),
            *nominable(),
            ~later.exists(),
            ~judged.exists(),
        )
        .order_by(FundsDeclaration.id)
        .limit(limit)
    )
    return session.scalars(found).all()


def was_asked(session: Session, row: FundsDeclaration, user_id: int, kind: str) -> bool:
    """True when somebody has been asked about this declaration already."""
    found = select(Notice.id).where(
        Notice.user_id == user_id, Notice.notice_kind == kind,
        Notice.row_table == "funds_declaration", Notice.row_id == row.id,
    )  # fmt: skip
    return session.scalar(found.limit(1)) is not None


def hold(session: Session, case_id: int) -> None:
    """Nobody else moves the case or ends a duty of it until this transaction is over."""
    held = select(BadCase).where(BadCase.id == case_id).with_for_update()
    with everything():
        session.scalars(held.execution_options(populate_existing=True)).one()


def has_open_duty(session: Any, case_id: int, side: Side | None = None) -> bool:
    """True while a department, or any, has something left to do, as the database knows it now."""
    found = select(BadDuty.id).where(
        BadDuty.bad_case_id == case_id, BadDuty.state != DutyState.DONE
    )
    if side is not None:
        found = found.where(BadDuty.side == side)
    return session.scalar(found.limit(1)) is not None
