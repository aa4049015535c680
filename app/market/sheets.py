"""What surrounds a customer as files: the columns of import and export."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.customers.identity import fold_name
from app.customers.sheet_columns import of_customer
from app.kernel import accounts
from app.kernel.sheets import Col, Key, Part, Sheet
from app.market.models import (
    Competitor,
    CustomerBackground,
    CustomerChange,
    CustomerCompetitor,
    Demand,
    OutletSale,
    Project,
    QualificationCheck,
    RetailOutlet,
)
from app.reference.models import Product, Region


def _competitor_key(values: Mapping[str, Any]) -> str | None:
    return fold_name(values.get("comp_name")) or None


competitor_sheet = Sheet(
    Competitor,
    columns=[
        Col("comp_name", ("竞争对手名称", "品牌名", "竞争公司"), required=True),
        Col("comp_brands", ("品牌", "主要品牌")),
        Col("comp_company_background", ("公司情况", "背景")),
        Col("is_active"),
    ],
    keys=[Key("comp_name", _competitor_key, "name_key")],
    title=_("Competitors"),
)

customer_competitor_sheet = Sheet(
    CustomerCompetitor,
    columns=[
        of_customer,
        Col("competitor_id", ("竞争对手名称", "品牌"), target=Competitor, by=("comp_name",), required=True),
        Col("noted_on", ("日期",)),
        Col("comp_product", ("竞品", "产品")),
        Col("comp_quantity", ("用量", "数量")),
        Col("comp_unit"),
        Col("comp_product_use", ("产品使用情况",)),
        Col("comp_satisfaction", ("满意度",)),
        Col("comp_product_traits", ("产品特性",)),
        Col("comp_rep_name", ("销售代表",)),
        Col("comp_rep_style"),
        Col("comp_rep_relation"),
    ],
    title=_("Competitors at customers"),
)  # fmt: skip


def _number(name: str) -> Callable[[Mapping[str, Any]], str | None]:
    return lambda values: values.get(name) or None


def _customer(values: Mapping[str, Any]) -> int | None:
    """A customer has one background sheet (R-045)."""
    return values.get("customer_id")


def _outlet_name(values: Mapping[str, Any]) -> str | None:
    return values.get("outlet_name")


_product = Col(
    "product_id", ("产品", "产品名称", "产品编码"), target=Product, by=("code", "full_name", "name")
)

project_sheet = Sheet(
    Project,
    columns=[
        Col("project_no", ("项目编码",), is_key=True),
        of_customer,
        Col("project_name", ("项目",), required=True),
        Col("project_stage", ("项目阶段",)),
        Col("project_will_buy"),
        Col("project_buy_on", ("采购时间",)),
        Col("project_budget", ("预算",)),
        Col("project_purchase_plan", ("采购计划",)),
        Col("project_problem", ("问题",)),
        Col("project_timetable", ("时间表",)),
        Col("project_process", ("流程",)),
        Col("key_point_feedback"),
    ],
    keys=[Key("project_no", _number("project_no"), "project_no")],
    title=_("Projects"),
)

demand_sheet = Sheet(
    Demand,
    columns=[
        Col("demand_no", ("需求编码",), is_key=True),
        of_customer,
        Col("demand_subject", ("需求", "主题"), required=True),
        Col("raised_on", ("日期",)),
        Col("need_degree"),
        Col("need_volume"),
        Col("need_unit"),
        _product,
        Col("need_mode"),
        Col("existing_need"),
        Col("latent_need"),
        Col("need_features"),
        Col("demand_state"),
        Col("handled_by_id", ("经办人", "处理人"), read=accounts.read),
        Col("handled_on", ("处理日期",)),
        Col("handling_result"),
    ],
    keys=[Key("demand_no", _number("demand_no"), "demand_no")],
    title=_("Demands"),
)

sale_sheet = Sheet(
    OutletSale,
    columns=[
        Col("outlet_id", ("网点", "店名", "网点名称"), target=RetailOutlet, by=("outlet_name",), required=True),
        Col("product_id", ("产品", "产品名称", "产品编码"), target=Product, by=("code", "full_name", "name"), required=True),
        Col("period", ("月份",)),
        Col("sales_quantity", ("销量",)),
        Col("sales_amount", ("销售额",)),
        Col("outlet_retail_price", ("零售价",)),
    ],
    title=_("Sales of outlets"),
    called=("产品销售情况", "网点销售"),
)  # fmt: skip

outlet_sheet = Sheet(
    RetailOutlet,
    columns=[
        of_customer,
        Col("outlet_name", ("店名", "零售客户名称", "网点名称"), required=True),
        Col("outlet_class", ("店类", "类别")),
        Col("outlet_is_hypermarket", ("是否大卖场",)),
        Col("region_id", ("地区", "行政区划"), target=Region, by=("full_name", "code", "name")),
        Col("outlet_address", ("店址", "地址")),
        Col("outlet_phone", ("电话", "联系电话")),
        Col("surveyed_on"),
        Col("outlet_suggestions"),
        Col("outlet_market_info", ("有价值的市场信息",)),
        Col("outlet_listing_rate", ("进场率",)),
        Col("outlet_stockout_rate", ("断货率",)),
        Col("outlet_display_share", ("陈列率",)),
        Col("outlet_weighted_share", ("加权陈列率",)),
        Col("outlet_activity_rate", ("活动点率",)),
        Col("outlet_display_area", ("陈列面积",)),
        Col("outlet_price_tags", ("价签",)),
        Col("is_active"),
    ],
    keys=[Key("outlet_name", _outlet_name, "outlet_name", beside=("customer_id",))],
    title=_("Retail outlets"),
    called=("网点", "零售网点", "联系册"),
    parts=[Part(sale_sheet, "outlet_id")],
)

change_sheet = Sheet(
    CustomerChange,
    columns=[
        of_customer,
        Col("changed_on", ("日期",)),
        Col("change_kind"),
        Col("change_source"),
        Col("change_note", ("内容",), required=True),
    ],
    title=_("Customer news"),
)

background_sheet = Sheet(
    CustomerBackground,
    columns=[
        of_customer,
        Col("similar_products_year"),
        Col("similar_products_unit"),
        Col("industry_basics"),
        Col("customer_characteristics"),
        Col("consumption_behaviour"),
        Col("special_needs"),
        Col("service_opinion"),
        Col("customer_requirement"),
    ],
    keys=[Key("customer_id", _customer, "customer_id")],
    title=_("Customer backgrounds"),
)

qualification_sheet = Sheet(
    QualificationCheck,
    columns=[
        of_customer,
        Col("checked_on", ("日期",)),
        Col("is_qualified", ("是否合格",), required=True),
        Col("qualification_note", ("说明",)),
    ],
    title=_("Qualification checks"),
)
