"""Every page kind in a real browser: accessible, within the policy, wide and on a phone."""

from __future__ import annotations

import pytest

from tests.browser.conftest import DESK, PHONE

PAGES = {
    "home": ("manager", "/"),
    "inbox": ("manager", "/inbox/"),
    "list": ("manager", "/customerview/list/"),
    "chart": ("manager", "/customerview/chart/"),
    "form": ("rep", "/customerview/add"),
    "slip form": ("rep", "/visitrequestview/add"),
    "profile": ("rep", "/me/"),
    "users": ("admin", "/userview/list/"),
    "roles": ("admin", "/roleview/list/"),
    "matrix": ("admin", "/matrixview/list/"),
    "parameters": ("marketing", "/parameterview/list/"),
    "import": ("marketing", "/customerview/import"),
}


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_kind_is_accessible(kind, theme, open_as, live, axe) -> None:
    person, path = PAGES[kind]
    page = open_as(person, size=DESK, theme=theme)
    answer = page.goto(live + path)
    assert answer.status == 200
    page.wait_for_load_state("networkidle")
    assert axe(page) == []


@pytest.mark.parametrize("kind", ["home", "inbox", "list", "form"])
def test_page_kinds_fit_a_phone(kind, open_as, live, axe) -> None:
    person, path = PAGES[kind]
    page = open_as(person, size=PHONE)
    page.goto(live + path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert axe(page) == []


def test_a_record_opens_from_the_list_and_is_accessible(open_as, live, axe) -> None:
    page = open_as("manager")
    page.goto(f"{live}/customerview/list/")
    page.locator("tbody tr a").first.click()
    page.wait_for_url("**/customerview/show/**")
    page.wait_for_load_state("networkidle")
    assert axe(page) == []
