"""`make run` and `make serve`: a server and one worker that live and end together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel import jobs
from app.kernel.db import db, writing
from app.kernel.jobs import Job, JobState
from app.kernel.scope import SYSTEM, acting_as
from tests.operation.test_two_of_each import free_port, until

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def children(pid: int) -> list[str]:
    """The command lines of the processes that a process has started."""
    ids = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    lines = (Path(f"/proc/{ident}/cmdline").read_bytes() for ident in ids)
    return [line.replace(b"\0", b" ").decode() for line in lines]


def test_one_server_and_one_worker_that_does_what_waits(own_app: Flask) -> None:
    def state() -> JobState:
        with own_app.app_context(), acting_as(SYSTEM):
            found = db.session.scalars(select(Job.state).where(Job.id == ident)).one()
            db.session.remove()
        return found

    with own_app.app_context(), acting_as(SYSTEM), writing():
        ident = jobs.enqueue(db.session, "seal_trail").id
        db.session.commit()
        db.session.remove()
    environment = {
        **os.environ, "DATABASE_URL": own_app.config["SQLALCHEMY_DATABASE_URI"], "WORKERS": "1",
        "DATA_DIR": str(own_app.config["DATA_DIR"]), "HOST": "127.0.0.1", "PORT": str(free_port()), "FLASK_APP": "run.py",
    }  # fmt: skip
    command = [sys.executable, "scripts/start.py"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as both:
        assert both.stdout is not None
        try:
            told = b""
            while b"Ctrl-C stops it." not in told and (line := both.stdout.readline()):
                told += line
            started = children(both.pid)
            assert sum("flask jobs run" in line for line in started) == 1, started
            assert sum("gunicorn run:app" in line for line in started) == 1 and len(started) == 2
            until(lambda: state() is JobState.DONE, "the worker does what waits")
        finally:
            both.send_signal(signal.SIGTERM)
        both.stdout.read()
        assert both.wait(60) == 0
    with own_app.app_context():
        db.engine.dispose()
