"""The print log on screen: who printed which copy of what (R-306), for those who answer for the archive."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.prints import PrintEntry
from app.desk.sections import Section


class PrintLogView(ArchiveView):
    """Every paper that was handed out, and every one that did not come out; written by the house alone."""

    datamodel = rows_of(PrintEntry)
    title = _("Print log")
    icon = "printer"
    name_column = "document"
    base_permissions = ["can_list", "can_show", "can_chart"]
    list_columns = ["document", "subject", "copy_no", "pages", "row_count", "by_id", "at"]
    search_columns = ["by_id", "at", "row_table", "copy_no", "pages", "row_count", "sha256"]
    order_columns = ["id", "at", "pages"]
    base_order = ("id", "desc")
    sections = [
        Section(
            "base",
            _("Print log"),
            [
                "subject:6",
                "copy_no",
                "pages",
                "row_count",
                "by_id",
                "at",
                "row_table",
                "note:6",
                "sha256:6",
            ],
        )
    ]
    charts = [
        Chart("by_person", _("By person"), by="by_id"),
        Chart("by_day", _("By day"), by="at", bucket="day"),
    ]
