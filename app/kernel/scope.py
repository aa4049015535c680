"""The gate for rows: every query on an owned table carries the viewer's clause."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.util import identity_key

from app.kernel.db import holds
from app.kernel.gate import gate_of
from app.kernel.reach import (
    REACH,
    Owned,
    Within,
    hangs_on,
    is_closed,
    model_of,
    named,
    owned_models,
    reach_clause,
    within,
)
from app.kernel.secrets import mask
from app.kernel.viewer import (
    SYSTEM,
    Viewer,
    acting_as,
    current_or_none,
    everything,
    is_open,
    provide,
)

__all__ = [
    "REACH", "SYSTEM", "NoViewer", "Owned", "Within", "acting_as", "current_viewer", "everything",
    "get", "name_told", "owned_models", "provide", "reach_clause", "sees", "within",
]  # fmt: skip

Row = TypeVar("Row")


class NoViewer(RuntimeError):
    """A scoped table was asked for while nobody was looking: the gate stays shut."""


def current_viewer() -> Viewer:
    """The viewer in force.

    Raises NoViewer when nobody is looking.
    """
    viewer = current_or_none()
    if viewer is None:
        raise NoViewer("no viewer: sign in, or say acting_as(SYSTEM)")
    return viewer


@event.listens_for(Session, "do_orm_execute")
def _gate(state: ORMExecuteState) -> None:
    # a lazy load of a relationship or column must not turn an invisible parent into None
    if state.is_column_load or state.is_relationship_load or is_open():
        return
    if not (state.is_select or state.is_update or state.is_delete):
        return
    if state.execution_options.get("unscoped"):
        return
    viewer = current_or_none()
    if viewer is not None and viewer.is_system:
        return
    if viewer is None and any(issubclass(m.class_, Owned) for m in state.all_mappers):
        raise NoViewer("no viewer: sign in, or say acting_as(SYSTEM)")
    state.statement = state.statement.options(gate_of(viewer))


def sees(viewer: Viewer, row: Any) -> bool:
    """True when ``viewer`` may see a row already in memory (identity map, many-to-one)."""
    if viewer.is_system or not isinstance(row, Owned):
        return True
    if not viewer.opens_closed and is_closed(row, _loaded_above):
        return False
    breadths = viewer.breadth_of(type(row).kind)
    own, branches = row.owner_id in viewer.owner_ids, viewer.branches_of(type(row).kind)
    simple = {
        "all": True,
        "own": own,
        "area": own or row.area_id in viewer.area_ids,
        "branch": row.branch_id in branches,
        "department": row.branch_id in branches
        and (row.department_id is None or row.department_id in viewer.department_ids),
    }
    if any(simple.get(name, False) for name in breadths):
        return True
    model: Any = type(row)
    if not any(named(model, viewer, name, model) for name in breadths):
        return False
    session = Session.object_session(row)
    if session is None:
        return False
    ident: int = row.id  # type: ignore[attr-defined]  # every owned table is stamped
    question = select(model.id).where(model.id == ident, reach_clause(model, viewer))
    return session.execute(question.execution_options(unscoped=True)).first() is not None


def name_told(viewer: Viewer, row: Any, name: str) -> str:
    """What ``viewer`` is told a row is called where it is found past his reach; masked then (C-24)."""
    return name if sees(viewer, row) else mask(name)


def get(session: Any, model: type[Row], ident: int | None) -> Row | None:
    """The row of ``model`` with primary key ``ident``, or None when absent or out of reach."""
    if ident is None or not holds(model.__mapper__.primary_key[0], ident):  # type: ignore[attr-defined]
        return None
    row = session.get(model, ident)
    if row is None or is_open():
        return row
    if isinstance(row, Owned) and not _may_have(current_viewer(), row):
        return None
    return row


def _may_have(viewer: Viewer, row: Any) -> bool:
    """What ``sees`` says, and nothing above the row lies in the closed store."""
    is_past_the_store = viewer.is_system or viewer.opens_closed
    return sees(viewer, row) and (is_past_the_store or not is_closed(row, _above))


@event.listens_for(Session, "before_flush")
def _take_reach(session: Session, _context: Any, _instances: Iterable[Any] | None) -> None:
    """Children stand where their parent stands, new ones where it stands when they are written."""
    for row in list(session.new) + list(session.dirty):
        place = getattr(type(row), "reach", None)
        if not isinstance(place, Within):
            continue
        parent = _parent(session, row, place)
        if parent is not None:
            stands = _standing(session, row, parent)
            for name in REACH:
                if getattr(row, name) != stands[name]:
                    setattr(row, name, stands[name])


@event.listens_for(Session, "before_flush")
def _go_along(session: Session, _context: Any, _instances: Iterable[Any] | None) -> None:
    """What is written while the row it goes along with changes hands goes along as well (R-066)."""
    for row in list(session.new):
        place = getattr(type(row), "moves_with", None)
        if not isinstance(place, Within):
            continue
        ident = getattr(row, place.key)
        known = (
            session.identity_map.get(identity_key(model_of(place.table), ident)) if ident else None
        )
        if known is None:
            continue
        before, stands = known.owner_id, _standing(session, row, known)
        if stands["owner_id"] != before and row.owner_id == before:
            for name in REACH:
                setattr(row, name, stands[name])


def _standing(session: Session, row: Any, parent: Any) -> dict[str, int | None]:
    """Where a parent stands. For a new child it is read anew on PostgreSQL and kept there until the
    child is committed: whoever is moving the parent now is waited for, and seen."""
    ident, on_postgres = inspect(parent).identity, session.get_bind().dialect.name == "postgresql"
    if on_postgres and ident and row in session.new and parent not in session.dirty:
        model = type(parent)
        columns = [getattr(model, name) for name in REACH]
        asked = select(*columns).where(model.id == ident[0])
        with everything(), session.no_autoflush:
            found = session.execute(asked.with_for_update(read=True, key_share=True)).first()
        if found is not None:
            return dict(zip(REACH, found, strict=True))
    return {name: getattr(parent, name) for name in REACH}


def _above(row: Any) -> Any:
    """What a row hangs on, past the gate."""
    session = Session.object_session(row)
    place = hangs_on(type(row))
    return None if session is None or place is None else _parent(session, row, place)


def _loaded_above(row: Any) -> Any:
    """The same where it is loaded already: a list must not ask for the parent of each row it names."""
    session, place = Session.object_session(row), hangs_on(type(row))
    ident = getattr(row, place.key) if place is not None else None
    if session is None or place is None or ident is None:
        return None
    return session.identity_map.get(identity_key(model_of(place.table), ident))


def _parent(session: Session, row: Any, place: Within) -> Any:
    """The parent, from the identity map or a relationship where it is new as well."""
    ident = getattr(row, place.key)
    model = model_of(place.table)
    if ident is not None:
        with everything(), session.no_autoflush:
            return session.get(model, ident)
    for relation in type(row).__mapper__.relationships:
        if relation.mapper.class_ is model and relation.direction.name == "MANYTOONE":
            return getattr(row, relation.key)
    return next((p for p in session.new if isinstance(p, model) and _holds(p, row)), None)


def _holds(parent: Any, row: Any) -> bool:
    """True when one of the parent's loaded collections has the row."""
    loaded = parent.__dict__
    return any(
        row in loaded.get(relation.key, ())
        for relation in type(parent).__mapper__.relationships
        if relation.uselist and relation.key in loaded
    )
