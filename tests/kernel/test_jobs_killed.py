"""Jobs killed at every commit they make, before it and after it: nothing is lost and nothing done twice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app.kernel.db import db
from app.kernel.holidays import CalendarDay
from app.kernel.jobs import Job, JobState
from app.kernel.scope import SYSTEM, acting_as
from tests.kernel import job_victims

ROOT = Path(__file__).resolve().parents[2]
COMMITS = {"days": 6, "import": 6, "print": 3}  # taken, checkpoints, done, nothing left


def test_nothing_is_lost_and_nothing_done_twice(own_app: Any) -> None:
    report = report_of(own_app)
    for kind, commits in COMMITS.items():
        killed = [[n, moment] for n in range(1, commits + 1) for moment in ("before", "after")]
        assert report[kind] == {"killed": killed, "wrong": []}, report["errors"]
    assert report["slots"]["codes"] == [0, 0], report["errors"]
    with own_app.app_context(), acting_as(SYSTEM):
        slots = select(Job).where(Job.job_kind == "victim_slot").order_by(Job.key)
        done = [(row.state, row.attempts) for row in db.session.scalars(slots)]
        days = select(func.count()).select_from(CalendarDay).where(job_victims.SLOT_RANGE)
        assert done == [(JobState.DONE, 1)] * job_victims.SLOTS, "two workers, one run a slot"
        assert db.session.scalar(days) == job_victims.SLOTS


def report_of(app: Any) -> dict[str, Any]:
    """What the process of the victims says; it makes the application once and forks."""
    with app.app_context():
        db.engine.dispose()
    address = app.config["SQLALCHEMY_DATABASE_URI"], str(app.config["DATA_DIR"])
    done = subprocess.run(
        [sys.executable, "-m", "tests.kernel.job_victims", *address],
        capture_output=True, text=True, timeout=300, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    report["errors"] = done.stderr
    return report
