"""Meeting minutes on screen (F-046)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.sections import Lines, Section
from app.visits.models import Minutes, MinutesAgreement
from app.visits.papers import minutes_paper
from app.visits.rules.minutes import minutes
from app.visits.workflow import minutes_flow

WRITTEN = frozenset(minutes_flow.path) - {"draft"}


class MinutesView(ArchiveView):
    """Minutes from the draft to the confirmed receipt (W-07, R-118, R-119)."""

    datamodel = rows_of(Minutes)
    title = _("Meeting minutes")
    icon = "notes"
    name_column = "minutes_no"
    keeps_notes = True
    keeps_files = True
    base_permissions = [
        "can_list", "can_show", "can_chart", "can_edit", "can_print", "can_export", "can_download",
        "can_attach",
    ]  # fmt: skip
    list_columns = [
        "minutes_no", "customer_name", "visit_request", "state", "met_at", "minutes_due_at",
        "is_written_late", "reviewed_by", "sent_on", "receipt_confirmed_on",
    ]  # fmt: skip
    search_columns = [
        "minutes_no", "visit_request", "state", "met_at", "minutes_due_at", "written_at",
        "is_written_late", "reviewed_by", "reviewed_at", "sent_on", "sent_way",
        "receipt_confirmed_on", "created_at",
    ]  # fmt: skip
    order_columns = ["minutes_no", "met_at", "state", "minutes_due_at", "created_at"]
    base_order = ("id", "desc")
    eager = ["visit_request", "reviewed_by"]
    sections = [
        Section("talk", _("Talk"), [
            "minutes_no!", "visit_request_id!", "minutes_due_at!", "met_at", "place:4",
            "attendees_ours:6", "attendees_theirs:6", "topics", "open_points",
        ]),
        Section("way", _("Review and receipt"), [
            "written_at!", "is_written_late!", "reviewed_by!", "reviewed_at!", "sent_on!",
            "sent_way!", "receipt_confirmed_on!", "receipt_confirmed_by!", "guidance!",
        ], states=WRITTEN),
    ]  # fmt: skip
    lines = [
        Lines(MinutesAgreement, "agreements", ["item:6", "responsible:3", "due_on"],
              title=_("What was agreed")),
    ]  # fmt: skip
    charts = [
        Chart("by_state", _("By stage"), by="state"),
        Chart("by_month", _("Minutes by month"), by="met_at", bucket="month", series="state"),
        Chart("late", _("Written late"), by="is_written_late"),
    ]
    rules = [minutes]
    flow = minutes_flow
    papers = [minutes_paper]
