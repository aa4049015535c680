"""Bulk: the only writer besides the session's flush: rows, reach, numbers, search tokens and trail together, in batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel import numbering, search, trail
from app.kernel.clock import today
from app.kernel.many import insert_many
from app.kernel.scope import REACH, Owned, Within, acting_as, everything, owned_models
from app.kernel.viewer import Viewer

BATCH = 1_000


def bulk_write(
    session: Session, model: Any, rows: Sequence[Mapping[str, Any]], actor: Viewer | None = None
) -> list[int]:
    """Insert many rows as if each had been saved alone; their ids, in the order of the rows.

    Values pass the model's own validators and defaults. The caller commits.
    """
    ids: list[int] = []
    with acting_as(actor) if actor is not None else nullcontext():
        for batch in _batches(rows):
            ids += _write(session, model, batch)
    return ids


def _batches(rows: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[Mapping[str, Any]]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _write(session: Session, model: Any, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    session.flush()
    filled = [_filled(model, row) for row in rows]
    if issubclass(model, Owned) and isinstance(model.reach, Within):
        _take_reach(session, model.reach, filled)
    _take_numbers(session, model, filled)
    key = model.__mapper__.primary_key[0].key
    # the key is the database's to give unless every row brings one
    if any(row[key] is None for row in filled):
        filled = [{name: value for name, value in row.items() if name != key} for row in filled]
    # columns nobody filled are left to the database: half the parameters of a wide table
    used = [name for name in filled[0] if any(row[name] is not None for row in filled)]
    filled = [{name: row[name] for name in used} for row in filled]
    ids = insert_many(session, model, filled)
    if hasattr(model, "__search__"):
        search.index_values(
            session, model, [row | {"id": i} for row, i in zip(filled, ids, strict=True)]
        )
    if trail.is_tracked(model):
        entries = [(i, "insert", trail.as_new(row)) for row, i in zip(filled, ids, strict=True)]
        trail.write(session, model, entries)
    return ids


def _filled(model: Any, row: Mapping[str, Any]) -> dict[str, Any]:
    """All columns of a row: what was given, as the model's validators leave it, and the defaults."""
    shape = _shape(model)
    if not row.keys() <= shape.names:
        raise TypeError(f"{model.__name__} has no columns {sorted(row.keys() - shape.names)}")
    given: Mapping[str, Any] = row
    asked = [name for name in shape.validated if name in row]
    if asked:  # a draft that knows everything else already: only what is judged passes the events
        draft = model()
        draft.__dict__.update(row)
        for name in asked:
            setattr(draft, name, row[name])
        given = {name: value for name, value in draft.__dict__.items() if name in shape.names}
    values = {**shape.blank, **given}
    for name, default in shape.defaults:
        if name not in row and values[name] is None:
            values[name] = default.arg(None) if default.is_callable else default.arg
    return values


class _Shape(NamedTuple):
    """What is to know of a model for filling its rows."""

    names: frozenset[str]
    blank: dict[str, Any]
    defaults: Sequence[tuple[str, Any]]
    validated: Sequence[str]


@cache
def _shape(model: Any) -> _Shape:
    """Looked up once, not once a row."""
    columns = {each.key: each.columns[0] for each in model.__mapper__.column_attrs}
    defaults = [(name, col.default) for name, col in columns.items() if col.default is not None]
    validated = [name for name in model.__mapper__.validators if name in columns]
    return _Shape(frozenset(columns), dict.fromkeys(columns), defaults, validated)


def _take_reach(session: Session, place: Within, rows: Sequence[dict[str, Any]]) -> None:
    """Children stand where their parents stand; the parents are read once a batch."""
    parent: Any = next(model for model in owned_models() if model.__table__.name == place.table)
    wanted = {row[place.key] for row in rows}
    with everything():
        found = session.execute(
            select(parent.id, *(getattr(parent, name) for name in REACH)).where(
                parent.id.in_(wanted)
            )
        )
        by_id = {ident: dict(zip(REACH, reach, strict=True)) for ident, *reach in found}
    for row in rows:
        row.update(by_id[row[place.key]])


def _take_numbers(session: Session, model: Any, rows: Sequence[dict[str, Any]]) -> None:
    """One step of the counter for the whole batch; the numbers run in the order of the rows."""
    for column, pattern in (getattr(model, "numbers", {}) or {}).items():
        without = [row for row in rows if row[column] is None]
        if not without:
            continue
        series, day = f"{model.__tablename__}.{column}", today()
        for row, number in zip(
            without,
            numbering.take_many(session, series, pattern=pattern, on=day, count=len(without)),
            strict=True,
        ):
            row[column] = number
