"""W-03, W-07 with its minutes and W-09 in a real browser, in Chinese, each from its first state to its last."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.customers.models import Customer
from app.visits.models import MaterialDispatch, Minutes, OpinionItem, VisitRequest
from app.visits.words import SlipState
from tests.browser.hands import first, go, look, press, stands, take, user

LOCAL = ZoneInfo("Asia/Shanghai")


def _day(offset: int = 0) -> str:
    return (dt.datetime.now(LOCAL).date() + dt.timedelta(days=offset)).isoformat()


def _move(page: Page, label: str, name: str, **asked: str) -> None:
    """A move that asks for something: its dialog is opened, filled in and handed in."""
    press(page, label)
    box = page.locator(f"#move-{name}")
    expect(box).to_be_visible()
    for field, text in asked.items():
        there = box.locator(f"[name={name}-{field}]")
        if there.evaluate("e => e.tagName") == "SELECT":
            there.select_option(text)
        else:
            there.fill(text)
    box.locator("button[type=submit]").click()


@pytest.mark.slow
@pytest.mark.rule("R-071", "R-073", "R-075", "R-085")
def test_material_goes_out_and_ends_in_a_slip(open_as: Any, live: str, own_app: Flask) -> None:
    row = first(own_app, MaterialDispatch, state="planned", owner_id=user(own_app, "rep"))
    rep = open_as("rep")
    go(rep, f"{live}/materialdispatchview/show/{row.id}")
    stands(rep, "计划")
    _move(rep, "发放资料", "send", sent_on=_day(-1))
    stands(rep, "已寄发")
    _move(
        rep, "已确认收到", "confirm", receipt_confirmed_on=_day(), confirm_note="前台已转交采购。"
    )
    stands(rep, "已确认收到")
    look(rep, "w03-1-confirmed")
    _move(rep, "已约定面谈", "appoint", appointment_at=f"{_day(2)} 10:00")
    stands(rep, "已约定面谈")
    look(rep, "w03-2-appointed")
    found = first(own_app, MaterialDispatch, id=row.id)
    go(rep, f"{live}/visitrequestview/show/{found.visit_request_id}")
    stands(rep, "草稿")


@pytest.mark.slow
@pytest.mark.rule("R-118", "R-119", "R-134", "R-162")
def test_minutes_reach_the_customer_and_the_visit_the_file(
    open_as: Any, live: str, own_app: Flask
) -> None:
    row = first(own_app, Minutes, state="minutes_reviewed", owner_id=user(own_app, "rep3"))
    page = open_as("rep3")
    go(page, f"{live}/minutesview/show/{row.id}")
    _move(page, "已送客户", "send", sent_on=_day(), sent_way="email")
    stands(page, "已送客户")
    _move(page, "已确认收到", "confirm", receipt_confirmed_on=_day(), receipt_confirmed_by="王经理")
    stands(page, "已确认收到")
    look(page, "w07-1-receipt")
    done = first(own_app, Minutes, state="receipt", owner_id=user(own_app, "rep"))
    slip = first(own_app, VisitRequest, id=done.visit_request_id)
    assert slip.state is SlipState.FOLLOWED_UP  # its return visit has been made
    custodian = open_as("custodian")
    go(custodian, f"{live}/visitrequestview/show/{slip.id}")
    stands(custodian, "已回访")
    look(custodian, "w07-2-to-be-filed")
    press(custodian, "走访归档")
    stands(custodian, "已归档")


@pytest.mark.slow
@pytest.mark.rule("R-130", "R-131", "R-133", "R-134")
def test_an_opinion_is_decided_handled_asked_about_and_filed(
    open_as: Any, live: str, own_app: Flask
) -> None:
    row = first(own_app, OpinionItem, state="fixing", owner_id=user(own_app, "rep"))
    name = first(own_app, Customer, id=row.customer_id).customer_name
    quality, rep, clerk = open_as("quality"), open_as("rep"), open_as("clerk")
    take(quality, live, name, "处理客户意见")
    look(quality, "w09-1-quality")
    go(quality, f"{live}/opinionitemview/show/{row.id}")
    _move(quality, "反馈整改", "fix", fix_result="已补发并更换外箱。")
    go(rep, f"{live}/opinionitemview/show/{row.id}")
    stands(rep, "已整改")
    _move(rep, "已回访", "ask", revisit_on=_day(), revisit_result="客户认可。")
    stands(rep, "已回访")
    go(clerk, f"{live}/opinionitemview/show/{row.id}")
    press(clerk, "意见归档")
    stands(clerk, "已存档")
    look(clerk, "w09-2-filed")
