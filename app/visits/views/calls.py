"""The telephone register on screen (F-047)."""

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
from app.visits import sheets
from app.visits.beside import encounters_of, told
from app.visits.models import PhoneCall
from app.visits.rules.calls import call
from app.visits.workflow import call_flow

AFTERWARDS = frozenset(call_flow.path) - {"noted"}


def _himself(viewer: Viewer) -> int | None:
    return viewer.user_id


class PhoneCallView(ArchiveView):
    """Every call with a customer, so that whoever calls next knows of it (R-068, R-121, F-047)."""

    datamodel = rows_of(PhoneCall)
    title = _("Telephone register")
    icon = "phone"
    name_column = "reason"
    list_columns = [
        "called_at", "customer", "direction", "reason", "their_person", "phone", "our_person", "state",
        "follow_up_on",
    ]  # fmt: skip
    search_columns = [
        "customer", "contact", "direction", "called_at", "our_person", "state", "follow_up_on",
        "followed_up_at", "owner", "branch", "area", "department", "created_at",
    ]  # fmt: skip
    order_columns = ["called_at", "state", "follow_up_on", "created_at"]
    base_order = ("called_at", "desc")
    eager = ["customer", "our_person"]
    sections = [
        Section("call", _("Call"), [
            "customer_id:4", "direction", "contact_id", "their_person", "phone", "reason:4",
            "content", "called_at", "our_person_id", "stage", "key_point_feedback",
        ]),
        Section("after", _("What follows"), ["follow_up:4", "follow_up_on"]),
        Section("outcome", _("What came of it"), ["followed_up_at!", "follow_up_result!"],
                states=AFTERWARDS),
    ]  # fmt: skip
    twins = Twins(
        ["customer_id", "phone"], encounters_of(PhoneCall), heading=_("In contact already:"),
        wave=_("I know"), tell=told,
    )  # fmt: skip
    begins = {"our_person_id": _himself}
    picks = {
        "customer_id": Pick(create="CustomerView"),
        "contact_id": Pick(by={"customer_id": "customer_id"}, create="ContactView"),
    }
    charts = [
        Chart("by_week", _("Calls by week"), by="called_at", bucket="week", series="direction"),
        Chart("by_person", _("Calls by person"), by="our_person", series="direction", kind="row"),
        Chart("by_state", _("By follow-up"), by="state"),
    ]
    rules = [dealings, call]
    flow = call_flow
    sheet = sheets.call_sheet
