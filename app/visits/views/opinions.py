"""The summary of customers' opinions and what becomes of each (F-052)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.customers.standing import dealings
from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.picks import Pick
from app.desk.sections import Section
from app.visits import sheets
from app.visits.models import OpinionItem
from app.visits.rules.opinions import opinion
from app.visits.workflow import opinion_flow

HANDED_OUT = frozenset(opinion_flow.path) - {"summarised"}


class OpinionItemView(ArchiveView):
    """Opinions, suggestions and complaints from the summary to the file (W-09, F-052)."""

    datamodel = rows_of(OpinionItem)
    title = _("Opinions of customers")
    icon = "message-report"
    name_column = "opinion_no"
    keeps_notes = True
    keeps_files = True
    list_columns = [
        "opinion_no", "customer", "raised_on", "opinion_kind", "content", "is_major", "state",
        "responsible_department", "due_on", "revisit_on",
    ]  # fmt: skip
    search_columns = [
        "opinion_no", "customer", "visit_request", "raised_on", "opinion_kind", "is_major", "state",
        "responsible_department", "due_on", "fixed_at", "revisit_on", "is_satisfied", "filed_at",
        "owner", "branch", "area", "department", "created_at",
    ]  # fmt: skip
    order_columns = ["opinion_no", "raised_on", "state", "due_on", "created_at"]
    base_order = ("id", "desc")
    eager = ["customer", "responsible_department"]
    sections = [
        Section("opinion", _("What was said"), [
            "opinion_no!", "customer_id:4", "visit_request_id", "raised_on", "opinion_kind",
            "content", "explanation", "is_major", "is_answered",
        ]),
        Section("decision", _("How it is handled"), [
            "responsible_department_id:4", "due_on", "decision",
        ]),
        Section("outcome", _("What came of it"), [
            "fixed_at!", "revisit_on!", "is_satisfied!", "fix_result!", "revisit_result!", "filed_at!",
        ], states=HANDED_OUT),
    ]  # fmt: skip
    picks = {"visit_request_id": Pick(by={"customer_id": "customer_id"})}
    charts = [
        Chart("by_kind", _("By kind of opinion"), by="opinion_kind", series="state"),
        Chart("by_department", _("By responsible department"), by="responsible_department",
              series="state", kind="row"),
        Chart("by_month", _("Opinions by month"), by="raised_on", bucket="month", series="opinion_kind"),
        Chart("content", _("Customer content"), by="is_satisfied"),
    ]  # fmt: skip
    rules = [dealings, opinion]
    flow = opinion_flow
    sheet = sheets.opinion_sheet
