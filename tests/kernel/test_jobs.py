"""Jobs: leases, two workers, cancel, retry, slots; killed ones stand in test_jobs_killed."""

from __future__ import annotations

import datetime as dt
import itertools
import threading

import pytest
from sqlalchemy import func, select

from app.kernel import jobs, schedule, worker
from app.kernel.db import db, utcnow, writing
from app.kernel.holidays import CalendarDay, DayKind
from app.kernel.jobs import Job, JobState
from app.kernel.leases import claim
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.viewer import current_or_none
from app.kernel.worker import Worker

FIRST = dt.date(2040, 1, 1)
SEEN: list[object] = []


@jobs.job("test_days")
def write_days(work, upto: int) -> dict:
    """A row a step."""
    for i in range(work.state.get("next", 0), upto):
        day = FIRST + dt.timedelta(days=i)
        work.session.add(CalendarDay(day=day, day_kind=DayKind.OFF))
        work.session.flush()
        work.checkpoint({"next": i + 1}, done=i + 1, total=upto)
    return {"rows": upto}


@jobs.job("test_fail", attempts=2)
def always_fail(work) -> None:
    raise RuntimeError("on purpose")


@jobs.job("test_look", writes=False)
def look(work) -> None:
    viewer = current_or_none()
    SEEN.append((viewer.is_system, viewer.user_id))
    work.session.scalars(select(Job.id)).all()
    work.checkpoint({}, done=1, total=1)


@jobs.job("test_slots", every=schedule.Every(minutes=5))
def in_slots(work) -> None:
    SEEN.append("slot")


@pytest.fixture
def ground(own_app):
    """An application with a committed database, empty of other jobs' slots."""
    with own_app.app_context(), acting_as(SYSTEM), writing():
        yield own_app
        db.session.remove()


def put(kind: str, **arguments) -> int:
    ident = jobs.enqueue(db.session, kind, **arguments).id
    db.session.commit()
    return ident


def read(ident: int) -> Job:
    """The job as it stands; detached, so that looking at it holds no lock."""
    db.session.expire_all()
    row = db.session.get_one(Job, ident)
    db.session.expunge(row)
    db.session.commit()
    return row


def change(ident: int, **values) -> None:
    row = db.session.get_one(Job, ident)
    for name, value in values.items():
        setattr(row, name, value)
    db.session.commit()


def tell(verb, ident: int) -> bool:
    done = verb(db.session, db.session.get_one(Job, ident))
    db.session.commit()
    return done


def days() -> int:
    count = db.session.scalar(
        select(func.count()).select_from(CalendarDay).where(CalendarDay.day >= FIRST)
    )
    db.session.commit()
    return count


def test_a_job_is_done_once(ground) -> None:
    ident = put("test_days", upto=3)
    assert Worker(ground).drain() == 1
    row = read(ident)
    assert (row.state, row.done, row.percent, row.result) == (JobState.DONE, 3, 100, {"rows": 3})
    assert Worker(ground).drain() == 0
    assert days() == 3


@pytest.mark.parametrize(("step", "gaps"), [(0.01, 0), (1.0, 3)])
def test_a_long_job_leaves_the_one_writer_to_people_now_and_then(
    ground, monkeypatch, step: float, gaps: int
) -> None:
    """SQLite: whoever waits looks every 0.1 s and would find the place taken again for minutes."""
    clock, left = itertools.count(0, step), []
    monkeypatch.setattr(worker, "monotonic", lambda: next(clock))
    monkeypatch.setattr(worker, "sleep", left.append)
    put("test_days", upto=3)
    Worker(ground).step()
    is_sqlite = db.engine.dialect.name == "sqlite"
    assert days() == 3 and left == [worker.GAP_SECONDS] * (gaps if is_sqlite else 0)


def test_the_same_key_is_the_same_job(ground) -> None:
    assert put("test_days", key="k", upto=1) == put("test_days", key="k", upto=1)


