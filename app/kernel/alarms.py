"""When the clock looks at a task: once before its deadline, at it, and after it until the chain is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.kernel import policy, workdays
from app.kernel.clock import zone
from app.kernel.deadlines import span_in
from app.kernel.holidays import calendar
from app.kernel.workdays import Days, Hours, Span, WorkingDays


def first(
    session: Any, due: dt.datetime | None, because: str, opened: dt.datetime
) -> dt.datetime | None:
    """The moment of the reminder; the deadline itself where that has passed when the task opens."""
    if due is None:
        return None
    at = reminder(session, due, because)
    return at if opened < at < due else due


def reminder(session: Any, due: dt.datetime, because: str) -> dt.datetime:
    """Before the deadline: days ahead in the morning, or hours ahead where it is a time of day."""
    if isinstance(span_in(because), WorkingDays | Days):
        ahead = policy.value("deadline.remind_before", session=session)
        day = workdays.local_day(_back(session, due, ahead), zone())
        hour = policy.value("deadline.remind_hour", session=session)
        return workdays.start_of_day(day, zone()) + dt.timedelta(hours=hour)
    return _back(session, due, policy.value("deadline.remind_before_time", session=session))


def next_step(session: Any, now: dt.datetime) -> dt.datetime:
    """When the next in the chain is told, from the moment the last one was."""
    ahead = policy.value("deadline.escalate_after", session=session)
    return workdays.add(now, ahead, calendar(session), zone())


def _back(session: Any, due: dt.datetime, ahead: Span) -> dt.datetime:
    """The same distance, backwards."""
    back: Span = type(ahead)(-ahead.n)
    if isinstance(back, Hours):
        return due + dt.timedelta(hours=back.n)
    return workdays.add(due, back, calendar(session), zone())
