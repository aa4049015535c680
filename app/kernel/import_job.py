"""Import job: large files are checked, written and taken back in the background, with a real percentage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel import import_check, import_write, imports, jobs
from app.kernel.exchange import ImportBatch, Outcome
from app.kernel.viewer import SYSTEM, Viewer

KIND = "import.step"


def steps(
    session: Session, batch: ImportBatch, step: str, viewer: Viewer
) -> Iterator[tuple[int, int]]:
    """Do one step of an import, a chunk at a time; yields done and total after each chunk.

    The door commits after each, so that a killed import goes on where it stood.
    """
    take = imports.intake(batch.table_name)
    if step == "check":
        for done in import_check.check(session, take, batch):
            yield done, batch.total
        return
    if step == "write":
        while import_write.write_next(session, take, batch, viewer):
            yield batch.counts.get("written", 0), batch.count(Outcome.NEW)
        return
    written = batch.counts.get("written", 0)
    while import_write.undo_next(session, take, batch):
        yield batch.counts.get("undone", 0) + batch.counts.get("kept", 0), written


@jobs.job(KIND, title=_("Import"))
def run(work: Any, batch_id: int, step: str) -> dict[str, Any]:
    """One step in the background."""
    batch = work.session.get_one(ImportBatch, batch_id)
    viewer = replace(SYSTEM, user_id=work.created_by_id)
    with force_locale(batch.locale):
        for done, total in steps(work.session, batch, step, viewer):
            work.checkpoint(done=done, total=total)
    return {"batch": batch_id, "step": step}


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
