"""Bad-customer cases, their duties and decisions on screen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.sections import Lines, Section
from app.disposal import jobs, rules
from app.disposal.models import BadCase, BadDecision, BadDuty, BadResponsibility
from app.disposal.papers import (
    case_paper,
    causes_paper,
    decision_paper,
    dossier_paper,
    review_paper,
)
from app.disposal.words import CaseState
from app.disposal.workflow import case_flow, duty_flow

NIGHTLY = jobs.nominate_bad  # the job is declared when the views are there
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
        "case_no", "customer", "state", "nominated_by", "overdue_days", "arrears_amount",
        "approved_by", "duties_due_at", "branch",
    ]  # fmt: skip
    search_columns = [
        "case_no", "customer", "state", "nominated_by", "last_trade_on", "overdue_days",
        "arrears_amount", "submitted_at", "approved_by", "approved_at", "duties_due_at",
        "closed_at", "owner", "branch", "area", "department", "created_at",
    ]  # fmt: skip
    order_columns = ["case_no", "state", "overdue_days", "approved_at", "created_at"]
    base_order = ("id", "desc")
    eager = ["customer", "approved_by", "branch"]
    sections = [
        Section("facts", _("Customer and facts"), [
            "case_no!", "customer_id:4", "nominated_by!", "criteria:6", "last_trade_on",
            "arrears_amount", "overdue_days", "evidence",
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
            help=_("Found by the internal review, before it is closed."),
        ),
    ]  # fmt: skip
    charts = [
        Chart("by_state", _("By stage"), by="state"),
        Chart("by_origin", _("By nomination"), by="nominated_by"),
        Chart("by_branch", _("By branch"), by="branch", series="state"),
        Chart("by_month", _("Cases by month"), by="created_at", bucket="month", kind="line"),
        Chart("money", _("Arrears by stage"), by="state", sum="arrears_amount"),
    ]
    rules = [rules.case, rules.steady]
    flow = case_flow
    papers = [case_paper, causes_paper, review_paper, dossier_paper]


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


class BadDecisionView(ArchiveView):
    """Punishments and rewards that cases led to (F-144, R-267)."""

    datamodel = rows_of(BadDecision)
    title = _("Rewards and punishments")
    icon = "scale"
    name_column = "decision_no"
    list_columns = [
        "decision_no", "bad_case", "user", "decision_kind", "amount",
    ]  # fmt: skip
    search_columns = ["decision_no", "bad_case", "user", "decision_kind", "created_at"]
    order_columns = ["decision_no", "decision_kind", "created_at"]
    base_order = ("id", "desc")
    eager = ["bad_case", "user"]
    sections = [
        Section("decision", _("Decision"), [
            "decision_no!", "bad_case_id", "user_id", "decision_kind", "amount", "basis",
            "content",
        ]),
    ]  # fmt: skip
    charts = [
        Chart("by_kind", _("By kind"), by="decision_kind"),
        Chart("by_person", _("By person"), by="user", series="decision_kind", kind="row"),
    ]
    rules = [rules.decision]
    papers = [decision_paper]
