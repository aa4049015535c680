"""The archive behind the card as files: the columns of import and export."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.archive.models import CardCheck, Original
from app.archive.queries import IN_FORCE
from app.archive.rules import card_check
from app.customers.sheet_columns import of_customer
from app.kernel.sheets import Col, Key, Sheet


def _paper_no(values: Mapping[str, Any]) -> str | None:
    """A paper in force stands in the register once (R-025)."""
    return values.get("doc_no")


original_sheet = Sheet(
    Original,
    columns=[
        of_customer,
        Col("original_no", is_read_only=True),
        Col("doc_kind", ("资料种类", "种类"), required=True),
        Col("doc_title", ("资料名称", "名称"), required=True),
        Col("doc_no", ("证件号码", "合同编号", "编号")),
        Col("issued_by", ("发证机关", "签发单位")),
        Col("doc_copy_kind", ("原件/复印件", "原件或复印件")),
        Col("doc_dated", ("日期", "发证日期", "签订日期")),
        Col("valid_from", ("有效期起", "生效日期")),
        Col("valid_to", ("有效期止", "到期日", "有效期至")),
        Col("doc_part", ("部分", "所属部分")),
        Col("doc_catalogue_no", ("目录编号",)),
        Col("volume_no", ("卷号", "装订卷号")),
        Col("doc_pages", ("页数",)),
        Col("remark", ("备注",)),
        Col("state", is_read_only=True),
        Col("scan_count", is_read_only=True),
    ],
    keys=[Key("doc_no", _paper_no, "doc_no", (IN_FORCE,), beside=("customer_id", "doc_kind"))],
)

card_check_sheet = Sheet(
    CardCheck,
    columns=[
        of_customer,
        Col("check_no", is_read_only=True),
        Col("checked_on", ("检查日期",), required=True),
        Col("check_way", ("核对方式",)),
        Col("immediate", ("访问后立即填写",)),
        Col("complete", ("填写完整",)),
        Col("used_and_accurate", ("充分利用且准确",)),
        Col("viewed_before_visit", ("访前查看",)),
        Col("truth", ("结果", "核对结果")),
        Col("remark", ("备注",)),
        Col("complete_pct", is_read_only=True),
    ],
    rules=[card_check],
)
