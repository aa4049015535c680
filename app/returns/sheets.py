"""The register of return visits as a file: the columns of import and export (F-063)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.customers.sheet_columns import of_customer
from app.kernel.sheets import Col, Sheet, read_author
from app.returns.models import ReturnVisit

visit_sheet = Sheet(
    ReturnVisit,
    columns=[
        of_customer,
        Col("topic", ("回访主题", "主题"), required=True),
        Col("rv_purpose", ("回访目的",)),
        Col("planned_at", ("计划时间",)),
        Col("visitor_id", ("回访人",), read=read_author),
        Col("record_method", ("回访方式",)),
        Col("visited_at", ("回访时间", "回访日期")),
        Col("person_name", ("姓名", "联系人")),
        Col("phone", ("联系方式", "电话")),
        Col("contents", ("回访内容",)),
        Col("basics_checked", ("基础资料核对",)),
        Col("requirement", ("客户要求", "需求")),
        Col("service_rating", ("服务评价",)),
        Col("content_record", ("客户回访内容记录", "内容记录")),
        Col("handling_result", ("处理方式及结果",)),
        Col("reply_record", ("电话或现场答复记录",)),
        Col("key_point_feedback", ("关键点信息反馈",)),
        Col("visit_no", is_read_only=True),
        Col("state", is_read_only=True),
        Col("recorded_at", is_read_only=True),
        Col("is_recorded_late", is_read_only=True),
    ],
    title=_("Return visits"), called=("客户回访登记表", "客户回访记录"),
)  # fmt: skip
