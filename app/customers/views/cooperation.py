"""The cooperation archive, customers gained and lost, and campaigns, on screen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.customers import campaigns, cooperation, sheet_columns
from app.customers.models import Campaign, CooperationMatter, CustomerTurn
from app.customers.standing import dealings
from app.customers.words import OriginalKind
from app.customers.workflow import campaign_flow, cooperation_flow
from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.picks import Pick
from app.desk.sections import Section
from app.kernel.files.checklist import Keeps
from app.kernel.viewer import Viewer
from app.reference.queries import words_of


def _himself(viewer: Viewer) -> int | None:
    return viewer.user_id


class CooperationMatterView(ArchiveView):
    """The cooperation archive: matters of business with old customers, briefly (F-008, R-069)."""

    datamodel = rows_of(CooperationMatter)
    title = _("Cooperation archive")
    icon = "certificate"
    keeps_notes = True
    name_column = "matter_no"
    list_columns = [
        "matter_no", "matter_on", "customer", "matter_kind", "summary", "paper_no", "amount",
        "opens_archive", "state", "handled_by",
    ]  # fmt: skip
    search_columns = [
        "matter_no", "customer", "state", "matter_kind", "matter_on", "paper_no", "amount",
        "opens_archive", "handled_by", "owner", "branch", "area", "department", "created_at",
    ]  # fmt: skip
    order_columns = ["matter_no", "matter_on", "amount", "created_at"]
    base_order = ("id", "desc")
    sections = [
        Section("matter", _("Matter of cooperation"), [
            "matter_no!", "customer_id:4", "matter_kind_id", "matter_on", "handled_by_id",
            "paper_no", "amount", "opens_archive!", "summary", "key_point_feedback",
        ]),
        Section("filing", _("Filing"), [
            "catalogue_no", "volume_no", "filed_by!", "filed_on!",
        ], states={"confirmed", "filed"}),
    ]  # fmt: skip
    begins = {"handled_by_id": _himself}
    picks = {
        "customer_id": Pick(create="CustomerView"),
        "matter_kind_id": Pick(where=lambda: words_of(cooperation.KINDS)),
    }
    charts = [
        Chart("by_kind", by="matter_kind", series="state"),
        Chart("by_month", by="matter_on", bucket="month", series="matter_kind"),
        Chart("amount", _("Amount by month"), by="matter_on", bucket="month", sum="amount"),
        Chart("by_owner", by="owner", series="matter_kind", kind="row"),
    ]
    rules = [dealings, cooperation.matter]
    flow = cooperation_flow
    sheet = sheet_columns.cooperation_sheet
    keeps_files = Keeps(
        OriginalKind, line="original", secret="confidential", kept_by="archive.originals_never_deleted"
    )  # fmt: skip


class CustomerTurnView(ArchiveView):
    """Customers gained and lost, day by day, with the reasons (F-110)."""

    datamodel = rows_of(CustomerTurn)
    title = _("Gained and lost customers")
    icon = "arrows-split"
    name_column = "turned_on"
    list_columns = [
        "turned_on", "customer", "turn", "gain_reason", "loss_reason", "note", "owner", "branch",
    ]  # fmt: skip
    search_columns = [
        "customer", "turned_on", "turn", "gain_reason", "loss_reason", "owner", "branch", "area",
        "department", "created_at",
    ]  # fmt: skip
    order_columns = ["turned_on", "turn", "created_at"]
    base_order = ("id", "desc")
    sections = [
        Section("turn", _("Gained or lost"), [
            "customer_id!:4", "turned_on!", "turn!", "gain_reason", "loss_reason", "note:6",
        ]),
    ]  # fmt: skip
    charts = [
        Chart("by_month", _("Gained and lost by month"), by="turned_on", bucket="month", series="turn"),
        Chart("lost_why", _("Why customers were lost"), by="loss_reason", series="turn", kind="row"),
        Chart("gained_how", _("How customers were gained"), by="gain_reason", series="turn", kind="row"),
        Chart("by_owner", by="owner", series="turn", kind="row"),
        Chart("by_branch", by="branch", series="turn", kind="row"),
    ]  # fmt: skip


class CampaignView(ArchiveView):
    """Campaigns that gather information on customers (F-121, F-120, W-33)."""

    datamodel = rows_of(Campaign)
    title = _("Gathering campaigns")
    icon = "search"
    keeps_notes = True
    keeps_files = True
    name_column = "campaign_name"
    list_columns = [
        "campaign_no", "campaign_name", "state", "person_in_charge", "budget", "from_on", "to_on",
        "reported_on",
    ]  # fmt: skip
    search_columns = [
        "campaign_no", "campaign_name", "state", "person_in_charge", "budget", "from_on", "to_on",
        "reported_on", "created_at",
    ]  # fmt: skip
    order_columns = ["campaign_no", "campaign_name", "from_on", "to_on", "budget", "created_at"]
    base_order = ("id", "desc")
    sections = [
        Section("plan", _("Plan of the campaign"), [
            "campaign_no!", "campaign_name:4", "person_in_charge_id", "from_on", "to_on", "budget",
            "gather_ways:4", "goal", "scope", "division",
        ]),
        Section("report", _("Analysis report"), [
            "methods", "figures", "conclusions", "suggestions", "reported_on!",
        ], states={"processing", "reported"}),
    ]  # fmt: skip
    begins = {"person_in_charge_id": _himself}
    charts = [
        Chart("by_state", by="state"),
        Chart("by_month", by="from_on", bucket="month", series="state"),
        Chart("budget", _("Budget by month"), by="from_on", bucket="month", sum="budget"),
        Chart("by_person", by="person_in_charge", series="state", kind="row"),
    ]
    rules = [campaigns.campaign]
    flow = campaign_flow
    sheet = sheet_columns.campaign_sheet
