"""What the administrator finds on the workbench: work and letters that were given up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from app.desk.home import Line, Panel
from app.kernel.jobs import Job, JobState
from app.kernel.outbox import Mail, MailState
from app.kernel.viewer import Viewer

BACK = dt.timedelta(days=7)


def _given_up(session: Any, viewer: Viewer, now: dt.datetime) -> Sequence[Line]:
    """How many jobs of a week and how many letters failed; nothing when none did."""
    if not viewer.may("can_list", "MailView"):
        return ()
    jobs = select(func.count(Job.id)).where(
        Job.state == JobState.FAILED, Job.finished_at > now - BACK
    )
    letters = select(func.count(Mail.id)).where(Mail.state == MailState.FAILED)
    failed = session.execute(select(jobs.scalar_subquery(), letters.scalar_subquery())).one()
    found = (
        ("JobView", _("Background jobs"), failed[0]),
        ("MailView", _("Letters"), failed[1]),
    )
    return [
        Line(url_for(f"{view}.list") + "?f.state.is=failed", (label, number), late=True)
        for view, label, number in found
        if number
    ]


PANELS = [
    Panel(
        "given_up", _("Given up"), "JobView", _given_up, query="?f.state.is=failed", counted=False
    )
]
