"""Of questions asked one after the other only the newest is answered, however late the older ones are."""

from __future__ import annotations

from typing import Any

from flask import Flask
from playwright.sync_api import Page, Route, expect

from app.customers.models import Customer
from tests.browser.hands import first, go, pick, ready, user


class Held:
    """The first request to an address is held back on its way; the later ones pass."""

    def __init__(self, page: Page, pattern: str) -> None:
        self.page, self.pattern = page, pattern
        self.first: Route | None = None
        page.route(pattern, self._meet)

    def _meet(self, route: Route) -> None:
        if self.first is None:
            self.first = route
        else:
            route.fallback()

    def called_off(self) -> Any:
        """Within this block the page drops the held question; what it still brings is nobody's."""
        return self.page.expect_event(
            "requestfailed", lambda request: self.first and request == self.first.request
        )


def asks(page: Page, pattern: str) -> Any:
    """Within this block a question leaves the page."""
    return page.expect_request(pattern)


def test_a_pick_list_answers_what_stands_in_its_box(
    open_as: Any, live: str, own_app: Flask
) -> None:
    customer = first(own_app, Customer, state="filed", owner_id=user(own_app, "rep"))
    page = open_as("rep")
    go(page, f"{live}/visitrequestview/add")
    pick(page, "customer_id", customer.customer_name[:6], customer.customer_name)
    box = page.locator("select[name=receiver_id] + .ts-wrapper")
    address = "**/pick/receiver_id?**"
    held = Held(page, address)
    with asks(page, address):
        box.locator(".ts-control").click()
    with held.called_off(), asks(page, address):
        page.keyboard.insert_text("新来的经理")
    expect(box.locator(".kd-create")).to_contain_text("新来的经理")
    expect(box.locator(".no-results")).to_have_text("没有找到")
    expect(box.locator(".option")).to_have_count(0)
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")  # what was asked once is asked anew, not remembered
    expect(box.locator(".option").first).to_be_visible()
    name = box.locator(".option").first.inner_text()
    box.locator(".option").first.click()
    expect(box.locator(".item")).to_be_visible()
    assert box.locator(".item").inner_text().split("\n")[0] in name
    box.locator(".ts-control").click()  # a second look at the list
    expect(box.locator(".option").first).to_be_visible()


def test_a_search_box_keeps_to_the_last_letter(open_as: Any, live: str, own_app: Flask) -> None:
    rep = user(own_app, "rep")
    customer = first(own_app, Customer, state="filed", owner_id=rep)
    other = first(own_app, Customer, state="draft", owner_id=rep)
    page = open_as("rep")
    go(page, f"{live}/")
    held = Held(page, "**/find/**")
    page.locator("#find").focus()
    with asks(page, "**/find/**"):
        page.keyboard.insert_text(customer.customer_name)
    with held.called_off():
        page.locator("#find").fill(other.customer_name)
    expect(page.locator("#found a").first).to_contain_text(other.customer_name)
    expect(page.locator("#found")).not_to_contain_text(customer.customer_name)


def test_rows_that_come_late_take_nothing_that_was_typed(
    open_as: Any, live: str, own_app: Flask
) -> None:
    customer = first(own_app, Customer, state="filed", owner_id=user(own_app, "rep"))
    page = open_as("rep")
    go(page, f"{live}/customerview/list/")
    held = Held(page, "**/customerview/list/?**q=**")
    box = page.locator("#list-q")
    box.focus()
    with asks(page, "**/customerview/list/?**q=**"):
        page.keyboard.insert_text("有限")
    with held.called_off():
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(customer.customer_name)
    expect(page.locator(".kd-list tbody tr")).to_have_count(1)
    expect(page.locator(".kd-list tbody tr")).to_contain_text(customer.customer_name)
    expect(box).to_have_value(customer.customer_name)
    expect(box).to_be_focused()


def test_the_tab_pressed_last_is_the_tab_shown(open_as: Any, live: str, own_app: Flask) -> None:
    customer = first(own_app, Customer, state="filed", owner_id=user(own_app, "rep"))
    page = open_as("rep")
    go(page, f"{live}/customerview/show/{customer.id}")
    tabs = page.locator("[data-tab]")
    held = Held(page, "**/part/trail**")
    with asks(page, "**/part/trail**"):
        page.locator("[data-tab][href='?tab=trail']").click()
    with held.called_off():
        tabs.filter(has_text="联系人").click()
    ready(page)
    expect(page.locator("#part h2").first).to_have_text("联系人")
    expect(page.locator("[data-tab][aria-current]")).to_contain_text("联系人")
