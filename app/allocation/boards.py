"""The numbers of the boards: what everybody carries before and after, and who changed hands month by month."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.allocation import balance, carrying
from app.allocation.balance import Load
from app.allocation.models import Allocation, Conflict, OwnerChange
from app.allocation.queries import GONE
from app.allocation.words import AllocationState, ConflictState, LeadSource, Why
from app.customers.models import Customer
from app.kernel import clock
from app.kernel.workdays import start_of_day
from app.organization.models import Staff

MOVES = (
    Why.OVERDUE,
    Why.DEPARTURE,
    Why.POST_CHANGE,
    Why.MANAGER,
    Why.CONFLICT,
    Why.POOLED,
    Why.CLAIMED,
)


@dataclass
class Carried:
    """What one salesperson carries, and what he would with the proposals that wait."""

    load: Load
    proposed: int = 0
    before: Decimal = Decimal(0)
    after: Decimal = Decimal(0)


@dataclass
class Month:
    """What happened in a calendar month; its name is ``2026-11``."""

    month: str
    moves: Counter[Why] = field(default_factory=Counter)
    in_time: int = 0
    late: int = 0
    raised: int = 0
    decided: int = 0


def waiting(session: Session, branch_id: int | None, source: str) -> Sequence[Allocation]:
    """Proposals in reach that wait for the manager's word."""
    asked = select(Allocation).where(Allocation.state == AllocationState.PROPOSED)
    if branch_id is not None:
        asked = asked.where(Allocation.branch_id == branch_id)
    if source:
        asked = asked.where(Allocation.lead_source == LeadSource(source))
    loaded = joinedload(Allocation.customer), joinedload(Allocation.assigned_to)
    return session.scalars(asked.options(*loaded).order_by(Allocation.id)).all()


def carried(
    session: Session, branch_id: int | None, rows: Iterable[Allocation], to_id: int | None,
    now: dt.datetime,
) -> list[Carried]:  # fmt: skip
    """Before and after: everybody's load now, and with these proposals, or with all of them at one person."""
    people = carrying.salespeople(session, branch_id)
    weights = balance.weights()
    found = {each.user_id: Carried(each) for each in carrying.loads(session, people, now)}
    for each in found.values():
        each.before = each.after = balance.figure(each.load, weights)
    then = {ident: each.load for ident, each in found.items()}
    for row in rows:
        goes_to = to_id or row.assigned_to_id
        if goes_to not in then or row.customer.owner_id == goes_to:
            continue
        grade = row.customer.abc_grade.value if row.customer.abc_grade else ""
        then[goes_to] = then[goes_to].with_one_more(grade, weights)
        found[goes_to].proposed += 1
        leaves = row.customer.owner_id
        if leaves in then:
            then[leaves] = then[leaves].with_one_less(grade, weights)
    for ident, load in then.items():
        found[ident].after = balance.figure(load, weights)
    return sorted(found.values(), key=lambda each: (-each.before, each.load.user_id))


def names(session: Session, user_ids: Iterable[int]) -> dict[int, str]:
    """What these people are called."""
    asked = select(Staff.user_id, Staff.full_name).where(Staff.user_id.in_(list(user_ids)))
    return {row.user_id: row.full_name for row in session.execute(asked)}


def ownerless(session: Session, branch_id: int | None = None) -> int:
    """How many customers in reach are nobody's (R-065)."""
    asked = select(func.count(Customer.id)).where(
        Customer.owner_id.is_(None), Customer.lifecycle_status.not_in(GONE)
    )
    if branch_id is not None:
        asked = asked.where(Customer.branch_id == branch_id)
    return session.scalar(asked) or 0


def months(session: Session, first: dt.date, last: dt.date) -> list[Month]:
    """Month by month, of what the reader may see: changes of hands, first contacts, conflicts."""
    found = {name: Month(name) for name in _names(first, last)}
    since, until = (
        start_of_day(first, clock.zone()),
        start_of_day(last + dt.timedelta(days=1), clock.zone()),
    )
    for at, why in session.execute(
        select(OwnerChange.at, OwnerChange.why).where(
            OwnerChange.at >= since, OwnerChange.at < until
        )
    ):
        found[_month(at)].moves[why] += 1
    contacts = select(Allocation.assigned_on, Allocation.is_contacted_late).where(
        Allocation.assigned_on >= first, Allocation.assigned_on <= last, Allocation.is_contacted_late.is_not(None)
    )  # fmt: skip
    for day, late in session.execute(contacts):
        if day is not None:
            one = found[f"{day:%Y-%m}"]
            one.late += bool(late)
            one.in_time += not late
    for at, state in session.execute(
        select(Conflict.created_at, Conflict.state).where(Conflict.created_at >= since, Conflict.created_at < until)
    ):  # fmt: skip
        one = found[_month(at)]
        one.raised += 1
        one.decided += state is ConflictState.DECIDED
    return list(found.values())


def late_by_person(session: Session, first: dt.date, last: dt.date) -> dict[int, Counter[str]]:
    """Person → first contacts due, late, and still missing, of allocations in these days (R-063)."""
    asked = select(
        Allocation.assigned_to_id, Allocation.is_contacted_late, Allocation.state, func.count()
    ).where(Allocation.assigned_on >= first, Allocation.assigned_on <= last)
    found: dict[int, Counter[str]] = {}
    for person, late, state, number in session.execute(
        asked.group_by(Allocation.assigned_to_id, Allocation.is_contacted_late, Allocation.state)
    ):
        if person is None:
            continue
        one = found.setdefault(person, Counter())
        one["all"] += number
        one["late"] += number * bool(late)
        one["open"] += number * (state is AllocationState.OVERDUE)
    return found


def _names(first: dt.date, last: dt.date) -> list[str]:
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return [f"{at // 12}-{at % 12 + 1:02d}" for at in range(start, end + 1)]


def _month(at: dt.datetime) -> str:
    return f"{clock.day_of(at):%Y-%m}"


def ends_of(month: str) -> tuple[dt.date, dt.date]:
    """First and last day of a month."""
    first = dt.date.fromisoformat(f"{month}-01")
    return first, (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
