"""The one function that moves a row along its flow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.kernel.chains import passed_on, stages
from app.kernel.db import utcnow
from app.kernel.duties import open_duties, principal
from app.kernel.flows import Denied, Move, Workflow, allowed, makers, people
from app.kernel.notices import notify
from app.kernel.summons import summon
from app.kernel.tasks import (
    Step,
    Task,
    TaskSpec,
    close_tasks,
    open_task,
    open_tasks,
    record_step,
    steps,
)
from app.kernel.viewer import Viewer

__all__ = [
    "Denied", "Move", "Step", "Task", "TaskSpec", "Workflow", "allowed", "begin", "open_tasks",
    "run", "steps",
]  # fmt: skip


def begin(
    session: Session, flow: Workflow, row: Any, viewer: Viewer, now: dt.datetime | None = None
) -> Task | None:
    """Let a new row enter its flow, and hand it to the person it was entered for, or to a role.

    He is told, and it waits for him. None when the flow hands nothing over, or he entered it
    himself.
    """
    now = now or utcnow()
    if flow.begun is not None:
        flow.begun(session, row, viewer, now, "")
    if flow.handed is None:
        return None
    if flow.handed.to:
        user_id = getattr(row, flow.handed.to, None)
        if user_id is None or user_id == viewer.user_id:
            return None
        message = _(
            "Entered for you by %(who)s: please look through it and go on.", who=viewer.name
        )
        notify(session, user_id, flow.model, message, row)
    roles = () if flow.handed.to else stages(session, row, flow.handed, set())
    return open_task(session, flow.name, row, flow.handed, now, set(), roles)


def run(
    session: Session,
    flow: Workflow,
    row: Any,
    name: str,
    *,
    viewer: Viewer,
    version: int | None = None,
    reason: str = "",
    now: dt.datetime | None = None,
    asked: Mapping[str, Any] | None = None,
) -> Step:
    """Move ``row`` by ``name``: check, set the state, do the effect, write Step and Tasks.

    The caller has checked the permission and loaded the row through the gate, and commits.
    ``version`` is the one the person saw: a stale page is told so. ``asked`` holds what he
    filled in of the columns the move asks for. Raises Denied (then the caller rolls back).
    """
    now, move = now or utcnow(), flow.move(name)
    _hold(session, row)
    history, waiting = steps(session, row), open_tasks(session, row)
    _check(flow, move, row, viewer, version, reason, history)
    _fill(move, row, asked or {})
    _guard(move, row, viewer)
    before = flow.state_of(row)
    following = passed_on(session, row, flow.name, move, waiting, viewer, now)
    after = before if following else _reached(flow, move, before, waiting)
    _go(session, flow, row, None if following else move, after, viewer, now, reason)
    if move.closes or move.to:
        duty = move.closes if move.closes or following else None
        close_tasks(session, row, viewer.user_id, now, name, flow.name, duty)
    for_id = principal(people(row, move.by) if move.by else set(), viewer, waiting)
    who = viewer.user_id, now, reason, for_id
    step = record_step(session, flow.name, row, name, before, after, *who)
    if following is not None:
        session.add(following)
        summon(session, row, following, viewer)
    elif after == move.to or not move.closes:
        _open(session, flow, row, _following(move, row), after, [*history, step], now, viewer)
    return step


def _open(
    session: Session, flow: Workflow, row: Any, specs: Sequence[TaskSpec], state: str,
    history: Sequence[Step], now: dt.datetime, viewer: Viewer,
) -> None:  # fmt: skip
    """Open what is to be done in the new state, for whom the four eyes leave."""
    for spec in specs:
        apart = _apart_of_next(flow, state, spec, row, history)
        roles = () if spec.to else stages(session, row, spec, apart)
        summon(session, row, open_task(session, flow.name, row, spec, now, apart, roles), viewer)


def _go(
    session: Session, flow: Workflow, row: Any, move: Move | None, after: str,
    viewer: Viewer, now: dt.datetime, reason: str,
) -> None:  # fmt: skip
    """Set the state and do the effect of the move, if it is done; Denied when somebody was quicker."""
    try:
        setattr(row, flow.column, flow.states(after))
        row.changed_at = now  # the UPDATE asks for the version seen: of two approvers one gets it
        if move is not None and move.effect is not None:
            move.effect(session, row, viewer, now, reason)
        session.flush()
    except StaleDataError as error:
        raise Denied("moved") from error


def _following(move: Move, row: Any) -> list[TaskSpec]:
    """What is to be done once the move is: its task, and the duties beside it."""
    task = move.next_task(row)
    return [*([task] if task is not None else []), *move.duties]


def _hold(session: Session, row: Any) -> None:
    """Nobody else moves the row until this one is done; who comes second learns it here.

    SQLite queues its writers before they read. PostgreSQL lets the second wait at this row and
    then shows him what the first has written, before any effect of his own.
    """
    model = type(row)
    session.flush()
    held = select(model.version).where(model.id == row.id).with_for_update()
    if session.scalar(held.execution_options(unscoped=True)) != row.version:
        raise Denied("moved")


def _reached(flow: Workflow, move: Move, before: str, waiting: Sequence[Task]) -> str:
    """The state a move leads to: forwards, and out of a duty, only when no duty is open."""
    duties = open_duties(flow.name, waiting)
    if move.closes:
        if move.closes not in open_duties(flow.name, waiting, beside=True):
            raise Denied("state")
        return before if duties - {move.closes} else move.to or before
    path = list(flow.path)
    ahead = move.to in path and before in path and path.index(move.to) > path.index(before)
    if ahead and duties:
        raise Denied("duties")
    return move.to or before


def _check(
    flow: Workflow,
    move: Move,
    row: Any,
    viewer: Viewer,
    version: int | None,
    reason: str,
    history: Sequence[Step],
) -> None:
    if version is not None and version != row.version:
        raise Denied("moved")
    if not move.starts_at(row, flow.state_of(row)):
        raise Denied("state")
    why = allowed(move, row, viewer, history)
    if why is not None:
        raise Denied(why)
    if move.needs_reason and not reason.strip():
        raise Denied("reason")


def _fill(move: Move, row: Any, asked: Mapping[str, Any]) -> None:
    """What the person filled in; columns the move does not ask for are a mistake of the caller."""
    for name, value in asked.items():
        if name not in move.asks:
            raise ValueError(f"{move.name} does not ask for {name}")
        if getattr(row, name) != value:
            setattr(row, name, value)


def _guard(move: Move, row: Any, viewer: Viewer) -> None:
    broken = list(move.guard(row, viewer)) if move.guard else []
    errors = [b for b in broken if not b.warning]
    if errors:
        raise Denied("guard", errors)


def _apart_of_next(
    flow: Workflow, state: str, spec: TaskSpec, row: Any, history: Sequence[Step]
) -> set[int]:
    """Who may not do the task just opened: the four eyes of the moves that would do it."""
    nexts = [m for m in flow.moves if state in m.from_ and m.closes == spec.duty and m.apart_from]
    return set().union(*(makers(move, row, history) for move in nexts)) if nexts else set()
