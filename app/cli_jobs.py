"""Commands of the job runner: a worker, and a look at what waits."""

from __future__ import annotations

import signal
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import func, select

from app.allocation import jobs as allocation_jobs
from app.archive import jobs as archive_jobs
from app.desk import digest
from app.kernel import bell, chores
from app.kernel.db import db
from app.kernel.jobs import Job
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.worker import Worker

jobs_group = AppGroup("jobs", help="Work that is done in the background.")

CHORES = (
    chores.__name__,
    digest.__name__,
    allocation_jobs.__name__,
    archive_jobs.__name__,
)  # their jobs are declared when the commands are there


@jobs_group.command("run")
@click.option("--once", is_flag=True, help="Do what is ready and stop.")
def jobs_run(once: bool) -> None:
    """Be a worker until told to stop; as many as you like may run beside one another."""
    app: Any = current_app
    worker = Worker(app._get_current_object())
    if once:
        worker.look_round()
        click.echo(f"{worker.drain()} jobs done")
        return
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: worker.stop.set())
    worker.run()


@jobs_group.command("status")
def jobs_status() -> None:
    """How many jobs stand in which state."""
    with acting_as(SYSTEM):
        rows = db.session.execute(select(Job.state, func.count()).group_by(Job.state)).all()
    for state, count in rows:
        click.echo(f"{state.value}: {count}")


def register(app: Flask) -> None:
    """Hang the commands on the application, and let the health page ask after the queue."""
    app.cli.add_command(jobs_group)
    app.extensions["queue_check"] = bell.check