def test_a_job_that_was_rolled_back_never_was(ground) -> None:
    jobs.enqueue(db.session, "test_days", key="never", upto=1)
    db.session.rollback()
    assert jobs.by_key(db.session, "never") is None
    db.session.rollback()


def test_an_unknown_kind_is_refused_at_once(ground) -> None:
    with pytest.raises(LookupError):
        jobs.enqueue(db.session, "test_nothing")


def test_a_worker_that_lost_its_lease_saves_nothing(ground) -> None:
    @jobs.job("test_lost")
    def lose(work) -> None:
        work.session.add(CalendarDay(day=FIRST, day_kind=DayKind.OFF))
        work._worker = "somebody else"  # as if the sweep had given the job away
        work.checkpoint({"next": 1})

    ident = put("test_lost")
    Worker(ground).drain()
    assert days() == 0
    assert read(ident).state is JobState.RUNNING


def test_a_failure_is_tried_again_later_then_given_up(ground) -> None:
    ident = put("test_fail")
    worker = Worker(ground)
    assert worker.drain() == 1
    row = read(ident)
    assert row.state is JobState.QUEUED
    assert row.run_at > utcnow()
    change(ident, run_at=utcnow())
    assert worker.drain() == 1
    row = read(ident)
    assert row.state is JobState.FAILED
    assert row.error_id


def test_retry_goes_on_from_the_checkpoint(ground) -> None:
    ident = put("test_days", upto=4)
    change(ident, state=JobState.FAILED, checkpoint={"next": 3})
    assert tell(jobs.retry, ident)
    assert not tell(jobs.retry, ident), "it waits already"
    Worker(ground).drain()
    assert days() == 1
    assert read(ident).state is JobState.DONE


def test_cancel_waiting_and_running(ground) -> None:
    waiting = put("test_days", upto=1)
    assert tell(jobs.cancel, waiting)
    assert Worker(ground).drain() == 0
    assert read(waiting).state is JobState.CANCELLED

    running = put("test_days", upto=3)
    change(running, is_cancelling=True)
    Worker(ground).drain()
    assert read(running).state is JobState.CANCELLED
    assert days() == 1, "stopped at its first checkpoint, which is saved"
    assert not tell(jobs.cancel, running)


def test_what_nobody_wants_any_more_is_not_tried_again(ground) -> None:
    ident = put("test_fail")
    change(ident, is_cancelling=True)
    Worker(ground).drain()
    row = read(ident)
    assert (row.state, bool(row.error_id)) == (JobState.CANCELLED, True)


def test_a_stopping_worker_gives_the_job_back(ground) -> None:
    ident = put("test_days", upto=3)
    worker = Worker(ground)
    worker.stop.set()
    worker.step()
    row = read(ident)
    assert (row.state, row.attempts, row.checkpoint) == (JobState.QUEUED, 0, {"next": 1})
    Worker(ground).drain()
    assert days() == 3


