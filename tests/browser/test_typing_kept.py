"""What people typed is never lost: refused forms and two people at one record."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from app.customers.models import Customer
from tests.browser.hands import arrive, first, go, look, pick, user


@pytest.mark.rule("R-029", "C-33")
def test_a_refused_form_keeps_everything_typed(open_as: Any, live: str, axe: Any) -> None:
    page = open_as("rep")
    go(page, f"{live}/customerview/add")
    page.fill("#customer_name", "半张卡片有限公司")
    page.fill("#founded_on", "昨天")
    page.fill("#registered_capital", "一百万")
    page.fill("#remark", "第一行\n第二行 <b>不是标记</b>")
    page.locator("#is_core").check()
    pick(page, "industry_id", "", "餐饮")
    page.fill("#contacts-0-contact_name", "王经理")
    page.fill("#contacts-0-mobile", "13900000001")
    page.get_by_role("button", name="加一行").first.click()
    page.fill("#contacts-1-mobile", "13900000002")  # a row without the name it needs
    page.keyboard.press("Control+Enter")
    faults = page.locator("#faults")
    expect(faults).to_contain_text("处需要改正")
    look(page, "form-refused")
    for name, said in (
        ("collect_channel", "请填写资料来源渠道。"), ("collect_mode", "请填写资料取得形式。"),
        ("founded_on", "2026-11-21"), ("registered_capital", ""),
    ):  # fmt: skip
        beside = page.locator(f".kd-cell.err[data-field={name}] .hint")
        expect(beside).to_contain_text(said)
        described = page.locator(f"#{name}").get_attribute("aria-describedby")
        assert described == beside.get_attribute("id")
    expect(page.locator("#contacts-1-contact_name")).to_have_attribute("aria-invalid", "true")
    kept = {
        "customer_name": "半张卡片有限公司", "founded_on": "昨天", "registered_capital": "一百万",
        "remark": "第一行\n第二行 <b>不是标记</b>", "contacts-0-contact_name": "王经理",
        "contacts-0-mobile": "13900000001", "contacts-1-mobile": "13900000002",
    }  # fmt: skip
    assert {name: page.locator(f"#{name}").input_value() for name in kept} == kept
    expect(page.locator("#is_core")).to_be_checked()
    expect(page.locator("select[name=industry_id] + .ts-wrapper .item")).to_contain_text("餐饮")
    assert axe(page) == []


@pytest.mark.slow
def test_two_people_at_one_card_lose_nothing(
    open_as: Any, live: str, own_app: Flask, axe: Any
) -> None:
    card = first(own_app, Customer, state="draft", owner_id=user(own_app, "rep"))
    rep, clerk = open_as("rep"), open_as("clerk")
    for page in (rep, clerk):
        go(page, f"{live}/customerview/edit/{card.id}")
    rep.fill("#phone", "028-11110000")
    rep.fill("#postcode", "610001")
    rep.keyboard.press("Control+Enter")
    arrive(rep, "**/show/**")
    clerk.fill("#phone", "028-22220000")
    clerk.fill("#remark", "文员的备注")
    clerk.keyboard.press("Control+Enter")
    expect(clerk.locator("h1")).to_have_text("同一记录的两个版本")
    expect(clerk.get_by_role("alert").first).to_contain_text("周敏")
    look(clerk, "conflict")
    assert axe(clerk) == []
    lines = clerk.locator(".kd-three tbody tr")
    phone = lines.filter(has_text="028-22220000")
    expect(phone).to_contain_text("双方都改了")
    expect(phone).to_contain_text("028-11110000")
    expect(phone).to_contain_text(card.phone)
    phone.get_by_role("radio").nth(1).check()
    clerk.get_by_role("button", name="保存选择").click()
    arrive(clerk, "**/show/**")
    saved = first(own_app, Customer, id=card.id)
    assert (saved.phone, saved.postcode, saved.remark) == ("028-22220000", "610001", "文员的备注")


def test_an_unsaved_form_is_found_again_without_its_secrets(
    open_as: Any, live: str, own_app: Flask
) -> None:
    card = first(own_app, Customer, state="draft", owner_id=user(own_app, "rep"))
    page = open_as("rep")
    page.on("dialog", lambda dialog: dialog.accept())
    go(page, f"{live}/customerview/edit/{card.id}")
    page.fill("#postcode", "610999")
    page.fill("#key_point_feedback", "不留在电脑上")
    expect(page.locator("[data-draft]")).not_to_be_empty()
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "610999" in kept and "不留在电脑上" not in kept
    go(page, f"{live}/customerview/edit/{card.id}")
    expect(page.locator("#postcode")).not_to_have_value("610999")
    page.locator("[data-draft-use]").click()
    expect(page.locator("#postcode")).to_have_value("610999")
    page.locator("#postcode").press("Control+s")
    arrive(page, "**/customerview/edit/**")
    expect(page.locator("#postcode")).to_have_value("610999")
    assert first(own_app, Customer, id=card.id).postcode == "610999"
    assert "610999" not in page.evaluate("JSON.stringify(localStorage)")


def test_rows_are_walked_and_opened_by_keys(open_as: Any, live: str) -> None:
    page = open_as("manager")
    go(page, f"{live}/customerview/list/")
    second = page.locator("tbody tr").nth(1).get_attribute("data-id")
    for key in "jjkj":
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    arrive(page, f"**/customerview/show/{second}")
    page.keyboard.press("Control+ArrowRight")
    page.wait_for_url(lambda url: not url.endswith(f"/{second}"))
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
