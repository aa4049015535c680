"""First contacts by material on screen (F-036)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.customers.standing import dealings
from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.picks import Pick
from app.desk.sections import Section
from app.visits import sheets
from app.visits.models import MaterialDispatch
from app.visits.rules.dispatch import dispatch
from app.visits.workflow import dispatch_flow

SENT = frozenset(dispatch_flow.path) - {"planned"} | {"no_answer"}


class MaterialDispatchView(ArchiveView):
    """First contacts: material out, arrival confirmed, a meeting agreed (W-03, F-036)."""

    datamodel = rows_of(MaterialDispatch)
    title = _("First contacts and material")
    icon = "send"
    name_column = "dispatch_no"
    keeps_notes = True
    list_columns = [
        "dispatch_no", "customer", "channel", "state", "sent_on", "receipt_confirmed_on",
        "appointment_at", "owner",
    ]  # fmt: skip
    search_columns = [
        "dispatch_no", "customer", "channel", "state", "sent_on", "receipt_confirmed_on",
        "appointment_at", "owner", "branch", "area", "department", "created_at",
    ]  # fmt: skip
    order_columns = ["dispatch_no", "state", "sent_on", "created_at"]
    base_order = ("id", "desc")
    eager = ["customer"]
    sections = [
        Section("dispatch", _("Material and way"), [
            "dispatch_no!", "customer_id:4", "channel:6", "materials:6", "receiver_name:6",
            "purpose_note",
        ]),
        Section("answer", _("Arrival and meeting"), [
            "sent_on!", "receipt_confirmed_on!", "appointment_at!", "visit_request_id!:6",
            "confirm_note!",
        ], states=SENT),
    ]  # fmt: skip
    picks = {"customer_id": Pick(create="CustomerView")}
    charts = [
        Chart("by_state", _("By stage"), by="state"),
        Chart("by_channel", _("By way of first contact"), by="channel", series="state"),
        Chart("by_month", _("Dispatches by month"), by="sent_on", bucket="month"),
    ]
    rules = [dealings, dispatch]
    flow = dispatch_flow
    sheet = sheets.dispatch_sheet
