"""The house's own periodic work: closing the trail, sweeping out old rows of jobs, notices, letters, forms, results; a look at the tables."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select

from app.kernel import jobs, notices, outbox, results, sealing, statistics, submissions
from app.kernel.db import utcnow
from app.kernel.jobs import Job, JobState
from app.kernel.schedule import Daily, Every

KEEP_DAYS = 30
BATCH = 1000


@jobs.job("seal_trail", title=_("Seal the record of changes"), every=Every(minutes=5))
def seal_trail(work: Any) -> dict[str, int]:
    """Chain the entries written since the last seal, a batch a transaction."""
    sealed = work.state.get("sealed", 0)
    while count := sealing.seal(work.session):
        sealed += count
        work.checkpoint({"sealed": sealed}, done=sealed)
    return {"sealed": sealed}


@jobs.job("sweep_jobs", title=_("Remove old rows of background work"), every=Daily("03:10"))
def sweep_jobs(work: Any) -> dict[str, int]:
    """Done periodic jobs say nothing after a while; what failed or somebody asked for stays."""
    before = utcnow() - dt.timedelta(days=KEEP_DAYS)
    old = (
        select(Job.id)
        .where(Job.state == JobState.DONE, Job.finished_at < before, Job.created_by_id.is_(None))
        .limit(BATCH)
    )
    removed = work.state.get("removed", 0)
    while ids := list(work.session.scalars(old)):
        work.session.execute(delete(Job).where(Job.id.in_(ids)))
        removed += len(ids)
        work.checkpoint({"removed": removed}, done=removed)
    return {"removed": removed}


@jobs.job("sweep_notices", title=_("Remove old read notices"), every=Daily("03:20"))
def sweep_notices(work: Any) -> dict[str, int]:
    """What was read, and letters that were sent, go after the days config.py says."""
    before = utcnow() - dt.timedelta(days=current_app.config["NOTICE_KEEP_DAYS"])
    removed = work.state.get("removed", 0)
    for sweep in (outbox.sweep, notices.sweep):
        while count := sweep(work.session, before, BATCH):
            removed += count
            work.checkpoint({"removed": removed}, done=removed)
    return {"removed": removed}


@jobs.job("sweep_submissions", title=_("Forget forms sent long ago"), every=Daily("03:25"))
def sweep_submissions(work: Any) -> dict[str, int]:
    """A page older than this is opened again before it is sent."""
    before = utcnow() - dt.timedelta(days=KEEP_DAYS)
    removed = work.state.get("removed", 0)
    while count := submissions.sweep(work.session, before, BATCH):
        removed += count
        work.checkpoint({"removed": removed}, done=removed)
    return {"removed": removed}


@jobs.job("sweep_results", title=_("Remove old files made in the background"), every=Daily("03:30"))
def sweep_results(work: Any) -> dict[str, int]:
    """What a job made for somebody goes after the days config.py says; asked again, it is made again."""
    before = utcnow() - dt.timedelta(days=current_app.config["RESULT_KEEP_DAYS"])
    old = list(results.older_than(before.timestamp()))
    for file in old:
        file.unlink(missing_ok=True)
    return {"removed": len(old)}


@jobs.job("refresh_statistics", title=_("Look at what the tables hold"), every=Daily("03:50"))
def refresh_statistics(work: Any) -> None:
    """Every night: tables grow, and the best way to their rows changes with them."""
    statistics.refresh(work.session)
