"""The hands: claim a job, do it from checkpoint to checkpoint, give it back when the process dies."""

from __future__ import annotations

import datetime as dt
import logging
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from time import monotonic, sleep
from typing import Any

from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.kernel import bell, jobs, trail
from app.kernel.db import db, utcnow, writing
from app.kernel.jobs import Job, JobSpec, JobState
from app.kernel.leases import claim, sweep
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.viewer import Viewer

log = logging.getLogger("kedang.jobs")

LOOK_SECONDS = 2.0
LISTEN_SECONDS = 0.25
TICK_SECONDS = 20.0
FIRST_WAIT = dt.timedelta(seconds=30)
# Who waits for SQLite's one writer looks every 0.1 s; a job that went on at once would starve him.
HELD_SECONDS, GAP_SECONDS = 0.25, 0.12


class Cancelled(Exception):
    """Somebody stopped the job."""


class Paused(Exception):
    """The worker is going home; the job goes on elsewhere."""


class LostLease(Exception):
    """The job was given to another worker meanwhile; nothing of ours may be saved."""


class Work:
    """What a job function is given: the session, its arguments' past, and ``checkpoint``."""

    def __init__(self, row: Job, declared: JobSpec, worker: str, stop: threading.Event) -> None:
        self.id = row.id
        self.attempt = row.attempts
        self.created_by_id = row.created_by_id
        self.state: dict[str, Any] = dict(row.checkpoint or {})
        self.done, self.total = row.done, row.total
        self._spec, self._worker, self._stop = declared, worker, stop
        self._since = monotonic()

    @property
    def session(self) -> Any:
        """The session of the job; only checkpoints commit it."""
        return db.session

    def checkpoint(
        self, state: dict[str, Any] | None = None, done: int | None = None, total: int | None = None
    ) -> None:
        """Save what was done and how far in one transaction: killed before, it never happened.

        Raises Cancelled, Paused or LostLease; let them pass.
        """
        self.state = dict(state) if state is not None else self.state
        self.done = self.done if done is None else done
        self.total = self.total if total is None else total
        is_cancelling = self._save(
            checkpoint=self.state, done=self.done, total=self.total,
            lease_until=utcnow() + self._spec.lease, heartbeat_at=utcnow(),
        )  # fmt: skip
        if is_cancelling:
            raise Cancelled
        if self._stop.is_set():
            raise Paused
        self._let_others_write()

    def _let_others_write(self) -> None:
        """Leave the write lock to people for a moment, where a database has one and it was held long."""
        if self._spec.writes and monotonic() - self._since > HELD_SECONDS:
            if db.engine.dialect.name == "sqlite":
                sleep(GAP_SECONDS)
            self._since = monotonic()

    def _save(self, **values: Any) -> bool:
        """Commit everything so far, if the job is still ours; whether somebody cancels it."""
        if not self._spec.writes:
            db.session.rollback()  # a reading transaction cannot become a writing one late
        with nullcontext() if self._spec.writes else writing():
            db.session.flush()
            held = db.session.execute(
                update(Job)
                .where(
                    Job.id == self.id,
                    Job.leased_by == self._worker,
                    Job.state == JobState.RUNNING,
                )
                .values(**values)
                .returning(Job.is_cancelling)
                .execution_options(synchronize_session=False)
            ).first()
            if held is None:
                db.session.rollback()
                raise LostLease
            db.session.commit()
        return bool(held[0])

    def finish(self, result: Any) -> None:
        """The last transaction: what is left to save, and done."""
        self._save(
            state=JobState.DONE, finished_at=utcnow(), lease_until=None, leased_by=None,
            result=result if isinstance(result, dict) else None, done=self.total or self.done,
        )  # fmt: skip


