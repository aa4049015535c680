"""What happened to a row (Step) and what is still to be done (Task)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, event, false, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel import alarms, deadlines
from app.kernel.db import BigKey, Model, UTCDateTime, actor_id, utcnow
from app.kernel.deadlines import BECAUSE_LENGTH, Due


class Step(Model):
    """One move that was made: who, when, from where to where, and why."""

    __tablename__ = "flow_step"
    __table_args__ = (
        Index("ix_flow_step_row", "row_table", "row_id", "id"),
        Index("ix_flow_step_by", "by_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    flow: Mapped[str] = mapped_column(String(40))
    row_table: Mapped[str] = mapped_column(String(80))
    row_id: Mapped[int] = mapped_column(BigKey)
    move: Mapped[str] = mapped_column(String(40))
    from_state: Mapped[str] = mapped_column(String(40))
    to_state: Mapped[str] = mapped_column(String(40))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    for_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))  # made as his deputy
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")


class Task(Model):
    """Something a role or a person has to do about a row, and by when."""

    __tablename__ = "flow_task"
    __table_args__ = (
        Index("ix_flow_task_row", "row_table", "row_id"),
        Index("ix_flow_task_user", "user_id", "closed_at", "due_at"),
        Index("ix_flow_task_role", "role", "branch_id", "closed_at", "due_at"),
        Index("ix_flow_task_wake_at", "wake_at"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    flow: Mapped[str] = mapped_column(String(40))
    row_table: Mapped[str] = mapped_column(String(80))
    row_id: Mapped[int] = mapped_column(BigKey)
    subject: Mapped[str] = mapped_column(String(200), default="")
    title: Mapped[str] = mapped_column(String(120))
    duty: Mapped[str] = mapped_column(String(40), default="", server_default="")
    is_beside: Mapped[bool] = mapped_column(default=False, server_default=false())
    role: Mapped[str | None] = mapped_column(String(40))
    # roles that decide after this one (kernel/chains)
    chain: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branch.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    apart: Mapped[list[int]] = mapped_column(JSON, default=list)
    above_role: Mapped[str | None] = mapped_column(String(40))  # may decide as well: it was late
    escalated_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    due_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    is_provisional: Mapped[bool] = mapped_column(default=False)
    because: Mapped[str] = mapped_column(String(BECAUSE_LENGTH), default="")
    rule: Mapped[str] = mapped_column(String(20), default="")
    # what the deadline is counted from, and the parameter that holds the span: for recounting
    start_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    parameter: Mapped[str] = mapped_column(String(100), default="", server_default="")
    # when the clock looks at the task next, and how often it has spoken (kernel/reminders)
    wake_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    told: Mapped[int] = mapped_column(default=0, server_default="0")
    opened_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    outcome: Mapped[str | None] = mapped_column(String(40))


@dataclass(frozen=True)
class TaskSpec:
    """The task a move opens.

    For people: ``chain`` (policy keys; the roles of the first that names any decide one after the
    other, kernel/chains), ``roles`` (the first that can) or ``to`` (the column with the person). ``due`` is a parameter of the register that holds a span, a
    span of kernel/workdays, or a function of (session, row, now) that gives a Due.

    A task with a ``duty`` is done by the move that ``closes`` that duty, and holds the flow up
    until then; one that stands ``beside`` the flow holds nothing up and outlives its states.
    """

    title: Any
    chain: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    to: str = ""
    due: Any = None
    rule: str = ""
    duty: str = ""
    beside: bool = False


@dataclass(frozen=True)
class Able:
    """Who holds a role and reaches a row; ``is_local``: by belonging to the row's branch."""

    people: set[int]
    is_local: bool = False


Candidates = Callable[[Session, str, Any], Able]
Deputies = Callable[[Session, set[int]], set[int]]
_candidates: list[tuple[Candidates, Deputies]] = []


def provide_candidates(source: Candidates, deputies: Deputies) -> None:
    """Let organization say who holds a role and reaches a row, and who acts for some people today."""
    _candidates[:] = [(source, deputies)]


def able(session: Session, role: str, row: Any) -> Able:
    """Who could do something about ``row`` in a role; nobody where no wing knows people."""
    return _candidates[0][0](session, role, row) if _candidates else Able(set())


def free(session: Session, role: str, row: Any, apart: Iterable[int | None]) -> set[int]:
    """Who could do it but the people kept away and their deputies, who are no second pair of eyes."""
    away = {ident for ident in apart if ident is not None}
    found = able(session, role, row).people - away
    return found - _candidates[0][1](session, away) if found and away else found


