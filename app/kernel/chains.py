"""Chains of approval: which roles decide one after the other, and who is free to (C-08)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.kernel import alarms, policy
from app.kernel.flows import Move
from app.kernel.tasks import Task, TaskSpec, able, free, open_tasks
from app.kernel.viewer import Viewer

ABOVE = "approval.escalation"


def stages(session: Session, row: Any, spec: TaskSpec, apart: Iterable[int | None]) -> list[str]:
    """The roles that decide about a row in turn: those of the first parameter that names any.

    A role in which nobody but the people ``apart`` reaches the row falls away (R-078). Where all
    fall away, the first of the other parameters and of ``approval.escalation`` decides.
    """
    if not spec.chain:
        free_ones = [role for role in spec.roles if free(session, role, row, apart)]
        return (free_ones or list(spec.roles))[:1]
    held = [_roles(key) for key in (*spec.chain, ABOVE)]
    named = next((roles for roles in held if roles), [])
    in_turn = [role for role in named if free(session, role, row, apart)]
    if in_turn:
        return in_turn
    others = [role for roles in held for role in roles if role not in named]
    above = next((role for role in others if free(session, role, row, apart)), None)
    return [above] if above else named[:1]


def _roles(key: str) -> list[str]:
    held = policy.value(key)
    return list(dict.fromkeys([held] if isinstance(held, str) and held else held or ()))


def may_decide(task: Task, viewer: Viewer) -> bool:
    """It is this person's turn: by name, by role, or one step up because the task is late."""
    if task.user_id is not None and task.user_id in {viewer.user_id, *viewer.acts_for}:
        return True
    return bool({task.above_role, task.role if task.user_id is None else None} & viewer.roles)


def waits_for(session: Session | None, row: Any, viewer: Viewer, spec: TaskSpec) -> bool:
    """True when the row waits for this person: his turn in the chain, the system's, or nobody was asked yet."""
    if viewer.is_system or session is None:
        return True
    asked = [task for task in open_tasks(session, row) if task.duty == spec.duty]
    if asked:
        return any(may_decide(task, viewer) for task in asked)
    return bool(viewer.roles & set(stages(session, row, spec, {row.owner_id})))


def passed_on(
    session: Session, row: Any, flow: str, move: Move, waiting: Sequence[Task], viewer: Viewer,
    now: dt.datetime,
) -> Task | None:  # fmt: skip
    """The task of the next in turn, once this one has said yes; None when he was the last.

    Who has decided already is not asked again in another role. The caller closes what was open
    before he adds the new task.
    """
    asked = (t for t in waiting if t.flow == flow and t.duty == move.closes and t.chain)
    task = next(asked, None) if move.in_turn else None
    if task is None:
        return None
    himself = {viewer.user_id, *viewer.acts_for} if viewer.user_id is not None else set()
    apart = {*(task.apart or ()), *himself} - {None}
    left = [role for role in task.chain if free(session, role, row, apart)]
    if not left:
        return None
    local = able(session, left[0], row).is_local
    copied = (
        "flow", "row_table", "row_id", "subject", "title", "duty", "is_beside", "due_at",
        "is_provisional", "because", "rule", "start_at", "parameter",
    )  # fmt: skip
    return Task(
        **{name: getattr(task, name) for name in copied},
        role=left[0], chain=left[1:], apart=sorted(apart), opened_at=now,
        branch_id=getattr(row, "branch_id", None) if local else None,
        wake_at=alarms.first(session, task.due_at, task.because, now),
    )  # fmt: skip
