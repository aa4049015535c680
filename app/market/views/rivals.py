"""Rivals on screen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.picks import Pick
from app.desk.sections import Section
from app.market import rules, sheets
from app.market.models import Competitor, CustomerCompetitor


class CompetitorView(ArchiveView):
    """Our rivals, once for the whole company."""

    datamodel = rows_of(Competitor)
    title = _("Competitors")
    icon = "swords"
    name_column = "comp_name"
    list_columns = ["comp_name", "comp_brands", "comp_company_background", "is_active"]
    search_columns = ["comp_name", "comp_brands", "is_active", "created_at"]
    order_columns = ["comp_name", "created_at"]
    base_order = ("id", "desc")
    sections = [
        Section("company", _("Competitor"), [
            "comp_name:4", "is_active", "comp_brands:6", "comp_company_background",
        ]),
    ]  # fmt: skip
    rules = [rules.competitor]
    sheet = sheets.competitor_sheet


class CustomerCompetitorView(ArchiveView):
    """Rivals at customers: what they sell there, how content the customer is (F-012, R-046)."""

    datamodel = rows_of(CustomerCompetitor)
    title = _("Competitors at customers")
    icon = "swords"
    name_column = "competitor"
    list_columns = [
        "competitor", "customer", "comp_product", "comp_quantity", "comp_unit",
        "comp_satisfaction", "comp_rep_name", "noted_on", "owner",
    ]  # fmt: skip
    search_columns = [
        "customer", "competitor", "comp_satisfaction", "noted_on", "owner", "branch", "area",
        "department", "created_at",
    ]  # fmt: skip
    order_columns = ["noted_on", "created_at"]
    base_order = ("id", "desc")
    sections = [
        Section("use", _("Rival product in use"), [
            "customer_id:4", "noted_on", "competitor_id:4", "comp_product", "comp_quantity",
            "comp_unit", "comp_satisfaction", "comp_product_use", "comp_product_traits",
        ]),
        Section("rep", _("Rival's representative"), [
            "comp_rep_name", "comp_rep_style", "comp_rep_relation",
        ]),
    ]  # fmt: skip
    picks = {
        "customer_id": Pick(create="CustomerView"),
        "competitor_id": Pick(create="CompetitorView"),
    }
    charts = [
        Chart("by_competitor", by="competitor", kind="row"),
        Chart("by_satisfaction", by="comp_satisfaction", series="competitor"),
        Chart("by_month", _("Found by month"), by="noted_on", bucket="month", kind="line"),
    ]
    rules = [rules.at_customer]
    sheet = sheets.customer_competitor_sheet
