"""Merging two rows: whatever refers to one refers to the other afterwards, found in the models; and the way back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import UniqueConstraint, select, update
from sqlalchemy.orm import Session

from app.kernel import moving, trail
from app.kernel.db import Stamped, actor_id, utcnow
from app.kernel.persons.plan import columns, hangs, models
from app.kernel.reach import REACH, Owned, Within
from app.kernel.viewer import everything

Carried = dict[str, Any]
"""One table's rows that were carried over: table, key, and for each row its id and former reach."""


def references(table: str) -> list[tuple[Any, str]]:
    """Model and key of every column that refers to rows of ``table`` and goes along in a merge.

    Found in the metadata, so that a table added later cannot be forgotten; a column marked
    ``label(…, stays=why)`` says that it speaks of that very row and stays.
    """
    return [
        (model, key)
        for model in models()
        for key, column in columns(model)
        if not column.info.get("stays") and _refers(column, table)
    ]


def hung() -> list[Any]:
    """Tables whose rows people hang on any record: papers and notes. Books of what happened stay."""
    return [model for model in models() if hangs(model) and issubclass(model, Stamped)]


def carry(session: Session, model: Any, goes: Any, stays: Any) -> list[Carried]:
    """Let all that refers to ``goes`` refer to ``stays``, with trail, reach and open tasks.

    Children stand where the row that stays stands; what only goes along does so when it was the
    owner's, as in a hand-over. Rows that the other has already (a unique key) and rows about both
    stay where they are. Gives back what ``put_back`` needs. The caller holds both rows and commits.
    """
    session.flush()
    table, carried = model.__table__.name, []
    with everything():
        for child, key in references(table):
            rows = _movable(session, child, key, goes.id, stays.id, table)
            if rows:
                _point(session, child, key, rows, stays, goes)
                kept = [[ident, *row.values()] for ident, row in rows.items()]
                carried.append({"table": child.__table__.name, "key": key, "rows": kept})
        for child in hung():
            ids = _hung_ids(session, child, table, goes.id)
            if ids:
                _write(session, child, ids, "row_id", goes.id, stays.id)
                kept = [[ident] for ident in ids]
                carried.append({"table": child.__table__.name, "key": "row_id", "rows": kept})
    return carried


def put_back(session: Session, carried: Iterable[Carried], goes: Any, stays: Any) -> None:
    """Let what was carried over refer to ``goes`` again, each row where it stood before."""
    session.flush()
    with everything():
        for part in reversed(list(carried)):
            child, key = _model(part["table"]), part["key"]
            if not issubclass(child, Owned):
                ids = [row[0] for row in part["rows"]]
                _write(session, child, ids, key, stays.id, goes.id)
                continue
            for place, ids in _by_place(part["rows"]).items():
                reach = dict(zip(REACH, place, strict=True))
                moving.move_many(session, child, ids, reach, {key: goes.id})


def strayed(session: Session, carried: Iterable[Carried], at: int) -> int:
    """How many of the rows carried over are gone, or refer to another row than ``at`` by now."""
    number = 0
    with everything():
        for part in carried:
            child, ids = _model(part["table"]), [row[0] for row in part["rows"]]
            found = select(child.id).where(child.id.in_(ids), getattr(child, part["key"]) == at)
            number += len(ids) - len(session.scalars(found).all())
    return number


def leaning(session: Session, model: Any, carried: Sequence[Carried], at: int) -> int:
    """How many rows made since lean on both: on ``at`` itself and on a row that was carried to it."""
    moved = {part["table"]: {row[0] for row in part["rows"]} for part in carried}
    number = 0
    with everything():
        for child, key in references(model.__table__.name):
            for table, ids in moved.items():
                for name, column in columns(child):
                    if name == key or not _refers(column, table) or table == model.__table__.name:
                        continue
                    both = getattr(child, key) == at, getattr(child, name).in_(ids)
                    found = set(session.scalars(select(child.id).where(*both)))
                    number += len(found - moved.get(child.__table__.name, set()))
    return number


