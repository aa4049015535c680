"""What surrounds a customer as files: the columns of import and export."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.customers.identity import fold_name
from app.customers.models import Customer
from app.kernel.sheets import Col, Key, Sheet
from app.market.models import Competitor, CustomerCompetitor

of_customer = Col(
    "customer_id", ("客户名称", "单位名称", "客户代码"), target=Customer,
    by=("customer_name", "customer_code", "credit_code"), required=True,
)  # fmt: skip


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
