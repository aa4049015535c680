"""The demonstration's return visits: those a visit record called for, and a plan of customer service."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.customers.traits import BuyerClass
from app.customers.words import CardState
from app.demo.company import People
from app.kernel import clock, numbering
from app.kernel.db import utcnow
from app.kernel.scope import acting_as
from app.kernel.workdays import start_of_day
from app.market.words import Satisfaction
from app.organization.models import Department, Staff
from app.returns.models import ReturnPlan, ReturnPlanLine, ReturnVisit
from app.returns.words import PlanMethod, RecordMethod, ReturnState, RvContent, RvPurpose
from app.returns.workflow import plan_flow, visit_flow

TALKS = (
    ("希望每月对账单提前两天送到。", Satisfaction.FAIRLY_SATISFIED, False),
    ("产品动销好，门店要求增加陈列支持。", Satisfaction.VERY_SATISFIED, False),
    ("上次送货外箱破损三件，要求补发并说明原因。", Satisfaction.RATHER_DISSATISFIED, True),
    ("采购负责人更换，新负责人下周上任。", Satisfaction.BASICALLY_SATISFIED, False),
)  # fmt: skip
# how far the records came: filed, signed, handed in; what is left is still to be made
WAYS = ("filed", "filed", "filed", "checked", "recorded", "recorded")


def fill(session: Session, people: People, customers: list[Customer]) -> None:
    """Record most of what the visits called for, and plan next week's calls."""
    _make(session, people)
    _plan(session, people, customers)


def _make(session: Session, people: People) -> None:
    due = select(ReturnVisit).where(
        ReturnVisit.state == ReturnState.PLANNED,
        ReturnVisit.branch_id.in_(people.viewer("agent").branch_ids),
    )
    quality = session.scalars(
        select(Department).join(Staff, Staff.department_id == Department.id)
        .where(Staff.user_id == people.ids["quality"])
    ).first()  # fmt: skip
    for number, row in enumerate(session.scalars(due.order_by(ReturnVisit.id)).all()[: len(WAYS)]):
        said, rating, is_complaint = TALKS[number % len(TALKS)]
        row.record_method, row.visited_at = RecordMethod.REGULAR_PHONE, _morning(number)
        row.person_name, row.contents = "采购经理", [RvContent.DAILY_SERVICE.value]
        row.buyer_class, row.basics_checked = BuyerClass.OLD, True
        row.requirement, row.content_record = "按期送货，账单清楚。", said
        row.service_rating, row.is_complaint = rating, is_complaint
        row.functional_department_id = quality.id if is_complaint and quality else None
        _walk(people, row, WAYS[number])


def _morning(number: int) -> dt.datetime:
    """Today for the latest, the days before for the others."""
    day = start_of_day(clock.today() - dt.timedelta(days=number), clock.zone())
    return min(day + dt.timedelta(hours=9, minutes=20 * number), utcnow())


def _walk(people: People, row: ReturnVisit, end: str) -> None:
    people.move("agent", visit_flow, row, "record", utcnow())
    if end != "recorded":
        people.move("dept", visit_flow, row, "check", utcnow(), "已核对，按时回复客户。")
    if end == "filed":
        people.move("clerk", visit_flow, row, "file", utcnow())


def _plan(session: Session, people: People, customers: list[Customer]) -> None:
    """Three customers for next week, approved by the department head; one plan still a draft."""
    agent = people.viewer("agent")
    mine = [c for c in customers if c.state is CardState.FILED and c.branch_id in agent.branch_ids]
    monday = clock.today() + dt.timedelta(days=7 - clock.today().weekday())
    for topic, chosen in (("下周常规电话回访", mine[:3]), ("重点客户现场回访", mine[3:5])):
        with acting_as(agent):
            row = ReturnPlan(
                topic=topic, from_on=monday, to_on=monday + dt.timedelta(days=6),
                owner_id=agent.user_id,
            )  # fmt: skip
            numbering.number(session, row, on=clock.today())
            session.add(row)
            session.flush()
            session.add_all(_line(row, each, monday, agent.user_id) for each in chosen)
            session.flush()
        if chosen == mine[:3]:
            people.move("agent", plan_flow, row, "submit", utcnow())
            # nobody heads customer service here, so the plan has come to the branch manager (C-08)
            people.move("manager", plan_flow, row, "approve", utcnow())


def _line(row: ReturnPlan, customer: Customer, day: dt.date, by: Any) -> ReturnPlanLine:
    return ReturnPlanLine(
        plan_id=row.id, customer_id=customer.id, plan_method=PlanMethod.PHONE_REGULAR,
        rv_purpose=RvPurpose.SALES_MARKET, visitor_id=by, content="了解动销与库存，核对联系人。",
        planned_at=start_of_day(day, clock.zone()) + dt.timedelta(hours=10),
    )  # fmt: skip
