"""The duties of the three departments on screen (R-262…R-264)."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.menu import Shortcut
from app.desk.sections import Section
from app.disposal.models import BadDuty
from app.disposal.words import Side
from app.disposal.workflow import duty_flow
from app.kernel.viewer import Viewer


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
    list_columns = [
        "duty", "bad_case", "customer_name", "side", "state", "due_at", "done_at", "done_by",
        "result",
    ]  # fmt: skip
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


def _shortcut(side: Side, label: Any) -> Shortcut:
    """What a department has left to do, what is due first above, for those who tick it."""
    query = f"f.side.is={side.value}&f.state.is=open&sort=due_at"

    def ticks(viewer: Viewer) -> bool:
        return viewer.may(f"can_tick_{side.value}", "BadDutyView")

    return Shortcut(BadDutyView, label, "clock-exclamation", query, when=ticks)


DUTY_SHORTCUTS = [
    _shortcut(Side.BUSINESS, _("Open duties: business")),
    _shortcut(Side.FINANCE, _("Open duties: finance")),
    _shortcut(Side.ADMIN, _("Open duties: administration")),
]