def test_of_two_workers_one_gets_it(ground) -> None:
    for n in range(12):
        put("test_look", key=f"look {n}")
    got: list[int] = []

    def take(name: str) -> None:
        with ground.app_context(), acting_as(SYSTEM), writing():
            while True:
                ident = claim(db.session, name, utcnow())
                db.session.commit()
                if ident is None:
                    return
                got.append(ident)

    threads = [threading.Thread(target=take, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(got) == len(set(got)) >= 12


def test_a_slot_is_taken_once_however_many_ask(ground) -> None:
    now = utcnow()
    first = {row.key for row in jobs.tick(db.session, now)}
    db.session.commit()
    assert any(key.startswith("test_slots@") for key in first)
    assert jobs.tick(db.session, now) == []
    later = [row.key for row in jobs.tick(db.session, now + dt.timedelta(minutes=5))]
    assert any(key.startswith("test_slots@") for key in later)
    db.session.rollback()


@pytest.mark.parametrize(
    ("slots", "now", "start"),
    [
        (schedule.Every(5), "2026-11-22T10:07:00+00:00", "2026-11-22T10:05:00+00:00"),
        (schedule.Daily("06:30"), "2026-11-22T10:00:00+08:00", "2026-11-22T06:30:00+08:00"),
        (schedule.Daily("06:30"), "2026-11-22T06:00:00+08:00", "2026-11-21T06:30:00+08:00"),
        (
            schedule.Yearly("01-02", "04:10"),
            "2026-11-22T10:00:00+08:00",
            "2026-01-02T04:10:00+08:00",
        ),
        (
            schedule.Yearly("01-02", "04:10"),
            "2026-01-02T04:00:00+08:00",
            "2025-01-02T04:10:00+08:00",
        ),
        (schedule.Weekly("mon", "06:30"), "2026-11-22T10:00:00+08:00", "2026-11-16T06:30:00+08:00"),
    ],
)
def test_every_moment_belongs_to_one_slot(slots, now: str, start: str) -> None:
    zone = dt.timezone(dt.timedelta(hours=8))
    found = slots.start(dt.datetime.fromisoformat(now), zone)
    assert found == dt.datetime.fromisoformat(start)


def test_a_job_acts_for_the_one_who_asked(ground) -> None:
    SEEN.clear()
    from dataclasses import replace

    with acting_as(replace(SYSTEM, user_id=1)):
        ident = put("test_look")
    Worker(ground).drain()
    assert (True, 1) in SEEN
    assert read(ident).owner_id == 1


def test_everybody_sees_his_own_jobs_only(ground) -> None:
    from flask_appbuilder.security.sqla.models import User

    from app.organization.viewer import viewer_for

    who = {u.username: u.id for u in db.session.scalars(select(User))}
    row = jobs.enqueue(db.session, "test_look")
    row.owner_id = who["rep"]
    db.session.commit()
    for name, sees in (("rep", True), ("rep2", False), ("gm", False), ("admin", True)):
        with acting_as(viewer_for(who[name], db.session)):
            found = db.session.scalars(select(Job.id)).all()
        assert (row.id in found) is sees, name
    db.session.rollback()


def test_the_worker_command_does_what_is_ready(ground) -> None:
    put("test_days", upto=2)
    result = ground.test_cli_runner().invoke(args=["jobs", "run", "--once"])
    assert result.exit_code == 0, result.output
    assert days() == 2


def test_the_trail_is_sealed_by_a_job(ground) -> None:
    from app.kernel import sealing

    put("seal_trail", key="seal now")
    Worker(ground).drain()
    assert sealing.verify(db.session) == ([], 0)
    db.session.rollback()


def test_old_slots_are_swept_out_and_nothing_else(ground) -> None:
    long_ago = utcnow() - dt.timedelta(days=60)
    old, failed, asked = put("test_look", key="a"), put("test_look", key="b"), put("test_look")
    change(old, state=JobState.DONE, finished_at=long_ago, created_by_id=None)
    change(failed, state=JobState.FAILED, finished_at=long_ago, created_by_id=None)
    change(asked, state=JobState.DONE, finished_at=long_ago, created_by_id=1)
    put("sweep_jobs")
    Worker(ground).drain()
    left = set(db.session.scalars(select(Job.id)))
    db.session.rollback()
    assert old not in left
    assert {failed, asked} <= left


def test_the_bell_wakes_a_real_worker(ground) -> None:
    import time

    worker = Worker(ground)
    thread = threading.Thread(target=worker.run, daemon=True)
    thread.start()
    try:
        ident = put("test_days", upto=2)
        for _round in range(100):
            if read(ident).state is JobState.DONE:
                break
            time.sleep(0.1)
        assert read(ident).state is JobState.DONE
    finally:
        worker.stop.set()
        thread.join(10)
    assert not thread.is_alive()
