"""The plan of a day: the visits of a person in the order of the round, on screen and as a route sheet (F-042, F-044)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import abort, render_template, request, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.security.sqla.models import User
from flask_babel import format_date
from flask_babel import lazy_gettext as _

from app.customers.queries import is_first_tier
from app.desk import spans
from app.desk.facts import people
from app.desk.numerals import whole
from app.desk.picks import naming
from app.desk.printing import frame_of, give_out, on_paper, text_of
from app.desk.prints import Subject
from app.desk.shown import EMPTY, moment, shown
from app.kernel.clock import day_of, zone
from app.kernel.db import db, holds, utcnow
from app.kernel.papers import Paper
from app.kernel.scope import acting_as, current_viewer
from app.kernel.workdays import end_of_day, start_of_day
from app.visits import queries
from app.visits.models import VisitRequest
from app.visits.route import Round, round_of

SHEET = Paper("route", _("Route sheet"), "papers/_archive.html", None)
HOW = {"card": _("by the card's route"), "distance": _("by distance"), "hand": _("by hand")}


class DayPlanView(BaseView):
    """``/dayplan/``: one's own day, or that of somebody whose visits one sees (R-091, R-092)."""

    kind = "visit"
    route_base = "/dayplan"
    default_view = "plan"
    title = _("Day plan")

    @expose("/")
    @has_access
    @permission_name("list")
    def plan(self) -> str:
        """The page; ``day`` and ``who`` say whose round of which day."""
        day, who = _asked()
        found = _round(day, who)
        return render_template(
            "visits/day.html", title=self.title, chosen=day, who=who, name=people([who]).get(who, ""),
            weekday=format_date(day, "EEEE"), round=found, how=HOW[found.by], now=utcnow(),
            before=day - dt.timedelta(days=1), after=day + dt.timedelta(days=1), naming=naming,
            is_first=lambda slip: slip.customer is not None and is_first_tier(slip.customer),
            along=queries.companions_of_many(db.session, [slip.id for slip in found.slips]),
            prints=current_viewer().may("can_print", "VisitRequestView"),
            may_add=current_viewer().may("can_add", "VisitRequestView"),
        )  # fmt: skip

    @expose("/print")
    @has_access
    @permission_name("print")
    def sheet(self) -> Any:
        """The same as a route sheet, a copy of the print log (R-092)."""
        day, who = _asked()
        found, name = _round(day, who), people([who]).get(who, "")
        said = f"{name} {day.isoformat()}".strip()
        what = Subject("ab_user", who, SHEET.name, said)
        with acting_as(on_paper(current_viewer())):
            context = {**frame_of(SHEET, said), **_on_paper(found)}
        names = f"{SHEET.title}-{said}.pdf", f"route-{who}-{day.isoformat()}.pdf"
        back = url_for("DayPlanView.plan", day=day.isoformat(), who=who)
        return give_out(what, SHEET, context, str(SHEET.title), names, back)


def _asked() -> tuple[dt.date, int]:
    """Day and person of the address, today and the reader without any; a wrong one does not exist (404)."""
    text = request.args.get("day")
    try:
        day = spans.day_of(text) if text else day_of(utcnow())
    except spans.Unreadable:
        abort(404)
    who = whole(request.args.get("who")) or current_viewer().user_id or 0
    if not holds(User.id, who) or db.session.get(User, who) is None:
        abort(404)
    return day, who


def _round(day: dt.date, who: int) -> Round:
    """The visits of a person that the reader sees, in their order."""
    slips = queries.own_visits(
        db.session, who, start_of_day(day, zone()), end_of_day(day, zone()), places=True
    )
    return round_of(slips)


def _on_paper(found: Round) -> dict[str, Any]:
    """The round as the table of the default sheet."""
    head = (
        _("Order"),
        _("Planned time"),
        _("Customer"),
        _("Address"),
        _("Receiver"),
        _("Goals of the visit"),
    )
    return {
        "sections": [{"title": str(_("Order of the round")), "rows": [[(str(_("Order")), str(HOW[found.by]), 6)]]}],
        "tables": [{
            "title": str(_("Visits")), "head": [str(each) for each in head],
            "rows": [_line(number, slip) for number, slip in enumerate(found.slips, 1)],
            "widths": [7, 15, 22, 22, 12, 22],
        }],
        "steps": [], "head": {},
    }  # fmt: skip


def _line(number: int, slip: VisitRequest) -> Sequence[str]:
    times = "–".join(moment(at).striptags()[11:] for at in (slip.planned_from, slip.planned_to))
    address = slip.customer.address if slip.customer is not None else ""
    return [str(number), times, slip.task_subject, address or EMPTY, text_of(shown(slip, "receiver_name")), slip.visit_goal or ""]  # fmt: skip
