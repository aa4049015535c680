"""A letter when a task opens: to those it waits for, as each of them wants it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel import notice_kinds, outbox
from app.kernel.db import utcnow
from app.kernel.notices import Notice
from app.kernel.outbox import Mail, MailKind
from app.kernel.tasks import Task, free
from app.kernel.viewer import Viewer

TASK = notice_kinds.declare("task", _("New tasks"), by_mail=True, on_screen=False)
JUST_NOW = dt.timedelta(minutes=1)


def summon(session: Session, row: Any, task: Task, viewer: Viewer) -> int:
    """Queue letters about a task just opened; how many.

    None goes to who opened it himself, to whoever wants none, and to those to whom the same
    move has written already (a notice about the same record). Without a mail server none at all.
    """
    if not outbox.is_on():
        return 0
    people = _asked(session, row, task) - {viewer.user_id}
    people -= _written_to(session, task) if people else set()
    wanted = notice_kinds.ways(session, people, TASK) if people else {}
    session.flush()
    for user_id in sorted(user_id for user_id, ways in wanted.items() if ways.by_mail):
        outbox.post(session, user_id, MailKind.TASK, task=task.id)
    return sum(ways.by_mail for ways in wanted.values())


def _asked(session: Session, row: Any, task: Task) -> set[int]:
    if task.user_id is not None:
        return {task.user_id}
    return free(session, task.role, row, task.apart) if task.role else set()


def _written_to(session: Session, task: Task) -> set[int]:
    """Who has a letter of the last moment about the same record."""
    query = (
        select(Mail.user_id)
        .join(Notice, Notice.id == Mail.notice_id)
        .where(Notice.row_table == task.row_table, Notice.row_id == task.row_id)
        .where(Mail.created_at > utcnow() - JUST_NOW)
    )
    return set(session.scalars(query))
