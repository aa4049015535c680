"""A flow declared on one screen, and the one function that moves a row along it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.kernel.db import utcnow
from app.kernel.notices import notify
from app.kernel.rules import Broken
from app.kernel.tasks import Step, Task, TaskSpec, close_tasks, open_task, record_step, steps
from app.kernel.viewer import Viewer
from app.kernel.words import Words

__all__ = [
    "Denied", "Move", "Step", "Task", "TaskSpec", "Workflow", "allowed", "begin", "run", "steps",
]  # fmt: skip

Guard = Callable[[Any, Viewer], Iterator[Broken]]
Effect = Callable[[Session, Any, Viewer, dt.datetime, str], None]


class Denied(Exception):
    """A move that was not made, and why.

    ``code`` is moved (someone else was first), state, own (four eyes), by (not this
    person's to make), guard (rules broken) or reason (a reason is missing).
    """

    def __init__(self, code: str, broken: Sequence[Broken] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.broken = list(broken)


@dataclass(frozen=True)
class Move:
    """One arrow of a flow.

    ``by`` names the columns that hold the people who may make the move ("author" stands
    for owner and creator), ``or_roles`` the roles that may make it whoever they are;
    ``asks`` names columns the person fills in with the move, whether or not he may edit the
    row. ``apart_from`` names earlier moves whose maker may not make this
    one (four eyes), "create" and "owner" included. ``task``, or what it answers for the row,
    is opened when the move is done.
    An empty ``to`` leaves state and open tasks as they are (an approval given afterwards);
    ``when`` says for which rows there is such a move at all.
    """

    name: str
    label: Any
    from_: frozenset[str] | set[str]
    to: str
    by: str | tuple[str, ...] = ()
    or_roles: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    apart_from: tuple[str, ...] = ()
    needs_reason: bool = False
    when: Callable[[Any], bool] | None = None
    guard: Guard | None = None
    effect: Effect | None = None
    task: TaskSpec | Callable[[Any], TaskSpec | None] | None = None
    rules: tuple[str, ...] = ()
    primary: bool = False
    danger: bool = False
    icon: str = ""

    def starts_at(self, row: Any, state: str) -> bool:
        """True when the move exists for this row in this state."""
        return state in self.from_ and (self.when is None or self.when(row))

    def next_task(self, row: Any) -> TaskSpec | None:
        """The task to open for this row when the move is done."""
        return self.task(row) if callable(self.task) else self.task

    @property
    def permission(self) -> str:
        """The permission's name on the view of the archive."""
        return f"can_{self.name}"


@dataclass
class Workflow:
    """The states of an archive and the moves between them (a W- id of workflows.md).

    ``handed`` is the task of the person for whom somebody else entered a new row.
    """

    name: str
    model: str
    states: type[Words]
    moves: tuple[Move, ...]
    initial: str
    editable: set[str] = field(default_factory=set)
    finals: set[str] = field(default_factory=set)
    path: tuple[str, ...] = ()
    source: str = ""
    column: str = "state"
    handed: TaskSpec | None = None

    def __post_init__(self) -> None:
        """Refuse a declaration that names a state it does not have."""
        known = {word.value for word in self.states}
        used = {self.initial, *self.editable, *self.finals, *self.path}
        for move in self.moves:
            used |= {move.to, *move.from_} - {""}
        if used - known:
            raise ValueError(f"{self.name}: unknown states {sorted(used - known)}")

    def move(self, name: str) -> Move:
        """The move called ``name``; LookupError when the flow has none."""
        for move in self.moves:
            if move.name == name:
                return move
        raise LookupError(name)

    def state_of(self, row: Any) -> str:
        """The stored value of the row's state."""
        value = getattr(row, self.column)
        return value.value if isinstance(value, Words) else (value or self.initial)

    def is_editable(self, row: Any) -> bool:
        """True where the form may change the row; other states are read-only."""
        return self.state_of(row) in self.editable

    def possible(
        self,
        row: Any,
        viewer: Viewer,
        may: Callable[[str], bool] = lambda permission: True,
        history: Sequence[Step] = (),
    ) -> list[Move]:
        """The moves this viewer can make now: state, permission, person and four eyes."""
        state = self.state_of(row)
        return [
            move
            for move in self.moves
            if move.starts_at(row, state)
            and may(move.permission)
            and allowed(move, row, viewer, history) is None
        ]


def people(row: Any, names: str | tuple[str, ...]) -> set[int]:
    """Ids of the people the named columns of a row hold."""
    columns = ("owner_id", "created_by_id") if names == "author" else names
    columns = (columns,) if isinstance(columns, str) else columns
    return {ident for name in columns if (ident := getattr(row, name, None)) is not None}


def makers(move: Move, row: Any, history: Sequence[Step]) -> set[int]:
    """Ids of the people the four-eyes rule keeps from making this move."""
    out = {step.by_id for step in history if step.move in move.apart_from and step.by_id}
    if "create" in move.apart_from:
        out |= people(row, "created_by_id")
    if "owner" in move.apart_from:
        out |= people(row, "owner_id")
    return out


def allowed(move: Move, row: Any, viewer: Viewer, history: Sequence[Step]) -> str | None:
    """Why this person may not make the move (a code of Denied), or None."""
    if viewer.is_system:
        return None
    mine = viewer.owner_ids | {viewer.user_id}
    if move.by and not (people(row, move.by) & mine or viewer.roles & set(move.or_roles)):
        return "by"
    return "own" if viewer.user_id in makers(move, row, history) else None


def begin(
    session: Session, flow: Workflow, row: Any, viewer: Viewer, now: dt.datetime | None = None
) -> Task | None:
    """Hand a new row to the person it was entered for: he is told, and it waits for him.

    None when the flow hands nothing over, or he entered it himself.
    """
    user_id = getattr(row, flow.handed.to, None) if flow.handed is not None else None
    if flow.handed is None or user_id is None or user_id == viewer.user_id:
        return None
    message = _("Entered for you by %(who)s: please look through it and go on.", who=viewer.name)
    notify(session, user_id, flow.model, message, row)
    return open_task(session, flow.name, row, flow.handed, now or utcnow(), set())


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
    now = now or utcnow()
    move = flow.move(name)
    history = steps(session, row)
    _check(flow, move, row, viewer, version, reason, history)
    _fill(move, row, asked or {})
    _guard(move, row, viewer)
    before = flow.state_of(row)
    after = move.to or before
    try:
        setattr(row, flow.column, flow.states(after))
        row.changed_at = now  # the UPDATE asks for the version seen: of two approvers one gets it
        if move.effect is not None:
            move.effect(session, row, viewer, now, reason)
        session.flush()
    except StaleDataError as error:
        raise Denied("moved") from error
    if move.to:
        close_tasks(session, row, viewer.user_id, now, name, flow.name)
    step = record_step(session, flow.name, row, name, before, after, viewer.user_id, now, reason)
    following = move.next_task(row)
    if following is not None:
        apart = _apart_of_next(flow, move, row, [*history, step])
        open_task(session, flow.name, row, following, now, apart)
    return step


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


def _apart_of_next(flow: Workflow, done: Move, row: Any, history: Sequence[Step]) -> set[int]:
    """Who may not do the task just opened: the four eyes of every move out of the new state."""
    nexts = [move for move in flow.moves if done.to in move.from_ and move.apart_from]
    return set().union(*(makers(move, row, history) for move in nexts)) if nexts else set()


def open_tasks(session: Session, row: Any) -> Sequence[Task]:
    """Tasks of a row that nobody has done yet, the nearest first."""
    return session.scalars(
        select(Task)
        .where(
            Task.row_table == row.__table__.name,
            Task.row_id == row.id,
            Task.closed_at.is_(None),
        )
        .order_by(Task.due_at)
    ).all()
