"""Who is at a job and until when: taken in one statement, given back when the worker dies."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from typing import Any

from sqlalchemy import select, update

from app.kernel import jobs
from app.kernel.jobs import Job, JobState

log = logging.getLogger("kedang.jobs")

CLAIM_LEASE = dt.timedelta(seconds=60)


def claim(session: Any, worker: str, now: dt.datetime) -> int | None:
    """Take the next ready job in one statement: of two workers one gets it."""
    ready = (
        select(Job.id)
        .where(Job.state == JobState.QUEUED, Job.run_at <= now)
        .order_by(Job.run_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    row = session.execute(
        update(Job)
        .where(Job.id == ready, Job.state == JobState.QUEUED)
        .values(
            state=JobState.RUNNING, leased_by=worker, lease_until=now + CLAIM_LEASE,
            heartbeat_at=now, started_at=now, attempts=Job.attempts + 1,
        )
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    ).first()  # fmt: skip
    return row[0] if row else None


def sweep(session: Any, now: dt.datetime) -> int:
    """Give back the jobs whose worker died: their lease ran out. How many there were."""
    lost = (Job.state == JobState.RUNNING, Job.lease_until < now)
    limits = {kind: declared.attempts for kind, declared in jobs._specs.items()}
    count = 0
    for row in session.scalars(select(Job).where(*lost).with_for_update(skip_locked=True)):
        spent = row.attempts >= limits.get(row.job_kind, jobs.ATTEMPTS)
        row.leased_by = row.lease_until = None
        if row.is_cancelling:
            row.state, row.finished_at = JobState.CANCELLED, now
        elif spent:
            row.state, row.finished_at, row.error_id = JobState.FAILED, now, secrets.token_hex(4)
            log.error(
                "job %s lost its worker %s times, error %s", row.id, row.attempts, row.error_id
            )
        else:
            row.state = JobState.QUEUED
        count += 1
    session.flush()
    return count
