"""Import job: large files are checked, written and taken back in the background; rows of old imports are removed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.kernel import import_check, import_undo, import_write, imports, jobs, statistics
from app.kernel.db import utcnow
from app.kernel.exchange import BatchState, ImportBatch, ImportRow
from app.kernel.persons import standstill
from app.kernel.schedule import Daily
from app.kernel.viewer import SYSTEM, Viewer, acting_as

KIND = "import.step"
SWEPT = 1_000
# where an import stands when a step of it begins, and when it goes on after it was broken off
OPEN_FOR = {
    "check": (BatchState.STAGED, BatchState.CHECKED),
    "write": (BatchState.CHECKED, BatchState.WRITING),
    "undo": (BatchState.WRITING, BatchState.DONE, BatchState.UNDOING),
}


def is_open_for(batch: ImportBatch, step: str) -> bool:
    """True where a step of an import may begin or go on: what is written is not judged again."""
    sheets = (batch, *batch.parts)
    return batch.purged_at is None and all(each.state in OPEN_FOR[step] for each in sheets)


def steps(
    session: Session, batch: ImportBatch, step: str, viewer: Viewer
) -> Iterator[tuple[int, int]]:
    """Do one step of an import and of its parts, a chunk at a time; yields done and total after each chunk.

    The door commits after each, so that a killed import goes on where it stood. What hangs below is
    written after what it hangs on, and taken back before it.
    """
    standstill.carrying(session)  # before a row of the batch is touched: an erasure wants it too
    each = {"check": _check, "write": _write, "undo": _undo}[step]
    yield from each(session, [batch, *batch.parts], viewer)


def _check(
    session: Session, batches: list[ImportBatch], _viewer: Viewer
) -> Iterator[tuple[int, int]]:
    total, before = sum(batch.total for batch in batches), 0
    for batch in batches:  # a check that is broken off leaves nothing that could be written
        batch.state = BatchState.STAGED
    for batch in batches:
        for done in import_check.check(session, imports.intake(batch.table_name), batch):
            yield before + done, total
        before += batch.total


def _write(
    session: Session, batches: list[ImportBatch], viewer: Viewer
) -> Iterator[tuple[int, int]]:
    def total() -> int:
        return sum(batch.count(outcome) for batch in batches for outcome in import_write.WRITTEN)

    for batch in batches:
        while import_write.write_next(session, imports.intake(batch.table_name), batch, viewer):
            yield _counted(batches, *import_write.WRITTEN.values()), total()
    for batch in batches:
        import_write.finish(session, batch)
    if total() >= statistics.MANY:
        statistics.refresh(session, {batch.table_name for batch in batches})


def _undo(
    session: Session, batches: list[ImportBatch], viewer: Viewer
) -> Iterator[tuple[int, int]]:
    total = _counted(batches, *import_write.WRITTEN.values())
    for batch in batches:
        import_undo.begin(batch)
    for batch in reversed(batches):
        while import_undo.undo_next(session, imports.intake(batch.table_name), batch, viewer):
            yield _counted(batches, "undone", "kept"), total
    for batch in batches:
        import_undo.finish(session, batch)


def _counted(batches: list[ImportBatch], *names: str) -> int:
    return sum(batch.counts.get(name, 0) for batch in batches for name in names)


@jobs.job(KIND, title=_("Import"))
def run(work: Any, batch_id: int, step: str) -> dict[str, Any]:
    """One step in the background, with the rights and the reach of who asked for it.

    A job that failed or was stopped may be run again long after the import went on without it:
    then there is nothing to do.
    """
    batch = work.session.get_one(ImportBatch, batch_id)
    if not is_open_for(batch, step):
        return {"batch": batch_id, "step": step, "over": True}
    viewer = SYSTEM  # what the house itself asked for
    if work.created_by_id is not None:
        viewer = current_app.extensions["viewer_for"](work.created_by_id, work.session)
    if not imports.intake(batch.table_name).may_bring(viewer):
        raise PermissionError(f"{batch.table_name} may no longer be imported")
    chunks = steps(work.session, batch, step, viewer)
    while True:
        with acting_as(viewer):
            reached = next(chunks, None)
        if reached is None:
            return {"batch": batch_id, "step": step}
        work.checkpoint(done=reached[0], total=reached[1])


def enqueue(session: Session, batch: ImportBatch, step: str) -> jobs.Job:
    """Put a step into the background; asked twice, it is one."""
    return running(session, batch) or jobs.enqueue(session, KIND, batch_id=batch.id, step=step)


def running(session: Session, batch: ImportBatch) -> jobs.Job | None:
    """The step that waits or is at work on a batch now."""
    waiting = session.scalars(
        select(jobs.Job)
        .where(jobs.Job.job_kind == KIND, jobs.Job.state.in_(jobs.OPEN))
        .execution_options(unscoped=True)
    )
    return next((job for job in waiting if job.arguments.get("batch_id") == batch.id), None)


@jobs.job("sweep_imports", title=_("Remove the rows of old imports"), every=Daily("03:30"))
def sweep_imports(work: Any) -> dict[str, int]:
    """The rows that a file brought hold personal data: they go after the days config.py says; the counts stay."""
    before = utcnow() - dt.timedelta(days=current_app.config["IMPORT_KEEP_DAYS"])
    removed = work.state.get("removed", 0)
    stale = func.coalesce(ImportBatch.finished_at, ImportBatch.changed_at) < before
    old = select(ImportBatch).where(stale, ImportBatch.purged_at.is_(None)).limit(1)
    while batch := work.session.scalars(old).one_or_none():
        some = select(ImportRow.id).where(ImportRow.batch_id == batch.id).limit(SWEPT)
        ids = work.session.scalars(some).all()
        if ids:
            work.session.execute(delete(ImportRow).where(ImportRow.id.in_(ids)))
        else:
            batch.purged_at = utcnow()
        removed += len(ids)
        work.checkpoint({"removed": removed}, done=removed)
    return {"removed": removed}
