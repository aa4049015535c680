"""A crowd of plain filed customers and recorded slips beside the demonstration, for trying size."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator
from itertools import islice
from math import prod
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from stdnum.cn import uscc

from app.customers.matters import LossReason, Turn
from app.customers.models import Contact, Customer, CustomerTurn
from app.customers.words import (
    AbcGrade,
    CardState,
    CollectChannel,
    CollectMode,
    ContactPosition,
    Lifecycle,
    Nature,
    Ownership,
    Tier,
)
from app.kernel import clock
from app.kernel.bulk import bulk_write
from app.kernel.scope import REACH
from app.organization.models import Staff
from app.reference.models import DictionaryEntry, Region
from app.reference.queries import words_of
from app.reference.words import RegionLevel
from app.visits.models import VisitRequest
from app.visits.words import SlipState, VisitKind

CHUNK = 5_000  # rows between two commits: what is in memory at once
COLLECTORS = ("rep", "rep2", "rep3", "supervisor")
FIRST_DAY, DAYS = dt.date(2020, 1, 1), 2_400  # fixed, so that every load writes the same rows
PLACES = (
    "成都 德阳 绵阳 乐山 宜宾 泸州 自贡 南充 遂宁 眉山 内江 广元 雅安 达州 重庆 万州 涪陵 贵阳 遵义 昆明"
).split()
STEMS = (
    "锦 昱 蜀 辰 恒 川 启 岳 青 禾 沐 源 安 泽 宏 晖 灯 华 丝 语 云 帆 瑞 祥 博 远 嘉 泓 泰 优 聚 鑫"
    " 明 德 润 天 合 金 穗 众 诚 翼 鼎 汇 晟 达 岫 百"
).split()
TRADES = (
    "商贸 机电设备 包装材料 食品 物业服务 建材 酒业 纺织 钢材贸易 电子商务 汽车配件 物流".split()
)
FORMS = "有限公司 股份有限公司 有限责任公司 经营部 销售中心".split()
WORDS = (FORMS, TRADES, STEMS, STEMS, STEMS, PLACES)
NAMES = prod(map(len, WORDS))
FAMILY, GIVEN = (
    "王李张刘杨黄吴徐朱郭曾肖田董袁潘",
    "伟 芳 娜 强 磊 洋 艳 勇 秀英 志强 文博 雅琴".split(),
)
TIERS, GRADES, CHANNELS = list(Tier), [*AbcGrade, None, None, None], list(CollectChannel)
MODES, POSITIONS, KINDS = list(CollectMode), list(ContactPosition), list(VisitKind)
REASONS = list(LossReason)
# how often: filed cards live, sleep or are lost; a few are still drafts
STANDINGS = (
    [(CardState.FILED, Lifecycle.ACTIVE)] * 15 + [(CardState.FILED, Lifecycle.DORMANT)] * 3
    + [(CardState.FILED, Lifecycle.LOST), (CardState.DRAFT, Lifecycle.DRAFT)]
)  # fmt: skip


def fill(
    session: Session, customers: int, visits: int = 0, contacts: int = 0
) -> Iterator[tuple[str, int]]:
    """Write rows until there are so many of each, a chunk at a time: the table, and how many now.

    The same numbers give the same rows, and a load that was broken off goes on where it stopped.
    The caller has opened the gate, and commits after every chunk.
    """
    yield from _write(session, Customer, _customers(session, customers))
    yield from _write(session, CustomerTurn, _turns(session))
    yield from _write(session, Contact, _contacts(session, contacts))
    yield from _write(session, VisitRequest, _visits(session, visits))


def _write(
    session: Session, model: Any, rows: Iterable[dict[str, Any]]
) -> Iterator[tuple[str, int]]:
    rows, done = iter(rows), 0
    while chunk := list(islice(rows, CHUNK)):
        bulk_write(session, model, chunk)
        done += len(chunk)
        yield model.__tablename__, done


def _there(session: Session, model: Any) -> int:
    return session.scalar(select(func.count(model.id))) or 0


def _customers(session: Session, wanted: int) -> Iterator[dict[str, Any]]:
    collectors = _collectors(session)
    regions = session.scalars(
        select(Region.id).where(Region.level == RegionLevel.DISTRICT).order_by(Region.id)
    ).all()
    words = {
        f"{name}_id": session.scalars(
            select(DictionaryEntry.id).where(words_of(kind)).order_by(DictionaryEntry.id)
        ).all()
        for name, kind in (("industry", "industry"), ("trade", "trade_kind"))
    }
    for number in range(_there(session, Customer), wanted):
        dice = random.Random(number)
        values = _card(number, dice)
        values |= {name: dice.choice(ids) for name, ids in words.items() if ids}
        if regions:
            values["region_id"] = values["business_place_id"] = dice.choice(regions)
        yield values | dice.choice(collectors)


def _collectors(session: Session) -> list[dict[str, Any]]:
    """Where the customers of the demonstration's salespeople stand."""
    found = session.execute(
        select(Staff.user_id, Staff.branch_id, Staff.area_id, Staff.department_id)
        .join(User, User.id == Staff.user_id)
        .where(User.username.in_(COLLECTORS))
        .order_by(Staff.user_id)
    )
    return [dict(zip(REACH, row, strict=True)) | {"collected_by_id": row.user_id} for row in found]


def name_of(number: int) -> str:
    """A company's name; another for every number, with the words of real ones."""
    again, rest = divmod(number, NAMES)
    rest, parts = rest * 7_919 % NAMES, []  # a prime: neighbours differ in more than a word
    for words in WORDS:
        rest, at = divmod(rest, len(words))
        parts.append(words[at])
    return "".join(reversed(parts)) + (f"{again}分部" if again else "")


