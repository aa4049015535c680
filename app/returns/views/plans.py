"""Plans of return visits on screen (F-060)."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _

from app.customers.standing import dealings
from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.picks import Pick
from app.desk.sections import Lines, Section
from app.kernel import clock
from app.kernel.viewer import Viewer
from app.returns.models import ReturnPlan, ReturnPlanLine
from app.returns.papers import plan_paper
from app.returns.rules import plan
from app.returns.workflow import plan_flow

WEEK = 7


def _next_monday(_viewer: Viewer) -> dt.date:
    today = clock.today()
    return today + dt.timedelta(days=WEEK - today.weekday())


def _sunday_after(viewer: Viewer) -> dt.date:
    return _next_monday(viewer) + dt.timedelta(days=WEEK - 1)


class ReturnPlanView(ArchiveView):
    """Whom customer service means to visit again, line by line (W-10, F-060)."""

    datamodel = rows_of(ReturnPlan)
    title = _("Return visit plans")
    icon = "calendar-plus"
    name_column = "plan_no"
    keeps_notes = True
    list_columns = [
        "plan_no", "topic", "from_on", "to_on", "state", "owner", "approved_by", "approved_at",
    ]  # fmt: skip
    search_columns = [
        "plan_no", "state", "from_on", "to_on", "owner", "approved_by", "approved_at", "branch",
        "area", "department", "created_at",
    ]  # fmt: skip
    order_columns = ["plan_no", "from_on", "state", "created_at"]
    base_order = ("id", "desc")
    eager = ["owner", "approved_by"]
    sections = [
        Section("plan", _("Plan"), ["plan_no!", "topic:4", "from_on", "to_on"]),
        Section("course", _("Approval"), ["submitted_at!", "approved_by!", "approved_at!"],
                states={"submitted", "approved"}),
    ]  # fmt: skip
    lines = [
        Lines(
            ReturnPlanLine, "lines",
            ["customer_id:4", "occasion", "plan_method", "rv_purpose", "planned_at", "visitor_id", "content:4"],
            title=_("Customers to visit again"), key="plan_id", rules=[dealings],
        ),
    ]  # fmt: skip
    begins = {"from_on": _next_monday, "to_on": _sunday_after}
    picks = {"lines.customer_id": Pick()}
    charts = [
        Chart("by_state", by="state"),
        Chart("by_month", _("Plans by month"), by="from_on", bucket="month", series="state"),
    ]
    rules = [plan]
    flow = plan_flow
    papers = [plan_paper]
