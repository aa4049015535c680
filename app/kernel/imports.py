"""Imports: a file on its way in: staged, checked with the rules of the form, written in chunks, undone by batch."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.kernel.bulk import bulk_write
from app.kernel.exchange import ImportBatch, ImportRow, ImportShape
from app.kernel.files import names
from app.kernel.flows import Workflow
from app.kernel.persons import standstill
from app.kernel.rules import Rule
from app.kernel.scope import REACH, Owned, everything
from app.kernel.sheet_files import Table
from app.kernel.sheets import Part, Sheet
from app.kernel.successors import followed
from app.kernel.tokens import fold
from app.kernel.viewer import Viewer

CHUNK = 1_000
AGAIN = "again"  # no field of a row: the second of several records that one key finds

REASONS = {
    "zh": "错误原因",
    "en": "Reason",
}  # our own column in files that go back, never brought in


@dataclass(frozen=True)
class Intake:
    """How files come into a table: its sheet, the rules its form has, its flow, and the view whose rights count."""

    sheet: Sheet
    rules: Sequence[Rule]
    flow: Workflow | None = None
    view: str = ""

    def may_bring(self, viewer: Viewer) -> bool:
        """True when the viewer may bring files in."""
        return viewer.may("can_import", self.view)

    def may_change(self, viewer: Viewer) -> bool:
        """True when the viewer may change records that are here already."""
        return viewer.may("can_edit", self.view)

    def is_open(self, row: Any) -> bool:
        """True in the states in which the form lets the record be changed."""
        return self.flow is None or self.flow.is_editable(row)


_intakes: dict[str, Intake] = {}


def declare(sheet: Sheet, rules: Sequence[Rule], flow: Workflow | None, view: str) -> Intake:
    """Let files come into the sheet's table; views do so once, at start.

    Child rows without a view of their own come in by the rights of the record they hang below.
    """
    for part in sheet.parts:
        below = Intake(part.sheet, part.sheet.rules, flow, view)
        _intakes.setdefault(part.sheet.model.__tablename__, below)
    _intakes[sheet.model.__tablename__] = Intake(sheet, sheet.rules or rules, flow, view)
    return _intakes[sheet.model.__tablename__]


def intake(table_name: str) -> Intake:
    """How files come into a table. Raises LookupError."""
    return _intakes[table_name]


# --- bringing in --------------------------------------------------------------------------------


def stage_all(
    session: Session, sheet: Sheet, tables: Sequence[Table], file_name: str, viewer: Viewer
) -> tuple[ImportBatch, list[str]]:
    """Keep the rows of a workbook: of the sheet that holds ours, and of those that hold what hangs below.

    Gives the import and the names of the sheets that are neither.
    """
    standstill.carrying(session)
    below = [p for p in sheet.parts if intake(p.sheet.model.__tablename__).may_bring(viewer)]
    ours, parts = _assigned(sheet, below, tables)
    batch = stage(session, sheet, ours, file_name, viewer)
    for part, table in parts:
        stage(session, part, table, file_name, viewer).parent_id = batch.id
    session.flush()
    taken = [ours, *(table for _part, table in parts)]
    return batch, [table.name for table in tables if not any(table is each for each in taken)]


def _assigned(
    sheet: Sheet, below: Sequence[Part], tables: Sequence[Table]
) -> tuple[Table, list[tuple[Sheet, Table]]]:
    """Which table is ours and which are the parts': by its name, else by the columns that are understood."""
    left = list(tables)
    parts = []
    for part in below:
        named = next((table for table in left if fold(table.name) in part.sheet.names), None)
        if named is not None and len(tables) > 1:
            left = [table for table in left if table is not named]
            parts.append((part.sheet, named))
    ours = next((table for table in left if fold(table.name) in sheet.names), None)
    if ours is None and left:
        ours = max(left, key=lambda table: len(sheet.guess(table.headings)))
    if ours is None:  # every sheet is a part's
        return Table([], [], tables[0].kind), parts
    for part in below:
        if any(each is part.sheet for each, _table in parts):
            continue
        for table in left:
            understood = part.sheet.guess(table.headings)
            if table is not ours and part.field in understood and len(understood) > 1:
                parts.append((part.sheet, table))
                left = [each for each in left if each is not table]
                break
    return ours, parts


def stage(
    session: Session, sheet: Sheet, table: Table, file_name: str, viewer: Viewer
) -> ImportBatch:
    """Keep the file's rows as they came, with the mapping remembered for its shape or guessed."""
    while table.headings and table.headings[-1] in REASONS.values():
        table = replace(table, headings=table.headings[:-1])
    shape = shape_of(table.headings)
    batch = ImportBatch(
        table_name=sheet.model.__tablename__, file_name=names.clean(file_name), file_kind=table.kind,
        encoding=table.encoding, sheet_name=table.name[:100], headings=table.headings, shape=shape,
        total=len(table.rows), fixed=dict(sheet.fixed), place=_place(sheet.model, viewer),
        mapping=remembered(session, sheet, shape, viewer) or sheet.guess(table.headings),
    )  # fmt: skip
    session.add(batch)
    session.flush()
    width = len(table.headings)
    rows = [
        {"batch_id": batch.id, "line": line, "cells": cells[:width]} for line, cells in table.rows
    ]
    bulk_write(session, ImportRow, rows)
    return batch


