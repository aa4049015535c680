"""Imports: a file on its way in: staged, checked with the rules of the form, written in chunks, undone by batch."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.bulk import bulk_write
from app.kernel.exchange import ImportBatch, ImportRow, ImportShape
from app.kernel.rules import Broken, Rule
from app.kernel.scope import REACH, Owned, everything
from app.kernel.sheet_files import Table
from app.kernel.sheets import Sheet
from app.kernel.tokens import fold
from app.kernel.viewer import Viewer

CHUNK = 1_000

ERROR, WARNING, NOTE = "error", "warning", "note"
REASONS = {
    "zh": "错误原因",
    "en": "Reason",
}  # our own column in files that go back, never brought in


@dataclass(frozen=True)
class Intake:
    """How files come into a table: its sheet and the rules its form has."""

    sheet: Sheet
    rules: Sequence[Rule]


_intakes: dict[str, Intake] = {}


def declare(sheet: Sheet, rules: Sequence[Rule]) -> Intake:
    """Let files come into the sheet's table; views do so once, at start."""
    _intakes[sheet.model.__tablename__] = Intake(sheet, sheet.rules or rules)
    return _intakes[sheet.model.__tablename__]


def intake(table_name: str) -> Intake:
    """How files come into a table. Raises LookupError."""
    return _intakes[table_name]


# --- bringing in --------------------------------------------------------------------------------


def stage(
    session: Session, sheet: Sheet, table: Table, file_name: str, viewer: Viewer
) -> ImportBatch:
    """Keep the file's rows as they came, with the mapping remembered for its shape or guessed."""
    while table.headings and table.headings[-1] in REASONS.values():
        table = replace(table, headings=table.headings[:-1])
    shape = shape_of(table.headings)
    batch = ImportBatch(
        table_name=sheet.model.__tablename__, file_name=file_name[-200:], file_kind=table.kind,
        encoding=table.encoding, headings=table.headings, shape=shape, total=len(table.rows),
        mapping=remembered(session, sheet, shape) or sheet.guess(table.headings),
        fixed=dict(sheet.fixed), place=_place(sheet.model, viewer), locale=viewer.locale,
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


def remembered(session: Session, sheet: Sheet, shape: str) -> dict[str, int] | None:
    """The mapping somebody confirmed for a file of this shape."""
    known = _shape(session, sheet, shape)
    return dict(known.mapping) if known else None


def _shape(session: Session, sheet: Sheet, shape: str) -> ImportShape | None:
    return session.scalars(
        select(ImportShape).where(
            ImportShape.table_name == sheet.model.__tablename__, ImportShape.shape == shape
        )
    ).one_or_none()


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
) -> None:
    """Take the mapping a person confirmed, and remember it for the next file of this shape."""
    known = {col.field for col in sheet.importable}
    width = len(batch.headings)
    batch.mapping = {
        field: at for field, at in mapping.items() if field in known and 0 <= at < width
    }
    batch.fixed = {field: text for field, text in fixed.items() if field in sheet.fixed}
    shape = _shape(session, sheet, batch.shape)
    if shape is None:
        shape = ImportShape(table_name=batch.table_name, shape=batch.shape)
        session.add(shape)
    shape.mapping = batch.mapping
    session.flush()


# --- what checking and writing share ---


def values_of(
    sheet: Sheet, batch: ImportBatch, cells: Sequence[Any]
) -> tuple[dict[str, Any], list[Broken]]:
    given: dict[str, Any] = dict(batch.fixed)
    for field, at in batch.mapping.items():
        cell = cells[at] if at < len(cells) else None
        if cell not in (None, "") or field not in given:
            given[field] = cell
    return sheet.values(given)


def base_twins(
    session: Session, sheet: Sheet, rows: Sequence[Mapping[str, Any]]
) -> list[tuple[str, int] | None]:
    """For each row the key and id of a row already here, wherever it belongs: one customer, one archive (R-011)."""
    found: list[tuple[str, int] | None] = [None] * len(rows)
    for key in sheet.keys:
        column, wanted = getattr(sheet.model, key.column), [key.of(values) for values in rows]
        asked = {value for value in wanted if value}
        if not asked:
            continue
        with everything():
            statement = select(column, sheet.model.id).where(column.in_(asked))
            here = {row[0]: row[1] for row in session.execute(statement.where(*key.only))}
        for at, value in enumerate(wanted):
            if value in here and found[at] is None:
                found[at] = (key.name, here[value])
    return found
