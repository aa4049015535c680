"""Major events with customers and upkeep of products on screen (F-057, F-058)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.customers.standing import dealings
from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.picks import Pick
from app.desk.sections import Section
from app.kernel.viewer import Viewer
from app.visits import sheets
from app.visits.models import MajorEvent, Upkeep
from app.visits.rules.events import event, upkeep
from app.visits.workflow import event_flow, upkeep_flow


def _himself(viewer: Viewer) -> int | None:
    return viewer.user_id


class MajorEventView(ArchiveView):
    """Visits of leaders, gatherings and other major matters with customers (F-057, R-136)."""

    datamodel = rows_of(MajorEvent)
    title = _("Major events")
    icon = "users-group"
    name_column = "event_no"
    keeps_notes = True
    keeps_files = True
    list_columns = [
        "event_no", "event_on", "customer", "event_kind", "place", "content", "cost", "state",
    ]  # fmt: skip
    search_columns = [
        "event_no", "customer", "state", "event_kind", "event_on", "cost", "filed_by", "filed_at",
        "owner", "branch", "area", "department", "created_at",
    ]  # fmt: skip
    order_columns = ["event_no", "event_on", "cost", "created_at"]
    base_order = ("event_on", "desc")
    eager = ["customer"]
    sections = [
        Section("event", _("Event"), [
            "event_no!", "customer_id:4", "event_kind", "event_on", "place",
            "attendees_ours:6", "attendees_theirs:6", "content", "cost", "effect",
        ]),
        Section("filing", _("Filing"), ["filed_by!", "filed_at!"], states={"filed"}),
    ]  # fmt: skip
    picks = {"customer_id": Pick(create="CustomerView")}
    charts = [
        Chart("by_kind", by="event_kind", series="state"),
        Chart("by_month", by="event_on", bucket="month", series="event_kind"),
        Chart("cost", _("Cost by month"), by="event_on", bucket="month", sum="cost"),
        Chart("by_owner", by="owner", series="event_kind", kind="row"),
    ]
    rules = [dealings, event]
    flow = event_flow
    sheet = sheets.event_sheet


class UpkeepView(ArchiveView):
    """Products looked after at customers', and when again (F-058, R-137)."""

    datamodel = rows_of(Upkeep)
    title = _("Upkeep at customers")
    icon = "checklist"
    name_column = "product_name"
    keeps_notes = True
    keeps_files = True
    list_columns = [
        "maintained_on", "customer", "product_name", "content", "technician", "state", "next_on",
    ]  # fmt: skip
    search_columns = [
        "customer", "state", "maintained_on", "technician", "next_on", "owner", "branch", "area",
        "department", "created_at",
    ]  # fmt: skip
    order_columns = ["maintained_on", "next_on", "created_at"]
    base_order = ("maintained_on", "desc")
    eager = ["customer", "technician"]
    sections = [
        Section("upkeep", _("Upkeep"), [
            "customer_id:4", "maintained_on", "product_name:4", "technician_id", "content",
            "result", "next_on",
        ]),
    ]  # fmt: skip
    begins = {"technician_id": _himself}
    picks = {"customer_id": Pick(create="CustomerView")}
    charts = [
        Chart("by_state", by="state"),
        Chart("by_month", by="maintained_on", bucket="month", series="state"),
        Chart("by_person", _("Upkeep by person"), by="technician", series="state", kind="row"),
    ]
    rules = [dealings, upkeep]
    flow = upkeep_flow
    sheet = sheets.upkeep_sheet