def shape_of(headings: Sequence[str]) -> str:
    """One name for all files with the same headings in the same order."""
    return hashlib.sha256("\n".join(map(fold, headings)).encode()).hexdigest()


def remembered(session: Session, sheet: Sheet, shape: str, viewer: Viewer) -> dict[str, int] | None:
    """The mapping this person confirmed for a file of this shape; else the last that anybody did."""
    known = session.scalars(
        select(ImportShape)
        .where(ImportShape.table_name == sheet.model.__tablename__, ImportShape.shape == shape)
        .order_by(ImportShape.id.desc())
    ).all()
    own = next((each for each in known if each.user_id == viewer.user_id), None)
    found = own or next(iter(known), None)
    return dict(found.mapping) if found else None


def _place(model: Any, viewer: Viewer) -> dict[str, int | None]:
    """Whose the rows will be: those of who brings them, in the only branch he has."""
    if not issubclass(model, Owned) or model.reach is not None:
        return {}
    sets = (viewer.branch_ids, viewer.area_ids, viewer.department_ids)
    only = [next(iter(ids)) if len(ids) == 1 else None for ids in sets]
    return dict(zip(REACH, [viewer.user_id, *only], strict=True))


def confirm(
    session: Session,
    sheet: Sheet,
    batch: ImportBatch,
    mapping: Mapping[str, int],
    fixed: Mapping[str, str],
    viewer: Viewer,
) -> None:
    """Take the mapping a person confirmed, and remember it for his next file of this shape."""
    known = {col.field for col in sheet.importable}
    width = len(batch.headings)
    batch.mapping = {
        field: at for field, at in mapping.items() if field in known and 0 <= at < width
    }
    batch.fixed = {field: text for field, text in fixed.items() if field in sheet.fixed}
    of_his = {
        "table_name": batch.table_name, "shape": batch.shape, "user_id": viewer.user_id,
    }  # fmt: skip
    shape = session.scalars(select(ImportShape).filter_by(**of_his)).one_or_none()
    if shape is None:
        shape = _new_shape(session, of_his)
    shape.mapping = batch.mapping
    session.flush()


def _new_shape(session: Session, of_his: Mapping[str, Any]) -> ImportShape:
    """A shape that is known from now on; another file of the same may have been quicker."""
    try:
        with session.begin_nested():
            shape = ImportShape(**of_his, mapping={})
            session.add(shape)
        return shape
    except IntegrityError:
        return session.scalars(select(ImportShape).filter_by(**of_his)).one()


# --- what checking and writing share ---


def cells_of(batch: ImportBatch, cells: Sequence[Any], with_fixed: bool) -> dict[str, Any]:
    """Field and cell of a row; ``with_fixed`` also what holds for all rows that leave it empty."""
    given: dict[str, Any] = dict(batch.fixed) if with_fixed else {}
    for field, at in batch.mapping.items():
        cell = cells[at] if at < len(cells) else None
        if cell not in (None, "") or field not in given:
            given[field] = cell
    return given


def base_twins(
    session: Session, sheet: Sheet, rows: Sequence[Mapping[str, Any]]
) -> list[dict[str, int]]:
    """For each row the rows already here that its keys find, wherever they belong: one customer, one archive (R-011).

    Where a key finds several, a second of them stands under ``AGAIN``.
    """
    found: list[dict[str, int]] = [{} for _row in rows]
    for key in sheet.keys:
        wanted = [key.mark(values) for values in rows]
        asked = {mark for mark in wanted if mark}
        if not asked:
            continue
        names = [*key.beside, key.column]
        columns = [getattr(sheet.model, name) for name in names]
        among = [column.in_({mark[at] for mark in asked}) for at, column in enumerate(columns)]
        with everything():
            statement = select(sheet.model.id, *columns).where(*among, *key.only)
            here: dict[Any, list[int]] = {}
            for ident, *held in session.execute(statement.order_by(sheet.model.id)):
                here.setdefault(tuple(held), []).append(ident)
        moved = followed(session, sheet.model, {ident for ids in here.values() for ident in ids})
        here = {mark: [*dict.fromkeys(moved.get(i, i) for i in ids)] for mark, ids in here.items()}
        for at, mark in enumerate(wanted):
            if mark in here:
                found[at] |= dict(zip((key.name, AGAIN), here[mark], strict=False))
    return found
