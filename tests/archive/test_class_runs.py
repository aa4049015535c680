"""Runs over the classes of all: prepared once a year, tried again when the job fell, never behind a form's back (C-03)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from app.archive import jobs
from app.archive.axes import ClassAxis
from app.archive.models import ClassRun
from app.archive.operations import classing
from app.archive.words import RunState
from app.archive.workflow import run_flow
from app.kernel.jobs import Job, JobState
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.tasks import Task
from app.kernel.workflow import run
from tests.factories.classes import Work, buyer


@pytest.mark.rule("R-225")
def test_a_run_is_prepared_once_and_waits_for_the_custodian(session: Any) -> None:
    with acting_as(SYSTEM):
        session.execute(update(ClassRun).values(state=RunState.DROPPED))
        assert jobs.prepare_class_run(Work(session)) == {"opened": 1}
        assert jobs.prepare_class_run(Work(session)) == {"opened": 0}, "one is under way"
        row = session.scalars(select(ClassRun).order_by(ClassRun.id.desc()).limit(1)).one()
        assert row.state is RunState.COUNTING and row.created_by_id is None
        jobs.preview_classes(Work(session), run_id=row.id)
        assert row.state is RunState.PREVIEWED and row.found is not None
        task = session.scalars(
            select(Task).where(Task.row_table == "class_run", Task.row_id == row.id)
        ).one()
        assert (task.role, task.rule) == ("custodian", "R-225")


@pytest.mark.rule("R-214")
def test_a_run_whose_job_fell_is_tried_again_from_its_page(
    session: Any, client_as: Callable, user_id: Callable, viewer_of: Callable
) -> None:
    custodian = viewer_of("custodian")
    with acting_as(custodian):
        row = ClassRun(run_no="FJ-2026-9001", axes=[])
        session.add(row)
        session.flush()
        run(session, run_flow, row, "count", viewer=custodian)
        ident, asked = row.id, {"lock_version": str(row.version)}
        session.commit()
    client, again = client_as("custodian"), f"/classrunview/move/{ident}/again"
    assert again not in client.get(f"/classrunview/show/{ident}").text, "the job waits its turn"
    with acting_as(SYSTEM):
        session.execute(update(Job).values(state=JobState.FAILED))
        session.commit()
    assert again in client.get(f"/classrunview/show/{ident}").text
    assert client.post(again, data=asked).status_code == 302
    with acting_as(SYSTEM):
        kinds = select(Job.state).where(Job.job_kind == "preview_classes").order_by(Job.id)
        assert session.scalars(kinds).all() == [JobState.FAILED, JobState.QUEUED]


@pytest.mark.rule("C-03", "R-219")
def test_a_form_opened_before_the_run_does_not_bring_the_old_class_back(
    session: Any, client_as: Callable, user_id: Callable
) -> None:
    with acting_as(SYSTEM):
        card = buyer(session, user_id("rep"), 9_000_000, 3)
        session.commit()
        before = card.version
        changes = classing.worked_out(session, [card.id], list(ClassAxis))
        assert classing.apply(session, changes) == 1
        session.commit()
        assert card.version == before + 1