def _card(number: int, dice: random.Random) -> dict[str, Any]:
    state, lifecycle = dice.choice(STANDINGS)
    day = FIRST_DAY + dt.timedelta(days=dice.randrange(DAYS))
    made = _at(day, 9)
    head = f"91510104{number:09d}"
    filed = state is CardState.FILED
    return {
        "customer_name": name_of(number), "credit_code": head + uscc.calc_check_digit(head),
        "state": state, "lifecycle_status": lifecycle, "created_at": made, "changed_at": made,
        "collected_on": day, "recorded_at": made, "archive_opened_on": day if filed else None,
        "next_revision_due": day + dt.timedelta(days=61) if filed else None,
        "phone": f"028-{dice.randrange(10**7, 10**8)}", "nature": Nature.ORDINARY_COMPANY,
        "address": f"{dice.choice(PLACES)}市样例路 {number % 997 + 1} 号",
        "tier": dice.choice(TIERS), "abc_grade": dice.choice(GRADES),
        "ownership_nature": Ownership.PRIVATE, "qualification_ok": True,
        "collect_channel": dice.choice(CHANNELS), "collect_mode": dice.choice(MODES),
        "registered_capital": dice.randrange(1, 99) * 100_000,
    }  # fmt: skip


def _turns(session: Session) -> Iterator[dict[str, Any]]:
    """Whoever counts was gained once, and the lost ones left (F-110); the demonstration told its own."""
    last = session.scalar(select(func.max(CustomerTurn.customer_id))) or 0
    columns = [Customer.id, Customer.archive_opened_on, Customer.collect_channel,
               Customer.lifecycle_status, *(getattr(Customer, name) for name in REACH)]  # fmt: skip
    filed = select(*columns).where(Customer.archive_opened_on.is_not(None)).order_by(Customer.id)
    while page := session.execute(filed.where(Customer.id > last).limit(CHUNK // 2)).all():
        last = page[-1].id
        for host in page:
            place = {name: getattr(host, name) for name in REACH} | {"customer_id": host.id}
            day = host.archive_opened_on
            yield place | {
                "turn": Turn.GAINED,
                "turned_on": day,
                "gain_reason": host.collect_channel,
            }
            if host.lifecycle_status is Lifecycle.LOST:
                yield place | {
                    "turn": Turn.LOST, "turned_on": day + dt.timedelta(days=200),
                    "loss_reason": random.Random(host.id).choice(REASONS),
                }  # fmt: skip


def _at(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), clock.zone()).astimezone(dt.UTC)


def _hosts(session: Session, rows: int) -> Iterator[tuple[int, Any]]:
    """For ``rows`` rows the customer each hangs on: all customers in turn, read page by page."""
    everybody = _there(session, Customer)
    columns = [Customer.id, *(getattr(Customer, name) for name in REACH)]
    left, last = rows, 0
    while left > 0 and everybody:
        page = session.execute(
            select(*columns).where(Customer.id > last, Customer.owner_id.is_not(None))
            .order_by(Customer.id).limit(CHUNK)
        ).all()  # fmt: skip
        if not page:
            last = 0
            continue
        last = page[-1].id
        for host in page:
            for _turn in range(min(left, max(1, rows // everybody))):
                yield rows - left, host
                left -= 1


def _contacts(session: Session, wanted: int) -> Iterator[dict[str, Any]]:
    there = _there(session, Contact)
    for number, host in _hosts(session, wanted - there):
        dice = random.Random(there + number)
        yield {
            "customer_id": host.id, "contact_name": dice.choice(FAMILY) + dice.choice(GIVEN),
            "contact_post": "采购经理", "position": dice.choice(POSITIONS),
            "mobile": f"1390{dice.randrange(10**7):07d}", "is_key_person": dice.random() < 0.3,
        }  # fmt: skip


def _visits(session: Session, wanted: int) -> Iterator[dict[str, Any]]:
    there = _there(session, VisitRequest)
    for number, host in _hosts(session, wanted - there):
        yield _slip(host, random.Random(there + number))


def _slip(host: Any, dice: random.Random) -> dict[str, Any]:
    start = _at(FIRST_DAY + dt.timedelta(days=dice.randrange(DAYS)), dice.randrange(8, 17))
    before, after = start - dt.timedelta(days=1), start + dt.timedelta(hours=26)
    done = dice.random() < 0.95
    recorded = {
        "state": SlipState.RECORDED, "submitted_at": before, "departed_at": start,
        "returned_at": start + dt.timedelta(hours=2), "record_due_at": after, "recorded_at": after,
        "is_recorded_late": dice.random() < 0.1, "talk_contents": "终端动销平稳，库存约两周。",
        "persons_met": "门店负责人",
    }  # fmt: skip
    return {
        "customer_id": host.id, "visitor_id": host.owner_id, "recorder_id": host.owner_id,
        "visit_kind": dice.choice(KINDS), "visit_goal": "核对库存，商定下月订购计划。",
        "planned_from": start, "planned_to": start + dt.timedelta(hours=2),
        "receiver_name": dice.choice(FAMILY) + dice.choice(GIVEN), "appointment_confirmed": True,
        "created_at": before, "changed_at": after,
        **{name: getattr(host, name) for name in REACH},
        **(recorded if done else {"state": SlipState.CANCELLED}),
    }  # fmt: skip
