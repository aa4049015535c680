"""Two servers and two workers on one PostgreSQL: one key, one session, one step, every job once."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.kernel import jobs
from app.kernel.db import db, writing
from app.kernel.jobs import Job, JobState
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.tasks import Step
from app.organization.models import Branch
from app.visits.models import VisitRequest
from app.visits.words import SlipState

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "Kedang-demo-2026"
PATIENCE = 90  # seconds

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif("TEST_DATABASE_URL" not in os.environ, reason="for PostgreSQL"),
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(is_true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_true():
        if time.monotonic() > deadline:
            raise AssertionError(f"not in {PATIENCE} s: {what}")
        time.sleep(0.2)


class Person:
    """Somebody with a browser's cookies, who may turn to either server."""

    def __init__(self) -> None:
        jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def get(self, url: str) -> tuple[str, str]:
        """The address one ends at, and the page."""
        with self._opener.open(url, timeout=60) as answer:
            return answer.url, answer.read().decode()

    def token(self, url: str) -> str:
        found = re.search(r'name="csrf[_-]token" (?:value|content)="([^"]+)"', self.get(url)[1])
        assert found, url
        return found[1]

    def post(self, url: str, **form: object) -> tuple[str, str]:
        with self._opener.open(url, urllib.parse.urlencode(form).encode(), timeout=60) as answer:
            return answer.url, answer.read().decode()

    def sign_in(self, server: str, name: str) -> None:
        page = f"{server}/login/"
        self.post(page, csrf_token=self.token(page), username=name, password=PASSWORD)


@pytest.fixture
def house(own_app: Flask) -> Iterator[tuple[str, str]]:
    """The addresses of two servers; two workers beside them, all started at one moment."""
    environment = {
        **os.environ,
        "DATABASE_URL": own_app.config["SQLALCHEMY_DATABASE_URI"],
        "DATA_DIR": str(own_app.config["DATA_DIR"]),
        "DEMO": "1", "WORKERS": "2", "FLASK_APP": "run.py", "HOST": "127.0.0.1",
    }  # fmt: skip
    ports = [free_port(), free_port()]
    commands = [(["gunicorn", "run:app"], {"PORT": str(port)}) for port in ports]
    commands += [(["flask", "jobs", "run"], {})] * 2
    running = [
        subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env={**environment, **more})
        for command, more in commands
    ]
    servers = tuple(f"http://127.0.0.1:{port}" for port in ports)
    try:
        for server in servers:
            until(lambda server=server: is_up(server), f"{server} answers")
        yield servers
    finally:
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            process.wait(30)


def is_up(server: str) -> bool:
    try:
        with urllib.request.urlopen(f"{server}/healthz", timeout=5):
            return True
    except OSError:
        return False


def test_two_of_each_are_one_house(own_app: Flask, house: tuple[str, str]) -> None:
    """One test: six processes take a minute to start."""
    every_job_is_done_once(own_app)
    a_session_counts_at_both_until_it_ends_at_one(house)
    two_servers_make_one_step(own_app, house)


def every_job_is_done_once(own_app: Flask) -> None:
    with own_app.app_context(), acting_as(SYSTEM), writing():
        wanted = {jobs.enqueue(db.session, "seal_trail", key=f"mine {i}").id for i in range(20)}
        db.session.commit()

        def finished() -> list[Job]:
            db.session.rollback()
            return list(db.session.scalars(select(Job).where(Job.state == JobState.DONE)))

        until(lambda: wanted <= {job.id for job in finished()}, "all jobs are done")
        assert {job.attempts for job in finished()} == {1}
        slots = db.session.execute(
            select(Job.key, func.count()).where(Job.id.not_in(wanted)).group_by(Job.key)
        ).all()
        assert slots, "periodic work was put in"
        assert {count for _, count in slots} == {1}
        db.session.remove()


def a_session_counts_at_both_until_it_ends_at_one(house: tuple[str, str]) -> None:
    first, second = house
    person = Person()
    person.sign_in(first, "manager")
    address, _ = person.get(f"{second}/customerview/list/")
    assert address.endswith("/customerview/list/")
    person.post(f"{second}/logout/", csrf_token=person.token(f"{second}/"))
    address, _ = person.get(f"{first}/customerview/list/")
    assert "/login/" in address


def two_servers_make_one_step(own_app: Flask, house: tuple[str, str]) -> None:
    with own_app.app_context(), acting_as(SYSTEM):
        branch = select(Branch.id).where(Branch.name.contains("成都")).scalar_subquery()
        ident, version = db.session.execute(
            select(VisitRequest.id, VisitRequest.version)
            .where(VisitRequest.state == SlipState.SUBMITTED, VisitRequest.branch_id == branch)
            .limit(1)
        ).one()
    person = Person()
    person.sign_in(house[0], "manager")
    page = f"/visitrequestview/show/{ident}"
    token = person.token(house[0] + page)
    together = threading.Barrier(2)
    answers: list[str] = []

    def approve(server: str) -> None:
        together.wait()
        move = f"{server}/visitrequestview/move/{ident}/approve"
        answers.append(person.post(move, csrf_token=token, lock_version=version)[0])

    threads = [threading.Thread(target=approve, args=(server,)) for server in house]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 2
    with own_app.app_context(), acting_as(SYSTEM):
        made = db.session.scalars(
            select(Step.to_state).where(
                Step.row_table == "visit_request", Step.row_id == ident, Step.move == "approve"
            )
        ).all()
    assert len(made) == 1
