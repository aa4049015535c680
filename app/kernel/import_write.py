"""Import write: puts the new rows of a checked file into their table chunk by chunk, and takes a batch back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.kernel.bulk import bulk_write
from app.kernel.db import Model, update_many, utcnow
from app.kernel.exchange import BatchState, ImportBatch, ImportRow, Outcome
from app.kernel.imports import CHUNK, ERROR, NOTE, Intake, base_twins, values_of
from app.kernel.viewer import Viewer


def write_next(session: Session, take: Intake, batch: ImportBatch, viewer: Viewer) -> bool:
    """Write the next chunk of new rows; False when all are in. The caller commits after each."""
    rows = session.execute(
        select(ImportRow.id, ImportRow.line, ImportRow.cells)
        .where(
            ImportRow.batch_id == batch.id, ImportRow.outcome == Outcome.NEW,
            ImportRow.id > batch.checkpoint, ImportRow.row_id.is_(None),
        )
        .order_by(ImportRow.id)
        .limit(CHUNK)
    ).all()  # fmt: skip
    if not rows:
        batch.state, batch.finished_at = BatchState.DONE, utcnow()
        session.flush()
        return False
    batch.state, batch.checkpoint = BatchState.WRITING, rows[-1].id
    changed = _write(session, take, batch, rows, viewer)
    update_many(session, ImportRow, changed)
    _recount(batch, changed)
    session.flush()
    return True


def _write(
    session: Session, take: Intake, batch: ImportBatch, rows: Sequence[Any], viewer: Viewer
) -> list[dict[str, Any]]:
    """Somebody may have been quicker since the check: twins are looked for again."""
    values = [values_of(take.sheet, batch, row.cells)[0] for row in rows]
    twins = base_twins(session, take.sheet, values)
    changed: list[dict[str, Any]] = []
    fresh: list[tuple[Any, dict[str, Any]]] = []
    for row, given, twin in zip(rows, values, twins, strict=True):
        if twin:
            changed.append(
                {
                    "id": row.id,
                    "outcome": Outcome.DUPLICATE_OF_BASE,
                    "twin_id": twin[1],
                    "row_id": None,
                }
            )
            continue
        if take.sheet.prepare:
            take.sheet.prepare(session, given)
        fresh.append((row, {**batch.place, **{k: v for k, v in given.items() if v is not None}}))
    return changed + _insert(session, take.sheet.model, fresh, viewer)


def _insert(
    session: Session,
    model: type[Model],
    fresh: Sequence[tuple[Any, dict[str, Any]]],
    viewer: Viewer,
) -> list[dict[str, Any]]:
    """All at once; where the database refuses, one by one, so that one bad row spoils no other."""
    try:
        with session.begin_nested():
            ids = bulk_write(session, model, [values for _row, values in fresh], viewer)
    except IntegrityError:
        if len(fresh) == 1:
            said = [["", str(_("The database refused this row.")), "", ERROR]]
            return [
                {"id": fresh[0][0].id, "outcome": Outcome.REFUSED, "findings": said, "row_id": None}
            ]
        return [each for pair in fresh for each in _insert(session, model, [pair], viewer)]
    return [
        {"id": row.id, "outcome": Outcome.NEW, "row_id": i}
        for (row, _v), i in zip(fresh, ids, strict=True)
    ]


def _recount(batch: ImportBatch, changed: Sequence[Mapping[str, Any]]) -> None:
    counts = Counter(batch.counts)
    for row in changed:
        if row["outcome"] is not Outcome.NEW:
            counts[Outcome.NEW.value] -= 1
            counts[row["outcome"].value] += 1
        else:
            counts["written"] += 1
    batch.counts = dict(counts)


# --- taking back ---


def undo_next(session: Session, take: Intake, batch: ImportBatch) -> bool:
    """Delete the next chunk of written rows; False when none is left. What was edited since stays and is named.

    Passes the gate: a row that has gone to somebody else is no longer the importer's to take back.
    """
    model: Any = take.sheet.model
    if batch.state is not BatchState.UNDOING:
        batch.state, batch.checkpoint = BatchState.UNDOING, 0
    staged = session.execute(
        select(ImportRow.id, ImportRow.row_id, ImportRow.findings)
        .where(ImportRow.batch_id == batch.id, ImportRow.row_id.is_not(None), ~ImportRow.is_undone)
        .where(ImportRow.id > batch.checkpoint)
        .order_by(ImportRow.id)
        .limit(CHUNK)
    ).all()
    if not staged:
        batch.state = BatchState.UNDONE
        session.flush()
        return False
    ids = [row.row_id for row in staged]
    rows = {row.id: row for row in session.scalars(select(model).where(model.id.in_(ids)))}
    busy = {row.id for row in rows.values() if row.version != 1} | _with_children(
        session, model, ids
    )
    changed: list[dict[str, Any]] = []
    for each in staged:
        row = rows.get(each.row_id)
        if row is None or row.id in busy:
            said = [["", str(_("Changed since the import, kept.")), "", NOTE]]
            changed.append({"id": each.id, "is_undone": False, "findings": [*each.findings, *said]})
        else:
            session.delete(row)
            changed.append({"id": each.id, "is_undone": True, "findings": each.findings})
    batch.checkpoint = staged[-1].id
    session.flush()
    update_many(session, ImportRow, changed)
    _count_undone(batch, changed)
    session.flush()
    return True


def _count_undone(batch: ImportBatch, changed: Sequence[Mapping[str, Any]]) -> None:
    counts = Counter(batch.counts)
    counts["undone"] += sum(row["is_undone"] for row in changed)
    counts["kept"] += sum(not row["is_undone"] for row in changed)
    batch.counts = dict(counts)


def _with_children(session: Session, model: Any, ids: Sequence[int]) -> set[int]:
    """Rows that others have begun to hang something on."""
    found: set[int] = set()
    for table in Model.metadata.tables.values():
        for key in table.foreign_keys:
            if key.column.table is model.__table__ and table is not model.__table__:
                column = key.parent
                found |= set(session.scalars(select(column).where(column.in_(ids)).distinct()))
    return found
