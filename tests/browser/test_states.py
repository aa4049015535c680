"""States of pages that no address leads to: wizard, conflict, open list; on a phone, light and dark."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from app.customers.models import Customer
from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import first, go, look, ready, user

ROWS = [
    ["客户名称", "电话", "资料来源渠道", "资料取得形式", "成立日期"],
    ["成都导入样例一有限公司", "028-11112222", "公共信息", "", "2015-01-01"],
    ["成都导入样例二有限公司", "028-11112223", "", "", "昨天"],
]


def workbook() -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in ROWS:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def fits(page: Page, axe: Any, name: str) -> None:
    """Nothing hangs over the edge, nothing is out of reach of those who cannot see it."""
    ready(page)
    look(page, name)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert axe(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_import_wizard_fits_a_phone(open_as: Any, live: str, axe: Any, theme: str) -> None:
    page = open_as("marketing", size=PHONE, theme=theme)
    go(page, f"{live}/customerview/import")
    file = {"name": "kunden.xlsx", "mimeType": "application/octet-stream", "buffer": workbook()}
    page.set_input_files("input[type=file]", file)
    page.locator("form[enctype] .btn-primary").click()
    expect(page.locator("#branch")).to_be_visible()
    fits(page, axe, f"import-match-{theme}")
    page.locator("#branch").select_option(index=1)
    page.locator("form[action$=check] .btn-primary").click()
    page.locator(".kd-importfindings").first.wait_for()
    fits(page, axe, f"import-result-{theme}")
    go(page, f"{live}/customerview/import")
    fits(page, axe, f"import-{theme}")


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_conflict_list_and_timeline_fit_a_phone(
    open_as: Any, live: str, own_app: Flask, axe: Any, theme: str
) -> None:
    card = first(own_app, Customer, state="draft", owner_id=user(own_app, "rep"))
    page = open_as("rep", size=PHONE, theme=theme)
    go(page, f"{live}/customerview/edit/{card.id}")
    other = page.context.new_page()
    for tab, name in ((other, "甲方简称"), (page, "乙方简称")):
        if tab is other:
            go(tab, f"{live}/customerview/edit/{card.id}")
        tab.fill("#short_name", name)
        tab.keyboard.press("Control+Enter")
        tab.locator(".kd-conflict, .kd-rechead").wait_for()
    fits(page, axe, f"conflict-{theme}")
    go(page, f"{live}/customerview/show/{card.id}?tab=trail")
    page.locator(".kd-kinds a", has_text="更改").click()
    expect(page.locator(".kd-kinds a[aria-current]")).to_have_text("更改")
    fits(page, axe, f"timeline-{theme}")
    go(page, f"{live}/customerview/add")
    page.locator("select[name=business_place_id] + .ts-wrapper .ts-control").click()
    page.locator(".ts-dropdown:visible .option").first.wait_for()
    fits(page, axe, f"pick-{theme}")


def test_a_dark_chart_is_printed_on_white_and_saved_with_its_title(
    open_as: Any, live: str, own_app: Flask
) -> None:
    page = open_as("manager", size=DESK, theme="dark")
    go(page, f"{live}/customerview/chart/?chart=by_owner&kind=pie")
    page.locator("#chart[data-drawn]").wait_for()
    with page.expect_download() as saved:
        page.locator("#chart-save").click()
    assert saved.value.suggested_filename == "customerview-owner.png"
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    assert page.locator("#chart canvas").bounding_box()["height"] > 300
    look(page, "chart-print")
    page.emulate_media(media="screen", color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
