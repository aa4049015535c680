"""Registers of visits and calls as files: the columns of import and export."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.customers.sheet_columns import of_customer
from app.kernel.sheets import Col, Sheet, read_author
from app.visits.models import PhoneCall

call_sheet = Sheet(
    PhoneCall,
    columns=[
        of_customer,
        Col("called_at", ("通话时间", "日期"), required=True),
        Col("direction", ("来电去电", "电话方向")),
        Col("our_person_id", ("我方当事人", "接打人"), read=read_author),
        Col("their_person", ("对方当事人", "联系人")),
        Col("phone", ("对方电话", "电话号码")),
        Col("reason", ("电话事由", "事由"), required=True),
        Col("content", ("电话内容", "内容")),
        Col("stage", ("业务阶段",)),
        Col("key_point_feedback", ("关键点信息反馈",)),
    ],
    title=_("Telephone register"),
)
