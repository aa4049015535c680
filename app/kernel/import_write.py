"""Import write: puts the rows of a checked file into their table chunk by chunk: new ones, and changes of those here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.kernel import trail
from app.kernel.bulk import bulk_write
from app.kernel.db import Model, utcnow
from app.kernel.exchange import BatchState, ImportBatch, ImportRow, Outcome
from app.kernel.findings import ERROR, finding, note
from app.kernel.import_check import changes, in_reach, locked
from app.kernel.import_links import readers
from app.kernel.imports import CHUNK, Intake, base_twins, cells_of
from app.kernel.many import uncollected, update_many
from app.kernel.persons import standstill
from app.kernel.viewer import Viewer

REFUSED_BY_DATABASE = _("The database refused this row.")
CHANGED = _("Somebody changed this record after the check; check the file once more.")
WRITTEN = {Outcome.NEW: "written", Outcome.UPDATE: "updated"}

Read = tuple[Any, dict[str, Any]]  # a row of the file and its values


def write_next(session: Session, take: Intake, batch: ImportBatch, viewer: Viewer) -> bool:
    """Write the next chunk of rows; False when all are in. The caller commits after each."""
    standstill.carrying(session)
    rows = session.execute(
        select(ImportRow)
        .where(
            ImportRow.batch_id == batch.id, ImportRow.outcome.in_(list(WRITTEN)),
            ImportRow.id > batch.checkpoint, ImportRow.row_id.is_(None),
        )
        .order_by(ImportRow.id)
        .limit(CHUNK)
        .with_only_columns(
            ImportRow.id, ImportRow.line, ImportRow.cells, ImportRow.outcome, ImportRow.twin_id,
            ImportRow.twin_version,
        )
    ).all()  # fmt: skip
    if not rows:
        return False
    batch.state, batch.checkpoint = BatchState.WRITING, rows[-1].id
    with uncollected():
        changed = _write(session, take, batch, rows, viewer)
    update_many(session, ImportRow, changed)
    _recount(batch, {row.id: row.outcome for row in rows}, changed)
    session.flush()
    return True


def finish(session: Session, batch: ImportBatch) -> None:
    """All rows that could be are in."""
    batch.state, batch.finished_at = BatchState.DONE, utcnow()
    session.flush()


def _write(
    session: Session, take: Intake, batch: ImportBatch, rows: Sequence[Any], viewer: Viewer
) -> list[dict[str, Any]]:
    """Somebody may have been quicker since the check: twins and records are looked for again."""
    links = readers(session, take.sheet, batch, rows)
    changed: list[dict[str, Any]] = []
    fresh: list[Read] = []
    known: list[Read] = []
    cells = [cells_of(batch, row.cells, row.outcome is Outcome.NEW) for row in rows]
    read = take.sheet.read_all(cells, links)
    for row, (values, found) in zip(rows, read, strict=True):
        if any(not broken.warning for broken in found):  # what it hangs on was not brought in
            changed.append(_refused(row, [finding(broken) for broken in found]))
        elif row.outcome is Outcome.NEW:
            take.sheet.lacking(values, found)
            fresh.append((row, values))
        else:
            known.append((row, values))
    for (row, _values), twins in zip(fresh, base_twins(session, take.sheet, [v for _r, v in fresh]), strict=True):  # fmt: skip
        if twins:
            twin = next(iter(twins.values()))
            changed.append({"id": row.id, "outcome": Outcome.DUPLICATE_OF_BASE, "twin_id": twin})
    late = {row["id"] for row in changed}
    return [
        *changed,
        *_insert(session, take, batch, [one for one in fresh if one[0].id not in late], viewer),
        *_change(session, take, known, viewer),
    ]


def _refused(row: Any, findings: list[Any]) -> dict[str, Any]:
    return {"id": row.id, "outcome": Outcome.REFUSED, "findings": findings}


# --- new rows ---


def _insert(
    session: Session, take: Intake, batch: ImportBatch, fresh: Sequence[Read], viewer: Viewer
) -> list[dict[str, Any]]:
    keys = {col.field for col in take.sheet.importable if col.is_key}
    ready = []
    for row, values in fresh:
        if take.sheet.prepare:
            take.sheet.prepare(session, values)
        said = {n: v for n, v in values.items() if v is not None and n not in keys}
        ready.append((row, {**batch.place, **said}))
    told = _put_in(session, take.sheet.model, ready, viewer)
    ids = [each["row_id"] for each in told if "row_id" in each]
    if take.sheet.written and ids:
        take.sheet.written(session, ids)
    return told


def _put_in(
    session: Session, model: type[Model], fresh: Sequence[Read], viewer: Viewer
) -> list[dict[str, Any]]:
    """All at once; where the database refuses, one by one, so that one bad row spoils no other."""
    try:
        with session.begin_nested():
            ids = bulk_write(session, model, [values for _row, values in fresh], viewer)
    except IntegrityError:
        if len(fresh) == 1:
            return [_refused(fresh[0][0], [note("", REFUSED_BY_DATABASE, ERROR)])]
        return [each for pair in fresh for each in _put_in(session, model, [pair], viewer)]
    return [
        {"id": row.id, "outcome": Outcome.NEW, "row_id": ident}
        for (row, _values), ident in zip(fresh, ids, strict=True)
    ]


# --- records that are here ---


def _change(
    session: Session, take: Intake, known: Sequence[Read], viewer: Viewer
) -> list[dict[str, Any]]:
    """Only fields of the file change, and only in the version that the check saw."""
    if not known:
        return []
    here = in_reach(session, take.sheet.model, {row.twin_id for row, _values in known})
    told: list[dict[str, Any]] = []
    ready: list[tuple[Any, Any, dict[str, Any]]] = []
    for row, values in known:
        record = here.get(row.twin_id)
        if record is None or record.version != row.twin_version or not take.may_change(viewer):
            told.append(_refused(row, [note("", CHANGED, ERROR)]))
        elif not take.is_open(record):
            told.append(_refused(row, [note("", locked(take, record), ERROR)]))
        else:
            ready.append((row, record, changes(take.sheet, values)))
    return told + _set(session, ready)


def _set(
    session: Session, ready: Sequence[tuple[Any, Any, dict[str, Any]]]
) -> list[dict[str, Any]]:
    """All in one flush; where the database refuses, one by one."""
    before = []
    try:
        with session.begin_nested():
            for _row, record, new in ready:
                before.append({name: trail.plain(getattr(record, name)) for name in new})
                for name, value in new.items():
                    setattr(record, name, value)
            session.flush()
    except (IntegrityError, StaleDataError) as fault:
        if len(ready) == 1:
            said = CHANGED if isinstance(fault, StaleDataError) else REFUSED_BY_DATABASE
            return [_refused(ready[0][0], [note("", said, ERROR)])]
        return [each for one in ready for each in _set(session, [one])]
    return [
        {
            "id": row.id, "outcome": Outcome.UPDATE, "row_id": record.id, "before": old,
            "row_version": record.version,
        }
        for (row, record, _new), old in zip(ready, before, strict=True)
    ]  # fmt: skip


def _recount(
    batch: ImportBatch, was: Mapping[int, Outcome], changed: Sequence[Mapping[str, Any]]
) -> None:
    """Each row stays in exactly one class."""
    counts = Counter(batch.counts)
    for row in changed:
        outcome = row["outcome"]
        counts[was[row["id"]].value] -= 1
        counts[outcome.value] += 1
        if outcome in WRITTEN:
            counts[WRITTEN[outcome]] += 1
    batch.counts = dict(counts)
