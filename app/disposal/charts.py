"""What bad-customer cases put on the workbench."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask import url_for
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.desk.home import Line, Panel
from app.desk.shown import day, word
from app.disposal import queries
from app.kernel.viewer import Viewer

SHOWN = 8


def _under_way(session: Session, viewer: Viewer, _now: dt.datetime) -> Sequence[Line]:
    """For those who present or decide: the cases that are not over, the oldest first (W-17)."""
    if not (viewer.may("can_submit", "BadCaseView") or viewer.may("can_approve", "BadCaseView")):
        return ()
    return [
        Line(
            url_for("BadCaseView.show", pk=row.id),
            (row.task_subject, word(row.state), day(row.created_at)),
        )
        for row in queries.under_way(session, SHOWN)
    ]


PANELS = [Panel("bad_cases", _("Bad-customer cases"), "BadCaseView", _under_way, below=True)]
