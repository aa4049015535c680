"""Every page kind in a real browser: accessible, within the policy, wide and on a phone."""

from __future__ import annotations

import pytest

from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import arrive, go, ready

PAGES = {
    "home": ("manager", "/"),
    "inbox": ("manager", "/inbox/"),
    "list": ("manager", "/customerview/list/"),
    "linked list": ("clerk", "/originalview/list/"),
    "report": ("manager", "/spread/"),
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

ROW_OF = "tbody tr a[href*='/{}/show/']"


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_kind_is_accessible(kind, theme, open_as, live, axe) -> None:
    person, path = PAGES[kind]
    page = open_as(person, size=DESK, theme=theme)
    answer = page.goto(live + path)
    assert answer.status == 200
    ready(page)
    assert axe(page) == []


@pytest.mark.parametrize("kind", ["home", "inbox", "list", "linked list", "report", "form"])
def test_page_kinds_fit_a_phone(kind, open_as, live, axe) -> None:
    person, path = PAGES[kind]
    page = open_as(person, size=PHONE)
    go(page, live + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert axe(page) == []


def test_a_record_opens_from_the_list_and_is_accessible(open_as, live, axe) -> None:
    page = open_as("manager")
    go(page, f"{live}/customerview/list/")
    page.locator("tbody tr a").first.click()
    arrive(page, "**/customerview/show/**")
    assert axe(page) == []


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_one_finds_from_home_is_accessible(theme, open_as, live, axe) -> None:
    """One log-in for many kinds of page; each is named where it fails."""
    page = open_as("manager", theme=theme)
    record = ROW_OF.format("customerview")
    found = {}
    for name, path, link in [
        ("calendar", "/calendar/", ""),
        ("week", "/calendar/?view=week", ""),
        ("late work", "/lateworkview/list/", ""),
        ("late record", "/lateworkview/list/", ROW_OF.format("lateworkview")),
        ("notice settings", "/me/notices/", ""),
        ("hand on", "/inbox/", "a[href*='/inbox/hand/']"),
        ("files", "/customerview/list/", record),
        ("notes", "/customerview/list/", record),
    ]:
        go(page, live + path)
        if link:
            tab = f"?tab={name}" if name in ("files", "notes") else ""
            go(page, live + page.locator(link).first.get_attribute("href") + tab)
        if wrong := axe(page):
            found[name] = wrong
    assert found == {}


def test_calendar_and_record_tabs_fit_a_phone(open_as, live) -> None:
    page = open_as("manager", size=PHONE)
    go(page, f"{live}/customerview/list/")
    record = page.locator(ROW_OF.format("customerview")).first.get_attribute("href")
    for path in ("/calendar/", "/calendar/?view=week", "/lateworkview/list/",
                 f"{record}?tab=files", f"{record}?tab=notes", f"{record}?tab=trail"):  # fmt: skip
        go(page, live + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
    # the open tab stands in sight although the row of tabs is wider than the screen
    box = page.locator(".kd-rechead .kd-tabs [aria-current]").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_tabs_of_a_customer_stand_in_one_row_and_the_rest_behind_more(
    open_as, live, language
) -> None:
    page = open_as("rep", size={"width": 1366, "height": 768}, locale=language)
    go(page, f"{live}/customerview/list/")
    go(page, live + page.locator(ROW_OF.format("customerview")).first.get_attribute("href"))
    row = page.locator(".row-of-tabs")
    tops = row.locator("a").evaluate_all("tabs => tabs.map((tab) => tab.offsetTop)")
    assert len(set(tops)) == 1 and row.evaluate("row => row.scrollWidth <= row.clientWidth")
    # by keyboard: open the fold, walk into it, take a part; the fold then says its name
    page.locator(".kd-more > summary").focus()
    page.keyboard.press("Enter")
    owners = page.locator(".kd-more a[href='?tab=owners']")
    said = owners.inner_text().strip()
    owners.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**tab=owners")
    page.wait_for_function(
        "said => document.querySelector('.kd-more > summary[aria-current]')?.innerText.trim() === said",
        arg=said,
    )
