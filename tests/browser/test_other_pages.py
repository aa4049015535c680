"""Pages and states beside the usual ones, accessible in both languages: light in Chinese, dark in English."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import go, ready

LOOKS = [("zh", "light"), ("en", "dark")]


def settle(page: Page, address: str) -> None:
    """Open an address; pages outside the frame have no scripts to wait for."""
    page.goto(address, wait_until="load")
    if page.locator(".kd-shell").count():
        ready(page)


def nothing(_page: Page) -> None:
    """The page as it opens."""


def first(page: Page) -> None:
    """The first record of the list."""
    link = page.locator("tbody tr a[href*='/show/']").first.get_attribute("href")
    go(page, urljoin(page.url, str(link)))


def filters(page: Page) -> None:
    page.locator("#list-add").click()
    expect(page.locator("#list-filter")).to_be_visible()


def columns(page: Page) -> None:
    page.locator("[data-dialog=list-columns]").click()
    expect(page.locator("#list-columns")).to_be_visible()


def keys(page: Page) -> None:
    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for()


def picking(page: Page) -> None:
    page.locator("select[name=customer_id] + .ts-wrapper .ts-control").click()
    page.locator(".ts-dropdown:visible .option").first.wait_for()


KINDS: dict[str, list[tuple[str, Callable[[Page], None]]]] = {
    "manager": [
        ("/customerview/list/", filters), ("/customerview/list/", columns), ("/customerview/list/", keys),
        ("/customerview/list/", first), ("/allocationview/list/", first), ("/transferview/list/", first),
        ("/conflictview/list/", first), ("/projectview/list/", first), ("/marketareaview/list/", first),
        ("/visitrequestview/list/", first), ("/minutesview/list/", first), ("/dayplan/", nothing),
        ("/opinionitemview/list/", nothing), ("/users/nowhere", nothing), ("/userview/list/", nothing),
    ],
    "rep": [("/visitrequestview/add", picking), ("/poolentryview/list/", nothing)],
    "attendance": [("/attendance/", nothing)],
    "gm": [("/badcaseview/list/", first), ("/exportlogview/list/", nothing)],
    "admin": [("/jobview/list/", nothing), ("/backupview/list/", nothing), ("/mailview/list/", nothing)],
    "custodian": [("/persons/list/", nothing)],
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("locale", "theme"), LOOKS)
@pytest.mark.parametrize("person", KINDS)
def test_each_is_accessible(
    person: str, locale: str, theme: str, open_as: Any, live: str, axe: Any
) -> None:
    page = open_as(person, locale=locale, theme=theme)
    found = {}
    for path, doing in KINDS[person]:
        settle(page, live + path)
        doing(page)
        if wrong := axe(page):
            found[f"{path} {doing.__name__}"] = wrong
    assert found == {}


@pytest.mark.parametrize(("locale", "theme"), LOOKS)
def test_the_log_in_page_is_accessible(
    locale: str, theme: str, open_as: Any, live: str, axe: Any
) -> None:
    page = open_as("rep", locale=locale, theme=theme)
    page.context.clear_cookies()
    settle(page, f"{live}/login/")
    assert axe(page) == []
