"""The demonstration's visit slips: forty, in every state a slip can have."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import cycle

from sqlalchemy.orm import Session

from app.customers import queries
from app.customers.models import Customer
from app.customers.traits import ProspectStage
from app.customers.words import CardState
from app.demo.company import People
from app.kernel import clock
from app.kernel.db import utcnow
from app.visits import operations
from app.visits.models import VisitOpinion, VisitRequest, VisitStock, VisitTerm
from app.visits.words import Material, OpinionKind, Term, VisitKind
from app.visits.workflow import slip_flow

GOALS = (
    "敲定年前备货数量与促销档期，带回书面意向。", "了解终端动销与库存，确认下月订购计划。",
    "介绍新品并留样，约定品鉴会时间。", "核对上月往来账目，商定回款日期。",
    "回访外箱破损补发情况，听取意见。",
)  # fmt: skip
# state, how many days from today it is planned
PLAN = (
    [("recorded", -(3 + number * 3)) for number in range(16)]
    + [("returned", -1), ("returned", -2), ("returned", -6), ("departed", 0), ("departed", 0)]
    + [("attendance", 0), ("attendance", 1), ("attendance", 1)]
    + [("approved", 1), ("approved", 2), ("approved", 2), ("approved", 3)]
    + [("submitted", 0), ("submitted", 1), ("submitted", 1), ("submitted", 2), ("submitted", 4)]
    + [("draft", 2), ("draft", 3), ("draft", 5), ("rejected", 2), ("cancelled", -4)]
    + [("urgent", 0), ("urgent_confirmed", -5)]
)
WAY = ("submit", "approve", "hand_over", "depart", "return", "record")
REACHED = {"draft": 0, "submitted": 1, "approved": 2, "attendance": 3, "departed": 4,
           "returned": 5, "recorded": 6}  # fmt: skip
TALKS = (
    "客户认可年前备货计划，希望返点与去年持平；采购提出分两批到货。",
    "终端动销平稳，库存约两周；对新品果味系列有兴趣，要求先给样品。",
    "对账一致，承诺本月底前付清；希望旺季前增加一次陈列支持。",
)
OPINIONS = (
    (OpinionKind.SUGGESTION, "希望旺季前增加一次陈列支持。"),
    (OpinionKind.COMPLAINT, "上月两次送货迟到，外箱破损，要求补发。"),
    (OpinionKind.REQUEST, "希望对账单每月五日前送到。"),
)


def fill(session: Session, people: People, customers: list[Customer]) -> None:
    """All slips, spread over the salespeople and their filed customers."""
    visitors = {people.ids[login]: login for login in ("rep", "rep2", "rep3", "supervisor")}
    filed = cycle(row for row in customers if row.state is CardState.FILED)
    for number, (end, offset) in enumerate(PLAN):
        customer = next(filed)
        login = visitors[customer.owner_id or 0]
        start = _at(offset, 9 + number % 8)
        row = _slip(session, people, number, customer, login, start)
        _walk(session, people, row, login, end, start)


def _at(offset: int, hour: int, minute: int = 30) -> dt.datetime:
    day = clock.today() + dt.timedelta(days=offset)
    return dt.datetime.combine(day, dt.time(hour, minute), clock.zone()).astimezone(dt.UTC)


def _slip(
    session: Session, people: People, number: int, customer: Customer, login: str,
    start: dt.datetime,
) -> VisitRequest:  # fmt: skip
    contacts = queries.contacts_of(session, customer.id)
    pair = queries.is_first_tier(customer) and number != 33
    friend = {"rep": "supervisor", "rep2": "rep", "rep3": "manager2", "supervisor": "rep"}[login]
    day = start - dt.timedelta(days=1, hours=2)
    row: VisitRequest = people.does(
        login, operations.open_slip, companions=(people.ids[friend],) if pair else (),
        customer_id=customer.id, visitor_id=people.ids[login], recorder_id=people.ids[login],
        visit_kind=list(VisitKind)[number % 5], visit_goal=GOALS[number % len(GOALS)],
        planned_from=start, planned_to=start + dt.timedelta(hours=2),
        receiver_id=contacts[0].id if contacts else None,
        self_perceived_needs="希望旺季前锁定货源。" if number % 2 else None,
        purposes=["relationship", "new_product"] if number % 5 == 3 else [],
        materials=[Material.PRODUCT_BROCHURE.value, Material.SAMPLE.value][: 1 + number % 2],
        appointment_confirmed=number % 4 != 3,
        appointment_at=start if number % 4 != 3 else None,
        card_viewed_at=min(day, utcnow()) if number % 3 else None,
        created_at=min(day, utcnow()),
    )  # fmt: skip
    return row


def _walk(
    session: Session, people: People, row: VisitRequest, login: str, end: str, start: dt.datetime
) -> None:
    """The moves that brought the slip where it is."""
    manager = "manager2" if login == "rep3" else "manager"
    if end.startswith("urgent"):
        _urgent(people, row, login, manager, end, start)
        return
    who = {"approve": manager, "hand_over": "attendance"}
    steps = WAY[: REACHED.get(end, 3 if end == "cancelled" else 1)]
    before = dt.timedelta(days=1)
    times = (start - before, start - before + dt.timedelta(hours=1), start - dt.timedelta(hours=3),
             start, start + dt.timedelta(hours=2), start + dt.timedelta(hours=26))  # fmt: skip
    for move, now in zip(steps, times, strict=False):
        if move == "record":
            _report(session, row)
        people.move(who.get(move, login), slip_flow, row, move, min(now, utcnow()))
    if end == "rejected":
        note = "请先与客户预约，再写明本次要谈定的数量。"
        people.move(manager, slip_flow, row, "reject", utcnow(), note)
    if end == "cancelled":
        people.move(manager, slip_flow, row, "cancel", min(times[2], utcnow()), "客户临时改期")


def _urgent(
    people: People, row: VisitRequest, login: str, manager: str, end: str, start: dt.datetime
) -> None:
    """Gone before the approval, one decided on since, one not yet (C-31)."""
    left = min(start, utcnow() - dt.timedelta(hours=2))
    people.move(login, slip_flow, row, "depart_urgently", left, "客户来电反映整车破损，须当场核实")
    if end == "urgent_confirmed":
        later = left + dt.timedelta(hours=5)
        people.move(manager, slip_flow, row, "confirm", later, "情况属实，同意")
        people.move(login, slip_flow, row, "return", later)


def _report(session: Session, row: VisitRequest) -> None:
    """What the visitor wrote after coming back (R-120, R-122, R-123)."""
    row.topic = row.visit_goal
    row.talk_contents = TALKS[row.id % len(TALKS)]
    row.persons_met = row.receiver_name or "门店负责人"
    row.key_point_feedback = "返点与付款周期是本次成交的关键。"
    row.leftover_problem = "外箱破损补发进度待答复。" if row.id % 3 == 0 else None
    row.evidence_note = "名片 1 张、会谈记录 1 份"
    row.talk_place = "客户会议室"
    _by_kind(session, row)
    if row.id % 2 == 0:
        kind, said = OPINIONS[row.id % len(OPINIONS)]
        session.add(
            VisitOpinion(
                visit_request_id=row.id, opinion_kind=kind, content=said,
                is_major=kind is OpinionKind.COMPLAINT,
            )
        )  # fmt: skip
    session.flush()


def _by_kind(session: Session, row: VisitRequest) -> None:
    """What the form of the kind of visit asks besides (F-026, F-048, F-056)."""
    if row.visit_kind is VisitKind.NEW_CUSTOMER:
        row.prospect_stage, row.next_step = (
            ProspectStage.NEGOTIATING,
            "寄送报价单，月底前再谈一次。",
        )
        terms = ((Term.PRICE, "按 9 折供货", "要求 8.5 折", "首单 8.8 折"),
                 (Term.REBATE, "年返 2%", "年返 4%", None))  # fmt: skip
        for term, ours, theirs, agreed in terms:
            session.add(
                VisitTerm(visit_request_id=row.id, term=term, our_offer=ours, their_demand=theirs, agreed=agreed)
            )  # fmt: skip
    elif row.visit_kind in (VisitKind.OLD_CUSTOMER, VisitKind.KEY_ACCOUNT):
        row.distribution_state = "铺货二十余家终端，陈列完整。"
        row.contract_target, row.contract_done = Decimal(5000), Decimal(3200 + row.id)
        row.contract_unit = "件"
        session.add(
            VisitStock(visit_request_id=row.id, product_name="江南春 500 ml", monthly_sales=400,
                       stock_quantity=600 + row.id * 20, stock_unit="件")
        )  # fmt: skip
    elif row.visit_kind is VisitKind.RETAIL:
        row.survey_address, row.survey_person = (
            "青羊区人民中路三段 12 号",
            row.receiver_name or "店长",
        )
        row.survey_phone, row.business_scope = "028-86001234", "烟酒副食"
        row.business_area_m2, row.current_brand = Decimal(86), "江南春、蜀香"
