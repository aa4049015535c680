"""A person's tasks: which are his, what they are about, and what he can do about each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.desk import task_rows
from app.kernel import deadlines
from app.kernel.clock import day_of, zone
from app.kernel.tasks import Step, Task, steps
from app.kernel.viewer import Viewer
from app.kernel.workflow import Move

LIMIT = 200
URGENCY = (Task.due_at.is_(None), Task.due_at, Task.id)
FORWARD, BACK = "@forward", "@back"


@dataclass
class Entry:
    """One task with the row it is about, as a list shows it."""

    task: Task
    row: Any
    view: Any
    by: str
    holder: str
    now: dt.datetime

    @property
    def title(self) -> str:
        """What is to be done, in the reader's language."""
        return gettext(self.task.title)

    @property
    def subject(self) -> str:
        """What it is about: the row's own headline, else its name when the task was opened."""
        return str(getattr(self.row, "task_subject", None) or self.task.subject or self.row)

    @property
    def line(self) -> str:
        """The row in one line, where its model has one."""
        return str(getattr(self.row, "task_line", None) or "")

    @property
    def url(self) -> str:
        """The record's own page."""
        return url_for(f"{self.view.endpoint}.show", pk=self.task.row_id)

    @property
    def group(self) -> str:
        """late, today, tomorrow, later or open (no deadline)."""
        return group_of(self.task.due_at, self.now)

    @property
    def because(self) -> list[Any]:
        """Why the deadline is when it is."""
        return deadlines.explain(self.task.because)


def group_of(due: dt.datetime | None, now: dt.datetime | None) -> str:
    """Where a deadline stands among the days."""
    if due is None or now is None:
        return "open"
    if due < now:
        return "late"
    days = (day_of(due) - day_of(now)).days
    return "today" if days <= 0 else "tomorrow" if days == 1 else "later"


def due_text(due: dt.datetime | None, now: dt.datetime) -> str:
    """'25 minutes late', '17:00' today, '11-25' this year, else the whole day."""
    if due is None:
        return "—"
    local, today = due.astimezone(zone()), day_of(now)
    if due < now:
        return late_text(now - due)
    if local.date() == today:
        return f"{local:%H:%M}"
    return f"{local:%m-%d}" if local.year == today.year else f"{local:%Y-%m-%d}"


