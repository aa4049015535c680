"""Late work on screen: what passed its deadline, whose it is, how late, and why it was due then."""

from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext as _

from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.sections import Section
from app.desk.tasks import any_view_of
from app.kernel.lateness import LateWork


class LateWorkView(ArchiveView):
    """Everybody sees his own; who leads people sees theirs. R-118."""

    datamodel = rows_of(LateWork)
    title = _("Late work")
    icon = "clock-exclamation"
    name_column = "subject"
    show_template = "late/show.html"
    base_permissions = ["can_list", "can_show", "can_chart", "can_export"]
    list_columns = [
        "subject",
        "what",
        "person",
        "holder_role",
        "due_at",
        "days_late",
        "state",
        "escalations",
        "rule",
    ]
    search_columns = [
        "subject",
        "person",
        "due_at",
        "finished_at",
        "state",
        "days_late",
        "escalations",
        "rule",
    ]
    order_columns = ["due_at", "days_late", "finished_at", "escalations"]
    base_order = ("due_at", "desc")
    sections = [
        Section(
            "base",
            _("Late work"),
            [
                "what:4", "rule", "person", "holder_role", "state", "opened_at", "due_at",
                "finished_at", "days_late", "escalations",
            ],
        )
    ]  # fmt: skip
    charts = [
        Chart("by_person", _("By person"), by="person", series="state", kind="row"),
        Chart(
            "by_month", _("By month of the deadline"), by="due_at", bucket="month", series="state"
        ),
        Chart("by_rule", _("By rule"), by="rule", series="state"),
    ]

    @staticmethod
    def record_url(row: LateWork) -> str:
        """Where the record itself stands; "" where no page shows it."""
        view = any_view_of(row.row_table)
        return url_for(f"{view.endpoint}.show", pk=row.row_id) if view is not None else ""
