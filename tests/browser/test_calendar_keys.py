"""The calendar by keyboard alone: arrows walk the days, the page turns at its edge, Enter opens."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.hands import arrive, go


def test_the_calendar_is_walked_by_keyboard(open_as: Any, live: str) -> None:
    page = open_as("manager")
    go(page, f"{live}/calendar/?day=2026-10-30")

    def stands_on(day: str) -> None:
        expect(page.locator(f'td[data-day="{day}"]')).to_be_focused()
        expect(page.locator('td[data-day][tabindex="0"]')).to_have_count(1)

    page.locator('td[data-day="2026-10-30"]').focus()
    page.keyboard.press("ArrowRight")
    stands_on("2026-10-31")
    page.keyboard.press("Home")
    stands_on("2026-10-26")
    page.keyboard.press("End")
    stands_on("2026-11-01")
    page.keyboard.press("ArrowDown")  # off the edge: November, on the day one was going to
    stands_on("2026-11-08")
    page.keyboard.press("PageUp")
    stands_on("2026-10-01")
    page.keyboard.press("Enter")
    arrive(page, "**view=week**")
    expect(page.locator("td[data-day]")).to_have_count(7)