class Worker:
    """One process that does jobs, one after the other."""

    def __init__(self, app: Flask, name: str = "") -> None:
        self.app = app
        self.name = name or f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(3)}"
        self.stop = threading.Event()

    def run(self) -> None:
        """Work until told to stop."""
        log.info("worker %s is ready", self.name)
        due = 0.0
        while not self.stop.is_set():
            now = utcnow().timestamp()
            if now >= due:
                self._safely(self.look_round)
                due = now + TICK_SECONDS
            if not self._safely(self.step):
                self._listen()
        log.info("worker %s stops", self.name)

    def drain(self, limit: int = 1000) -> int:
        """Do all that is ready, then return how many it were (tests, commands)."""
        count = 0
        while count < limit and self.step():
            count += 1
        return count

    def _safely(self, action: Any) -> Any:
        """A database that is away for a while must not end the worker."""
        try:
            return action()
        except Exception:
            log.exception("the worker could not %s", action.__name__)
            return None

    def _listen(self) -> None:
        """Wait for the bell; look at the table anyway after a while."""
        waited = 0.0
        with self.app.app_context():
            while waited < LOOK_SECONDS and not self.stop.wait(LISTEN_SECONDS):
                waited += LISTEN_SECONDS
                if self._heard():
                    return

    def _heard(self) -> bool:
        try:
            return bell.bell().heard()
        except Exception:
            return False

    def look_round(self) -> None:
        """Give back what dead workers held, and put the present slots into the table."""
        with self._door():
            sweep(db.session, utcnow())
            jobs.tick(db.session)
            db.session.commit()

    def step(self) -> bool:
        """Do one job; False when none is ready."""
        with self._door():
            ident = claim(db.session, self.name, utcnow())
            db.session.commit()
        if ident is None:
            return False
        self._do(ident)
        return True

    @contextmanager
    def _door(self, viewer: Viewer = SYSTEM, writes: bool = True) -> Iterator[None]:
        """An app context, a viewer and a session of its own; nothing leaks to the next job."""
        with self.app.app_context(), acting_as(viewer), writing() if writes else nullcontext():
            try:
                yield
            finally:
                db.session.rollback()

    def _do(self, ident: int) -> None:
        with self._door(writes=False):
            row = db.session.get_one(Job, ident)
            arguments, kind = dict(row.arguments), row.job_kind
            viewer = replace(SYSTEM, user_id=row.created_by_id)
            try:
                declared = jobs.spec(kind)
            except LookupError as error:
                db.session.rollback()
                self._fail(ident, error)
                return
            work = Work(row, declared, self.name, self.stop)
        token = trail.request_id.set(f"job-{ident}")
        try:
            with self._door(viewer, declared.writes), self._pulse(ident, declared.lease):
                self._attempt(work, declared, arguments)
        finally:
            trail.request_id.reset(token)

    def _attempt(self, work: Work, declared: JobSpec, arguments: dict[str, Any]) -> None:
        try:
            work.finish(declared.run(work, **arguments))
        except Cancelled:
            self._settle(work.id, state=JobState.CANCELLED, finished_at=utcnow())
        except Paused:
            self._settle(work.id, state=JobState.QUEUED, run_at=utcnow(), attempts=Job.attempts - 1)
        except LostLease:
            log.warning("job %s was taken over by another worker", work.id)
        except Exception as error:
            db.session.rollback()
            self._fail(work.id, error)

    def _fail(self, ident: int, error: Exception) -> None:
        """Try again later, or give up under a number that the log knows."""
        number = secrets.token_hex(4)
        facts = {"job": ident, "error_id": number}
        log.error("job failed", exc_info=error, extra={"facts": facts})
        with self._door():
            row = db.session.get_one(Job, ident)
            known = row.job_kind in jobs._specs
            limit = jobs.spec(row.job_kind).attempts if known else 0
            attempts, is_cancelling = row.attempts, row.is_cancelling
            db_values = {"error_id": number}
            db.session.rollback()
            if is_cancelling:  # nobody wants it any more
                self._settle(ident, state=JobState.CANCELLED, finished_at=utcnow(), **db_values)
            elif attempts < limit:
                wait = FIRST_WAIT * 4 ** (attempts - 1)
                self._settle(ident, state=JobState.QUEUED, run_at=utcnow() + wait, **db_values)
            else:
                self._settle(ident, state=JobState.FAILED, finished_at=utcnow(), **db_values)

    def _settle(self, ident: int, **values: Any) -> None:
        """Leave a job in a state, if it is still ours."""
        db.session.rollback()
        with writing():
            db.session.execute(
                update(Job)
                .where(Job.id == ident, Job.leased_by == self.name, Job.state == JobState.RUNNING)
                .values(leased_by=None, lease_until=None, **values)
                .execution_options(synchronize_session=False)
            )
            db.session.commit()

    @contextmanager
    def _pulse(self, ident: int, lease: dt.timedelta) -> Iterator[None]:
        """Keep the lease alive beside a long step."""
        over = threading.Event()
        engine = db.engine

        def beat() -> None:
            while not over.wait(lease.total_seconds() / 3):
                self._beat(engine, ident, lease)

        thread = threading.Thread(target=beat, name=f"pulse-{ident}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join(1)

    def _beat(self, engine: Any, ident: int, lease: dt.timedelta) -> None:
        now = utcnow()
        try:
            with self.app.app_context(), acting_as(SYSTEM), writing(), Session(engine) as session:
                session.execute(
                    update(Job)
                    .where(Job.id == ident, Job.leased_by == self.name)
                    .values(heartbeat_at=now, lease_until=now + lease)
                )
                session.commit()
        except Exception:
            # the job itself may hold the write lock: then nobody can take the lease either
            log.debug("no pulse for job %s", ident, exc_info=True)
