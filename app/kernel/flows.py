"""How a flow is declared: its states, its moves, and who may make which."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.kernel.duties import is_done
from app.kernel.rules import Broken
from app.kernel.tasks import Step, TaskSpec, follow
from app.kernel.viewer import Viewer
from app.kernel.words import Words

Guard = Callable[[Any, Viewer], Iterator[Broken]]
Effect = Callable[[Session, Any, Viewer, dt.datetime, str], None]


class Denied(Exception):
    """A move that was not made, and why.

    ``code`` is moved (someone else was first), state, own (four eyes), by (not this
    person's to make), guard (rules broken), duties (others have to do theirs first) or
    reason (a reason is missing).
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
    one (four eyes), "create", "owner" and columns that hold people included. ``task``, or what it answers for the row,
    is opened when the move is done.
    An empty ``to`` leaves state and open tasks as they are (an approval given afterwards);
    ``when`` says for which rows there is such a move at all. ``duties`` are opened beside
    ``task``; a move that ``closes`` one reaches its state only when it was the last. A yes
    ``in_turn`` changes nothing but whose turn it is until the last of the chain gave his (C-08).
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
    duties: tuple[TaskSpec, ...] = ()
    closes: str = ""
    in_turn: bool = False
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

    ``handed`` is the task of the person for whom somebody else entered a new row, or of the
    roles that every new row waits for; ``begun`` is what happens when a row enters the flow.
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
    begun: Effect | None = None

    def __post_init__(self) -> None:
        """Refuse a declaration that names a state it does not have."""
        known = {word.value for word in self.states}
        used = {self.initial, *self.editable, *self.finals, *self.path}
        for move in self.moves:
            used |= {move.to, *move.from_} - {""}
        if used - known:
            raise ValueError(f"{self.name}: unknown states {sorted(used - known)}")
        follow(self.model)

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
            and not (move.closes and is_done(move.name, history))
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
    done = [step for step in history if step.move in move.apart_from]
    # what a deputy did for somebody is that one's doing too, also when he is deputy no more (C-08)
    out = {ident for step in done for ident in (step.by_id, step.for_id) if ident}
    if "create" in move.apart_from:
        out |= people(row, "created_by_id")
    if "owner" in move.apart_from:
        out |= people(row, "owner_id")
    return out | people(row, tuple(name for name in move.apart_from if name.endswith("_id")))


def allowed(move: Move, row: Any, viewer: Viewer, history: Sequence[Step]) -> str | None:
    """Why this person may not make the move (a code of Denied), or None."""
    if viewer.is_system:
        return None
    himself = {viewer.user_id, *viewer.acts_for}  # a deputy is no second pair of eyes
    mine = viewer.owner_ids | himself
    if move.by and not (people(row, move.by) & mine or viewer.roles & set(move.or_roles)):
        return "by"
    return "own" if himself & makers(move, row, history) else None
