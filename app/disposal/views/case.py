"""Bad-customer cases on screen (F-141…F-143)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.sections import Lines, Section
from app.disposal import jobs, rules
from app.disposal.models import BadCase, BadResponsibility
from app.disposal.papers import (
    case_paper,
    causes_paper,
    dossier_paper,
    review_paper,
)
from app.disposal.words import CaseState
from app.disposal.workflow import case_flow

NIGHTLY = jobs.nominate_bad, jobs.nominate_overdue  # declared when the views are there
LATER = frozenset(state.value for state in CaseState)
DECIDED = LATER - {"nominated", "submitted", "revoked"}
ANALYSED = {"analysed", "gm_reviewed", "reviewed", "accountability", "closed"}
REVIEWED = ANALYSED - {"analysed"}


class BadCaseView(ArchiveView):
    """Partings from bad customers, from the nomination to the filed case (W-17, F-141…F-143)."""

    datamodel = rows_of(BadCase)
    title = _("Bad-customer cases")
    icon = "user-off"
    keeps_notes = True
    keeps_files = True
    name_column = "case_no"
    list_columns = [
        "case_no", "customer", "main_criterion", "state", "nominated_by", "overdue_days",
        "arrears_amount", "duties_due_at", "branch",
    ]  # fmt: skip
    search_columns = [
        "case_no", "customer", "main_criterion", "state", "nominated_by", "last_trade_on", "overdue_days",
        "arrears_amount", "submitted_at", "approved_by", "approved_at", "duties_due_at",
        "closed_at", "owner", "branch", "area", "department", "created_at",
    ]  # fmt: skip
    order_columns = ["case_no", "state", "overdue_days", "approved_at", "created_at"]
    base_order = ("id", "desc")
    eager = ["customer", "approved_by", "branch"]
    sections = [
        Section("facts", _("Customer and facts"), [
            "case_no!", "customer_id:4", "criteria:6", "last_trade_on", "overdue_since",
            "overdue_days!", "arrears_amount", "nominated_by!:4", "evidence",
        ], states={"nominated"}),
        Section("measures", _("Measures proposed"), [
            "general_measures:6", "special_measures:6", "measure_note",
        ], states={"nominated"}),
        Section("decision", _("Decision"), [
            "submitted_at!", "approved_by!", "approved_at!", "duties_due_at!", "decision_note!",
            "lifecycle_before!",
        ], states=DECIDED),
        Section("causes", _("Causes and prevention"), ["causes!", "prevention!", "gm_opinion!"],
                states=ANALYSED),
        Section("review", _("Internal review"), [
            "loss_amount!", "closed_at!", "course!", "review_conclusion!",
        ], states=REVIEWED),
    ]  # fmt: skip
    lines = [
        Lines(
            BadResponsibility, "responsible", ["user_id", "directness", "degree:4"],
            title=_("Responsible persons"), key="bad_case_id",
            help=_("Found by the internal review, before it is closed."), states={"gm_reviewed"},
        ),
    ]  # fmt: skip
    charts = [
        Chart("by_criterion", _("By criterion"), by="main_criterion", series="state", kind="row"),
        Chart("by_state", _("By stage"), by="state"),
        Chart("by_origin", _("By nomination"), by="nominated_by"),
        Chart("by_branch", _("By branch"), by="branch", series="state"),
        Chart("by_month", _("Cases by month"), by="created_at", bucket="month", kind="line"),
        Chart("money", _("Arrears by stage"), by="state", sum="arrears_amount"),
        Chart("owed", _("Arrears by criterion"), by="main_criterion", sum="arrears_amount"),
    ]
    rules = [rules.case, rules.steady]
    flow = case_flow
    papers = [case_paper, causes_paper, review_paper, dossier_paper]
