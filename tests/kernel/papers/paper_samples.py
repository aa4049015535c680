"""Sample papers with invented content: a record, a slip with approval, a list; in Chinese and English."""

from __future__ import annotations

from typing import Any

META = {
    "archive_no": "KH-2026-00037",
    "doc_no": "KH-2026-00037",
    "printed_by": "陈思远",
    "printed_at": "2026-11-21 10:32",
    "copy_no": "2",
}
META_EN = META | {"printed_by": "Chen Siyuan"}
LONG = "该客户自2019年起合作，主要采购数控加工中心与配套夹具。" * 12

RECORD: dict[str, Any] = {
    "title": "客户档案登记表",
    "subtitle": "成都锦程精密机械有限公司",
    "sections": [
        {"title": "基本信息", "rows": [
            [("客户名称", "成都锦程精密机械有限公司", 4), ("客户编号", "KH-2026-00037", 2)],
            [("统一社会信用代码", "91510100MA6CABCD1X", 2), ("法定代表人", "欧阳𬭎", 2), ("成立日期", "2009-05-18", 2)],
            [("注册资本", "¥5,000,000.00", 2), ("行业类别", "通用设备制造业", 2), ("客户等级", "A", 2)],
            [("注册地址", "四川省成都市郫都区现代工业港北片区港通北二路269号", 6)],
            [("经营范围", "机械设备、五金产品制造、加工、销售；\n货物及技术进出口。\n\n（依法须经批准的项目，经相关部门批准后方可开展经营活动）", 6)],
        ]},
        {"title": "联系方式", "rows": [
            [("公司电话", "028-8787 1234", 2), ("传真", "", 2), ("邮政编码", "611730", 2)],
            [("电子邮箱", "purchasing.department@jincheng-precision.example.com", 4), ("网站", "", 2)],
            [("备注", LONG, 6)],
        ]},
    ],
    "tables": [
        {"title": "联系人", "head": ["姓名", "职务", "手机", "邮箱", "主要联系人"], "rows": [
            ["刘㛃", "采购经理", "138 0013 8000", "liu@example.com", "是"], ["王堃", "总经理", "139 0013 9000", "", "否"]]},
        {"title": "近三年交易", "head": ["年度", "订单数", "成交额（元）", "逾期（元）"], "rows": [
            ["2023年", "12", "1,280,500.00", "0.00"], ["2024年", "18", "2,034,120.50", "15,000.00"], ["2025年", "9", "876,400.00", "0.00"]]},
        {"title": "证照", "head": ["名称", "号码", "有效期至"], "rows": []},
    ],
    "steps": [
        {"move": "提交", "by": "张伟", "at": "2026-11-18 09:12", "reason": ""},
        {"move": "退回修改", "by": "李建国（分公司经理）", "at": "2026-11-18 16:40", "reason": "请补充营业执照有效期。"},
        {"move": "审核通过", "by": "李建国（分公司经理）", "at": "2026-11-19 08:55", "reason": "资料齐全，同意建档。"},
    ],
    "head": {"doc_no": "KH-2026-00037", "form_version": "B/2", "filled_by": "张伟", "filled_on": "2026-11-17", "branch": "成都分公司", "status": "已审核"},
    "meta": META,
}  # fmt: skip

RECORD_EN: dict[str, Any] = {
    "title": "Customer card",
    "subtitle": "成都锦程精密机械有限公司",
    "sections": [
        {"title": "Identity", "rows": [
            [("Name", "成都锦程精密机械有限公司", 4), ("Code", "KH-2026-00037", 2)],
            [("Unified social credit code", "91510100MA6CABCD1X", 2), ("Legal representative", "欧阳𬭎", 2), ("Founded on", "2009-05-18", 2)],
            [("Registered address", "269 Gangtong North 2nd Road, Pidu District, Chengdu, Sichuan", 6)],
            [("Remarks", "A long-standing buyer of machining centres. " * 9, 6)],
        ]},
    ],
    "tables": [{"title": "Contacts", "head": ["Name", "Position", "Mobile", "Main contact"], "rows": [["刘㛃", "Purchasing manager", "138 0013 8000", "Yes"]]}],
    "steps": [{"move": "Approve", "by": "Li Jianguo", "at": "2026-11-19 08:55", "reason": "Complete."}],
    "head": {"doc_no": "KH-2026-00037", "form_version": "B/2", "filled_by": "Zhang Wei", "filled_on": "2026-11-17", "branch": "Chengdu", "status": "Approved"},
    "meta": META_EN,
}  # fmt: skip

SLIP = """{% extends "papers/_sheet.html" %}{% import "papers/_macros.html" as paper %}
{% block body %}<h2>走访内容</h2>
{{ paper.grid([[("走访客户", customer, 4), ("申请人", "张伟", 2)], [("方式", paper.choices(["上门", "电话", "视频"], ["上门"]), 4), ("人数", "2", 2)], [("目的", purpose, 6)]]) }}{% endblock %}"""
SLIP_CONTEXT: dict[str, Any] = {
    "title": "走访申请单",
    "customer": "成都锦程精密机械有限公司",
    "purpose": "了解三季度采购计划；\n送达新样品并确认检测报告。",
    "steps": [
        {"move": "分公司经理", "by": "李建国", "at": "2026-11-19 08:55", "reason": "同意。请带上最新的质检报告，并约见技术负责人。"},
        {"move": "考勤", "by": "", "at": "", "reason": ""},
    ],
    "head": {"doc_no": "ZF-202611-0042", "form_version": "A/1", "filled_by": "张伟", "filled_on": "2026-11-18", "branch": "成都分公司", "status": "已批准"},
    "meta": {"printed_by": "张伟", "printed_at": "2026-11-19 09:00", "copy_no": "1"},
}  # fmt: skip


def customer_list(count: int, wide: bool = False) -> dict[str, Any]:
    """A list of so many customers, with 6 or 9 columns."""
    head = ["客户编号", "客户名称", "等级", "负责人", "累计成交额", "最近走访"] + [
        "电话",
        "地址",
        "状态",
    ] * wide
    rows = [
        [f"KH-2026-{n:05d}", "成都锦程精密机械有限公司" if n % 3 else "重庆两江食品贸易有限责任公司", "ABCD"[n % 4], "张伟",
         f"{n * 12345.67:,.2f}", f"2026-{n % 12 + 1:02d}-15"]
        + ["13800138000", f"四川省成都市郫都区港通北二路{n}号", "合作中"] * wide
        for n in range(1, count + 1)
    ]  # fmt: skip
    return {
        "title": "客户名册",
        "head": head,
        "rows": rows,
        "filters": "分公司 = 成都；等级 ≥ B",
        "meta": META,
    }
