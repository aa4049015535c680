"""Imports: a file on its way in: staged, checked with the rules of the form, written in chunks, undone by batch."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.kernel import rules as kernel_rules
from app.kernel.bulk import bulk_write
from app.kernel.db import Model, utcnow
from app.kernel.exchange import BatchState, ImportBatch, ImportRow, ImportShape, Outcome
from app.kernel.rules import Broken, Rule
from app.kernel.scope import REACH, Owned, everything
from app.kernel.sheet_files import Table
from app.kernel.sheets import Sheet
from app.kernel.tokens import fold
from app.kernel.viewer import Viewer

CHUNK = 1_000
MOST_FINDINGS = 30  # of one row; more say nothing new

ERROR, WARNING, NOTE = "error", "warning", "note"


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
    shape = shape_of(table.headings)
    batch = ImportBatch(
        table_name=sheet.model.__tablename__, file_name=file_name[-200:], file_kind=table.kind,
        encoding=table.encoding, headings=table.headings, shape=shape, total=len(table.rows),
        mapping=remembered(session, sheet, shape) or sheet.guess(table.headings),
        fixed=dict(sheet.fixed), place=_place(sheet.model, viewer), locale=viewer.locale,
    )  # fmt: skip
    session.add(batch)
    session.flush()
    rows = [{"batch_id": batch.id, "line": line, "cells": cells} for line, cells in table.rows]
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


# --- checking -----------------------------------------------------------------------------------


def check(session: Session, take: Intake, batch: ImportBatch) -> Iterator[int]:
    """Judge every row; writes nothing but the judgement. Yields how many rows are judged, chunk by chunk."""
    seen: dict[tuple[str, str], int] = {}
    counts: Counter[str] = Counter()
    done = 0
    for rows in _chunks(session, batch):
        judged = [_judge(take, batch, row) for row in rows]
        twins = _base_twins(session, take.sheet, [values for values, _findings in judged])
        results = []
        for row, (values, findings), twin in zip(rows, judged, twins, strict=True):
            result = _settle(take.sheet, row, values, findings, seen, twin)
            results.append(result)
            counts[result["outcome"].value] += 1
            counts["warned"] += any(found[3] == WARNING for found in result["findings"])
        session.execute(update(ImportRow), results)
        done += len(rows)
        yield done
    batch.counts, batch.state, batch.checkpoint = dict(counts), BatchState.CHECKED, 0
    session.flush()


def _chunks(session: Session, batch: ImportBatch) -> Iterator[Sequence[Any]]:
    last = 0
    wanted = (ImportRow.id, ImportRow.line, ImportRow.cells)
    while True:
        rows = session.execute(
            select(*wanted)
            .where(ImportRow.batch_id == batch.id, ImportRow.id > last)
            .order_by(ImportRow.id)
            .limit(CHUNK)
        ).all()
        if not rows:
            return
        last = rows[-1].id
        yield rows


def _judge(take: Intake, batch: ImportBatch, row: Any) -> tuple[dict[str, Any], list[Broken]]:
    """The values of a row and every finding about it: of its cells, then of the form's rules."""
    values, findings = _values(take.sheet, batch, row.cells)
    errors, warnings = kernel_rules.check(list(take.rules), _as_form(take.sheet.model, values))
    told = {(broken.field, str(broken.message)) for broken in findings}
    findings += [b for b in (*errors, *warnings) if (b.field, str(b.message)) not in told]
    return values, findings


def _values(
    sheet: Sheet, batch: ImportBatch, cells: Sequence[Any]
) -> tuple[dict[str, Any], list[Broken]]:
    given: dict[str, Any] = dict(batch.fixed)
    for field, at in batch.mapping.items():
        cell = cells[at] if at < len(cells) else None
        if cell not in (None, "") or field not in given:
            given[field] = cell
    return sheet.values(given)


def _as_form(model: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """The row as its form would show it: every column, with the defaults."""
    whole: dict[str, Any] = {}
    for attribute in model.__mapper__.column_attrs:
        default = attribute.columns[0].default
        whole[attribute.key] = default.arg if default is not None and default.is_scalar else None
    return whole | {name: value for name, value in values.items() if value is not None}


def _base_twins(
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
            here = dict(session.execute(statement.where(*key.only)).tuples().all())
        for at, value in enumerate(wanted):
            if value in here and found[at] is None:
                found[at] = (key.name, here[value])
    return found


def _settle(
    sheet: Sheet, row: Any, values: Mapping[str, Any], findings: Sequence[Broken],
    seen: dict[tuple[str, str], int], twin: tuple[str, int] | None,
) -> dict[str, Any]:  # fmt: skip
    """Exactly one outcome for a row; a refused row is nobody's twin."""
    told = [_told(broken) for broken in findings[:MOST_FINDINGS]]
    result: dict[str, Any] = {
        "id": row.id,
        "findings": told,
        "twin_line": None,
        "twin_id": None,
        "row_id": None,
    }
    if any(not broken.warning for broken in findings):
        return result | {"outcome": Outcome.REFUSED}
    marks = {key.name: (key.name, value) for key in sheet.keys if (value := key.of(values))}
    earlier = next(((name, seen[mark]) for name, mark in marks.items() if mark in seen), None)
    for mark in marks.values():
        seen.setdefault(mark, row.line)
    if earlier:
        said = _("The same as line %(line)s of this file.", line=earlier[1])
        told.append([earlier[0], str(said), "", NOTE])
        return result | {"outcome": Outcome.DUPLICATE_IN_FILE, "twin_line": earlier[1]}
    if twin:
        told.append([twin[0], str(_("Already here.")), "", NOTE])
        return result | {"outcome": Outcome.DUPLICATE_OF_BASE, "twin_id": twin[1]}
    return result | {"outcome": Outcome.NEW}


def _told(broken: Broken) -> list[Any]:
    return [broken.field, str(broken.message), broken.rule, WARNING if broken.warning else ERROR]


# --- writing ------------------------------------------------------------------------------------


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
    session.execute(update(ImportRow), changed)
    _recount(batch, changed)
    session.flush()
    return True


def _write(
    session: Session, take: Intake, batch: ImportBatch, rows: Sequence[Any], viewer: Viewer
) -> list[dict[str, Any]]:
    """Somebody may have been quicker since the check: twins are looked for again."""
    values = [_values(take.sheet, batch, row.cells)[0] for row in rows]
    twins = _base_twins(session, take.sheet, values)
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
