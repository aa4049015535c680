"""The demonstration's major events with customers, and products looked after at their shops."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.customers.words import CardState
from app.demo.company import People
from app.kernel import clock, numbering
from app.kernel.db import utcnow
from app.kernel.workflow import begin
from app.visits.models import MajorEvent, Upkeep
from app.visits.words import EventKind
from app.visits.workflow import event_flow, upkeep_flow

EVENTS = (
    (EventKind.GATHERING, "成都锦江宾馆", "新春联谊会，客户代表十二人到场，答谢全年合作。", "三家客户当场追加年前备货。", 18_600),
    (EventKind.VISIT, "客户总部", "总经理拜访客户董事长，商谈明年合作框架。", "双方同意一季度签订年度协议。", None),
    (EventKind.CELEBRATION, "客户新店", "新店开业，送花篮并协助陈列。", "新店首批铺货六十件。", 2_400),
    (EventKind.CONFERENCE, "公司会议室", "经销商座谈会，通报新品与返点政策。", None, 5_200),
)  # fmt: skip
UPKEEPS = (
    ("展示冷柜", "清洗冷凝器，更换门封条。", "运行正常，温度 4 ℃。", 90),
    ("陈列货架", "紧固层板，更换灯带。", "外观完好。", None),
    ("扎啤机", "清洗管路，校准压力。", "出酒正常。", 30),
    ("展示冷柜", "检查制冷剂，清洁蒸发器。", None, 60),
)  # fmt: skip


def fill(session: Session, people: People, customers: list[Customer]) -> None:
    """A handful of each; all but the latest event are on file."""
    logins = {ident: login for login, ident in people.ids.items()}
    ours = [row for row in customers if row.state is CardState.FILED and row.owner_id in logins]
    for number, (kind, place, content, effect, cost) in enumerate(EVENTS):
        event = MajorEvent(
            customer_id=ours[number].id, event_kind=kind, place=place, content=content, effect=effect,
            event_on=clock.today() - dt.timedelta(days=3 + 20 * number), attendees_ours="陈立、周敏",
            attendees_theirs="客户负责人", cost=None if cost is None else Decimal(cost),
        )  # fmt: skip
        numbering.number(session, event, on=clock.today())
        session.add(event)
        session.flush()
        begin(session, event_flow, event, people.viewer(logins[ours[number].owner_id or 0]))
        if number:
            people.move("custodian", event_flow, event, "file", utcnow())
    for number, (product, content, result, later) in enumerate(UPKEEPS):
        done = clock.today() - dt.timedelta(days=5 + 9 * number)
        kept = Upkeep(
            customer_id=ours[-1 - number].id, maintained_on=done, product_name=product, content=content,
            result=result, technician_id=people.ids["quality"],
            next_on=None if later is None else done + dt.timedelta(days=later),
        )  # fmt: skip
        session.add(kept)
        session.flush()
        begin(session, upkeep_flow, kept, people.viewer("quality"))
