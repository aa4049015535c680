"""Import links: which record a row of a file hangs on: one of the same workbook, else one that is here already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.cells import Unreadable, clean
from app.kernel.exchange import ImportBatch, ImportRow, Outcome
from app.kernel.rules import Broken
from app.kernel.sheets import Col, Read, Sheet
from app.kernel.successors import followed
from app.kernel.tokens import fold

BROUGHT = {Outcome.NEW, Outcome.UPDATE, Outcome.UNCHANGED, Outcome.DUPLICATE_OF_BASE}


class Above(NamedTuple):
    """A row of the sheet above: its id and line, how it ends, and the record it is or will be."""

    staged_id: int
    line: int
    outcome: Outcome
    record_id: int | None
    twin_line: int | None


def readers(
    session: Session, sheet: Sheet, batch: ImportBatch, rows: Sequence[Any]
) -> dict[str, Read]:
    """For each column that names another record, how its cells are read in these rows; asked once for all."""
    found: dict[str, Read] = {}
    for col in sheet.importable:
        at = batch.mapping.get(col.field)
        if col.target is None or at is None:
            continue
        texts = {str(cell) for row in rows if (cell := _cell(row, at)) is not None}
        above = _above(session, batch, col)
        found[col.field] = partial(_read, _here(session, col, texts), above)
    return found


def _cell(row: Any, at: int) -> Any:
    return clean(row.cells[at]) if at < len(row.cells) else None


def _here(session: Session, col: Col, texts: set[str]) -> dict[str, list[int]]:
    """The records within reach that these texts name, by the first of the columns that knows them."""
    found: dict[str, list[int]] = {}
    for name in col.by:
        column = getattr(col.target, name)
        asked = texts - found.keys()
        fresh: dict[str, list[int]] = {}
        for text, ident in session.execute(select(column, col.target.id).where(column.in_(asked))):
            fresh.setdefault(text, []).append(ident)
        found |= fresh
    moved = followed(session, col.target, {ident for ids in found.values() for ident in ids})
    return {text: [*dict.fromkeys(moved.get(i, i) for i in ids)] for text, ids in found.items()}


def _read(
    here: Mapping[str, list[int]], above: Mapping[Any, Above], cell: Any
) -> tuple[int | None, Sequence[Broken]]:
    """The record a cell means; of a row that is still to be written a number of its own below zero."""
    if cell is None:
        return None, ()
    row = above.get(fold(cell))
    if row is not None and row.outcome is Outcome.DUPLICATE_IN_FILE:
        row = above.get(row.twin_line, row)
    if row is not None:
        if row.record_id is not None:
            return row.record_id, ()
        if row.outcome is Outcome.NEW:
            return -row.staged_id, ()
    ids = here.get(str(cell), [])
    if len(ids) == 1:
        return ids[0], ()
    if ids:
        raise Unreadable(_("Several are called %(text)s.", text=str(cell)))
    if row is not None:
        raise Unreadable(
            _("Its row on the sheet above was not brought in (row %(line)s).", line=row.line)
        )
    raise Unreadable(_("Not found: %(text)s", text=str(cell)))


def _above(session: Session, batch: ImportBatch, col: Col) -> dict[Any, Above]:
    """The rows of the sheet above by all they are called, and by their line; read once for each of its states."""
    if batch.parent_id is None:
        return {}
    parent = session.get_one(ImportBatch, batch.parent_id)
    if parent.table_name != col.target.__tablename__:
        return {}
    stand = (parent.id, parent.state, parent.counts)
    kept = session.info.get("rows above")
    if kept is None or kept[0] != stand:
        kept = session.info["rows above"] = (stand, _read_above(session, parent, col))
    rows: dict[Any, Above] = kept[1]
    return rows


def _read_above(session: Session, parent: ImportBatch, col: Col) -> dict[Any, Above]:
    reach = _reach(session, parent, col.target)
    places = [parent.mapping[name] for name in col.by if name in parent.mapping]
    found: dict[Any, Above] = {}
    wanted = (
        ImportRow.id, ImportRow.line, ImportRow.cells, ImportRow.outcome, ImportRow.row_id,
        ImportRow.twin_id, ImportRow.twin_line,
    )  # fmt: skip
    statement = select(*wanted).where(ImportRow.batch_id == parent.id).order_by(ImportRow.id)
    for row in session.execute(statement.execution_options(yield_per=1_000)):
        twin = row.twin_id if row.twin_id in reach else None
        one = Above(row.id, row.line, row.outcome, row.row_id or twin, row.twin_line)
        found[one.line] = one
        for at in places:
            name = fold(_cell(row, at) or "")
            if name and (name not in found or found[name].outcome not in BROUGHT):
                found[name] = one
    return found


def _reach(session: Session, parent: ImportBatch, model: Any) -> set[int]:
    """Which of the records the sheet above found are within the reach of who brings the file."""
    twins = select(ImportRow.twin_id).where(
        ImportRow.batch_id == parent.id, ImportRow.twin_id.is_not(None)
    )
    return set(session.scalars(select(model.id).where(model.id.in_(twins))))
