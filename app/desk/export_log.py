"""The export log on screen: who took which rows out of the house (R-306), for those who answer for the archive."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.sections import Section
from app.kernel.exchange import ExportEntry


class ExportLogView(ArchiveView):
    """Every file that left a list; written by the house alone."""

    datamodel = rows_of(ExportEntry)
    title = _("Export log")
    icon = "download"
    name_column = "exported"
    base_permissions = ["can_list", "can_show", "can_chart"]
    list_columns = ["exported", "query", "format", "row_count", "user_id", "at"]
    search_columns = ["user_id", "at", "table_name", "format", "row_count"]
    order_columns = ["id", "at", "row_count"]
    base_order = ("id", "desc")
    sections = [
        Section(
            "base",
            _("Export log"),
            ["query:6", "format", "row_count", "user_id", "at", "table_name", "taken:6"],
        )
    ]
    charts = [
        Chart("by_person", _("By person"), by="user_id"),
        Chart("by_day", _("By day"), by="at", bucket="day"),
    ]
