"""Import undo: takes a batch back: its new rows go, its changes are turned back; what was changed since stays and is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.db import Model
from app.kernel.exchange import BatchState, ImportBatch, ImportRow
from app.kernel.files.models import Attachment
from app.kernel.findings import note
from app.kernel.import_check import in_reach
from app.kernel.imports import CHUNK, Intake
from app.kernel.many import uncollected, update_many
from app.kernel.notes import Note
from app.kernel.persons import standstill
from app.kernel.tasks import Step
from app.kernel.thawing import thawed
from app.kernel.viewer import Viewer

CHANGED = _("Changed since the import, kept.")
HUNG_ON = _("Kept: papers, notes, moves or further records belong to it now.")
HANGING = (Attachment, Note, Step)  # what people hang on a record by table and id


def begin(batch: ImportBatch) -> None:
    """Start at the first row, unless it was begun already."""
    if batch.state is not BatchState.UNDOING:
        batch.state, batch.checkpoint = BatchState.UNDOING, 0


def undo_next(session: Session, take: Intake, batch: ImportBatch, viewer: Viewer) -> bool:
    """Take the next chunk of rows back; False when none is left. The caller commits after each.

    Passes the gate: a row that has gone to somebody else is no longer the importer's to take back.
    """
    standstill.carrying(session)
    model: Any = take.sheet.model
    staged = _next(session, batch)
    if not staged:
        return False
    rows = in_reach(session, model, {row.row_id for row in staged})
    hung_on = _with_children(session, model, [row.row_id for row in staged if row.before is None])
    changed: list[dict[str, Any]] = []
    for each in staged:
        row = rows.get(each.row_id)
        is_ours = row is not None and row.version == (each.row_version or 1)
        if each.before is None:
            is_undone = is_ours and each.row_id not in hung_on
        else:
            is_undone = is_ours and take.may_change(viewer) and take.is_open(row)
        if is_undone:
            _take_back(session, row, each.before)
        why = HUNG_ON if is_ours and each.before is None else CHANGED
        findings = each.findings if is_undone else [*each.findings, note("", why)]
        changed.append({"id": each.id, "is_undone": is_undone, "findings": findings})
    batch.checkpoint = staged[-1].id
    with uncollected():
        session.flush()
    update_many(session, ImportRow, changed)
    _count_undone(batch, changed)
    session.flush()
    return True


def _next(session: Session, batch: ImportBatch) -> Sequence[Any]:
    """The next rows that were written and not taken back."""
    return session.execute(
        select(
            ImportRow.id, ImportRow.row_id, ImportRow.findings, ImportRow.before,
            ImportRow.row_version,
        )
        .where(ImportRow.batch_id == batch.id, ImportRow.row_id.is_not(None), ~ImportRow.is_undone)
        .where(ImportRow.id > batch.checkpoint)
        .order_by(ImportRow.id)
        .limit(CHUNK)
    ).all()  # fmt: skip


def finish(session: Session, batch: ImportBatch) -> None:
    """All rows that could be are taken back."""
    batch.state = BatchState.UNDONE
    session.flush()


def _count_undone(batch: ImportBatch, changed: Sequence[Mapping[str, Any]]) -> None:
    counts = Counter(batch.counts)
    counts["undone"] += sum(row["is_undone"] for row in changed)
    counts["kept"] += sum(not row["is_undone"] for row in changed)
    batch.counts = dict(counts)


def _take_back(session: Session, row: Any, before: Mapping[str, Any] | None) -> None:
    """A new row goes; of a changed one the fields get what stood in them."""
    if before is None:
        session.delete(row)
        return
    columns = type(row).__mapper__.columns
    for name, value in before.items():
        setattr(row, name, None if value is None else thawed(columns[name].type, value))


def _with_children(session: Session, model: Any, ids: Sequence[int]) -> set[int]:
    """Rows that others have begun to hang something on."""
    found: set[int] = set()
    for table in Model.metadata.tables.values():
        for key in table.foreign_keys:
            if key.column.table is model.__table__ and table is not model.__table__:
                column = key.parent
                found |= set(session.scalars(select(column).where(column.in_(ids)).distinct()))
    for hanging in HANGING:
        mine = select(hanging.row_id).where(
            hanging.row_table == model.__table__.name, hanging.row_id.in_(ids)
        )
        if hanging is Attachment:
            mine = mine.where(Attachment.removed_at.is_(None))
        found |= set(session.scalars(mine.distinct()))
    return found
