"""What a form does for whoever fills it: a record is made on the way, a twin is told while typing."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from app.customers.models import Customer
from tests.browser.hands import first, go, look, pick, ready, user


def test_a_contact_is_made_without_leaving_the_slip(
    open_as: Any, live: str, own_app: Flask
) -> None:
    customer = first(own_app, Customer, state="filed", owner_id=user(own_app, "rep"))
    page = open_as("rep")
    go(page, f"{live}/visitrequestview/add")
    pick(page, "customer_id", customer.customer_name[:6], customer.customer_name)
    page.locator("select[name=receiver_id] + .ts-wrapper .ts-control").click()
    page.keyboard.insert_text("新来的经理")
    page.locator(".ts-dropdown:visible .kd-create", has_text="新来的经理").wait_for()
    look(page, "create-here")
    with page.expect_popup() as made:
        page.keyboard.press("Alt+Enter")
    contact = made.value
    expect(contact.locator("#contact_name")).to_have_value("新来的经理")
    expect(contact.locator("select[name=customer_id] + .ts-wrapper .item")).to_have_text(
        customer.customer_name
    )
    ready(contact)
    contact.fill("#mobile", "13900000009")
    with contact.expect_event("close"):
        contact.keyboard.press("Control+Enter")
    expect(page.locator("select[name=receiver_id] + .ts-wrapper .item")).to_have_text("新来的经理")


@pytest.mark.rule("R-011", "R-060")
def test_a_twin_is_told_while_typing(open_as: Any, live: str, own_app: Flask, axe: Any) -> None:
    mine = first(own_app, Customer, owner_id=user(own_app, "rep"), state="filed")
    page = open_as("rep")
    go(page, f"{live}/customerview/add")
    page.locator("#customer_name").focus()
    page.keyboard.insert_text(mine.customer_name)
    note = page.get_by_role("status").locator(".kd-dup")
    expect(note).to_contain_text(mine.customer_name)
    expect(note).to_contain_text(mine.customer_code)
    expect(page.locator("#customer_name")).to_be_focused()
    look(page, "twin")
    assert axe(page) == []
    note.get_by_role("button", name="不是同一家").click()
    expect(note).to_have_count(0)
