"""Figures of return visits, counted within the reader's reach: what a week brought, person by person (F-066)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.kernel.clock import zone
from app.kernel.workdays import end_of_day, start_of_day
from app.returns.models import MADE, ReturnVisit
from app.returns.words import BY_PHONE, ReturnState

WEEK = dt.timedelta(days=7)


@dataclass
class Week:
    """One person's week: return visits made, calls among them, recorded late, planned for the next."""

    made: int = 0
    calls: int = 0
    late: int = 0
    planned: int = 0


def weeks(session: Session, monday: dt.date) -> dict[int, Week]:
    """Person → the week that begins on this Monday (F-066, R-156, R-158)."""
    found: dict[int, Week] = defaultdict(Week)
    by_phone = case((ReturnVisit.record_method.in_(BY_PHONE), 1), else_=0)
    late = case((ReturnVisit.is_recorded_late.is_(True), 1), else_=0)
    made = select(
        ReturnVisit.visitor_id, func.count(ReturnVisit.id), func.sum(by_phone), func.sum(late)
    ).where(ReturnVisit.state.in_(MADE), ReturnVisit.visited_at.between(*_week(monday)))
    for who, number, calls, lates in session.execute(made.group_by(ReturnVisit.visitor_id)):
        found[who].made, found[who].calls, found[who].late = number, calls, lates
    planned = select(ReturnVisit.visitor_id, func.count(ReturnVisit.id)).where(
        ReturnVisit.state == ReturnState.PLANNED,
        ReturnVisit.visitor_id.is_not(None),
        func.coalesce(ReturnVisit.planned_at, ReturnVisit.due_at).between(*_week(monday + WEEK)),
    )
    for who, number in session.execute(planned.group_by(ReturnVisit.visitor_id)):
        assert who is not None  # as the statement says
        found[who].planned = number
    return found


def _week(monday: dt.date) -> tuple[dt.datetime, dt.datetime]:
    last = monday + WEEK - dt.timedelta(days=1)
    return start_of_day(monday, zone()), end_of_day(last, zone())
