"""What the customer archive puts on the workbench."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask import url_for
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.customers import queries
from app.desk.home import Line, Panel
from app.desk.picks import naming
from app.desk.shown import day
from app.kernel.clock import day_of
from app.kernel.viewer import Viewer

SHOWN = 12
AHEAD = dt.timedelta(days=7)


def _revisions(session: Session, viewer: Viewer, now: dt.datetime) -> Sequence[Line]:
    """For those who file archives: what is to be revised within a week (R-301)."""
    if not viewer.may("can_file", "CustomerView"):
        return ()
    today = day_of(now)
    return [
        Line(
            url_for("CustomerView.show", pk=row.id), (naming(row), day(row.next_revision_due)),
            late=row.next_revision_due is not None and row.next_revision_due < today,
        )
        for row in queries.due_for_revision(session, today + AHEAD, SHOWN)
    ]  # fmt: skip


PANELS = [Panel("revisions", _("Archives due for revision"), "CustomerView", _revisions)]
