"""Jobs killed at every commit they make, before it and after it: nothing is lost and nothing done twice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.kernel.db import db

ROOT = Path(__file__).resolve().parents[2]
COMMITS = {
    "days": 6,
    "import": 6,
    "print": 3,
    "hand_over": 6,
}  # taken, checkpoints, done, nothing left
SLOTS = 3


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_done_twice(own_app: Any) -> None:
    report = report_of(own_app)
    for kind, commits in COMMITS.items():
        killed = [[n, moment] for n in range(1, commits + 1) for moment in ("before", "after")]
        assert report[kind] == {"killed": killed, "wrong": []}, report["errors"]
    once = {"codes": [0, 0], "runs": [["done", 1]] * SLOTS, "days": SLOTS}
    assert report["slots"] == once, "two workers, one run a slot"


def report_of(app: Any) -> dict[str, Any]:
    """What the process of the victims says; it makes the application once and forks."""
    with app.app_context():
        db.engine.dispose()
    address = app.config["SQLALCHEMY_DATABASE_URI"], str(app.config["DATA_DIR"])
    done = subprocess.run(
        [sys.executable, "-m", "tests.kernel.job_victims", *address],
        capture_output=True, text=True, timeout=600, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    report["errors"] = done.stderr
    return report
