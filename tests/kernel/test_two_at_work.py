"""Two processes over the same reminders and letters at the same moment: each told once, each sent once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from app.kernel.db import db
from tests.kernel.two_at_work import MAILS, TASKS

ROOT = Path(__file__).resolve().parents[2]


def test_two_workers_remind_once_and_send_once(own_app: Any) -> None:
    with own_app.app_context():
        db.engine.dispose()
    address = own_app.config["SQLALCHEMY_DATABASE_URI"], str(own_app.config["DATA_DIR"])
    done = subprocess.run(
        [sys.executable, "-m", "tests.kernel.two_at_work", *address],
        capture_output=True, text=True, timeout=300, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["codes"] == [0, 0] and report["jobs"] == ["done"], done.stderr[-3000:]
    assert (report["told"], report["late"]) == (TASKS, TASKS)
    # the lateness of each task writes a letter of its own, since a server is named
    assert (report["sent"], report["different"], report["left"]) == (
        MAILS + TASKS,
        MAILS + TASKS,
        0,
    )
