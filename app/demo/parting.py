"""The demonstration's bad customers: one nominated, one being parted from, one in the closed store."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.customers.words import CardState
from app.demo.company import People
from app.disposal import operations, queries
from app.disposal.models import BadCase
from app.disposal.workflow import case_flow, duty_flow
from app.kernel import clock
from app.kernel.db import utcnow
from app.kernel.workflow import begin

WHO = {"business": "marketing", "finance": "finance", "admin": "legal"}
# facts, criteria, measures, days without trade, arrears, days overdue
CASES: tuple[dict[str, Any], ...] = (
    {
        "criteria": ["no_trade_over_1y"], "evidence": "最近一次发货在一年多以前，三次回访均表示已改做其他品牌。",
        "general_measures": ["stop_business", "remove_from_archive"], "days": 410,
    },
    {
        "criteria": ["overdue_1y_unwilling"], "arrears_amount": 186_400, "overdue": 402,
        "evidence": "货款逾期一年以上，四次书面催收无回复，负责人明确表示不再支付。",
        "general_measures": ["stop_business", "claim_debt", "stop_delivery"],
        "special_measures": ["lawsuit_claim_recovery"], "days": 395,
    },
    {
        "criteria": ["bankrupt_closed_heavy_loss"], "arrears_amount": 52_300, "overdue": 120,
        "evidence": "门店已关闭，工商登记注销公告中。", "days": 300,
        "general_measures": ["stop_business", "claim_debt", "remove_from_archive"],
    },
)  # fmt: skip


def fill(session: Session, people: People, customers: list[Customer]) -> None:
    """Three cases on customers whom nobody is about to visit."""
    quiet = [row for row in customers if row.state in (CardState.ENTERED, CardState.FORWARDED)]
    nominated, parted, gone = (
        _case(session, people, customer, **facts)
        for customer, facts in zip(quiet, CASES, strict=False)
    )
    assert nominated.state.value == "nominated"
    _walk(session, people, parted, duties=2)
    _walk(session, people, gone, duties=None)


def _case(
    session: Session, people: People, customer: Customer, days: int, overdue: int = 0, **facts: Any
) -> BadCase:
    customer.last_trade_on = clock.today() - dt.timedelta(days=days)
    if overdue:
        facts["overdue_since"] = clock.today() - dt.timedelta(days=overdue)
    row: BadCase = people.does("marketing", operations.open_case, customer=customer, **facts)
    people.does("marketing", begin, flow=case_flow, row=row, viewer=people.viewer("marketing"))
    return row


def _walk(session: Session, people: People, row: BadCase, duties: int | None) -> None:
    """As far as the duties, some or all of them; with all, up to the manager's opinion."""
    now = utcnow()
    people.move("marketing", case_flow, row, "submit", now)
    row.duties_due_at = now + dt.timedelta(days=21)
    people.move("gm", case_flow, row, "approve", now, "同意，抓紧清收。")
    people.move("marketing", case_flow, row, "process", now)
    for duty in queries.duties_of(session, row.id)[:duties]:
        duty.result = "已办结"
        people.move(WHO[duty.side.value], duty_flow, duty, f"tick_{duty.side.value}", now)
    if duties is None:
        row.causes = "赊销额度过宽，未按月对账。"
        row.prevention = "新客户一律现款，逾期三十天停止发货。"
        people.move("marketing", case_flow, row, "analyse", now)
