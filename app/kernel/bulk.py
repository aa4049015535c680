"""Bulk: the only writer besides the session's flush: rows, reach, numbers, search tokens and trail together, in batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel import numbering, search, successors, trail
from app.kernel.clock import today
from app.kernel.drafts import judged, shape_of
from app.kernel.many import insert_many, uncollected
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
            with uncollected():
                ids += _write(session, model, batch)
    return ids


def _batches(rows: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[Mapping[str, Any]]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _write(session: Session, model: Any, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    session.flush()
    filled = [_filled(model, row) for row in rows]
    successors.redirect(session, model, filled)
    if issubclass(model, Owned) and isinstance(model.reach, Within):
        _take_reach(session, model.reach, filled)
    _take_numbers(session, model, filled)
    key = model.__mapper__.primary_key[0].key
    said = {name for row in filled for name, value in row.items() if value is not None}
    # the key is the database's to give unless every row brings one
    if any(row.get(key) is None for row in filled):
        said.discard(key)
    # columns nobody filled are left to the database: half the parameters of a wide table
    used = [name for name in shape_of(model).columns if name in said]
    filled = [{name: row.get(name) for name in used} for row in filled]
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
    """What was given, as the model's validators leave it, and the defaults of the columns not named."""
    values = judged(model, row)
    for name, default in shape_of(model).defaults:
        if name not in row and values.get(name) is None:
            values[name] = default.arg(None) if default.is_callable else default.arg
    return values


def _take_reach(session: Session, place: Within, rows: Sequence[dict[str, Any]]) -> None:
    """Children stand where their parents stand; the parents are read once a batch."""
    parent: Any = next(model for model in owned_models() if model.__table__.name == place.table)
    wanted = {row[place.key] for row in rows}
    with everything():
        found = session.execute(
            select(parent.id, *(getattr(parent, name) for name in REACH))
            .where(parent.id.in_(wanted))
            .order_by(parent.id)
            .with_for_update(read=True, key_share=True)  # nobody moves them before this is written
        )
        by_id = {ident: dict(zip(REACH, reach, strict=True)) for ident, *reach in found}
    for row in rows:
        row.update(by_id[row[place.key]])


def _take_numbers(session: Session, model: Any, rows: Sequence[dict[str, Any]]) -> None:
    """One step of the counter for the whole batch; the numbers run in the order of the rows."""
    for column, pattern in (getattr(model, "numbers", {}) or {}).items():
        without = [row for row in rows if row.get(column) is None]
        if not without:
            continue
        series, day = f"{model.__tablename__}.{column}", today()
        for row, number in zip(
            without,
            numbering.take_many(session, series, pattern=pattern, on=day, count=len(without)),
            strict=True,
        ):
            row[column] = number
