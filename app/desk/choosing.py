"""What is done with a single row of a file that looks like a record here: offered in the preview, taken from the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.desk.numerals import whole
from app.kernel import imports
from app.kernel.exchange import BatchState, Choice, ImportBatch, ImportRow, Outcome
from app.kernel.import_check import in_reach
from app.kernel.viewer import Viewer

PREFIX = "choice."


def offered(
    session: Any, batch: ImportBatch, rows: Sequence[ImportRow], viewer: Viewer
) -> dict[int, tuple[list[Choice], Choice]]:
    """For each row that has one: the choices, and which holds now; the check's own comes first.

    A row whose key finds a record here is never created once more: one customer, one archive (R-011).
    """
    if batch.state is not BatchState.CHECKED or batch.purged_at:
        return {}
    take = imports.intake(batch.table_name)
    found = (row.twin_id for row in rows if row.outcome is Outcome.DUPLICATE_OF_BASE)
    twins = {ident for ident in found if ident is not None}
    here = in_reach(session, take.sheet.model, twins) if take.may_change(viewer) else {}
    can = {}
    for row in rows:
        choices = _of(row, take.may_change(viewer), here)
        if choices:
            can[row.id] = (choices, row.choice if row.choice in choices else choices[0])
    return can


def _of(row: ImportRow, may_change: bool, here: Mapping[Any, Any]) -> list[Choice]:
    update = [Choice.UPDATE] if may_change else []
    if row.alike_id is not None:  # like a record, but not by a key: both can be meant
        return [Choice.CREATE, *update, Choice.SKIP]
    if row.choice is not None and row.outcome in (Outcome.SKIPPED, Outcome.UPDATE, Outcome.REFUSED):
        return [row.choice, *(c for c in (*update, Choice.SKIP) if c is not row.choice)]
    if row.outcome is Outcome.UPDATE:
        return [Choice.UPDATE, Choice.SKIP]
    return [Choice.SKIP, Choice.UPDATE] if row.twin_id in here else []


def take(session: Any, batch: ImportBatch, form: Mapping[str, str], viewer: Viewer) -> None:
    """Keep the choices of the form for rows of this sheet; what was not offered is passed over."""
    asked = {whole(name.removeprefix(PREFIX)): Choice.of(text) for name, text in form.items() if name.startswith(PREFIX)}  # fmt: skip
    mine = ImportRow.batch_id == batch.id, ImportRow.id.in_([i for i in asked if i is not None])
    rows = session.scalars(select(ImportRow).where(*mine)).all()
    can = offered(session, batch, rows, viewer)
    for row in rows:
        choice = asked[row.id]
        if row.id in can and choice in can[row.id][0]:
            row.choice = choice
