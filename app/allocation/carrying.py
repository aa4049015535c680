"""What each salesperson carries, and who is responsible for a place: the numbers of a proposal (R-057, R-062)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.allocation.balance import MIDDLE, Load
from app.allocation.models import Allocation
from app.allocation.queries import GONE, OWNING_ROLES
from app.allocation.words import AllocationState
from app.customers.models import Customer
from app.kernel import clock, policy
from app.kernel.scope import everything
from app.kernel.tasks import Task
from app.organization.models import Staff
from app.visits.models import VisitRequest

PAST = dt.timedelta(days=365)
HUNDRED = Decimal(100)


def salespeople(session: Session, branch_id: int | None) -> list[int]:
    """The salespeople of a branch who are there, by id; of the company where it is not known."""
    found = select(Staff.user_id).join(User, User.id == Staff.user_id).where(
        User.active.is_(True), User.roles.any(Role.name == OWNING_ROLES[0]),
        (Staff.left_on.is_(None)) | (Staff.left_on >= clock.today()),
    )  # fmt: skip
    if branch_id is not None:
        found = found.where(Staff.branch_id == branch_id)
    return sorted(session.scalars(found))


def loads(
    session: Session, user_ids: Sequence[int], now: dt.datetime, *, proposed: bool = False
) -> list[Load]:
    """What each of these people carries now: numbers only, whoever asks (R-062).

    ``proposed``: customers that a proposal gives somebody count as his already, so that a hundred
    proposals made one after the other do not all name the same person.
    """
    if not user_ids:
        return []
    extra = policy.value("allocation.grade_load")
    with everything():
        held = session.execute(
            select(Customer.owner_id, Customer.abc_grade, func.count())
            .where(Customer.owner_id.in_(user_ids), Customer.lifecycle_status.not_in(GONE))
            .group_by(Customer.owner_id, Customer.abc_grade)
        ).all()
        abilities = _abilities(session, user_ids, now - PAST)
    counts, grades = dict.fromkeys(user_ids, 0), dict.fromkeys(user_ids, 0)
    waiting = _proposed(session, user_ids) if proposed else []
    for owner_id, grade, number in [*held, *waiting]:
        if owner_id is not None:
            counts[owner_id] += number
            grades[owner_id] += number * extra.get(grade.value if grade else "", 0)
    work = _open_work(session, user_ids)
    return [
        Load(ident, counts[ident], grades[ident], work.get(ident, 0), abilities.get(ident, MIDDLE))
        for ident in sorted(user_ids)
    ]


def _proposed(session: Session, user_ids: Sequence[int]) -> list[Any]:
    """Customers that wait for the manager's word, by whom they are to go to and grade."""
    waits = Allocation.state == AllocationState.PROPOSED, Allocation.assigned_to_id.in_(user_ids)
    asked = (
        select(Allocation.assigned_to_id, Customer.abc_grade, func.count())
        .join(Customer, Customer.id == Allocation.customer_id)
        .where(*waits, Customer.owner_id.is_distinct_from(Allocation.assigned_to_id))
    )
    return list(session.execute(asked.group_by(Allocation.assigned_to_id, Customer.abc_grade)))


def _open_work(session: Session, user_ids: Sequence[int]) -> dict[int, int]:
    """Open tasks by person."""
    mine = Task.user_id.in_(user_ids), Task.closed_at.is_(None)
    found = session.execute(select(Task.user_id, func.count()).where(*mine).group_by(Task.user_id))
    return {ident: number for ident, number in found if ident is not None}


def _abilities(session: Session, user_ids: Sequence[int], since: dt.datetime) -> dict[int, Decimal]:
    """Out of a hundred: how many first contacts and visit records of a year were in time."""
    asked = (
        (Allocation.assigned_to_id, Allocation.is_contacted_late, Allocation.created_at),
        (VisitRequest.visitor_id, VisitRequest.is_recorded_late, VisitRequest.recorded_at),
    )
    all_, good = dict[int, int](), dict[int, int]()
    for person, late, at in asked:
        rows = session.execute(
            select(person, func.count(), func.sum(case((late.is_(False), 1), else_=0)))
            .where(person.in_(user_ids), late.is_not(None), at >= since)
            .group_by(person)
        )
        for ident, number, in_time in rows:
            all_[ident] = all_.get(ident, 0) + number
            good[ident] = good.get(ident, 0) + int(in_time or 0)
    return {ident: (HUNDRED * good[ident] / all_[ident]).quantize(Decimal("0.1")) for ident in all_}


def at_this_place(session: Session, customer: Customer, among: Sequence[int]) -> int | None:
    """Who is responsible for the place of business: most customers in the same district (R-057)."""
    if customer.business_place_id is None or not among:
        return None
    with everything():
        return session.scalar(
            select(Customer.owner_id)
            .where(
                Customer.business_place_id == customer.business_place_id,
                Customer.owner_id.in_(among), Customer.id != customer.id,
                Customer.lifecycle_status.not_in(GONE),
            )
            .group_by(Customer.owner_id)
            .order_by(func.count().desc(), Customer.owner_id)
            .limit(1)
        )  # fmt: skip
