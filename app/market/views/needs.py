"""Projects and demands of customers on screen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.customers.standing import dealings
from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.picks import Pick
from app.desk.sections import Lines, Section
from app.market import rules, sheets
from app.market.models import Demand, Project, ProjectDecider


class ProjectView(ArchiveView):
    """What customers mean to buy, and whether it deserves our time (F-013, R-047)."""

    datamodel = rows_of(Project)
    title = _("Projects")
    icon = "target"
    keeps_files = True
    keeps_notes = True
    name_column = "project_name"
    list_columns = [
        "project_no", "project_name", "customer", "project_stage", "project_will_buy",
        "project_buy_on", "project_budget", "owner",
    ]  # fmt: skip
    search_columns = [
        "project_no", "project_name", "customer", "project_stage", "project_will_buy",
        "project_buy_on", "project_budget", "owner", "branch", "area", "department", "created_at",
    ]  # fmt: skip
    order_columns = ["project_no", "project_name", "project_buy_on", "project_budget", "created_at"]
    base_order = ("id", "desc")
    sections = [
        Section("project", _("Project"), [
            "project_no!", "customer_id:4", "project_name:4", "project_stage",
            "project_will_buy", "project_buy_on", "project_budget",
        ]),
        Section("purchase", _("Purchase"), [
            "project_purchase_plan", "project_problem", "project_timetable", "project_process",
            "key_point_feedback",
        ]),
    ]  # fmt: skip
    lines = [
        Lines(ProjectDecider, "deciders", ["contact_id", "decider_role", "remark:4"],
              title=_("Who decides")),
    ]  # fmt: skip
    picks = {
        "customer_id": Pick(create="CustomerView"),
        "deciders.contact_id": Pick(by={"customer_id": "customer_id"}, create="ContactView"),
    }
    charts = [
        Chart("by_stage", by="project_stage", series="project_will_buy"),
        Chart("budget", _("Budget by month of purchase"), by="project_buy_on", bucket="month",
              sum="project_budget", series="project_stage"),
        Chart("by_owner", by="owner", series="project_stage", kind="row"),
    ]  # fmt: skip
    rules = [dealings, rules.project]
    sheet = sheets.project_sheet


class DemandView(ArchiveView):
    """What customers need, now and later, and what became of it (F-025, R-058)."""

    datamodel = rows_of(Demand)
    title = _("Demands")
    icon = "bulb"
    keeps_notes = True
    name_column = "demand_subject"
    list_columns = [
        "demand_no", "demand_subject", "customer", "need_degree", "need_volume", "need_unit",
        "product", "demand_state", "raised_on", "owner",
    ]  # fmt: skip
    search_columns = [
        "demand_no", "demand_subject", "customer", "demand_state", "need_degree", "need_mode",
        "product", "raised_on", "handled_by", "handled_on", "owner", "branch", "area",
        "department", "created_at",
    ]  # fmt: skip
    order_columns = ["demand_no", "raised_on", "need_degree", "demand_state", "created_at"]
    base_order = ("id", "desc")
    sections = [
        Section("demand", _("Demand"), [
            "demand_no!", "customer_id:4", "demand_subject:4", "raised_on", "need_degree",
            "need_volume", "need_unit", "product_id", "need_mode:4", "existing_need",
            "latent_need", "need_features",
        ]),
        Section("handling", _("Handling"), [
            "demand_state", "handled_by_id", "handled_on", "handling_result",
        ]),
    ]  # fmt: skip
    picks = {"customer_id": Pick(create="CustomerView")}
    charts = [
        Chart("by_state", by="demand_state", series="need_degree"),
        Chart("by_product", by="product", kind="row"),
        Chart("by_month", by="raised_on", bucket="month", kind="line"),
    ]
    rules = [dealings, rules.demand]
    sheet = sheets.demand_sheet
