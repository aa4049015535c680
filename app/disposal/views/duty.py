"""The duties of the three departments on screen (R-262…R-264)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.sections import Section
from app.disposal.models import BadDuty
from app.disposal.workflow import duty_flow


class BadDutyView(ArchiveView):
    """What the three departments do in the cases (R-262…R-264)."""

    datamodel = rows_of(BadDuty)
    title = _("Duties in bad-customer cases")
    icon = "checklist"
    name_column = "duty"
    base_permissions = [
        "can_list", "can_show", "can_chart", "can_print", "can_export", "can_tick_business",
        "can_tick_finance", "can_tick_admin", "can_untick",
    ]  # fmt: skip
    list_columns = ["bad_case", "side", "duty", "state", "due_at", "done_at", "done_by", "result"]
    search_columns = [
        "bad_case", "side", "duty", "state", "due_at", "done_at", "done_by", "created_at",
    ]  # fmt: skip
    order_columns = ["side", "state", "due_at", "done_at", "created_at"]
    base_order = ("id", "desc")
    eager = ["bad_case", "done_by"]
    sections = [
        Section("duty", _("Duty"), [
            "bad_case!", "side!", "duty!", "due_at!", "done_at!", "done_by!", "result!:6",
        ]),
    ]  # fmt: skip
    charts = [
        Chart("by_side", _("By department"), by="side", series="state"),
        Chart("by_duty", _("By duty"), by="duty", series="state", kind="row"),
    ]
    flow = duty_flow
