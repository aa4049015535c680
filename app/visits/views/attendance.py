"""The attendance desk: today's slips, taken over, out, back, printed (R-078)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import render_template
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import format_date
from flask_babel import lazy_gettext as _

from app.desk.picks import naming
from app.kernel.clock import day_of, zone
from app.kernel.db import db, utcnow
from app.kernel.scope import current_viewer
from app.kernel.workdays import end_of_day, start_of_day
from app.kernel.workflow import Move
from app.visits import queries
from app.visits.models import WRITTEN, VisitRequest
from app.visits.words import EmergencyState
from app.visits.workflow import slip_flow

ARCHIVE = "VisitRequestView"
#: Where a slip stands, what that is called at the desk, and what the desk does next.
GROUPS = (
    (("approved",), _("To be taken over"), "hand_over"),
    (("attendance",), _("About to leave"), "depart"),
    (("departed",), _("Out of the office"), "return"),
    (("returned", *(state.value for state in WRITTEN)), _("Back again"), ""),
)


class AttendanceView(BaseView):
    """One page for whoever covers the absences; the rows are those of his branches (R-078)."""

    kind = "visit"
    flow = slip_flow
    route_base = "/attendance"
    default_view = "desk"
    title = _("Attendance desk")

    @expose("/")
    @has_access
    @permission_name("hand_over")
    def desk(self) -> str:
        """Today's slips by where they stand; who is still out stands there whatever the day."""
        now, viewer = utcnow(), current_viewer()
        today = day_of(now)
        span = start_of_day(today, zone()), end_of_day(today, zone())
        slips = queries.at_the_desk(db.session, *span)
        return render_template(
            "visits/attendance.html", title=self.title, now=now, weekday=format_date(today, "EEEE"),
            groups=list(_grouped(slips)), naming=naming, total=len(slips),
            along=queries.companions_of_many(db.session, [slip.id for slip in slips]),
            may=lambda move: viewer.may(move.permission, ARCHIVE),
            prints=viewer.may("can_print", ARCHIVE), urgent=_is_urgent,
        )  # fmt: skip


def _grouped(
    slips: Sequence[VisitRequest],
) -> Iterator[tuple[object, Move | None, list[VisitRequest]]]:
    """Label, what is done next, and the slips; only groups that hold something."""
    for states, label, name in GROUPS:
        found = [slip for slip in slips if slip.state.value in states]
        if found:
            yield label, slip_flow.move(name) if name else None, found


def _is_urgent(slip: VisitRequest) -> bool:
    """Gone without the approval (C-31)."""
    return slip.emergency is not EmergencyState.PLANNED