# -- which rows ----------------------------------------------------------------------------------
def _movable(
    session: Session, child: Any, key: str, goes: int, stays: int, table: str
) -> dict[int, dict[str, Any]]:
    """Rows by id with their reach, but for those the other has already and those about both."""
    names = [*REACH] if issubclass(child, Owned) else []
    others = [name for name, column in columns(child) if name != key and _refers(column, table)]
    asked = [child.id, *(getattr(child, name) for name in (*names, *others))]
    statement = select(*asked).where(getattr(child, key) == goes).order_by(child.id)
    clashing = _clashing(session, child, key, goes, stays)
    found = {}
    for ident, *values in session.execute(statement.with_for_update()):
        is_about_both = stays in values[len(names) :]
        if ident not in clashing and not is_about_both:
            found[ident] = dict(zip(names, values[: len(names)], strict=True))
    return found


def _clashing(session: Session, child: Any, key: str, goes: int, stays: int) -> set[int]:
    """Rows whose like the other has already, where only one may be."""
    clashing: set[int] = set()
    for names, where in _uniques(child, key):
        keys = [getattr(child, name) for name in (key, *names)]
        statement = select(child.id, *keys).where(getattr(child, key).in_([goes, stays]), *where)
        rows = session.execute(statement).all()
        taken = {tuple(rest) for _ident, whose, *rest in rows if whose == stays}
        clashing |= {
            ident for ident, whose, *rest in rows
            if whose == goes and tuple(rest) in taken and None not in rest
        }  # fmt: skip
    return clashing


def _uniques(child: Any, key: str) -> Iterator[tuple[list[str], list[Any]]]:
    """The other columns of every unique key that holds ``key``, and for which rows it holds."""
    table = child.__table__
    held: list[tuple[Any, list[Any]]] = [
        (each, []) for each in table.constraints if isinstance(each, UniqueConstraint)
    ]
    for index in table.indexes:
        if index.unique:
            where = index.dialect_options["sqlite"]["where"]
            held.append((index, [] if where is None else [where]))
    by_column = {column.name: name for name, column in columns(child)}
    for each, where in held:
        names = [by_column[column.name] for column in each.columns]
        if key in names:
            yield [name for name in names if name != key], where


def _hung_ids(session: Session, child: Any, table: str, ident: int) -> list[int]:
    where = child.row_table == table, child.row_id == ident
    return list(session.scalars(select(child.id).where(*where).order_by(child.id)))


# -- writing -------------------------------------------------------------------------------------
def _point(
    session: Session, child: Any, key: str, rows: Mapping[int, Mapping[str, Any]], stays: Any,
    goes: Any,
) -> None:  # fmt: skip
    if not issubclass(child, Owned):
        _write(session, child, list(rows), key, goes.id, stays.id)
        return
    reach = {name: getattr(stays, name) for name in REACH}
    along = [ident for ident, row in rows.items() if _goes_along(child, key, row, goes, stays)]
    beside = [ident for ident in rows if ident not in set(along)]
    moving.move_many(session, child, along, reach, {key: stays.id})
    moving.move_many(session, child, beside, {}, {key: stays.id})


def _goes_along(child: Any, key: str, row: Mapping[str, Any], goes: Any, stays: Any) -> bool:
    """A child stands where its parent stands; what goes along does when it was the owner's."""
    if isinstance(child.reach, Within):
        return child.reach.key == key
    if not isinstance(child.moves_with, Within) or child.moves_with.key != key:
        return False
    return goes.branch_id != stays.branch_id or row["owner_id"] == goes.owner_id


def _write(session: Session, child: Any, ids: Sequence[int], key: str, old: int, new: int) -> None:
    """The same for a table without reach."""
    stamp = {"changed_at": utcnow(), "changed_by_id": actor_id(), "version": child.version + 1}
    values = {key: new, **(stamp if issubclass(child, Stamped) else {})}
    statement = update(child).where(child.id.in_(ids)).values(values)
    session.execute(statement, execution_options={"synchronize_session": False})
    if trail.is_tracked(child):
        trail.write(session, child, [(ident, "update", {key: [old, new]}) for ident in ids])
    for row in list(session.identity_map.values()):
        if isinstance(row, child) and row.id in set(ids):
            session.expire(row)


def _by_place(rows: Iterable[Sequence[Any]]) -> dict[tuple[Any, ...], list[int]]:
    found: dict[tuple[Any, ...], list[int]] = {}
    for ident, *place in rows:
        found.setdefault(tuple(place), []).append(ident)
    return found


def _model(table: str) -> Any:
    return next(model for model in models() if model.__table__.name == table)


def _refers(column: Any, table: str) -> bool:
    return any(key.target_fullname.split(".")[0] == table for key in column.foreign_keys)
