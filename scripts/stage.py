"""Servers for the pictures: the demonstration with what seldom happens to it, and an empty house."""

from __future__ import annotations

import os
import socket
import threading
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from werkzeug.serving import make_server

from app import create_app
from app.kernel.db import db, utcnow, writing
from app.kernel.jobs import Job, JobState
from app.kernel.outbox import Mail, MailKind, MailState
from app.kernel.scope import SYSTEM, acting_as
from config import Config

FIRST = ("first", "Erste-Anmeldung-2026")  # the administrator of the empty house


def demonstration(folder: Path) -> str:
    """Address of a server over a fresh demo company, with work that failed and work under way."""
    app = _app(folder, ["setup"], ["demo", "load"])
    app.add_url_rule("/fault", view_func=_fail)
    with app.app_context(), writing(), acting_as(SYSTEM):
        people = dict(db.session.execute(select(User.username, User.id)).all())
        db.session.add_all([*_work(people["manager"]), *_letters(people["manager"])])
        db.session.commit()
    return _address(app)


def empty(folder: Path) -> str:
    """Address of a server in which nobody but the first administrator has been."""
    name, password = FIRST
    os.environ.update(KEDANG_ADMIN_USERNAME=name, KEDANG_ADMIN_PASSWORD=password)
    return _address(_app(folder, ["setup"], ["admin", "create"]))


def _fail() -> str:
    raise RuntimeError("for the picture of a fault")


def _work(user_id: int) -> list[Job]:
    now, own = utcnow(), {"owner_id": user_id, "created_by_id": user_id}
    under_way = Job(
        job_kind="export_list", title="Export a list", state=JobState.RUNNING, attempts=1,
        done=48_600, total=120_000, started_at=now - timedelta(seconds=40), heartbeat_at=now,
        leased_by="worker-1", lease_until=now + timedelta(days=1), **own,
    )  # fmt: skip
    given_up = Job(
        job_kind="print_list", title="Print a list", state=JobState.FAILED, attempts=3, done=300,
        total=2_000, started_at=now - timedelta(minutes=9), finished_at=now - timedelta(minutes=2),
        error_id="5f0c91ab", **own,
    )  # fmt: skip
    return [under_way, given_up]


def _letters(user_id: int) -> list[Mail]:
    now = utcnow()
    refused = Mail(
        user_id=user_id, template=MailKind.DIGEST, state=MailState.FAILED, attempts=8,
        created_at=now - timedelta(hours=9), next_at=now, error="550 5.1.1 mailbox unavailable",
        error_id="c3d81e07", message_id="<20261121.7@kedang.example>",
    )  # fmt: skip
    return [refused]


def _app(folder: Path, *commands: list[str]) -> Flask:
    folder.mkdir(parents=True)
    url = f"sqlite:///{folder / 'kedang.db'}"
    app = create_app(
        type("Staged", (Config,), {"DATA_DIR": folder, "SQLALCHEMY_DATABASE_URI": url})
    )
    for command in commands:
        result = app.test_cli_runner().invoke(args=command)
        if result.exit_code:
            raise SystemExit(result.output)
    return app


def _address(app: Flask) -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = make_server("127.0.0.1", port, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{port}"
