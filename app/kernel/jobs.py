"""Work that is done later: the job row is the truth, written in the transaction of its cause."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import nonmember
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, ForeignKey, Index, Integer, String, event, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel import bell
from app.kernel.clock import zone
from app.kernel.db import BigKey, Model, UTCDateTime, actor_id, choice, label, utcnow
from app.kernel.schedule import Slots
from app.kernel.scope import Owned
from app.kernel.words import Words

RING = "jobs to announce"
ATTEMPTS = 3


class JobState(Words):
    """Where a job stands."""

    shape = nonmember("dot")
    QUEUED = "queued", _("Waiting"), "ring"
    RUNNING = "running", _("Running"), "info"
    DONE = "done", _("Done"), "dot-ok"
    FAILED = "failed", _("Failed"), "bad"
    CANCELLED = "cancelled", _("Cancelled"), "plain"


OPEN = (JobState.QUEUED, JobState.RUNNING)


class Job(Owned, Model):
    """One piece of work: what, for whom, how far, and who is at it until when."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_state_run_at", "state", "run_at"),
        Index("ix_job_state_lease_until", "state", "lease_until"),
    )
    kind = "job"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, sort_order=-100)
    job_kind: Mapped[str] = mapped_column(String(80), index=True, info=label(_("Task")))
    title: Mapped[str] = mapped_column(String(200), default="", info=label(_("Title")))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    key: Mapped[str | None] = mapped_column(String(200), unique=True, info=label(_("Key")))
    state: Mapped[JobState] = mapped_column(
        choice(JobState), default=JobState.QUEUED, info=label(_("State"))
    )
    run_at: Mapped[dt.datetime] = mapped_column(
        UTCDateTime, default=utcnow, info=label(_("Not before"))
    )
    created_at: Mapped[dt.datetime] = mapped_column(
        UTCDateTime, default=utcnow, info=label(_("Asked for at"))
    )
    created_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id"), default=actor_id, info=label(_("Asked for by"))
    )
    started_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, info=label(_("Started")))
    finished_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, info=label(_("Finished")))
    leased_by: Mapped[str | None] = mapped_column(String(80), info=label(_("Worker")))
    lease_until: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    heartbeat_at: Mapped[dt.datetime | None] = mapped_column(
        UTCDateTime, info=label(_("Last sign of life"))
    )
    attempts: Mapped[int] = mapped_column(Integer, default=0, info=label(_("Attempts")))
    done: Mapped[int] = mapped_column(Integer, default=0, info=label(_("Done so far")))
    total: Mapped[int | None] = mapped_column(Integer, info=label(_("In all")))
    checkpoint: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    is_cancelling: Mapped[bool] = mapped_column(default=False, info=label(_("Being cancelled")))
    error_id: Mapped[str | None] = mapped_column(String(20), info=label(_("Error number")))

    @property
    def percent(self) -> int | None:
        """How far, when the job said how much there is."""
        if self.state is JobState.DONE:
            return 100
        return min(100, self.done * 100 // self.total) if self.total else None

    @property
    def called(self) -> str:
        """What the work is, in the reader's language."""
        return gettext(self.title) if self.title else self.job_kind

    called.fget.label = _("Title")  # type: ignore[attr-defined]

    def __str__(self) -> str:
        return self.title or self.job_kind


@dataclass(frozen=True)
class JobSpec:
    """What a kind of job is: its function and how it is run.

    ``writes=False`` is for long reading: the write lock is taken only at checkpoints, and rows
    changed outside a ``writing()`` of its own are dropped there, at the end too.
    """

    kind: str
    run: Callable[..., Any]
    title: Any
    slots: Slots | None
    attempts: int
    lease: dt.timedelta
    writes: bool


_specs: dict[str, JobSpec] = {}


def job(
    kind: str,
    *,
    title: Any = "",
    every: Slots | None = None,
    attempts: int = ATTEMPTS,
    lease_seconds: int = 60,
    writes: bool = True,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a job: ``def f(work, **arguments)``; it may run again from its last checkpoint."""

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        known = _specs.get(kind)
        if known is not None and known.run.__qualname__ != function.__qualname__:
            raise ValueError(f"two jobs called {kind}")
        lease = dt.timedelta(seconds=lease_seconds)
        _specs[kind] = JobSpec(kind, function, title or kind, every, attempts, lease, writes)
        return function

    return declare


def specs() -> list[JobSpec]:
    """All declared kinds."""
    return list(_specs.values())


def spec(kind: str) -> JobSpec:
    """The declaration of a kind. Raises LookupError."""
    try:
        return _specs[kind]
    except KeyError:
        raise LookupError(f"no job is called {kind!r}") from None


def enqueue(
    session: Any, kind: str, *, key: str | None = None, run_at: dt.datetime | None = None,
    **arguments: Any,
) -> Job:  # fmt: skip
    """Put a job into the caller's transaction; a second one with the same key is the first."""
    declared = spec(kind)
    json.dumps(arguments)  # a wrong argument fails here, not at night
    real: Session = session() if callable(session) else session
    if key is not None and (found := by_key(real, key)) is not None:
        return found
    row = Job(
        job_kind=kind, title=_msgid(declared.title), arguments=arguments, key=key,
        run_at=run_at or utcnow(), owner_id=actor_id(),
    )  # fmt: skip
    if key is None:
        real.add(row)
        real.flush()
    else:
        try:
            with real.begin_nested():
                real.add(row)
        except IntegrityError:
            winner = by_key(real, key)
            if winner is None:
                raise
            return winner
    real.info.setdefault(RING, set()).add(kind)
    return row


def by_key(session: Session, key: str) -> Job | None:
    """The job of a key, whoever asked for it."""
    return session.scalars(
        select(Job).where(Job.key == key).execution_options(unscoped=True)
    ).one_or_none()


def cancel(session: Any, row: Job, now: dt.datetime | None = None) -> bool:
    """Stop a job: a waiting one at once, a running one at its next checkpoint; False when over."""
    now = now or utcnow()
    waiting = _move(
        session, row, JobState.QUEUED, state=JobState.CANCELLED, finished_at=now, lease_until=None
    )
    return waiting or _move(session, row, JobState.RUNNING, is_cancelling=True)


def is_under_way(session: Any, kind: str, **arguments: Any) -> bool:
    """True while a job of this kind and these arguments waits or runs."""
    asked = session.scalars(select(Job.arguments).where(Job.job_kind == kind, Job.state.in_(OPEN)))
    return arguments in asked.all()


def retry(session: Any, row: Job, now: dt.datetime | None = None) -> bool:
    """Run a failed or cancelled job again, from its last checkpoint; False when it is neither."""
    fresh = {
        "state": JobState.QUEUED, "run_at": now or utcnow(), "attempts": 0, "error_id": None,
        "finished_at": None, "is_cancelling": False, "leased_by": None, "lease_until": None,
    }  # fmt: skip
    again = _move(session, row, JobState.FAILED, **fresh) or _move(
        session, row, JobState.CANCELLED, **fresh
    )
    if again:
        (session() if callable(session) else session).info.setdefault(RING, set()).add(row.job_kind)
    return again


def _move(session: Any, row: Job, source: JobState, **values: Any) -> bool:
    """Change a job only where it still stands in a state: two hands never both succeed."""
    moved = session.execute(
        update(Job).where(Job.id == row.id, Job.state == source).values(**values)
    ).rowcount
    session.refresh(row)
    return bool(moved)


def tick(session: Any, now: dt.datetime | None = None) -> list[Job]:
    """Put the present slot of every periodic job into the table, once however many ask."""
    now = now or utcnow()
    wanted = {
        f"{declared.kind}@{declared.slots.start(now, zone()):%Y-%m-%dT%H:%M:%SZ}": declared.kind
        for declared in _specs.values()
        if declared.slots is not None
    }
    there = set(session.scalars(select(Job.key).where(Job.key.in_(list(wanted)))))
    return [
        enqueue(session, kind, key=key, run_at=now)
        for key, kind in wanted.items()
        if key not in there
    ]


def _msgid(text: Any) -> str:
    arguments = getattr(text, "_args", None)
    return str(arguments[0]) if arguments else str(text)


@event.listens_for(Session, "after_commit")
def _announce(session: Session) -> None:
    for kind in session.info.pop(RING, ()):
        bell.ring(kind)


@event.listens_for(Session, "after_soft_rollback")
def _unannounce(session: Session, _previous: Any) -> None:
    if not session.in_transaction():
        session.info.pop(RING, None)