def late_text(late: dt.timedelta) -> str:
    """How late, in the biggest unit that says something."""
    minutes = int(late.total_seconds() // 60)
    if minutes < 60:
        return gettext("%(n)s min", n=max(1, minutes))
    if minutes < 24 * 60:
        return gettext("%(n)s h", n=minutes // 60)
    return gettext("%(n)s d", n=minutes // (24 * 60))


def mine(viewer: Viewer) -> Any:
    """The condition of the open tasks that wait for this person, himself or by a role he holds."""
    persons = sorted(_persons(viewer))
    roles = sorted(viewer.roles)
    by_role = and_(
        or_(and_(Task.user_id.is_(None), Task.role.in_(roles)), Task.above_role.in_(roles)),
        or_(Task.branch_id.is_(None), Task.branch_id.in_(sorted(viewer.branch_ids))),
    )
    return and_(Task.closed_at.is_(None), or_(Task.user_id.in_(persons), by_role))


def is_mine(task: Task, viewer: Viewer) -> bool:
    """The same of a task in memory, four eyes included."""
    if is_apart(task.apart, viewer) or task.closed_at is not None:
        return False
    if task.user_id is not None and task.user_id in _persons(viewer):
        return True
    roles = {task.above_role, task.role if task.user_id is None else None}
    return bool(roles & viewer.roles) and (
        task.branch_id is None or task.branch_id in viewer.branch_ids
    )


def is_apart(apart: Sequence[int] | None, viewer: Viewer) -> bool:
    """True when four eyes keep the viewer, or the one he acts for, from a task."""
    return bool({viewer.user_id, *viewer.acts_for} & set(apart or ()))


def _persons(viewer: Viewer) -> set[int]:
    """Himself, those he answers for and those he acts for today."""
    himself = {viewer.user_id} if viewer.user_id is not None else set()
    return {*viewer.owner_ids, *viewer.acts_for, *himself}


def waiting(session: Session, viewer: Viewer, now: dt.datetime, limit: int = LIMIT) -> list[Entry]:
    """What waits for a person, the most urgent first; rows out of his reach are left out."""
    query = select(Task).where(mine(viewer)).order_by(*URGENCY)
    tasks = [task for task in session.scalars(query.limit(limit)) if is_mine(task, viewer)]
    return entries(session, tasks, now)


def sent(session: Session, viewer: Viewer, now: dt.datetime, limit: int = 100) -> list[Entry]:
    """What a person set going and others now have in hand."""
    query = select(Task).where(sent_by(viewer)).order_by(*URGENCY)
    others = [task for task in session.scalars(query.limit(limit)) if not is_mine(task, viewer)]
    return entries(session, others, now)


def sent_by(viewer: Viewer) -> Any:
    """The condition of the open tasks about rows this person moved, apart from his own."""
    own = (
        select(Step.row_table, Step.row_id)
        .where(Step.by_id == viewer.user_id)
        .order_by(Step.id.desc())
        .limit(1000)
        .subquery()
    )
    return and_(
        Task.closed_at.is_(None),
        select(own.c.row_id)
        .where(own.c.row_table == Task.row_table, own.c.row_id == Task.row_id)
        .exists(),
        or_(Task.user_id.is_(None), Task.user_id != viewer.user_id),
    )


def entries(
    session: Session, tasks: Iterable[Task], now: dt.datetime, whole: bool = False
) -> list[Entry]:
    """Tasks with their rows, through the gate: one statement for rows of all kinds and names.

    A row holds what its headline reads, and the rest where it is wanted ``whole`` (else that
    costs a statement each).
    """
    tasks = list(tasks)
    views = {table: view_of(table) for table in sorted({task.row_table for task in tasks})}
    found = task_rows.read(session, tasks, views, whole)
    return [_entry(task, found[task.id], now) for task in tasks if task.id in found]


def _entry(task: Task, around: task_rows.Around, now: dt.datetime) -> Entry:
    """A task with its row, who moved it last and who has it."""
    labels = current_app.extensions.get("role_labels") or {}
    of_role = str(labels.get(task.role, task.role or ""))
    holder = around.holder if task.user_id else of_role
    return Entry(task, around.row, view_of(task.row_table), around.by, holder, now)


def view_of(table: str) -> Any:
    """The archive view of a table with a flow."""
    view = any_view_of(table)
    return view if getattr(view, "flow", None) is not None else None


def any_view_of(table: str | None) -> Any:
    """The archive view of any table."""
    for view in current_app.extensions["appbuilder"].baseviews:
        rows = getattr(view, "datamodel", None)
        if rows is not None and rows.obj.__table__.name == table:
            return view
    return None


def load(session: Session, viewer: Viewer, ident: int, now: dt.datetime) -> Entry | None:
    """One task of a person with its row; None when it is not his or out of reach."""
    task = session.get(Task, ident)
    if task is None or not is_mine(task, viewer):
        return None
    return next(iter(entries(session, [task], now, whole=True)), None)


def moves(session: Session, entry: Entry, viewer: Viewer) -> list[Move]:
    """What this person can decide about a task now; calling off stays on the record's page."""
    name, flow = entry.view.class_permission_name, entry.view.flow
    found = flow.possible(
        entry.row,
        viewer,
        lambda permission: viewer.may(permission, name),
        steps(session, entry.row),
    )
    return [move for move in found if move.to not in flow.finals or move.to in flow.path]


def goes_back(entry: Entry, move: Move) -> bool:
    """True for a move that refuses: to an earlier state, or off the main line."""
    path = list(entry.view.flow.path)
    state = entry.view.flow.state_of(entry.row)
    if move.to not in path or state not in path:
        return move.to not in path
    return path.index(move.to) <= path.index(state)


def can_refuse(entry: Entry, viewer: Viewer) -> bool:
    """True when this task is a decision: its person may say no as well as yes."""
    flow, view = entry.view.flow, entry.view.class_permission_name
    return any(
        move.needs_reason
        and flow.state_of(entry.row) in move.from_
        and (move.to in flow.path or move.to not in flow.finals)
        and goes_back(entry, move)
        and viewer.may(move.permission, view)
        for move in flow.moves
    )


def chosen(name: str, entry: Entry, offered: Sequence[Move]) -> Move | None:
    """The move meant by a name, by 'forward' (the primary one) or by 'back' (with a reason)."""
    if name == FORWARD:
        ahead = [move for move in offered if not move.needs_reason and not goes_back(entry, move)]
        return next((move for move in ahead if move.primary), ahead[0] if ahead else None)
    if name == BACK:
        back = [move for move in offered if move.needs_reason and goes_back(entry, move)]
        return next((move for move in back if not move.danger), back[0] if back else None)
    return next((move for move in offered if move.name == name), None)
