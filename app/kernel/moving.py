"""Moving reach: rows and all that hangs below them change hands in one transaction, with trail and open tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.kernel import trail
from app.kernel.db import actor_id, utcnow
from app.kernel.reach import REACH, Within, owned_models
from app.kernel.tasks import Task
from app.kernel.viewer import everything

BATCH = 500  # keys of one statement

Held = dict[int, dict[str, Any]]


def move_reach(session: Session, model: Any, ident: int, **reach: int | None) -> dict[str, int]:
    """``move_many`` for one row. Raises LookupError when it is not there."""
    return move_many(session, model, [ident], reach)


def move_many(
    session: Session, model: Any, idents: Sequence[int], reach: Mapping[str, int | None],
    also: Mapping[str, Any] | None = None,
) -> dict[str, int]:  # fmt: skip
    """Move rows and everything below them to another owner or place; how many moved, by table.

    The one operation that changes reach. It runs over all tables found in the metadata, so that
    no lower wing needs an upper one: children stand where their parent stands; rows that only go
    along (``moves_with``) do so when they were the old owner's, and all of them when the branch
    changes. Open tasks of the old owner go to the new one. Who made what stays as it is.
    ``also`` sets further columns of the rows themselves. The caller commits: nothing of this is
    seen before, all of it at once. Raises LookupError when a row is missing. Source: R-066.
    """
    session.flush()
    counts: Counter[str] = Counter()
    with everything():
        for batch in _batches(idents):
            before = _held(session, model, model.id, batch)
            if len(before) != len(set(batch)):
                raise LookupError(sorted(set(batch) - before.keys()))
            _move(session, model, before, {**reach, **(also or {})}, dict(reach), counts)
    return dict(counts)


def count_many(session: Session, model: Any, idents: Sequence[int]) -> dict[str, int]:
    """How many rows would move with these, by table, within their branch: for the check of a hand-over."""
    counts: Counter[str] = Counter()
    with everything():
        for batch in _batches(idents):
            _count(session, model, _held(session, model, model.id, batch), counts)
    return dict(counts)


def end_tasks(session: Session, model: Any, ident: int, by_id: int | None, outcome: str) -> None:
    """What is open about a row and all that hangs on it ends: nobody can do it any more (C-01)."""
    ended = {"closed_at": utcnow(), "closed_by_id": by_id, "outcome": outcome}
    with everything():
        _end(session, model, _held(session, model, model.id, [ident]), ended)


def hand_all_tasks(session: Session, from_id: int, to_id: int | None) -> int:
    """Every open task of a person who leaves goes to another one, but for what four eyes keep from
    him; how many. The caller commits. Source: R-066."""
    if to_id is None:
        return 0
    mine = select(Task).where(Task.user_id == from_id, Task.closed_at.is_(None))
    rows = [task for task in session.scalars(mine) if to_id not in (task.apart or ())]
    for task in rows:
        task.user_id = to_id
        trail.write(session, Task, [(task.id, "update", {"user_id": [from_id, to_id]})])
    session.flush()
    return len(rows)


def _end(session: Session, model: Any, before: Held, ended: Mapping[str, Any]) -> None:
    about = Task.row_table == model.__table__.name, Task.closed_at.is_(None)
    for batch in _batches(list(before)):
        session.execute(update(Task).where(*about, Task.row_id.in_(batch)).values(**ended))
    for child in owned_models():
        if child.outlives_closing:
            continue
        for batch in _batches(list(before)):
            held = {ident: before[ident] for ident in batch}
            # all that goes along, whoever has it: as where the branch leaves
            below = _below(session, child, model, held, {"branch_id": None})
            if below:
                _end(session, child, below, ended)


def _count(session: Session, model: Any, before: Held, counts: Counter[str]) -> None:
    counts[model.__table__.name] += len(before)
    for child in owned_models():
        for batch in _batches(list(before)):
            below = _below(session, child, model, {ident: before[ident] for ident in batch}, {})
            if below:
                _count(session, child, below, counts)


def _move(
    session: Session, model: Any, before: Held, values: Mapping[str, Any],
    reach: dict[str, int | None], counts: Counter[str],
) -> None:  # fmt: skip
    """These rows, their tasks, then what hangs below them or goes along."""
    _write(session, model, before, values)
    counts[model.__table__.name] += len(before)
    _hand_tasks(session, model, before, reach)
    for child in owned_models():
        for batch in _batches(list(before)):
            below = _below(session, child, model, {ident: before[ident] for ident in batch}, reach)
            if below:
                _move(session, child, below, reach, reach, counts)


def _below(
    session: Session, child: Any, model: Any, before: Held, reach: Mapping[str, Any]
) -> Held:
    """The rows of ``child`` that stand where these rows stand, or go along with them."""
    table = model.__table__.name
    place = child.reach or child.moves_with
    if not isinstance(place, Within) or place.table != table:
        return {}
    found = _held(session, child, getattr(child, place.key), list(before), place.key)
    if child.reach is not None:
        return found
    return {
        ident: row
        for ident, row in found.items()
        if _goes_along(row, before[row[place.key]], reach)
    }


def _goes_along(
    row: Mapping[str, Any], parent: Mapping[str, Any], reach: Mapping[str, Any]
) -> bool:
    """The old owner's, or the whole branch has nothing to do with it any more."""
    leaves = "branch_id" in reach and reach["branch_id"] != parent["branch_id"]
    return leaves or row["owner_id"] == parent["owner_id"]


