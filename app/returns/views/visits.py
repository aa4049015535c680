"""Return visits and their records on screen (F-061…F-063, F-065)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.customers.standing import dealings
from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.picks import Pick
from app.desk.sections import Section
from app.desk.twins import Twins
from app.kernel.viewer import Viewer
from app.returns.models import ReturnVisit
from app.returns.papers import record_paper
from app.returns.rules import visit
from app.returns.sheets import visit_sheet
from app.returns.workflow import visit_flow
from app.visits.beside import encounters_of, told

AFTERWARDS = frozenset(visit_flow.path) - {"planned"}


def _himself(viewer: Viewer) -> int | None:
    return viewer.user_id


class ReturnVisitView(ArchiveView):
    """The register of return visits: to be made, recorded, signed, filed (W-10, W-11, F-063)."""

    datamodel = rows_of(ReturnVisit)
    title = _("Return visits")
    icon = "phone"
    name_column = "visit_no"
    keeps_notes = True
    keeps_files = True
    list_columns = [
        "visit_no", "customer", "state", "topic", "due_at", "visitor", "record_method", "visited_at",
        "service_rating", "is_recorded_late",
    ]  # fmt: skip
    search_columns = [
        "visit_no", "customer", "contact", "visit_request", "state", "rv_kind", "source",
        "rv_purpose", "record_method", "planned_at", "due_at", "visited_at", "visitor",
        "service_rating", "is_complaint", "is_recorded_late", "checked_by", "checked_at", "filed_at",
        "owner", "branch", "area", "department", "created_at",
    ]  # fmt: skip
    order_columns = ["visit_no", "due_at", "visited_at", "state", "created_at"]
    base_order = ("id", "desc")
    eager = ["customer", "visitor"]
    sections = [
        Section("why", _("Why and when"), [
            "visit_no!", "customer_id:4", "rv_kind", "rv_purpose:4", "source!", "topic:4",
            "planned_at", "due_at", "visitor_id", "visit_request_id!",
        ]),
        Section("made", _("Record"), [
            "record_method:6", "visited_at", "contact_id", "person_name", "phone", "service_store",
            "buyer_class:4", "product_purchased_on", "contents:6", "basics_checked",
            "service_rating:4", "requirement", "content_record", "reply_record", "health_info",
            "key_point_feedback",
        ]),
        Section("after", _("What becomes of it"), [
            "is_complaint", "functional_department_id:4", "complaint_id!", "handling_result",
        ]),
        Section("course", _("Signed and filed"), [
            "recorded_at!", "is_recorded_late!", "checked_by!", "checked_at!", "filed_at!",
            "guidance!",
        ], states=AFTERWARDS),
    ]  # fmt: skip
    twins = Twins(
        ["customer_id", "phone"], encounters_of(ReturnVisit), heading=_("In contact already:"),
        wave=_("I know"), tell=told,
    )  # fmt: skip
    begins = {"visitor_id": _himself}
    picks = {
        "contact_id": Pick(by={"customer_id": "customer_id"}, create="ContactView"),
        "visit_request_id": Pick(by={"customer_id": "customer_id"}),
    }
    charts = [
        Chart("by_state", by="state"),
        Chart("by_week", _("Return visits by week"), by="visited_at", bucket="week", series="record_method"),
        Chart("by_rating", _("By rating of our service"), by="service_rating"),
        Chart("by_person", _("Return visits by person"), by="visitor", series="state", kind="row"),
        Chart("late", _("Recorded late"), by="is_recorded_late"),
    ]  # fmt: skip
    rules = [dealings, visit]
    flow = visit_flow
    papers = [record_paper]
    sheet = visit_sheet
