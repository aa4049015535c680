"""The clock's voice: a reminder, a lateness, the chain of superiors, each once and only to who may see it. R-118."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import delete, select

from app.kernel import alarms, jobs, lateness, recount, reminders
from app.kernel.clock import zone
from app.kernel.db import utcnow
from app.kernel.deadlines import add
from app.kernel.holidays import CalendarDay, CalendarYear, DayKind
from app.kernel.jobs import Job
from app.kernel.lateness import LateState, LateWork
from app.kernel.notices import Notice
from app.kernel.tasks import Task
from app.kernel.trail import TrailEntry
from app.kernel.workdays import Hours, WorkingDays
from app.visits.models import VisitRequest
from app.visits.words import SlipState
from tests.kernel.test_deadlines import at, give

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def ground(session, as_system):
    """No late work and no other task that could wake."""
    session.execute(delete(LateWork))
    for task in session.scalars(select(Task)):
        task.wake_at = None
    session.flush()
    return session


@pytest.fixture
def task(ground, user_id):
    """The record of a visit by rep, due on Friday 20 November 2026 at the day's end."""
    slip = (
        ground.scalars(
            select(VisitRequest).where(
                VisitRequest.owner_id == user_id("rep"), VisitRequest.state == SlipState.RETURNED
            )
        ).first()
        or ground.scalars(
            select(VisitRequest).where(VisitRequest.owner_id == user_id("rep"))
        ).first()
    )
    start = at("2026-11-18 10:00")
    due = add(ground, start, WorkingDays(2), "visit_record.deadline_workdays")
    row = Task(
        flow="visit_slip", row_table="visit_request", row_id=slip.id, subject="S",
        title="Record the visit", user_id=user_id("rep"), apart=[], due_at=due.at,
        because=due.because, start_at=start, parameter=due.parameter, rule="R-125",
        opened_at=start, wake_at=alarms.first(ground, due.at, due.because, start),
    )  # fmt: skip
    ground.add(row)
    ground.flush()
    return row


def told(session, task: Task) -> list[tuple[int, str]]:
    """Who was told what about the task's record, in order."""
    query = select(Notice).where(Notice.notice_kind == reminders.KIND, Notice.row_id == task.row_id)
    return [
        (n.user_id, n.message.split(":")[0]) for n in session.scalars(query.order_by(Notice.id))
    ]


def late_row(session, task: Task) -> LateWork | None:
    return session.scalars(select(LateWork).where(LateWork.task_id == task.id)).one_or_none()


def local(moment: dt.datetime) -> str:
    return f"{moment.astimezone(zone()):%Y-%m-%d %H:%M}"


def test_a_reminder_in_the_morning_a_working_day_ahead(task) -> None:
    assert local(task.due_at) == "2026-11-20 23:59"
    assert local(task.wake_at) == "2026-11-19 08:00"


def test_the_holidays_are_not_a_day_to_remind_on(ground) -> None:
    start = at("2026-09-28 10:00")
    due = add(ground, start, WorkingDays(3))
    assert local(due.at).startswith("2026-10-08")
    assert local(alarms.reminder(ground, due.at, due.because)) == "2026-09-30 08:00"


def test_hours_are_reminded_of_in_hours(ground) -> None:
    due = add(ground, at("2026-11-20 10:00"), Hours(24))
    assert local(alarms.reminder(ground, due.at, due.because)) == "2026-11-21 06:00"
    late_start = due.at - HOUR
    assert alarms.first(ground, due.at, due.because, late_start) == due.at, "no time to remind"


@pytest.mark.rule("R-118")
def test_remind_then_late_then_one_superior_after_the_other(task, ground, user_id) -> None:
    reminders.wake(ground, task, task.wake_at)
    reminders.wake(ground, task, task.due_at + HOUR)
    rep = user_id("rep")
    assert told(ground, task) == [(rep, "Due soon"), (rep, "The deadline has passed")]
    late = late_row(ground, task)
    assert (late.user_id, late.owner_id, late.state) == (rep, rep, LateState.OPEN)
    row = reminders.row_of(ground, task)
    assert late.branch_id == row.branch_id
    moments = []
    while task.wake_at is not None:
        moments.append(task.wake_at)
        reminders.wake(ground, task, task.wake_at)
    assert moments == sorted(set(moments)), "a working day lies between two steps"
    superiors = {who for who, _what in told(ground, task)[2:]}
    assert user_id("manager") in superiors
    assert rep not in superiors
    assert user_id("manager2") not in superiors, "another branch's manager may not see the record"
    assert late.escalations >= 2
    assert late.days_late > 0


def test_the_chain_is_the_registers(task, ground, user_id) -> None:
    give(ground, reminders.CHAIN, "gm", dt.date(2020, 1, 1))
    task.told, task.wake_at = reminders.LATE, task.due_at
    reminders.wake(ground, task, task.due_at + DAY)
    assert [who for who, _what in told(ground, task)] == [user_id("gm")]
    assert task.wake_at is None, "there is nobody above"


def test_done_in_time_is_silent_done_late_is_kept(task, ground) -> None:
    task.closed_at = task.due_at - HOUR
    reminders.wake(ground, task, task.due_at)
    assert (task.wake_at, late_row(ground, task), told(ground, task)) == (None, None, [])
    task.closed_at, task.wake_at = task.due_at + 3 * DAY, task.due_at
    reminders.wake(ground, task, task.due_at + 4 * DAY)
    late = late_row(ground, task)
    assert (late.state, late.finished_at) == (LateState.DONE, task.closed_at)
    assert late.days_late == 2, "Saturday and Monday; Sunday is no working day"


