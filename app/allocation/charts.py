"""What the wing puts on the workbench."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask import url_for
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.allocation import queries
from app.allocation.words import AllocationState
from app.desk.home import HomeChart, Line, Panel
from app.desk.picks import naming
from app.desk.shown import day
from app.kernel.viewer import Viewer

SHOWN = 12


def _overdue(session: Session, _viewer: Viewer, _now: dt.datetime) -> Sequence[Line]:
    """First contacts within reach that are late (R-063)."""
    return [
        Line(
            url_for("AllocationView.show", pk=row.id),
            (row.task_subject, naming(row.assigned_to) if row.assigned_to else "", day(row.contact_due_at)),
            late=True,
        )
        for row in queries.waiting(session, (AllocationState.OVERDUE,), SHOWN)
    ]  # fmt: skip


def _ownerless(session: Session, viewer: Viewer, _now: dt.datetime) -> Sequence[Line]:
    """For those who allocate: customers nobody is responsible for (R-065)."""
    if not viewer.may("can_assign", "AllocationView"):
        return ()
    return [
        Line(url_for("CustomerView.show", pk=row.id), (naming(row), day(row.created_at)))
        for row in queries.ownerless(session, SHOWN)
    ]


PANELS = [
    Panel("first_contacts", _("First contacts overdue"), "AllocationView", _overdue,
          query="?f.state.is=overdue"),
    Panel("ownerless", _("Customers without a salesperson"), "CustomerView", _ownerless,
          query="?f.owner.empty=1"),
]  # fmt: skip
CHARTS = [HomeChart("AllocationView", "by_person", _("Allocations by person"))]
