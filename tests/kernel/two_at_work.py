"""A process of its own that forks two workers over the same reminders and the same letters; run by test_two_at_work.py.

The application is made once, and no process forks while it has a database connection.
"""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import os
import sys
from pathlib import Path
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select, update

from app import create_app
from app.desk import letters
from app.kernel import jobs, outbox, reminders, smtp
from app.kernel.db import db, utcnow, writing
from app.kernel.jobs import Job, JobState
from app.kernel.lateness import LateWork
from app.kernel.notices import Notice
from app.kernel.outbox import Mail, MailState
from app.kernel.scope import SYSTEM, acting_as
from app.kernel.tasks import Task
from app.kernel.worker import Worker
from app.visits.models import VisitRequest
from tests.conftest import _configured

TASKS, MAILS, PATIENCE = 24, 30, 120
HOUR = dt.timedelta(hours=1)


class Post:
    """Stands for the mail server: one line for each letter, whole however many write."""

    book = ""

    def __enter__(self) -> Post:
        return self

    def __exit__(self, *_fault: Any) -> None:
        """Nothing to close."""

    def send(self, message: Any) -> None:
        handle = os.open(self.book, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, f"{message['Message-ID']}\n".encode())
        os.close(handle)


def prepare() -> list[int]:
    """So many tasks that are late by now, so many letters, and two jobs of each kind; the ids of the tasks."""
    session, now = db.session, utcnow()
    session.execute(update(Job).values(state=JobState.DONE))
    session.execute(update(Task).values(wake_at=None))
    session.execute(update(User).values(email=User.username + "@example.com"))
    user = session.scalars(select(User.id).where(User.username == "rep")).one()
    slip = session.scalars(select(VisitRequest).where(VisitRequest.owner_id == user)).first()
    tasks = [
        Task(
            flow="visit_slip", row_table="visit_request", row_id=slip.id, subject=f"T{number}",
            title="Record the visit", user_id=user, apart=[], due_at=now - HOUR, rule="R-125",
            opened_at=now - 2 * HOUR, wake_at=now - HOUR,
        )
        for number in range(TASKS)
    ]  # fmt: skip
    session.add_all(tasks)
    session.flush()
    for number in range(MAILS):
        notice = Notice(
            user_id=user, notice_kind="visit", message=f"N{number}", params={}, at=now, subject=""
        )
        session.add(notice)
        session.flush()
        session.add(Mail(user_id=user, template=outbox.MailKind.NOTICE, notice_id=notice.id))
    for kind in ("remind_tasks", outbox.SEND):
        for number in range(2):
            jobs.enqueue(session, kind, key=f"two-{kind}-{number}")
    ids = [task.id for task in tasks]
    session.commit()
    return ids


def work(app: Any, barrier: Any) -> None:
    """What one of the two does, from the same moment on."""
    reminders.BATCH = 2
    with app.app_context(), acting_as(SYSTEM):
        barrier.wait(PATIENCE)
        Worker(app).drain()
        db.session.remove()
        db.engine.dispose()


def counted(ids: list[int]) -> dict[str, Any]:
    """What came of it."""
    session = db.session
    late = Notice.notice_kind == reminders.KIND
    told = session.scalars(select(Notice.user_id).where(late)).all()
    rep = session.scalars(select(User.id).where(User.username == "rep")).one()
    jobs_of_two = select(Job.state).where(Job.key.startswith("two-"))
    return {
        "told": sum(user == rep for user in told),
        "late": session.scalar(select(func.count(LateWork.id)).where(LateWork.task_id.in_(ids))),
        "jobs": sorted({state.value for state in session.scalars(jobs_of_two)}),
        "mails": sorted({s.value for s in session.scalars(select(Mail.state))}),
        "left": session.scalar(select(func.count(Mail.id)).where(Mail.state != MailState.SENT)),
    }


def main(url: str, data: str) -> None:
    app = create_app(_configured(url, Path(data)))
    app.config.update(SMTP_HOST="127.0.0.1", SMTP_FROM="k@example.com")
    Post.book = str(Path(data) / "sent.txt")
    smtp.Post = letters.smtp.Post = Post  # type: ignore[misc]
    with app.app_context(), acting_as(SYSTEM), writing():
        ids = prepare()
        db.session.remove()
        db.engine.dispose()
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(2)
    both = [context.Process(target=work, args=(app, barrier)) for _one in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(PATIENCE)
    with app.app_context(), acting_as(SYSTEM):
        report = counted(ids)
        db.session.remove()
        db.engine.dispose()
    lines = Path(Post.book).read_text().split()
    report |= {
        "codes": [one.exitcode for one in both],
        "sent": len(lines),
        "different": len({*lines}),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main(*sys.argv[1:])
