"""The custodians of the archive, on screen (F-138, W-38)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.archive import rules
from app.archive.models import Custodian
from app.archive.workflow import custodian_flow
from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.picks import Pick
from app.desk.sections import Section


class CustodianView(ArchiveView):
    """Who runs the archive, since when, and what was found when he was proposed (F-138, W-38)."""

    datamodel = rows_of(Custodian)
    title = _("Custodians of the archive")
    icon = "key"
    keeps_notes = True
    name_column = "appointment_no"
    list_columns = [
        "appointment_no", "user", "state", "tenure_months", "loyalty", "analysis_ability",
        "overall_knowledge", "from_on", "to_on",
    ]  # fmt: skip
    search_columns = [
        "appointment_no", "user", "state", "tenure_months", "loyalty", "analysis_ability",
        "overall_knowledge", "signed_on", "from_on", "to_on", "created_at",
    ]  # fmt: skip
    order_columns = ["appointment_no", "tenure_months", "from_on", "to_on", "created_at"]
    base_order = ("id", "desc")
    eager = ["user"]
    sections = [
        Section("person", _("Person proposed"), [
            "user_id:4", "appointment_no!", "tenure_months", "loyalty", "analysis_ability",
            "overall_knowledge", "opinion:6",
        ]),
        Section("office", _("In office"), ["signed_on", "from_on!", "to_on!"],
                states={"checked", "appointed", "ended"}),
    ]  # fmt: skip
    picks = {"user_id": Pick()}
    charts = [
        Chart("by_state", by="state"),
        Chart("by_person", by="user", series="state", kind="row"),
        Chart("by_month", _("Appointments by month"), by="from_on", bucket="month"),
    ]
    rules = [rules.custodian]
    flow = custodian_flow
