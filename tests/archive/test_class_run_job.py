"""A run over the classes of all customers by a real worker: what it found is kept, and taken over once."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.archive.axes import ClassAxis
from app.archive.models import ClassRun
from app.archive.words import RunState
from app.archive.workflow import run_flow
from app.kernel import clock, numbering
from app.kernel.db import db, writing
from app.kernel.jobs import Job, JobState
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.worker import Worker
from app.kernel.workflow import run


@pytest.mark.rule("R-214")
def test_what_a_worker_worked_out_is_looked_at_and_taken_over(own_app: Any) -> None:
    worker = Worker(own_app, "class-run")
    with own_app.app_context(), acting_as(SYSTEM), writing():
        row = ClassRun(axes=[ClassAxis.CORE.value, ClassAxis.SALES.value])
        numbering.number(db.session, row, on=clock.today())
        db.session.add(row)
        db.session.flush()
        run(db.session, run_flow, row, "count", viewer=SYSTEM)
        db.session.commit()
        ident = row.id
    for state, move in ((RunState.PREVIEWED, "apply"), (RunState.APPLIED, "")):
        worker.drain()
        with own_app.app_context(), acting_as(SYSTEM), writing():
            row = db.session.get_one(ClassRun, ident)
            assert (row.state, row.seen_count is not None) == (state, True)
            if move:
                run(db.session, run_flow, row, move, viewer=SYSTEM)
            db.session.commit()
            kinds = select(Job.state).where(Job.job_kind.in_(["preview_classes", "apply_classes"]))
            assert JobState.FAILED not in db.session.scalars(kinds).all()
