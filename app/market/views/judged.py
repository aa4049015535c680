"""Qualification, background and changes of customers on screen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.picks import Pick
from app.desk.sections import Lines, Section
from app.kernel.viewer import Viewer
from app.market import rules, sheets
from app.market.models import (
    CustomerBackground,
    CustomerChange,
    InstalledProduct,
    QualificationCheck,
    QualificationPoint,
)
from app.reference.queries import words_of


def _himself(viewer: Viewer) -> int | None:
    return viewer.user_id


class QualificationCheckView(ArchiveView):
    """Customers measured by our standard for dealers (R-034)."""

    datamodel = rows_of(QualificationCheck)
    title = _("Qualification checks")
    icon = "shield-check"
    keeps_files = True
    name_column = "checked_on"
    list_columns = [
        "checked_on", "customer", "is_qualified", "qualification_note", "checked_by", "owner",
    ]  # fmt: skip
    search_columns = [
        "customer", "checked_on", "is_qualified", "checked_by", "owner", "branch", "area",
        "department", "created_at",
    ]  # fmt: skip
    order_columns = ["checked_on", "created_at"]
    base_order = ("id", "desc")
    sections = [
        Section("check", _("Check against the standard for dealers"), [
            "customer_id:4", "checked_on", "checked_by_id", "is_qualified:4",
            "qualification_note:6",
        ]),
    ]  # fmt: skip
    lines = [
        Lines(QualificationPoint, "points", ["criterion_id:2", "threshold", "is_met", "remark:2"],
              title=_("Points of the standard")),
    ]  # fmt: skip
    begins = {"checked_by_id": _himself}
    picks = {
        "customer_id": Pick(create="CustomerView"),
        "points.criterion_id": Pick(where=lambda: words_of("dealer_standard")),
    }
    charts = [
        Chart("by_result", by="is_qualified"),
        Chart("by_month", by="checked_on", bucket="month", series="is_qualified"),
        Chart("by_checker", by="checked_by", series="is_qualified", kind="row"),
    ]
    rules = [rules.qualification]
    sheet = sheets.qualification_sheet


class CustomerBackgroundView(ArchiveView):
    """What stands behind customers, large ones above all (F-011, R-045)."""

    datamodel = rows_of(CustomerBackground)
    title = _("Customer backgrounds")
    icon = "briefcase"
    name_column = "customer"
    list_columns = [
        "customer", "similar_products_year", "similar_products_unit", "industry_basics",
        "special_needs", "owner",
    ]  # fmt: skip
    search_columns = [
        "customer", "similar_products_year", "owner", "branch", "area", "department",
        "changed_at", "created_at",
    ]  # fmt: skip
    order_columns = ["similar_products_year", "changed_at", "created_at"]
    base_order = ("id", "desc")
    sections = [
        Section("background", _("Background of a large customer"), [
            "customer_id:6", "similar_products_year", "similar_products_unit", "industry_basics",
        ]),
        Section("wishes", _("Characteristics and wishes"), [
            "customer_characteristics", "consumption_behaviour", "special_needs",
            "service_opinion", "customer_requirement",
        ]),
    ]  # fmt: skip
    lines = [
        Lines(InstalledProduct, "installed", [
            "product", "supplier", "quantity", "since", "remark:4",
        ], title=_("Similar products in use")),
    ]  # fmt: skip
    picks = {"customer_id": Pick(create="CustomerView")}
    charts = [
        Chart("by_owner", by="owner"),
        Chart("by_month", _("Revised by month"), by="changed_at", bucket="month", kind="line"),
    ]
    rules = [rules.background]
    sheet = sheets.background_sheet


class CustomerChangeView(ArchiveView):
    """What has changed at customers (F-007, F-017, R-028)."""

    datamodel = rows_of(CustomerChange)
    title = _("Customer news")
    icon = "notes"
    name_column = "changed_on"
    list_columns = [
        "changed_on", "customer", "change_kind", "change_note", "change_source", "owner",
    ]  # fmt: skip
    search_columns = [
        "customer", "changed_on", "change_kind", "change_source", "owner", "branch", "area",
        "department", "created_at",
    ]  # fmt: skip
    order_columns = ["changed_on", "created_at"]
    base_order = ("id", "desc")
    sections = [
        Section("change", _("Change"), [
            "customer_id:4", "changed_on", "change_kind", "change_source:4", "change_note",
        ]),
    ]  # fmt: skip
    picks = {"customer_id": Pick(create="CustomerView")}
    charts = [
        Chart("by_kind", by="change_kind"),
        Chart("by_month", by="changed_on", bucket="month", series="change_kind"),
    ]
    rules = [rules.change]
    sheet = sheets.change_sheet
