"""Matching: which heading of a brought file is which field, sheet by sheet, and what holds for all its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from app.desk.columns import named
from app.kernel import imports
from app.kernel.db import db
from app.kernel.exchange import ImportBatch, ImportRow
from app.kernel.scope import Owned, current_viewer
from app.kernel.secrets import opened, treatment
from app.kernel.sheets import Sheet
from app.kernel.words import Words

SAMPLES = 3


@dataclass(frozen=True)
class Match:
    """One sheet on the page: ``prefix`` stands before the names of its fields in the form."""

    batch: ImportBatch
    sheet: Sheet
    prefix: str
    columns: Mapping[str, Any]
    samples: list[list[Any]]
    chosen: Mapping[int, str]
    fixed: Mapping[str, list[tuple[str, Any]]]
    branches: list[tuple[int, str]]


def sheet_of(batch: ImportBatch) -> Sheet:
    """The declared sheet of a brought one."""
    return imports.intake(batch.table_name).sheet


def view_of(batch: ImportBatch) -> str:
    """The endpoint of the view on whose table the rows go."""
    return imports.intake(batch.table_name).view


def fields(sheet: Sheet) -> dict[str, Any]:
    """Fields this viewer may write, with their labels: what is hidden from him comes in by no file."""
    viewer, columns = opened(current_viewer()), sheet.model.__mapper__.columns
    return {
        col.field: sheet.label(col.field)
        for col in sheet.importable
        if col.field not in columns or treatment(columns[col.field], viewer) == "show"
    }


def page(batch: ImportBatch) -> Match:
    """What the page shows of one sheet."""
    sheet = sheet_of(batch)
    rows = db.session.scalars(
        select(ImportRow.cells)
        .where(ImportRow.batch_id == batch.id)
        .order_by(ImportRow.id)
        .limit(SAMPLES)
    ).all()
    return Match(
        batch, sheet, _prefix(batch), fields(sheet),
        [[row[at] for row in rows if at < len(row)] for at in range(len(batch.headings))],
        {at: field for field, at in batch.mapping.items()},
        {name: _choices(sheet, name) for name in sheet.fixed}, _branches(sheet),
    )  # fmt: skip


def take(batch: ImportBatch, form: Mapping[str, Any]) -> str:
    """Take what was confirmed for one sheet; what is wrong with it in words, or nothing."""
    sheet, prefix = sheet_of(batch), _prefix(batch)
    mapping = _mapping(batch, form, prefix, fields(sheet))
    if mapping is None:
        return gettext("One field is chosen for two columns.")
    branches = dict(_branches(sheet))
    if branches:
        chosen = str(form.get(f"{prefix}branch", ""))
        if chosen not in map(str, branches):
            return gettext("Please say to which branch the rows belong.")
        batch.place = {**batch.place, "branch_id": int(chosen)}
    fixed = {name: form.get(f"{prefix}fixed-{name}", usual) for name, usual in sheet.fixed.items()}
    imports.confirm(db.session, sheet, batch, mapping, fixed, current_viewer())
    return ""


def _prefix(batch: ImportBatch) -> str:
    return "" if batch.parent_id is None else f"{batch.id}-"


def _mapping(
    batch: ImportBatch, form: Mapping[str, Any], prefix: str, known: Mapping[str, Any]
) -> dict[str, int] | None:
    mapping: dict[str, int] = {}
    for at in range(len(batch.headings)):
        field = form.get(f"{prefix}column-{at}", "")
        if field in mapping:
            return None
        if field in known:
            mapping[field] = at
    return mapping


def _choices(sheet: Sheet, name: str) -> list[tuple[str, Any]]:
    words = getattr(sheet.model.__mapper__.columns[name].type, "enum_class", None)
    return words.choices() if words is not None and issubclass(words, Words) else []


def _branches(sheet: Sheet) -> list[tuple[int, str]]:
    """The branches to choose from; none where there is no choice: without one nobody would see the rows."""
    viewer = current_viewer()
    if (
        not issubclass(sheet.model, Owned)
        or sheet.model.reach is not None
        or len(viewer.branch_ids) == 1
    ):
        return []
    branch = named(sheet.model, "branch_id").target
    asked = select(branch).order_by(branch.id)
    if viewer.branch_ids:
        asked = asked.where(branch.id.in_(viewer.branch_ids))
    return [(row.id, str(row)) for row in db.session.scalars(asked)]
