"""A real browser over a real server; a policy violation or an outside request fails the test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Request, TimeoutError, expect, sync_playwright

from tests.browser.hands import ready, user
from tests.conftest import sign_in

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js"
PASSWORD = "Kedang-demo-2026"
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 740}
# what is done there is written; the others look at pages, which are the same on every database
WRITTEN = ("test_main_job.py", "test_files.py", "test_parting.py", "test_visit_stories.py")
PATIENCE = 60_000  # milliseconds: a loaded machine is slow, not broken
# an answer that says no, and a question called off because a newer one was asked
EXPECTED = ("status of 4", "htmx:sendAbort", "htmx:afterRequest")
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if item.path.name not in WRITTEN:
                item.add_marker(pytest.mark.page)
            # a browser that starved on a full machine gets a second chance; a wrong page gets none
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=[TimeoutError]))


def chromium() -> str:
    """Path of the system's browser."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        raise RuntimeError("no chromium: make test installs it")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking",
                  "--disable-component-update", "--disable-sync", "--no-first-run",
                  # to the browser nothing lies outside: an own route for it would cost the cache
                  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
        )  # fmt: skip
        yield browser
        browser.close()


@pytest.fixture
def trouble() -> list[str]:
    """What went wrong behind the page: script errors, violations, outside requests."""
    return []


@pytest.fixture
def open_as(
    browser: Browser, live: str, own_app: Flask, trouble: list[str]
) -> Iterator[Callable[..., Page]]:
    """A page of somebody signed in: ``open_as("rep", size=PHONE)``; ``by_hand`` fills the log-in page."""
    contexts = []

    def guard(request: Request) -> None:
        if not request.url.startswith((live, "data:", "blob:")):
            trouble.append(f"outside request {request.url}")

    def start(
        name: str,
        size: dict[str, int] = DESK,
        locale: str = "zh",
        theme: str = "light",
        by_hand: bool = False,
    ) -> Page:
        context = browser.new_context(
            viewport=size, color_scheme=theme, locale="zh-CN" if locale == "zh" else "en-US",
            timezone_id="Asia/Shanghai", accept_downloads=True,
        )  # fmt: skip
        contexts.append(context)
        context.on("request", guard)
        context.add_init_script(
            "document.addEventListener('securitypolicyviolation', e => "
            "console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample));"
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: trouble.append(f"script error {error}"))
        page.on(
            "console",
            lambda line: (
                trouble.append(line.text)
                if line.type == "error" and not any(word in line.text for word in EXPECTED)
                else None
            ),
        )
        if by_hand:
            page.goto(f"{live}/login/")
            page.fill("input[name=username]", name)
            page.fill("input[name=password]", PASSWORD)
            page.press("input[name=password]", "Enter")
            expect(page.locator(".kd-shell")).to_be_visible()
            ready(page)
        else:
            client = sign_in(own_app.test_client(), user(own_app, name), own_app, locale)
            cookie = own_app.config["SESSION_COOKIE_NAME"]
            context.add_cookies(
                [{"name": cookie, "value": client.get_cookie(cookie).value, "url": live}]
            )
        return page

    yield start
    for context in contexts:
        context.close()
    assert not trouble, "\n".join(trouble)


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Accessibility violations of a page, in words."""
    source = AXE.read_text()

    def run(page: Page) -> list[str]:
        page.evaluate(source)
        found = page.evaluate(
            "axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21aa','wcag22aa']})"
            ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.slice(0,3)"
            ".map(n => n.target.join(' ') + ' ' + n.failureSummary).join(' | ')))"
        )
        return list(found)

    return run
