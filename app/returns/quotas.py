"""How far each salesperson is with the numbers of a week and its month: counted work only (F-158, R-033, R-103…R-105)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from sqlalchemy import and_, case, func, literal, select, union_all
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.customers.traits import ProspectStage
from app.customers.words import SERVED, Lifecycle
from app.kernel import clock, holidays, policy
from app.kernel.clock import zone
from app.kernel.workdays import end_of_day, start_of_day
from app.returns.models import MADE, ReturnVisit
from app.visits.models import WRITTEN, VisitRequest
from app.visits.words import EmergencyState, VisitKind

WEEK = 7
UNACCEPTED = (Lifecycle.DRAFT, Lifecycle.PENDING_REVIEW, Lifecycle.INVALID)


class Quota(Enum):
    """What is counted."""

    NEW_VISITS = "new_visits"
    LEADS = "leads"
    PROSPECTS = "prospects"
    RETURNS = "returns"
    WON = "won"


@dataclass
class Work:
    """What somebody has done, and what could not be counted for want of approval or record (R-108)."""

    done: dict[Quota, int] = field(default_factory=lambda: defaultdict(int))
    uncounted: int = 0


def due(session: Session, monday: dt.date) -> dict[Quota, int]:
    """What one person owes in the week that begins on this Monday, up to today, and in its month."""
    days, today = holidays.calendar(session), clock.today()
    week = [monday + dt.timedelta(days=number) for number in range(WEEK)]
    worked = sum(days.share(day) > 0 for day in week if day <= today)
    return {
        Quota.NEW_VISITS: worked * policy.value("quota.new_visits_per_day_min"),
        Quota.LEADS: policy.value("quota.new_leads_per_week_min"),
        Quota.PROSPECTS: policy.value("quota.prospects_per_week_min"),
        Quota.RETURNS: policy.value("rv.calls_per_week_min"),
        Quota.WON: policy.value("quota.new_customers_per_month_min"),
    }


def work(session: Session, monday: dt.date) -> Mapping[int, Work]:
    """Person → what was done in a week, and won in the month of its last day; who looks after customers is there."""
    found: dict[int, Work] = defaultdict(Work)
    sunday = monday + dt.timedelta(days=WEEK - 1)
    counts = union_all(  # one statement for all of them
        _keepers(), _leads(monday, sunday), _won(sunday), _returns(monday, sunday)
    )
    for quota, who, number in session.execute(counts):
        one = found[who or 0]
        if quota:
            one.done[Quota(quota)] = number
    for who, visits, prospects, uncounted in session.execute(_visits(monday, sunday)):
        one = found[who or 0]
        one.done[Quota.NEW_VISITS], one.done[Quota.PROSPECTS] = visits, prospects
        one.uncounted = uncounted
    found.pop(0, None)
    return found


def _keepers() -> Any:
    held = Customer.lifecycle_status.in_(SERVED), Customer.owner_id.is_not(None)
    nothing = literal(""), Customer.owner_id, literal(0)
    return select(*nothing).where(*held).distinct()


def _counted(quota: Quota, who: Any, what: Any) -> Any:
    return select(literal(quota.value), who, func.count(what))


def _leads(monday: dt.date, sunday: dt.date) -> Any:
    """Cards collected in the week, those that passed only where the register says so (R-033, C-16)."""
    counted = _counted(Quota.LEADS, Customer.collected_by_id, Customer.id).where(
        Customer.collected_on.between(monday, sunday)
    )
    if policy.value("quota.new_leads_count") == "approved_only":
        counted = counted.where(Customer.lifecycle_status.not_in(UNACCEPTED))
    return counted.group_by(Customer.collected_by_id)


def _won(sunday: dt.date) -> Any:
    """Customers with whom cooperation began in the month (R-105, R-217)."""
    month = Customer.cooperation_started_on.between(sunday.replace(day=1), sunday)
    counted = _counted(Quota.WON, Customer.owner_id, Customer.id).where(month)
    return counted.where(Customer.lifecycle_status.not_in(UNACCEPTED)).group_by(Customer.owner_id)


def _returns(monday: dt.date, sunday: dt.date) -> Any:
    """Return visits made in the week and recorded (R-158)."""
    counted = _counted(Quota.RETURNS, ReturnVisit.visitor_id, ReturnVisit.id).where(
        ReturnVisit.state.in_(MADE), ReturnVisit.visited_at.between(*_instants(monday, sunday))
    )
    return counted.group_by(ReturnVisit.visitor_id)


def _visits(monday: dt.date, sunday: dt.date) -> Any:
    """Visits that count are approved and recorded; the others are told apart (R-103, R-104, R-108)."""
    counts = and_(
        VisitRequest.state.in_(WRITTEN),
        VisitRequest.emergency.in_((EmergencyState.PLANNED, EmergencyState.CONFIRMED)),
    )
    new = and_(counts, VisitRequest.visit_kind == VisitKind.NEW_CUSTOMER)
    prospect = and_(counts, VisitRequest.prospect_stage == ProspectStage.PROSPECT)
    return (
        select(
            VisitRequest.visitor_id, *(func.sum(case((what, 1), else_=0)) for what in (new, prospect)),
            func.sum(case((counts, 0), else_=1)),
        )
        .where(VisitRequest.departed_at.between(*_instants(monday, sunday)))
        .group_by(VisitRequest.visitor_id)
    )  # fmt: skip


def _instants(monday: dt.date, sunday: dt.date) -> tuple[dt.datetime, dt.datetime]:
    return start_of_day(monday, zone()), end_of_day(sunday, zone())
