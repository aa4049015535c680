"""The main job in a real browser, in Chinese: from the clerk's card to the recorded visit."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.customers.models import Contact, Customer
from app.kernel.db import db
from app.kernel.scope import everything
from app.visits.models import VisitRequest
from tests.browser.conftest import PHONE
from tests.browser.hands import (
    Keys,
    arrive,
    course,
    find,
    first,
    go,
    look,
    pick,
    press,
    ready,
    stands,
    take,
    user,
)

NAME = "成都走查样例商贸有限公司"
GOAL = "敲定年前备货数量，带回书面意向。"


def _day(offset: int) -> str:
    today = dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()
    return (today + dt.timedelta(days=offset)).isoformat()


def _card_by_keys(page: Page, live: str) -> Keys:
    """A whole card by the keyboard alone, from the list to the saved record."""
    go(page, f"{live}/customerview/list/")
    keys = Keys(page)
    keys.press("c")
    arrive(page, "**/customerview/add**")
    keys.choose("volume_class", "main")
    keys.section("s-unit")
    keys.fill("customer_name", NAME)
    keys.walk("industry_side")
    keys.press("ArrowRight")  # from the producer to the trader, whose section comes
    keys.fill("address", "成都市锦江区三色路样例 1 号")
    keys.fill("phone", "028-99990001")
    keys.section("s-trade")
    keys.fill("main_business", "白酒、饮料的批发与配送")
    keys.fill("local_network", "县级分销 3 家，终端约 120 处")
    keys.walk("qualification_ok")
    keys.press("Space")
    _enterprise(keys)
    look(page, "card-1-enterprise")
    keys.section("s-origin")
    keys.choose("collect_channel", "partner")
    keys.choose("collect_mode", "sales_rep_survey")
    keys.pick("collected_by_id", "zm", "周敏")
    keys.fill("collected_on", _day(0))
    keys.section("s-essence")
    keys.fill("key_point_feedback", "年前备货意向明确，对付款周期敏感。")
    _people(keys)
    look(page, "card-2-contacts")
    _market(keys)
    look(page, "card-3-before-saving")
    keys.press("Control+Enter")
    arrive(page, re.compile(r"/customerview/show/\d+"))
    return keys


def _enterprise(keys: Keys) -> None:
    """The enterprise, its people, how it buys and sells, its features and its business (R-016)."""
    for section, fields in {
        "s-enterprise": {
            "founded_on": "2015-05-20", "legal_representative": "李走查",
            "registered_capital": "1000000", "fixed_assets": "300000",
        },
        "s-staff": {"staff_total": "26", "staff_workers": "14"},
        "s-market": {"market_share_pct": "12", "product_composition": "白酒六成，饮料四成"},
        "s-trading": {"monthly_wholesale": "250000", "stock_quantity": "1200"},
        "s-features": {
            "operating_features": "团购与宴席为主", "industry_position": "本区前三",
            "distribution_ability": "自有车辆四台", "capital_strength": "中等",
            "commercial_reputation": "无拖欠", "cooperation_intention": "愿签年度协议",
        },
        "s-business": {"management_quality": "熟悉行业", "cooperation_attitude": "积极"},
    }.items():  # fmt: skip
        keys.section(section)
        for name, text in fields.items():
            keys.fill(name, text)


def _people(keys: Keys) -> None:
    """Two contacts; Enter in the last cell makes the next row."""
    keys.section("part-contacts")
    keys.fill("contacts-0-contact_name", "王经理")
    keys.fill("contacts-0-contact_post", "总经理")
    keys.choose("contacts-0-position", "head")
    keys.fill("contacts-0-mobile", "13900000001")
    keys.walk("contacts-0-is_key_person")
    keys.press("Space")
    keys.fill("contacts-1-contact_name", "刘会计")
    keys.choose("contacts-1-position", "accountant")
    keys.fill("contacts-1-wechat", "kd_walk_1")


def _market(keys: Keys) -> None:
    """The repeating parts of the card, a row each."""
    keys.section("part-brands")
    keys.fill("brands-0-brand", "江南春")
    keys.fill("brands-0-share_pct", "20")
    keys.section("part-channels")
    keys.pick("channels-0-channel_id", "零售", "零售")
    for part, fields in {
        "results": {"period": "2025", "amount": "3000000"},
        "declared": {"valid_from": _day(0), "annual_purchase_amount": "860000", "trading_terms": "月结 30 天"},
        "funds": {"valid_from": _day(0), "sales_income": "3000000", "profit": "210000"},
        "units": {"org_unit": "采购部", "org_unit_duty": "询价、下单"},
        "suppliers": {"supplier": "川南酒类批发（样例）", "price": "随行就市"},
        "rivals": {"rival": "城东酒水行（样例）"},
        "flows": {"destination": "郫都、温江终端"},
        "media": {"number": "成都市样例信箱 8 号"},
    }.items():  # fmt: skip
        keys.section(f"part-{part}")
        if part == "media":
            keys.choose("media-0-medium", "post")
        for name, text in fields.items():
            keys.fill(f"{part}-0-{name}", text)


@pytest.mark.slow
@pytest.mark.rule("R-035", "R-053", "R-054", "R-055", "R-056", "R-059")
def test_a_card_goes_from_the_clerk_to_the_archive(open_as: Any, live: str) -> None:
    clerk, rep = open_as("clerk", by_hand=True), open_as("rep")
    keys = _card_by_keys(clerk, live)
    print(f"\na card by keys alone: {keys.count} strokes, {keys.moves} of them to move about")
    look(clerk, "card-4-saved")
    stands(clerk, "草稿")
    expect(clerk.get_by_role("button", name="提交审核")).to_have_count(0)  # the collector's
    find(rep, live, NAME)
    look(rep, "card-5-rep")
    press(rep, "提交审核")
    stands(rep, "待审核")
    look(rep, "card-6-submitted")
    manager = open_as("manager")
    take(manager, live, NAME)
    manager.fill("#detail .kd-decide input[name=reason]", "资料齐全")
    look(manager, "card-7-inbox")
    manager.keyboard.press("Control+Enter")
    expect(manager.locator("#toasts")).to_contain_text("已完成：审核通过")
    look(manager, "card-8-approved")
    for move in ("录入系统", "发送市场营销部"):
        take(clerk, live, NAME)
        look(clerk, f"card-9-{move}")
        clerk.locator("#detail .kd-decide").get_by_role("button", name=move).click()
        expect(clerk.locator("#toasts")).to_contain_text(f"已完成：{move}")
    marketing = open_as("marketing")
    take(marketing, live, NAME)
    marketing.locator("#detail .kd-decide").get_by_role("link", name="整理归档").click()
    filing = marketing.locator("#move-file")
    filing.get_by_role("button", name="整理归档").click()
    expect(filing).to_contain_text("归档前请确定档次")
    look(marketing, "card-10-refused")
    filing.locator("[name=file-tier]").select_option("general")
    look(marketing, "card-10-tier")
    filing.get_by_role("button", name="整理归档").click()
    stands(marketing, "已归档")
    look(marketing, "card-11-filed")
    said = course(marketing)
    assert [who for _state, who, _when in said] == ["孙丽", "周敏", "陈立", "孙丽", "孙丽", "许静"]
    assert all(when.startswith(_day(0)[5:]) for _state, _who, when in said)
    assert "资料齐全" in marketing.locator(".kd-said").inner_text()


def _fill_slip(page: Page, live: str, customer: str, person: str) -> None:
    """A slip as a salesperson fills it, by mouse and keys."""
    go(page, f"{live}/visitrequestview/add")
    pick(page, "customer_id", customer[:6], customer)
    page.locator("#visit_kind").select_option("old_customer")
    expect(page.locator("select[name=visitor_id] + .ts-wrapper .item")).to_have_text("周敏")
    pick(page, "recorder_id", "周敏", "周敏")
    page.fill("#planned_from", f"{_day(0)} 22:00")
    page.fill("#planned_to", f"{_day(0)} 23:30")
    page.get_by_label("样品").check()
    page.fill("#visit_goal", GOAL)
    pick(page, "receiver_id", "", person)
    page.locator("#appointment_confirmed").check()
    page.fill("#appointment_at", f"{_day(0)} 22:00")
    pick(page, "companions-0-user_id", "lj", "罗建")
    look(page, "slip-1-filled")
    page.get_by_role("button", name=re.compile("^保存 ")).click()
    arrive(page, re.compile(r"/visitrequestview/show/\d+"))


@pytest.mark.slow
@pytest.mark.rule("R-077", "R-078", "R-079", "R-083", "R-090", "R-120", "R-108")
def test_a_slip_goes_from_the_request_to_the_record(
    open_as: Any, live: str, own_app: Flask
) -> None:
    customer = first(
        own_app, Customer, state="filed", tier="important", owner_id=user(own_app, "rep")
    )
    contact = first(own_app, Contact, customer_id=customer.id)
    rep, attendance = open_as("rep"), open_as("attendance")
    _fill_slip(rep, live, customer.customer_name, contact.contact_name)
    stands(rep, "草稿")
    look(rep, "slip-2-saved")
    number = rep.locator(".kd-rechead .l2 span").first.inner_text()
    address = rep.url.split("?")[0]
    press(rep, "提交审批")
    stands(rep, "待批")
    look(rep, "slip-3-submitted")
    assert attendance.goto(address).status == 404  # not before somebody has approved it
    go(attendance, f"{live}/visitrequestview/list/")
    assert number not in attendance.locator("main").inner_text()
    manager = open_as("manager")
    take(manager, live, customer.customer_name, "批准走访单", GOAL)
    look(manager, "slip-4-inbox")
    manager.locator("#detail .kd-decide").get_by_role("button", name=re.compile("^批准")).click()
    expect(manager.locator("#toasts")).to_contain_text("已完成：批准")
    take(attendance, live, customer.customer_name, "接收走访单", GOAL)
    look(attendance, "slip-5-attendance")
    attendance.keyboard.press("Control+Enter")
    expect(attendance.locator("#toasts")).to_contain_text("已完成：接收走访单")
    go(rep, address)
    stands(rep, "已交考勤")
    for move, state in (("离开", "已出访"), ("返回", "已返回")):
        press(rep, move)
        stands(rep, state)
    press(rep, "登记走访")
    # it leads to the form, and says there what the record still lacks
    expect(rep.locator("#faults")).to_contain_text("走访记录缺：会谈内容")
    ready(rep)
    look(rep, "slip-6-not-yet")
    _record(rep)
    assert [who for _state, who, _when in course(rep)] == [
        "周敏", "周敏", "陈立", "邓洁", "周敏", "周敏", "周敏",
    ]  # fmt: skip
    assert all(when.startswith(_day(0)[5:]) for _state, _who, when in course(rep))


def _record(page: Page) -> None:
    """Write the record of the visit in the open form; to save it there is to register it."""
    page.locator("#talk_contents").fill("客户认可备货计划，分两批到货。")
    page.locator("#persons_met").fill("张总、采购李经理")
    page.locator("#key_point_feedback").fill("返点与付款周期是关键。")
    page.locator("#evidence_note").fill("名片 1 张")
    look(page, "slip-7-record")
    page.keyboard.press("Control+Enter")
    arrive(page, "**/show/**")
    stands(page, "已记录")
    look(page, "slip-8-recorded")


@pytest.mark.slow
@pytest.mark.rule("R-053", "R-078")
def test_the_manager_decides_on_a_phone(open_as: Any, live: str, own_app: Flask, axe: Any) -> None:
    rep = user(own_app, "rep")
    card = first(own_app, Customer, state="submitted", owner_id=rep)
    slip = first(own_app, VisitRequest, state="submitted", owner_id=rep)
    with own_app.app_context(), everything():
        visited = db.session.get(Customer, slip.customer_id).customer_name
    page = open_as("manager", size=PHONE)
    for name, kind, move in (
        (card.customer_name, "审核资料卡", "审核通过"), (visited, "批准走访单", "批准"),
    ):  # fmt: skip
        take(page, live, name, kind)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        look(page, f"phone-{kind}")
        assert axe(page) == []
        button = page.locator("#detail .kd-decide").get_by_role(
            "button", name=re.compile(f"^{move}")
        )
        assert button.bounding_box()["height"] >= 44
        button.click()
        expect(page.locator("#toasts")).to_contain_text(f"已完成：{move}")
        look(page, f"phone-{kind}-done")
    assert first(own_app, Customer, id=card.id).state.value == "approved"
    assert first(own_app, VisitRequest, id=slip.id).state.value == "approved"