def test_late_work_that_is_done_is_closed_in_the_report(task, ground) -> None:
    reminders.wake(ground, task, task.due_at + HOUR)
    task.closed_at = task.due_at + DAY
    ground.flush()
    pairs = lateness.finished(ground, 10)
    assert [late.task_id for late, _task in pairs] == [task.id]
    lateness.note(ground, task, reminders.row_of(ground, task))
    assert not lateness.finished(ground, 10)


def test_a_record_that_is_gone_stops_the_clock(task, ground) -> None:
    task.row_id = 10**9
    reminders.wake(ground, task, task.due_at)
    assert task.wake_at is None


def test_a_day_off_moves_the_deadline_the_copy_the_clock_and_the_trail(task, ground) -> None:
    before, now = task.due_at, at("2026-11-18 12:00")
    task.told = reminders.REMINDED
    ground.add(CalendarDay(day=dt.date(2026, 11, 20), day_kind=DayKind.OFF, day_name="年会"))
    ground.flush()
    assert recount.recount(ground, task, now)
    assert task.due_at - before == DAY
    assert "年会" in task.because
    assert (task.told, local(task.wake_at)) == (0, "2026-11-19 08:00")
    assert reminders.row_of(ground, task).record_due_at == task.due_at
    entry = ground.scalars(
        select(TrailEntry).where(
            TrailEntry.table_name == "flow_task", TrailEntry.row_id == str(task.id)
        )
    ).one()
    assert entry.changes["due_at"] == [before.isoformat(), task.due_at.isoformat()]
    assert not recount.recount(ground, task, now), "once"


def test_a_parameter_moves_it_too_and_takes_lateness_back(task, ground) -> None:
    now = task.due_at + HOUR
    reminders.wake(ground, task, now)
    assert late_row(ground, task) is not None
    give(ground, "visit_record.deadline_workdays", "4", dt.date(2020, 1, 1))
    assert recount.recount(ground, task, now)
    assert local(task.due_at).startswith("2026-11-23")
    assert late_row(ground, task) is None
    assert task.wake_at is not None


def test_a_published_year_ends_what_was_provisional(task, ground) -> None:
    task.start_at = at("2026-12-31 10:00")
    recount.recount(ground, task, task.start_at)
    assert task.is_provisional
    ground.add(CalendarYear(year=2027, source="国办发明电"))
    ground.flush()
    recount.recount(ground, task, task.start_at)
    assert not task.is_provisional


def test_what_a_person_entered_stays(task, ground) -> None:
    task.because = "field=visit_request.planned_from"
    assert not recount.recount(ground, task, utcnow())


def recounts(session) -> int:
    return len(session.scalars(select(Job).where(Job.job_kind == "recount_tasks")).all())


def test_a_change_asks_for_one_recount_in_its_own_transaction(task, ground) -> None:
    before = recounts(ground)
    ground.add(CalendarDay(day=dt.date(2045, 1, 1), day_kind=DayKind.OFF))
    ground.commit()
    assert recounts(ground) == before, "no deadline lies so late"
    ground.add(CalendarDay(day=dt.date(2026, 11, 18), day_kind=DayKind.OFF))
    ground.add(CalendarDay(day=dt.date(2026, 11, 19), day_kind=DayKind.OFF))
    ground.commit()
    assert recounts(ground) == before + 1
    give(ground, "visit_record.deadline_workdays", "3", dt.date(2020, 1, 1))
    ground.commit()
    assert recounts(ground) == before + 2


class Work:
    """A job's hands without a worker: checkpoints only remember."""

    def __init__(self, session) -> None:
        self.session, self.state = session, {}

    def checkpoint(self, state=None, done=None, total=None) -> None:
        self.state = dict(state)
        self.session.flush()


def test_the_jobs_go_through_everything_and_tell_once(task, ground, user_id) -> None:
    task.wake_at = utcnow() - HOUR
    assert reminders.remind_tasks(Work(ground))["woken"] == 1
    assert reminders.remind_tasks(Work(ground))["woken"] == 0
    ground.add(CalendarDay(day=dt.date(2026, 11, 20), day_kind=DayKind.OFF))
    ground.flush()
    done = recount.recount_tasks(Work(ground))
    assert done["moved"] >= 1
    assert user_id("rep") in {who for who, what in told(ground, task) if "moved" in what}
    assert recount.recount_tasks(Work(ground))["moved"] == 0
    assert reminders.age_late_work(Work(ground))["counted"] >= 0
    for kind in ("remind_tasks", "recount_tasks", "age_late_work"):
        assert jobs.spec(kind).slots is not None, "they run by themselves"


def test_a_late_approval_may_be_decided_by_the_next_as_well(task, ground, user_id) -> None:
    task.user_id, task.role, task.told = None, "branch_manager", reminders.LATE
    ground.flush()
    reminders.wake(ground, task, task.due_at + DAY)
    assert task.above_role is not None
    assert task.escalated_at is not None
    assert "Late, yours to decide as well" in {what for _who, what in told(ground, task)}
