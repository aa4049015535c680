"""The clock's voice: remind before a deadline, say when it has passed, tell the superiors one after the other."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel import alarms, handing, jobs, lateness, policy, tasks
from app.kernel.clock import zone
from app.kernel.db import Model, utcnow
from app.kernel.notice_kinds import declare
from app.kernel.notices import notify_all
from app.kernel.schedule import Daily, Every
from app.kernel.tasks import Task

BATCH = 200
KIND = declare("deadline", _("Deadlines and late work"), by_mail=True)
REMINDED, LATE = 1, 2  # Task.told: from LATE on it counts the superiors told
CHAIN = "deadline.escalation_chain"


@jobs.job("remind_tasks", title=_("Remind of deadlines, report late work"), every=Every(minutes=10))
def remind_tasks(work: Any) -> dict[str, int]:
    """Everything whose moment has come, a batch a transaction; killed in between, nothing twice."""
    now, count = utcnow(), dict(work.state) or {"woken": 0, "finished": 0}
    while found := _due(work.session, now):
        for task in found:
            wake(work.session, task, now)
        count["woken"] += len(found)
        work.checkpoint(count, done=count["woken"])
    while pairs := lateness.finished(work.session, BATCH):
        for _late, task in pairs:
            lateness.age(
                work.session, lateness.note(work.session, task, row_of(work.session, task)), now
            )
        count["finished"] += len(pairs)
        work.checkpoint(count)
    return count


@jobs.job("age_late_work", title=_("Count how late the open work is"), every=Daily("00:05"))
def age_late_work(work: Any) -> dict[str, int]:
    """The days of lateness grow, and a task may stand with somebody else by now."""
    now, count = utcnow(), work.state.get("counted", 0)
    while found := lateness.still_open(work.session, work.state.get("last", 0), BATCH):
        for late in found:
            lateness.note(work.session, late.task, row_of(work.session, late.task))
            lateness.age(work.session, late, now)
        count += len(found)
        work.checkpoint({"last": found[-1].id, "counted": count}, done=count)
    return {"counted": count}


def report_late(session: Session, now: dt.datetime) -> None:
    """Put what is late by now into the report without telling anybody: for data brought in."""
    query = select(Task).where(Task.closed_at.is_(None), Task.due_at < now)
    for task in session.scalars(query):
        row = row_of(session, task)
        if row is not None:
            lateness.age(session, lateness.note(session, task, row), now)


def _due(session: Session, now: dt.datetime) -> list[Task]:
    """Tasks the clock has to look at, done ones included: they may have been done late.

    They are held until the batch is written: what another process looks at now is its own.
    """
    query = select(Task).where(Task.wake_at <= now).order_by(Task.wake_at, Task.id).limit(BATCH)
    return list(session.scalars(query.with_for_update(skip_locked=True)))


def wake(session: Session, task: Task, now: dt.datetime) -> None:
    """Say what is to be said about one task at its moment, and set the next one."""
    row = row_of(session, task)
    due = task.due_at
    if row is None or due is None:
        task.wake_at = None
    elif task.closed_at is not None:
        task.wake_at = None
        if task.closed_at > due:
            lateness.age(session, lateness.note(session, task, row), now)
    elif now < due:
        _remind(session, task, row)
        task.told, task.wake_at = REMINDED, due
    elif task.told < LATE:
        lateness.age(session, lateness.note(session, task, row), now)
        tell(
            session,
            holders(session, task, row),
            task,
            row,
            _("The deadline has passed: %(task)s, due %(when)s"),
        )
        task.told, task.wake_at = LATE, alarms.next_step(session, now)
    else:
        _escalate(session, task, row, now)


def _remind(session: Session, task: Task, row: Any) -> None:
    tell(session, holders(session, task, row), task, row, _("Due soon: %(task)s, by %(when)s"))


def _escalate(session: Session, task: Task, row: Any, now: dt.datetime) -> None:
    """Tell the next of the chain who is somebody else; after the last one there is silence."""
    chain = list(policy.value(CHAIN, session=session))
    late = lateness.note(session, task, row)
    lateness.age(session, late, now)
    has_it = holders(session, task, row)
    _hand_up(session, task, row, now)
    while (place := task.told - LATE) < len(chain):
        task.told += 1
        people = tasks.able(session, chain[place], row).people - has_it
        if people:
            tell(session, people, task, row, _("Late with your people: %(task)s, due %(when)s"))
            late.escalations += 1
            break
    is_over = task.told - LATE >= len(chain)
    task.wake_at = None if is_over else alarms.next_step(session, now)


def _hand_up(session: Session, task: Task, row: Any, now: dt.datetime) -> None:
    """Where a role has the task, the next of the approvers may decide as well, and is told so."""
    role = handing.escalate(session, task, row, now)
    if role is not None:
        able = tasks.free(session, role, row, task.apart or ())
        tell(session, able, task, row, _("Late, yours to decide as well: %(task)s, due %(when)s"))


def holders(session: Session, task: Task, row: Any) -> set[int]:
    """Who has the task: its person, or those of its role; four eyes and reach kept."""
    if task.user_id is not None:
        return {task.user_id}
    return tasks.free(session, task.role or "", row, task.apart or ())


def tell(session: Session, people: set[int], task: Task, row: Any, message: Any) -> None:
    when = task.due_at.astimezone(zone()) if task.due_at else None
    notify_all(
        session, people, KIND, message, row, task=task.title,
        when=f"{when:%Y-%m-%d %H:%M}" if when else "",
    )  # fmt: skip


def row_of(session: Session, task: Task) -> Any:
    """The record a task is about; None when it is gone."""
    for mapper in Model.registry.mappers:
        if getattr(mapper.local_table, "name", "") == task.row_table:
            return session.get(mapper.class_, task.row_id)
    return None
