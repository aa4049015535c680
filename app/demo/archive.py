"""The demonstration's customers: sixty cards on every step from draft to filed archive."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from sqlalchemy.orm import Session
from stdnum.cn import uscc

from app.customers import operations
from app.customers.models import Customer, CustomerBrand, CustomerChannel, CustomerResult
from app.customers.words import (
    AbcGrade,
    CollectChannel,
    CollectMode,
    ContactLevel,
    ContactPosition,
    Nature,
    Ownership,
    PartyKind,
    Tier,
)
from app.customers.workflow import card_flow
from app.demo import card
from app.demo.company import People
from app.kernel import clock
from app.kernel.db import utcnow
from app.reference.queries import region, word

# collector, place (code, city for names), how many cards
COLLECTORS = (
    ("rep", "510104", "成都", 18), ("rep2", "510105", "成都", 16), ("supervisor", "510603", "德阳", 8),
    ("rep3", "500103", "重庆", 18),
)  # fmt: skip
FIRST = ("锦昱", "蜀辰", "沐源", "恒川", "优行", "启岳", "宏晖", "云岫", "晟达", "嘉禾", "瑞丰", "川汇",
         "德润", "明远", "天合", "金穗", "百味", "众诚", "华翼", "聚鑫")  # fmt: skip
# industry, line of trade, legal form, what the name says
TRADES = (
    ("food", "distributor", "limited", "商贸有限公司", "白酒、饮料、休闲食品的批发与配送"),
    ("liquor", "agent", "limited", "酒业有限公司", "名酒代理、团购与宴席渠道"),
    ("catering", "service", "limited", "餐饮管理有限公司", "中餐连锁与团膳服务"),
    ("packaging", "manufacturer", "limited", "包装材料有限公司", "纸箱、礼盒与瓶盖的生产"),
    ("building", "engineering", "limited", "建材有限公司", "装饰建材的销售与工程供货"),
    ("electronics", "e_commerce", "joint_stock", "电子商务股份有限公司", "酒水与食品的网上零售"),
    ("agriculture", "manufacturer", "cooperative", "农业专业合作社", "高粱、小麦的种植与收购"),
    ("machinery", "manufacturer", "limited", "机械设备有限公司", "灌装与输送设备的制造"),
    ("logistics", "service", "limited", "物流有限公司", "城市配送与仓储"),
    ("steel", "wholesaler", "limited", "钢材贸易有限公司", "型材、板材、管材的批发"),
)
FAMILY = "王李张刘杨黄吴徐朱郭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN = ("伟", "芳", "娜", "强", "磊", "洋", "艳", "勇", "杰", "娟", "涛", "超", "秀英", "桂兰", "志强",
         "建国", "小红", "文博", "雅琴", "海燕")  # fmt: skip
BRANDS = ("江南春", "古窖坊", "云岭泉", "老城记", "北原", "山海间")
ROADS = ("滨江路", "建设路", "人民路", "工业大道", "望江路", "金沙路", "新华路", "东风路")
# the last state of each card, in the order in which they were made
ENDS = (["filed"] * 28 + ["forwarded"] * 5 + ["entered"] * 4 + ["approved"] * 5
        + ["submitted"] * 7 + ["returned"] * 2 + ["draft"] * 8 + ["invalid"])  # fmt: skip
WAY = ("submit", "approve", "enter", "forward", "file")
REACHED = {"draft": 0, "submitted": 1, "approved": 2, "entered": 3, "forwarded": 4, "filed": 5}


def fill(session: Session, people: People) -> list[Customer]:
    """All cards, with their people, brands, channels and results."""
    chance, more = random.Random(2026), random.Random(2027)
    slots = [(login, code, city) for login, code, city, count in COLLECTORS for _n in range(count)]
    chance.shuffle(slots)
    cards = []
    for number, ((login, code, city), end) in enumerate(zip(slots, ENDS, strict=True)):
        day = clock.today() - dt.timedelta(days=_age(number, end))
        values = _values(session, chance, number, code, city)
        values |= card.features(number, TRADES[number % len(TRADES)][0]) if end == "filed" else {}
        values |= card.person(session, number)
        author = "clerk" if number % 5 == 2 else login  # a clerk types for the collector
        row = people.does(
            author, operations.open_card, **values, collected_by_id=people.ids[login],
            collected_on=day, recorded_at=_at(day, 17), created_at=_at(day, 17),
        )  # fmt: skip
        if end != "draft" or number % 2:
            _complete(session, people, chance, row, login)
        if end == "filed" and row.party_kind is PartyKind.ORGANISATION:
            card.parts(session, more, row.id, number)
        _walk(people, row, login, end, day)
        cards.append(row)
    return cards


def _age(number: int, end: str) -> int:
    """Filed cards are old, cards on the way young."""
    return 20 + (60 - number) * 11 if end in ("filed", "invalid") else 1 + number % 4


def _at(day: dt.date, hour: int) -> dt.datetime:
    moment = dt.datetime.combine(day, dt.time(hour, 12), clock.zone()).astimezone(dt.UTC)
    return min(moment, utcnow())


def _code(chance: random.Random, place: str, number: int) -> str | None:
    """Mostly good codes; an old, a wrong and a missing one, as the world has them."""
    if number == 7:
        return "510104000012345"
    if number == 13:
        return "91510104MA61XW2B3I"  # no register writes an I
    if number % 17 == 16:
        return None
    body = "".join(chance.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _n in range(9))
    head = f"91{place}{body}"
    return head + uscc.calc_check_digit(head)


def _values(
    session: Session, chance: random.Random, number: int, place: str, city: str
) -> dict[str, Any]:
    industry, trade, form, tail, business = TRADES[number % len(TRADES)]
    short = f"{city}{FIRST[(number * 7 + number // 20) % len(FIRST)]}"
    where = region(session, place)
    ids = _words(session, industry, trade, form)
    area_code = "023" if city == "重庆" else "028"
    return {
        **ids,
        "customer_name": short + tail,
        "short_name": f"{short}{tail[:2]}",
        "credit_code": _code(chance, place, number),
        "party_kind": PartyKind.ORGANISATION,
        "nature": Nature.TRADING_PARTNER if number % 4 == 0 else Nature.ORDINARY_COMPANY,
        "tier": (Tier.IMPORTANT, Tier.GENERAL, Tier.GENERAL, Tier.SPECIAL)[number % 4],
        "abc_grade": list(AbcGrade)[number % 5] if number % 3 == 0 else None,
        "ownership_nature": Ownership.PRIVATE,
        "region_id": where.id if where else None,
        "business_place_id": where.id if where else None,
        "address": f"{where.full_name if where else city}{chance.choice(ROADS)}样例 {number + 1} 号",
        "postcode": "400010" if city == "重庆" else "610000",
        "phone": f"{area_code}-0{chance.randrange(10**6):06d}{number % 10}",
        "main_business": business,
        "business_scope": business + "（以营业执照为准）",
        "scale": ("20 人以下", "20 至 100 人", "100 人以上")[number % 3],
        "legal_representative": _person(chance),
        "founded_on": dt.date(1998 + number % 25, 1 + number % 12, 1 + number % 28),
        "registered_capital": (number % 12 + 1) * 500_000,
        "local_network": "县级分销 3 家，终端约 120 处" if number % 2 else "直营终端约 40 处",
        "collect_channel": list(CollectChannel)[number % 8],
        "collect_mode": list(CollectMode)[number % 3],
        "qualification_ok": True,
        "key_point_feedback": "年前备货意向明确，对付款周期敏感。" if number % 3 == 0 else None,
    }


def _words(session: Session, industry: str, trade: str, form: str) -> dict[str, int]:
    """The dictionary words of a card."""
    return {
        f"{name}_id": found.id
        for name, dictionary, code in (
            ("industry", "industry", industry), ("trade", "trade_kind", trade),
            ("organisation_form", "organisation_form", form),
        )
        if (found := word(session, dictionary, code)) is not None
    }  # fmt: skip


def _person(chance: random.Random) -> str:
    return chance.choice(FAMILY) + chance.choice(GIVEN)


def _complete(
    session: Session, people: People, chance: random.Random, row: Customer, login: str
) -> None:
    """The people, brands, channels and results that the first card asks for."""
    posts = (
        (ContactPosition.HEAD, "总经理", ContactLevel.TOP), (ContactPosition.PURCHASING, "采购主管",
         ContactLevel.HANDLING_HEAD), (ContactPosition.ACCOUNTANT, "会计", ContactLevel.HANDLING_CONTACT),
    )  # fmt: skip
    for place, (position, post, level) in enumerate(posts[: 1 + chance.randrange(3)]):
        people.does(
            login, operations.add_contact, customer=row, contact_name=_person(chance),
            contact_post=post, position=position, level=level, is_key_person=place == 0,
            has_project_decision=place == 0, mobile=f"1390000{chance.randrange(10**4):04d}",
            wechat=f"kd_demo_{row.id}_{place}",
        )  # fmt: skip
    channel = word(session, "sales_channel", ("wholesale", "catering", "retail")[row.id % 3])
    year = clock.today().year
    session.add_all([
        CustomerBrand(customer_id=row.id, brand=chance.choice(BRANDS), share_pct=chance.randrange(5, 60)),
        CustomerChannel(customer_id=row.id, channel_id=channel.id if channel else None),
        CustomerResult(customer_id=row.id, period=str(year - 1), amount=chance.randrange(50, 900) * 10_000),
    ])  # fmt: skip
    session.flush()


def _walk(people: People, row: Customer, login: str, end: str, day: dt.date) -> None:
    """The moves that brought the card where it is."""
    manager = "manager2" if login == "rep3" else "manager"
    owner = login if login != "supervisor" else "supervisor"
    steps = WAY[: REACHED.get(end, 1)]
    who = {"submit": owner, "approve": manager, "enter": "clerk", "forward": "clerk",
           "file": "marketing"}  # fmt: skip
    for number, move in enumerate(steps):
        days, hour = ((0, 18), (1, 9), (1, 14), (2, 10), (3, 11))[number]
        now = _at(day + dt.timedelta(days=days), hour)
        people.move(who[move], card_flow, row, move, now)
    later = _at(day + dt.timedelta(days=1), 10)
    if end == "returned":
        people.move(manager, card_flow, row, "send_back", later, "请补全当地网络分布和代理品牌份额")
    if end == "invalid":
        people.move(manager, card_flow, row, "reject", later, "电话与地址均无法核实")
