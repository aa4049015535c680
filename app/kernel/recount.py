"""Recounting: when the calendar or a parameter changes, open deadlines move, people are told, the trail keeps both."""

from __future__ import annotations

import datetime as dt
from typing import Any

from blinker import Namespace
from flask_babel import lazy_gettext as _
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.kernel import alarms, deadlines, jobs, lateness, reminders, trail
from app.kernel.clock import zone
from app.kernel.db import utcnow
from app.kernel.holidays import CalendarDay, CalendarYear
from app.kernel.notices import notify
from app.kernel.parameters import ParameterValue, ValueState
from app.kernel.published import LATE_DECEMBER
from app.kernel.schedule import Daily
from app.kernel.tasks import Task
from app.kernel.workdays import start_of_day

BATCH = 200
CHANGED = "calendar changed"
ONE_BY_ONE = 3  # more moved deadlines than this are told to a person as one number

_announced = Namespace()
deadline_moved = _announced.signal("deadline-moved")
"""A deadline was counted anew: sender is the record; ``task`` has the new moment. Wings keep copies in step."""


@jobs.job("recount_tasks", title=_("Recount open deadlines"), every=Daily("00:15"))
def recount_tasks(work: Any) -> dict[str, int]:
    """Every open counted deadline, a batch a transaction; at the end each person is told once."""
    now = utcnow()
    state = dict(work.state) or {"last": 0, "seen": 0, "moved": {}}
    while found := _open(work.session, state["last"]):
        for task in found:
            if recount(work.session, task, now):
                _remember(work.session, task, state["moved"])
        state |= {"last": found[-1].id, "seen": state["seen"] + len(found)}
        work.checkpoint(state, done=state["seen"])
    _tell(work.session, state["moved"])
    return {
        "seen": state["seen"],
        "moved": len({i for ids in state["moved"].values() for i in ids}),
    }


def _open(session: Session, beyond: int) -> list[Task]:
    query = select(Task).where(Task.closed_at.is_(None), Task.due_at.is_not(None), Task.id > beyond)
    return list(session.scalars(query.order_by(Task.id).limit(BATCH)))


def recount(session: Session, task: Task, now: dt.datetime) -> bool:
    """Count one open deadline with the calendar and parameter in force; True when it moved.

    A span given by a parameter follows its present value; a deadline a person entered stays.
    """
    span, start = deadlines.span_in(task.because), task.start_at
    if span is None or (start := start or deadlines.started(task.because, zone())) is None:
        return False
    if task.parameter:
        span = deadlines.span_of(session, task.parameter)
    due = deadlines.add(session, start, span, task.parameter)
    before = task.due_at
    task.because, task.is_provisional = due.because, due.provisional
    if due.at == before:
        return False
    task.due_at = due.at
    changes = {"due_at": [trail.plain(before), trail.plain(due.at)]}
    trail.write(session, Task, [(task.id, "update", changes)])
    _set_clock(session, task, now)
    row = reminders.row_of(session, task)
    if row is not None:
        deadline_moved.send(row, task=task, session=session)
    return True


def _set_clock(session: Session, task: Task, now: dt.datetime) -> None:
    """Reminder and lateness begin anew where the deadline lies ahead again."""
    due = task.due_at
    if due is not None and due > now:
        task.told = 0
        lateness.withdraw(session, task)
        task.wake_at = alarms.first(session, due, task.because, now)
    elif task.told < reminders.LATE:
        task.wake_at = due


def _remember(session: Session, task: Task, moved: dict[str, list[int]]) -> None:
    row = reminders.row_of(session, task)
    if row is None:
        return
    for user_id in reminders.holders(session, task, row):
        moved.setdefault(str(user_id), []).append(task.id)


def _tell(session: Session, moved: dict[str, list[int]]) -> None:
    for user_id, ids in moved.items():
        if len(ids) > ONE_BY_ONE:
            said = _("%(n)s deadlines moved with the calendar or a parameter.", n=len(ids))
            notify(session, int(user_id), reminders.KIND, said)
            continue
        for task in session.scalars(select(Task).where(Task.id.in_(ids))):
            row = reminders.row_of(session, task)
            said = _("The deadline moved: %(task)s, now %(when)s")
            reminders.tell(session, {int(user_id)}, task, row, said)


def _note(session: Session, day: dt.date) -> None:
    """Remember until the commit from which day on the calendar is another one."""
    session.info[CHANGED] = min(day, session.info.get(CHANGED, day))


@event.listens_for(Session, "after_flush")
def _notice_change(session: Session, _context: Any) -> None:
    """A day, a year or a parameter's value was written."""
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, CalendarDay):
            _note(session, row.day)
        elif isinstance(row, CalendarYear):
            _note(session, dt.date(row.year - 1, *LATE_DECEMBER))
        elif isinstance(row, ParameterValue) and row.state is ValueState.APPROVED:
            _note(session, dt.date.min)


@event.listens_for(Session, "do_orm_execute")
def _notice_bulk(state: Any) -> None:
    """The same for rows that an import writes in bulk."""
    if (state.is_insert or state.is_update or state.is_delete) and any(
        mapper.class_ in (CalendarDay, CalendarYear) for mapper in state.all_mappers
    ):
        _note(state.session, dt.date.min)


@event.listens_for(Session, "before_commit")
def _ask_for_recount(session: Session) -> None:
    """One job for all that one transaction changed, in it; none where no deadline lies so late."""
    session.flush()
    since = session.info.pop(CHANGED, None)
    if since is not None and session.scalar(_reached(since)):
        jobs.enqueue(session, "recount_tasks")


def _reached(day: dt.date) -> Any:
    """Whether an open deadline lies on a day or after it."""
    query = select(Task.id).where(Task.closed_at.is_(None), Task.due_at.is_not(None))
    if day > dt.date.min:
        query = query.where(Task.due_at >= start_of_day(day, zone()))
    return query.limit(1)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _previous: Any) -> None:
    if not session.in_transaction():
        session.info.pop(CHANGED, None)
