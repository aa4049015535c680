"""Customer visits on screen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.customers.standing import dealings
from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.picks import Pick
from app.desk.sections import Lines, Section
from app.desk.twins import Twins
from app.kernel.files.checklist import Keeps
from app.kernel.viewer import Viewer
from app.visits import layouts, rules
from app.visits.beside import BESIDE, encounters_of, told
from app.visits.models import (
    WRITTEN,
    VisitCompanion,
    VisitOpinion,
    VisitRequest,
    VisitStock,
    VisitTerm,
)
from app.visits.papers import record_paper, slip_in_two_paper, slip_paper, survey_paper
from app.visits.rules import evidence
from app.visits.words import EvidenceKind, SlipState, VisitKind
from app.visits.workflow import slip_flow

AFTER_THE_DRAFT = frozenset(state.value for state in SlipState) - {SlipState.DRAFT.value}
AFTER_THE_VISIT = frozenset(state.value for state in (SlipState.RETURNED, *WRITTEN))


def _record_sections() -> list[Section]:
    """One section a form, asked after the visit and of its kinds of visit (docs/visits.md)."""
    return [
        Section(
            form.name, form.title, list(form.fields), states=AFTER_THE_VISIT,
            when={} if form.is_for_all else {"visit_kind": form.kinds},
        )
        for form in layouts.FORMS
    ]  # fmt: skip


def _lines_when(name: str) -> dict[str, tuple[str, ...]]:
    kinds = layouts.LINES[name]
    return {} if kinds == layouts.EVERY else {"visit_kind": kinds}


def _himself(viewer: Viewer) -> int | None:
    """Whoever visits fills the slip for himself; a clerk names the visitor."""
    return viewer.user_id if viewer.may("can_submit", "VisitRequestView") else None


class VisitRequestView(ArchiveView):
    """Visit slips from the draft to the record (W-07, F-041, F-050)."""

    datamodel = rows_of(VisitRequest)
    title = _("Visit slips")
    icon = "clipboard-check"
    keeps_notes = True
    name_column = "slip_no"
    list_columns = [
        "slip_no", "customer", "visit_kind", "visitor", "planned_from", "planned_to", "state",
        "emergency", "approved_by", "record_due_at",
    ]  # fmt: skip
    search_columns = [
        "slip_no", "customer", "visit_kind", "occasion", "state", "emergency", "visitor", "recorder",
        "planned_from", "planned_to", "appointment_confirmed", "approved_by", "approved_at",
        "departed_at", "returned_at", "record_due_at", "recorded_at", "is_recorded_late", "followed_up_at", "closed_at",
        "branch", "area", "department", "created_at",
    ]  # fmt: skip
    order_columns = ["slip_no", "planned_from", "state", "record_due_at", "created_at"]
    base_order = ("id", "desc")
    eager = ["customer", "visitor", "approved_by"]
    sections = [
        Section("request", _("Visit request"), [
            "slip_no!", "customer_id:4", "visit_kind", "visitor_id", "recorder_id",
            "planned_from", "planned_to", "day_seq", "occasion:6", "materials:6", "visit_goal",
            "second_contact_reason:6",
        ]),
        Section("key_account", _("Purposes at a key account"), ["purposes:6"],
                when={"visit_kind": [VisitKind.KEY_ACCOUNT.value]}),
        Section("preparation", _("Preparation"), [
            "receiver_id", "receiver_name", "receiver_post", "receiver_has_decision_power",
            "introducer:4", "appointment_confirmed", "appointment_at", "card_viewed_at!", "appointment_place:6",
            "self_perceived_needs", "self_perceived_problems", "carried_problems!",
        ]),
        Section("approval", _("Approval and attendance"), [
            "submitted_at!", "approved_by!", "approved_at!", "approval_opinion!",
            "pair_waiver_reason!:6", "emergency!", "attendance_received_by!",
            "attendance_received_at!", "departed_at!", "returned_at!", "followed_up_at!", "closed_at!",
        ], states=AFTER_THE_DRAFT),
        *_record_sections(),
    ]  # fmt: skip
    lines = [
        Lines(
            VisitCompanion, "companions", ["user_id", "role_note:4"], title=_("Companions"),
            key="visit_request_id",
        ),
        Lines(
            VisitTerm, "terms", ["term", "our_offer:4", "their_demand:4", "agreed:4"],
            title=_("Terms negotiated"), states=AFTER_THE_VISIT, when=_lines_when("terms"),
        ),
        Lines(
            VisitStock, "stock", ["product_name:4", "monthly_sales", "stock_quantity", "stock_unit"],
            title=_("Recent sales and stock"), states=AFTER_THE_VISIT, when=_lines_when("stock"),
        ),
        Lines(
            VisitOpinion, "opinions",
            ["opinion_kind", "content:6", "is_major", "explanation:4", "is_answered"],
            title=_("Opinions of the customer"), states=AFTER_THE_VISIT, when=_lines_when("opinions"),
        ),
    ]  # fmt: skip
    twins = Twins(
        ["customer_id"], encounters_of(VisitRequest), heading=_("In contact already:"), wave=_("I know"),
        tell=told,
    )  # fmt: skip
    begins = {"visitor_id": _himself}
    picks = {
        "customer_id": Pick(create="CustomerView"),
        "receiver_id": Pick(by={"customer_id": "customer_id"}, create="ContactView"),
    }
    charts = [
        Chart("by_state", _("By state"), by="state"),
        Chart("by_visitor", _("By visitor"), by="visitor", series="visit_kind"),
        Chart("by_kind", _("By kind of visit"), by="visit_kind"),
        Chart("by_week", _("Visits by week"), by="planned_from", bucket="week"),
        Chart("late", _("Recorded late"), by="is_recorded_late"),
    ]
    rules = [dealings, rules.slip, rules.before_the_visit, rules.stocked, rules.reported]
    beside = BESIDE
    flow = slip_flow
    papers = [slip_paper, slip_in_two_paper, record_paper, survey_paper]
    keeps_files = Keeps(EvidenceKind, evidence, secrets={EvidenceKind.NAME_CARD: "personal"})
