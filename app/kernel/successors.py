"""Who took the place of a merged row: whatever is written later about the one is about the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.kernel.db import Model
from app.kernel.merging import references
from app.kernel.persons.plan import models
from app.kernel.reach import REACH, Within
from app.kernel.viewer import everything


def merged_by(model: Any) -> Any:
    """The column that names the row which took a merged one's place; None where rows do not merge."""
    name = getattr(model, "merged_by", "")
    return getattr(model, name) if name else None


def followed(session: Session, model: Any, idents: Iterable[int]) -> dict[int, int]:
    """Those of ``idents`` that were merged, each with the row that stays now; empty where none merges."""
    merged = merged_by(model)
    step: dict[int, int] = {}
    if merged is None:
        return step
    asked = {*idents}
    wanted = asked
    while wanted:
        found = select(model.id, merged).where(model.id.in_(wanted), merged.is_not(None))
        with everything(), session.no_autoflush:
            rows = session.execute(found).all()
        step |= dict(rows)
        wanted = {to for _ident, to in rows} - step.keys()
    return {ident: _last(step, ident) for ident in asked & step.keys()}


def _last(step: Mapping[int, int], ident: int) -> int:
    while ident in step:
        ident = step[ident]
    return ident


def redirect(session: Session, child: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Values of new rows that name a merged row name the one that stays: for what is written past the ORM."""
    for model, key in _mergeable(len(Model.registry.mappers)).get(child, ()):
        moved = followed(session, model, {row[key] for row in rows if row.get(key) is not None})
        for row in rows:
            row.update({key: moved[row[key]]} if row.get(key) in moved else {})


# -- what the session writes -------------------------------------------------------------------
@event.listens_for(Session, "before_flush")
def _follow(session: Session, _context: Any, _instances: Any) -> None:
    """A new row that names one merged meanwhile names the one that stays.

    Whoever writes it holds the row named, so that a merge under way is waited for (PostgreSQL).
    """
    keys = _mergeable(len(Model.registry.mappers))
    named: dict[Any, list[tuple[Any, str]]] = {}
    for row in session.new:
        for model, key in keys.get(type(row), ()):
            if getattr(row, key) is not None:
                named.setdefault(model, []).append((row, key))
    for model, found in named.items():
        _lead(session, model, found)


@cache
def _mergeable(_tables: int) -> dict[Any, list[tuple[Any, str]]]:
    """For each table the mergeable ones it refers to, by which key; asked of every new row."""
    found: dict[Any, list[tuple[Any, str]]] = {}
    for model in models():
        if merged_by(model) is not None:
            for child, key in references(model.__table__.name):
                found.setdefault(child, []).append((model, key))
    return found


def _lead(session: Session, model: Any, named: Sequence[tuple[Any, str]]) -> None:
    merged, places = merged_by(model), [getattr(model, name) for name in REACH]
    wanted = {getattr(row, key) for row, key in named}
    held: dict[int, Sequence[Any]] = {}
    while wanted:
        asked = select(model.id, merged, *places).where(model.id.in_(sorted(wanted)))
        asked = asked.order_by(model.id).with_for_update(read=True, key_share=True)
        with everything(), session.no_autoflush:
            found = {ident: rest for ident, *rest in session.execute(asked)}
        held |= found
        wanted = {to for to, *_place in found.values() if to is not None} - held.keys()
    for row, key in named:
        _lead_on(row, key, held)


def _lead_on(row: Any, key: str, held: Mapping[int, Sequence[Any]]) -> None:
    ident = getattr(row, key)
    while ident in held and held[ident][0] is not None:
        ident = held[ident][0]
    if ident == getattr(row, key):
        return
    setattr(row, key, ident)
    reach = getattr(row, "reach", None)
    if isinstance(reach, Within) and reach.key == key:
        for name, value in zip(REACH, held[ident][1:], strict=True):
            setattr(row, name, value)