def msgid(text: Any) -> str:
    """The untranslated text of a lazy label: what is stored is read in every language."""
    arguments = getattr(text, "_args", None)
    return str(arguments[0]) if arguments else str(text)


def record_step(
    session: Session,
    flow: str,
    row: Any,
    move: str,
    before: str,
    after: str,
    by_id: int | None,
    now: dt.datetime,
    reason: str = "",
    for_id: int | None = None,
) -> Step:
    """Write down a move that was made; returns the Step."""
    step = Step(
        flow=flow, row_table=row.__table__.name, row_id=row.id, move=move,
        from_state=before, to_state=after, by_id=by_id, at=now, reason=reason.strip(), for_id=for_id,
    )  # fmt: skip
    session.add(step)
    return step


def steps(session: Session, row: Any) -> Sequence[Step]:
    """All moves of a row, oldest first."""
    return session.scalars(
        select(Step)
        .where(Step.row_table == row.__table__.name, Step.row_id == row.id)
        .order_by(Step.id)
    ).all()


def open_tasks(session: Session, row: Any) -> Sequence[Task]:
    """Tasks of a row that nobody has done yet, the nearest first."""
    query = select(Task).where(*_open_about(row)).order_by(Task.due_at.is_(None), Task.due_at)
    return session.scalars(query).all()


def _open_about(row: Any) -> tuple[Any, ...]:
    here = Task.row_table == row.__table__.name, Task.row_id == row.id
    return (*here, Task.closed_at.is_(None))


def close_tasks(
    session: Session, row: Any, by_id: int | None, now: dt.datetime, outcome: str, flow: str,
    duty: str | None = None,
) -> None:  # fmt: skip
    """Close one duty of a row, or all that was open in a flow but what stands beside it."""
    which = Task.is_beside.is_(False) if duty is None else Task.duty == duty
    session.execute(
        update(Task)
        .where(*_open_about(row), Task.flow == flow, which)
        .values(closed_at=now, closed_by_id=by_id, outcome=outcome)
    )


_flowing: set[str] = set()


def follow(table: str) -> None:
    """Rows of ``table`` have tasks: what is open about one that is deleted ends with it."""
    _flowing.add(table)


@event.listens_for(Session, "after_flush")
def _end_with_the_row(session: Session, _context: Any) -> None:
    """One statement a table: a thousand rows may go at once."""
    gone: dict[str, list[int]] = {}
    for row in session.deleted:
        table = getattr(row, "__tablename__", "")
        if table in _flowing:
            gone.setdefault(table, []).append(row.id)
    ended = {"closed_at": utcnow(), "closed_by_id": actor_id(), "outcome": "deleted"}
    for table, ids in gone.items():
        about = Task.row_table == table, Task.row_id.in_(ids), Task.closed_at.is_(None)
        session.execute(update(Task).where(*about).values(ended))


def open_task(
    session: Session, flow: str, row: Any, spec: TaskSpec, now: dt.datetime, apart: set[int],
    roles: Sequence[str] = (),
) -> Task:  # fmt: skip
    """Open the task ``spec`` declares, for the person it names or for ``roles`` in turn."""
    role, user_id = (roles[0] if roles else None), getattr(row, spec.to, None) if spec.to else None
    due = _due(session, row, spec, now)
    task = Task(
        flow=flow, row_table=row.__table__.name, row_id=row.id, subject=str(row)[:200],
        title=msgid(spec.title), duty=spec.duty, is_beside=spec.beside, role=role, user_id=user_id,
        chain=list(roles[1:]), apart=sorted(apart),
        branch_id=getattr(row, "branch_id", None) if role and able(session, role, row).is_local else None,
        due_at=due.at, is_provisional=due.provisional, because=due.because,
        start_at=due.start, parameter=due.parameter, rule=spec.rule, opened_at=now,
        wake_at=alarms.first(session, due.at, due.because, now),
    )  # fmt: skip
    session.add(task)
    return task


def _due(session: Session, row: Any, spec: TaskSpec, now: dt.datetime) -> Due:
    if spec.due is None:
        return Due(None)
    if isinstance(spec.due, str):
        return deadlines.after(session, now, spec.due)
    return (
        spec.due(session, row, now) if callable(spec.due) else deadlines.add(session, now, spec.due)
    )
