"""Late work: a row for each task that passed its deadline, kept after it is done, within the reach of its record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from enum import nonmember
from typing import Any

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import ForeignKey, Index, Integer, Numeric, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.kernel import workdays
from app.kernel.clock import day_of
from app.kernel.db import BigKey, Model, UTCDateTime, choice, label
from app.kernel.holidays import calendar
from app.kernel.scope import REACH, Owned
from app.kernel.tasks import Task
from app.kernel.words import Words


class LateState(Words):
    """Whether the work is done by now."""

    shape = nonmember("dot")
    OPEN = "open", _("Still open"), "bad"
    DONE = "done", _("Done late"), "dot-ok"


class LateWork(Owned, Model):
    """One task that passed its deadline: which, whose, since when, how late, who was told. R-118."""

    __tablename__ = "late_work"
    __table_args__ = (
        Index("ix_late_work_state_due_at", "state", "due_at"),
        Index("ix_late_work_row", "row_table", "row_id"),
    )
    kind = "late_work"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, sort_order=-100)
    task_id: Mapped[int] = mapped_column(
        ForeignKey("flow_task.id", ondelete="CASCADE"), unique=True, info=label(_("Task"))
    )
    row_table: Mapped[str] = mapped_column(String(80), info=label(_("Kind of record")))
    row_id: Mapped[int] = mapped_column(BigKey)
    subject: Mapped[str] = mapped_column(String(200), info=label(_("Record")))
    title: Mapped[str] = mapped_column(String(120), info=label(_("Task")))
    rule: Mapped[str] = mapped_column(String(20), default="", info=label(_("Rule")))
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), index=True, info=label(_("Person"))
    )
    role: Mapped[str | None] = mapped_column(String(40), info=label(_("Role")))
    opened_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, info=label(_("Given at")))
    due_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, index=True, info=label(_("Deadline")))
    finished_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, info=label(_("Done at")))
    state: Mapped[LateState] = mapped_column(
        choice(LateState), default=LateState.OPEN, info=label(_("State"))
    )
    days_late: Mapped[Decimal] = mapped_column(
        Numeric(8, 1), default=Decimal(0), info=label(_("Working days late"))
    )
    escalations: Mapped[int] = mapped_column(Integer, default=0, info=label(_("Superiors told")))

    task: Mapped[Task] = relationship(Task)
    person: Mapped[Any] = relationship("User", foreign_keys=[user_id], info=label(_("Person")))

    @property
    def what(self) -> str:
        """What was to be done, in the reader's language."""
        return gettext(self.title)

    what.fget.label = _("Task")  # type: ignore[attr-defined]

    @property
    def holder_role(self) -> str:
        """The role it waits for, in the reader's language; empty where a person has it."""
        labels = current_app.extensions.get("role_labels") or {}
        return str(labels.get(self.role, self.role or ""))

    holder_role.fget.label = _("Role")  # type: ignore[attr-defined]

    def __str__(self) -> str:
        return self.subject


def note(session: Session, task: Task, row: Any) -> LateWork:
    """The row of a task that is late: a new one, or the one that is there, brought up to date."""
    found = session.scalars(select(LateWork).where(LateWork.task_id == task.id)).one_or_none()
    facts: dict[str, Any] = {name: getattr(row, name, None) for name in REACH}
    facts |= {
        "owner_id": task.user_id, "branch_id": facts["branch_id"] or task.branch_id,
        "subject": str(getattr(row, "task_subject", None) or task.subject or row)[:200],
        "user_id": task.user_id, "role": task.role, "due_at": task.due_at,
        "finished_at": task.closed_at,
        "state": LateState.DONE if task.closed_at else LateState.OPEN,
    }  # fmt: skip
    if found is None:
        found = LateWork(
            task_id=task.id, row_table=task.row_table, row_id=task.row_id, title=task.title,
            rule=task.rule, opened_at=task.opened_at, **facts,
        )  # fmt: skip
        session.add(found)
    for name, value in facts.items():
        setattr(found, name, value)
    session.flush()
    return found


def age(session: Session, row: LateWork, now: dt.datetime) -> None:
    """How late the work is, in working days after the day of its deadline."""
    until = row.finished_at or now
    row.days_late = workdays.working_days_between(
        day_of(row.due_at), day_of(until), calendar(session)
    )


def withdraw(session: Session, task: Task) -> None:
    """A deadline that moved ahead again was never missed."""
    for row in session.scalars(select(LateWork).where(LateWork.task_id == task.id)):
        session.delete(row)


def finished(session: Session, limit: int) -> Sequence[tuple[LateWork, Task]]:
    """Late work that has been done since the last look."""
    query = (
        select(LateWork, Task)
        .join(Task, Task.id == LateWork.task_id)
        .where(LateWork.state == LateState.OPEN, Task.closed_at.is_not(None))
        .order_by(LateWork.id)
        .limit(limit)
    )
    held = query.with_for_update(of=LateWork, skip_locked=True)
    return [(late, task) for late, task in session.execute(held)]


def still_open(session: Session, beyond: int, limit: int) -> Sequence[LateWork]:
    """Open late work in the order of its ids, a batch after another."""
    query = select(LateWork).where(LateWork.state == LateState.OPEN, LateWork.id > beyond)
    return session.scalars(query.order_by(LateWork.id).limit(limit)).all()