def _held(session: Session, model: Any, column: Any, among: Sequence[int], *more: str) -> Held:
    """Rows by id with their reach, kept from everybody else until the transaction ends."""
    names = [*REACH, *more]
    columns = [model.id, *(getattr(model, name) for name in names)]
    statement = select(*columns).where(column.in_(among)).order_by(model.id).with_for_update()
    rows = session.execute(statement)
    return {ident: dict(zip(names, values, strict=True)) for ident, *values in rows}


def _write(session: Session, model: Any, before: Held, values: Mapping[str, Any]) -> None:
    """The new values, the version that tells an open form, and the trail of what changed."""
    table, ids = model.__table__, list(before)
    further = [name for name in values if name not in REACH]
    for batch in _batches(ids):
        old = {ident: before[ident] for ident in batch}
        if further:
            asked = select(model.id, *(getattr(model, name) for name in further))
            for ident, *held in session.execute(asked.where(model.id.in_(batch))):
                old[ident] = old[ident] | dict(zip(further, held, strict=True))
        stamp: dict[str, Any] = {"changed_at": utcnow(), "changed_by_id": actor_id()}
        stamp["version"] = table.c.version + 1
        session.connection().execute(
            update(table).where(table.c.id.in_(batch)).values({**values, **stamp})
        )
        if trail.is_tracked(model):
            trail.write(session, model, _entries(old, values))
    _forget(session, model, before, [*values, "changed_at", "changed_by_id", "version"])


def _entries(
    old: Held, values: Mapping[str, Any]
) -> Iterator[tuple[int, str, dict[str, list[Any]]]]:
    for ident, held in old.items():
        changes = {
            name: [trail.plain(held.get(name)), trail.plain(value)]
            for name, value in values.items()
            if held.get(name) != value
        }
        if changes:
            yield ident, "update", changes


def _forget(session: Session, model: Any, before: Held, names: Sequence[str]) -> None:
    """Rows in memory are read anew, with the people and places they point to."""
    links = [
        relation.key
        for relation in model.__mapper__.relationships
        if any(column.key in names for column in relation.local_columns)
    ]
    for row in list(session.identity_map.values()):
        if isinstance(row, model) and row.id in before:
            session.expire(row, [*names, *links])


def _hand_tasks(session: Session, model: Any, before: Held, reach: Mapping[str, Any]) -> None:
    """Open tasks about these rows: the old owner's go to the new one, a role's to the new branch.

    Whom four eyes keep from a task does not get it: it stays where it is.
    """
    about = Task.row_table == model.__table__.name, Task.closed_at.is_(None)
    for batch in _batches(list(before)):
        for task in session.scalars(select(Task).where(*about, Task.row_id.in_(batch))):
            changes = dict(_task_changes(task, before[task.row_id], reach))
            for name, value in changes.items():
                changes[name] = [getattr(task, name), value]
                setattr(task, name, value)
            if changes:
                trail.write(session, Task, [(task.id, "update", changes)])
    session.flush()


def _task_changes(
    task: Task, held: Mapping[str, Any], reach: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    owner_id = reach.get("owner_id")
    was_his = task.user_id is not None and task.user_id == held["owner_id"]
    if was_his and owner_id not in (None, task.user_id) and owner_id not in (task.apart or ()):
        yield "user_id", owner_id
    branch_id = reach.get("branch_id")
    if task.branch_id is not None and branch_id not in (None, task.branch_id):
        yield "branch_id", branch_id


def _batches(ids: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield list(ids[start : start + BATCH])
