"""Registers of calls, opinions, first contacts, events and upkeep as files: the columns of import and export."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.customers.sheet_columns import of_customer
from app.kernel import accounts
from app.kernel.sheets import Col, Sheet, read_author
from app.organization.models import Department
from app.visits.models import MajorEvent, MaterialDispatch, OpinionItem, PhoneCall, Upkeep

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

opinion_sheet = Sheet(
    OpinionItem,
    columns=[
        of_customer,
        Col("raised_on", ("日期", "提出日期"), required=True),
        Col("opinion_kind", ("意见类别", "类别"), required=True),
        Col("content", ("意见内容", "内容"), required=True),
        Col("is_major", ("是否重大", "重大")),
        Col("explanation", ("现场解释",)),
        Col("is_answered", ("当场答复",)),
        Col("decision", ("处理意见",)),
        Col("responsible_department_id", ("责任部门",), target=Department, by=("name",)),
        Col("due_on", ("完成期限", "期限")),
        Col("opinion_no", is_read_only=True),
        Col("state", is_read_only=True),
        Col("fix_result", is_read_only=True),
        Col("revisit_on", is_read_only=True),
        Col("revisit_result", is_read_only=True),
    ],
    title=_("Opinions of customers"), called=("拜访客户意见汇总表", "意见汇总"),
)  # fmt: skip

dispatch_sheet = Sheet(
    MaterialDispatch,
    columns=[
        of_customer,
        Col("channel", ("传递方式", "联络方式"), required=True),
        Col("materials", ("资料", "宣传资料")),
        Col("receiver_name", ("收件人",)),
        Col("purpose_note", ("随附说明",)),
        Col("sent_on", ("发出日期", "寄出日期")),
        Col("dispatch_no", is_read_only=True),
        Col("state", is_read_only=True),
        Col("receipt_confirmed_on", is_read_only=True),
        Col("appointment_at", is_read_only=True),
    ],
    title=_("First contacts and material"), called=("宣传资料发放登记",),
)  # fmt: skip

event_sheet = Sheet(
    MajorEvent,
    columns=[
        of_customer,
        Col("event_on", ("日期",), required=True),
        Col("place", ("地点",), required=True),
        Col("event_kind", ("事项类别", "类别"), required=True),
        Col("attendees_ours", ("我方参加人",)),
        Col("attendees_theirs", ("对方参加人",)),
        Col("content", ("内容", "事项内容"), required=True),
        Col("cost", ("费用",)),
        Col("effect", ("效果",)),
        Col("event_no", is_read_only=True),
        Col("state", is_read_only=True),
    ],
    title=_("Major events"), called=("客户拜访联谊等重大事项记录", "重大事项"),
)  # fmt: skip

upkeep_sheet = Sheet(
    Upkeep,
    columns=[
        of_customer,
        Col("maintained_on", ("保养日期", "日期"), required=True),
        Col("product_name", ("产品", "保养产品"), required=True),
        Col("content", ("内容", "保养内容"), required=True),
        Col("technician_id", ("人员", "保养人员"), read=accounts.read),
        Col("result", ("结果", "保养结果")),
        Col("next_on", ("下次日期", "下次保养日期")),
        Col("state", is_read_only=True),
    ],
    title=_("Upkeep at customers"), called=("客户保养记录", "保养记录"),
)  # fmt: skip
