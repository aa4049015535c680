"""The demonstration's cooperation archives, customers lost and won back, and a campaign."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.customers import cooperation
from app.customers.matters import GatherWay, LossReason
from app.customers.models import Campaign, CooperationMatter, Customer, CustomerTurn
from app.customers.turns import COUNTED
from app.customers.words import CollectChannel, PartyKind, RelationKind
from app.customers.workflow import campaign_flow, card_flow, cooperation_flow
from app.demo.company import People
from app.kernel import clock, numbering
from app.kernel.db import utcnow
from app.kernel.scope import acting_as
from app.kernel.workflow import begin
from app.reference.queries import word

LOST = ((LossReason.RIVAL, "竞品给出更低的宴席价。"), (LossReason.CLOSED, "门店停业，业主改行。"),
        (LossReason.SERVICE, "旺季两次送货延误。"))  # fmt: skip
LATER = (("order", "春节备货订单", 96_000), ("payment", "首批货款到账", 60_000), ("promotion", "中秋堆头陈列支持", None),
         ("complaint", "外箱破损，已补发", None))  # fmt: skip


def fill(session: Session, people: People, customers: list[Customer]) -> None:
    """Two thirds of the customers in force cooperate; a few are lost, one is reached through another."""
    logins = {ident: login for login, ident in people.ids.items()}
    ours = [row for row in customers if row.lifecycle_status in COUNTED]
    for number, row in enumerate(ours):
        if number % 3:
            _cooperate(session, row, number)
    _declared(session, people, ours)
    _lost(session, people, logins, ours)
    _through(ours)
    _campaigns(session, people, ours)
    session.flush()


def _cooperate(session: Session, row: Customer, number: int) -> None:
    since = dt.date(2019 + number % 7, 5, 20)
    cooperation.begin(
        session, row, "contract", since, summary="年度经销合同签订，合作开始。", paper_no=f"HT-{since.year}-{number:03d}",
        amount=Decimal(180_000 + number * 6_000), handled_by_id=row.owner_id,
    )  # fmt: skip
    for later, (kind, summary, amount) in enumerate(LATER[: number % 5]):
        day = clock.today() - dt.timedelta(days=20 + 31 * later + number)
        if day > since:
            cooperation.begin(
                session, row, kind, day, summary=summary, handled_by_id=row.owner_id,
                amount=None if amount is None else Decimal(amount),
                paper_no=f"DD-{day:%Y%m}-{number:03d}" if kind == "order" else None,
            )  # fmt: skip


def _declared(session: Session, people: People, ours: list[Customer]) -> None:
    """First orders that the clerk has entered, for their salespeople to declare."""
    kind, clerk = word(session, cooperation.KINDS, "order"), people.viewer("clerk")
    for number, login in enumerate(("rep", "rep2", "rep3"), 1):
        mine = [row for row in ours if row.owner_id == people.ids[login]]
        row = next(each for each in mine if not cooperation.has_begun(each))
        matter = CooperationMatter(
            customer_id=row.id, matter_kind_id=kind.id if kind else None, matter_on=clock.today(),
            summary="首张订单已确认，待上传扫描件。", paper_no=f"DD-首单-{number:03d}", amount=Decimal(38_000),
            handled_by_id=row.owner_id,
        )  # fmt: skip
        numbering.number(session, matter, on=clock.today())
        session.add(matter)
        session.flush()
        with acting_as(clerk):
            begin(session, cooperation_flow, matter, clerk)


def _lost(session: Session, people: People, logins: dict[int, str], ours: list[Customer]) -> None:
    mine = [row for row in ours if logins.get(row.owner_id or 0) in ("rep", "rep2", "rep3")][
        -8:-2:2
    ]
    for back, (row, (reason, note)) in enumerate(zip(mine, LOST, strict=True), 1):
        row.loss_reason, row.loss_note = reason, note
        people.move(logins[row.owner_id or 0], card_flow, row, "lose", utcnow())
        row.lost_on = clock.today() - dt.timedelta(days=45 * back)
        session.flush()
        gone = select(CustomerTurn).where(CustomerTurn.customer_id == row.id)
        last = session.scalars(gone.order_by(CustomerTurn.id.desc()).limit(1)).one()
        last.turned_on = row.lost_on


def _through(ours: list[Customer]) -> None:
    """An indirect customer, supplied by a direct one of the same salesperson."""
    firms = [row for row in ours if row.party_kind is PartyKind.ORGANISATION]
    direct = firms[0]
    other = next(row for row in firms[1:] if row.owner_id == direct.owner_id)
    other.relation_kind, other.through_id = RelationKind.INDIRECT, direct.id


def _campaigns(session: Session, people: People, ours: list[Customer]) -> None:
    """One reported, whose customers are known, and one that waits for its approval."""
    today = clock.today()
    for name, days, end in (("成都宴席市场摸底", 120, "report"), ("川南终端信息搜集", -7, "")):
        row = Campaign(
            campaign_name=name, goal="摸清宴席渠道的用酒量、竞品与决策人，建立潜在客户名单。",
            scope="成都主城区婚宴酒店与酒楼" if end else "宜宾、泸州、自贡的烟酒店",
            gather_ways=[GatherWay.INTERVIEW.value, GatherWay.PUBLIC.value],
            person_in_charge_id=people.ids["marketing"], budget=Decimal(12_000),
            from_on=today - dt.timedelta(days=days), to_on=today - dt.timedelta(days=days - 30),
            created_by_id=people.ids["marketing"],
        )  # fmt: skip
        numbering.number(session, row, on=today)
        session.add(row)
        session.flush()
        marketing = people.viewer("marketing")
        with acting_as(marketing):
            begin(session, campaign_flow, row, marketing)
        if end:
            _carry_out(people, row)
            for found in [each for each in ours if each.collect_channel is CollectChannel.CAMPAIGN][
                :6
            ]:
                found.campaign_id = row.id


def _carry_out(people: People, row: Campaign) -> None:
    row.division = "市场部：设计与汇总；业务员：按区域走访；内勤：录入。"
    row.methods, row.figures = (
        "电话与登门访谈 46 家，核对公开信息 120 条。",
        "用酒量中位数 38 箱/月；竞品占六成。",
    )
    row.conclusions, row.suggestions = (
        "宴席渠道由采购与后厨共同决定。",
        "先攻年用酒量前二十的酒店。",
    )
    for login, move in (
        ("gm", "approve"),
        ("marketing", "gather"),
        ("marketing", "process"),
        ("marketing", "report"),
    ):
        people.move(login, campaign_flow, row, move, utcnow())
