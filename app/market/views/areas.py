"""Outlets and local markets on screen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.desk.archive import ArchiveView
from app.desk.charts import Chart
from app.desk.interface import rows_of
from app.desk.picks import Pick
from app.desk.sections import Lines, Section
from app.market import rules, sheets
from app.market.models import (
    MarketArea,
    MarketBrand,
    MarketDealer,
    MarketTownship,
    OutletSale,
    RetailOutlet,
)
from app.market.papers import book_paper


class RetailOutletView(ArchiveView):
    """The shops customers sell through (F-022, R-109)."""

    datamodel = rows_of(RetailOutlet)
    title = _("Retail outlets")
    icon = "building-store"
    keeps_files = True
    name_column = "outlet_name"
    list_columns = [
        "outlet_name", "customer", "outlet_class", "region", "outlet_address", "outlet_phone",
        "outlet_is_hypermarket", "surveyed_on", "owner",
    ]  # fmt: skip
    search_columns = [
        "outlet_name", "customer", "outlet_class", "outlet_is_hypermarket", "region",
        "outlet_price_tags", "surveyed_on", "is_active", "owner", "branch", "area", "department",
        "created_at",
    ]  # fmt: skip
    order_columns = ["outlet_name", "surveyed_on", "created_at"]
    base_order = ("id", "desc")
    sections = [
        Section("outlet", _("Outlet"), [
            "customer_id:4", "surveyed_on", "outlet_name:4", "outlet_class", "region_id",
            "outlet_address:4", "outlet_phone", "outlet_is_hypermarket", "is_active",
        ]),
        Section("findings", _("Found on the spot"), [
            "outlet_listing_rate", "outlet_stockout_rate", "outlet_activity_rate",
            "outlet_display_share", "outlet_weighted_share", "outlet_display_area",
            "outlet_price_tags", "outlet_suggestions", "outlet_market_info", "key_point_feedback",
        ]),
    ]  # fmt: skip
    lines = [
        Lines(OutletSale, "sales", [
            "product_id", "period", "sales_quantity", "sales_amount", "outlet_retail_price",
        ], title=_("Sales by product")),
    ]  # fmt: skip
    picks = {"customer_id": Pick(create="CustomerView")}
    charts = [
        Chart("by_class", by="outlet_class", series="outlet_is_hypermarket"),
        Chart("by_region", by="region", kind="row"),
        Chart("by_customer", by="customer", series="outlet_class", kind="row"),
        Chart("by_month", _("Visited by month"), by="surveyed_on", bucket="month", kind="line"),
    ]
    rules = [rules.outlet]
    sheet = sheets.outlet_sheet


class MarketAreaView(ArchiveView):
    """What is known of the market of each visiting area (F-081, R-097)."""

    datamodel = rows_of(MarketArea)
    title = _("Market profiles")
    icon = "map-pins"
    keeps_files = True
    keeps_notes = True
    name_column = "area"
    list_columns = ["area", "branch", "region", "ma_population", "collected_on", "owner"]
    search_columns = [
        "area", "branch", "region", "ma_population", "collected_on", "owner", "created_at",
    ]  # fmt: skip
    order_columns = ["ma_population", "collected_on", "created_at"]
    base_order = ("id", "desc")
    sections = [
        Section("area", _("Local market"), [
            "area_id", "branch!", "region_id", "ma_population", "collected_on", "owner!",
            "ma_market_overview", "ma_environment",
        ]),
    ]  # fmt: skip
    lines = [
        Lines(MarketTownship, "townships", ["township", "population"], title=_("Townships")),
        Lines(MarketBrand, "brands", ["brand", "price", "remark:4"], title=_("Main brands")),
        Lines(MarketDealer, "dealers", [
            "dealer", "is_top", "agency_brands", "market_share_pct", "annual_sales",
            "monthly_sales", "stock_quantity", "staff_of_dealer", "dealer_background",
        ], title=_("Dealers")),
    ]  # fmt: skip
    charts = [
        Chart("by_branch", by="branch", sum="ma_population"),
        Chart("by_population", by="area", sum="ma_population", kind="row"),
    ]
    rules = [rules.market]
    papers = [book_paper]
