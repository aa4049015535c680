"""An open task goes to another person, or one step up because it is late."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel import policy
from app.kernel.flows import Denied, Workflow
from app.kernel.notices import notify
from app.kernel.tasks import Step, Task, free, record_step
from app.kernel.viewer import Viewer

HANDED_ON, ESCALATED = "hand_on", "escalate"
LABELS = {HANDED_ON: _("Handed on"), ESCALATED: _("Escalated")}  # steps that are no moves


def hand_on(
    session: Session, flow: Workflow, row: Any, task: Task, to: Viewer, *,
    viewer: Viewer, reason: str, now: dt.datetime,
) -> Step:  # fmt: skip
    """Give an open task to another person, who is told; the Step keeps who, to whom and why.

    The caller has checked that ``viewer`` may hand it on and that ``to`` could do it, and
    commits. Raises Denied: moved (done meanwhile), reason, or own (four eyes).
    """
    if not reason.strip():
        raise Denied("reason")
    if {to.user_id, *to.acts_for} & set(task.apart or ()):
        raise Denied("own")
    _hold(session, task)
    task.user_id, task.role, task.above_role = to.user_id, None, None
    message = _("A task was handed on to you: %(why)s", why=reason.strip())
    notify(session, to.user_id or 0, flow.model, message, row)
    state, said = flow.state_of(row), f"→ {to.name}: {reason.strip()}"
    return record_step(session, flow.name, row, HANDED_ON, state, state, viewer.user_id, now, said)


def escalate(session: Session, task: Task, row: Any, now: dt.datetime) -> str | None:
    """Let the next of ``approval.escalation`` decide a late task as well; his role, or None.

    Whoever has the task keeps it. Called again, it goes one step further. None when the task
    is a person's own work, done already, or nobody else is above who reaches the row.
    """
    if task.closed_at is not None or task.role is None:
        return None
    _hold(session, task)
    chain = [role for role in policy.value("approval.escalation") if role != task.role]
    if task.above_role in chain:
        chain = chain[chain.index(task.above_role) + 1 :]
    for role in chain:
        if free(session, role, row, task.apart or ()):
            task.above_role, task.escalated_at = role, now
            return role
    return None


def _hold(session: Session, task: Task) -> None:
    """The task as it stands now, kept until the transaction ends; done ones go nowhere."""
    session.flush()
    query = select(Task).where(Task.id == task.id).with_for_update()
    session.scalars(query.execution_options(populate_existing=True)).one()
    if task.closed_at is not None:
        raise Denied("moved")
