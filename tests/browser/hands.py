"""How a person works at a page: keys are counted, what is looked at can be kept as a picture."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from flask import Flask
from flask_appbuilder.security.sqla.models import User
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.kernel.db import db
from app.kernel.scope import everything

# the field the focus stands in, whatever control draws it
_HERE = """() => {
  const el = document.activeElement;
  const box = el && el.closest('.ts-wrapper');
  return (box ? box.previousElementSibling.name : el && el.name) || '';
}"""

# every script has run, nothing htmx asked for is under way, and two frames later still
_READY = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(
  document.readyState === 'complete' && Boolean(window.Kedang)
    && !document.querySelector('.htmx-request, .ts-wrapper.loading')))))"""


def ready(page: Page) -> None:
    """The page stands as its scripts make it: only then do keys reach those who listen."""
    page.wait_for_function(_READY)


def go(page: Page, address: str) -> None:
    """Open an address and wait until the page can be worked with."""
    page.goto(address)
    ready(page)


def arrive(page: Page, pattern: str | re.Pattern[str]) -> None:
    """Wait for the page that a key or a button leads to, until it can be worked with."""
    page.wait_for_url(pattern)
    ready(page)


def look(page: Page, name: str) -> None:
    """Keep a picture when a folder for pictures is named (SHOTS)."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def first(app: Flask, model: Any, **wanted: Any) -> Any:
    """A row of the demonstration."""
    with app.app_context(), everything():
        return db.session.scalars(select(model).filter_by(**wanted).limit(1)).one()


def user(app: Flask, login: str) -> int:
    """The id of a log-in."""
    return int(first(app, User, username=login).id)


class Keys:
    """A keyboard that counts; every Chinese character counts once, as it stands in the field."""

    def __init__(self, page: Page) -> None:
        self.page, self.moves, self.signs = page, 0, 0

    @property
    def count(self) -> int:
        """Strokes so far."""
        return self.moves + self.signs

    def press(self, key: str, times: int = 1) -> None:
        """A key or a chord, counted as one stroke."""
        for _ in range(times):
            self.page.keyboard.press(key)
            self.moves += 1

    def write(self, text: str) -> None:
        """Text as it is typed; what no key holds comes from the input method."""
        self.signs += len(text)
        if text.isascii():
            self.page.keyboard.type(text)
        else:
            self.page.keyboard.insert_text(text)

    def here(self) -> str:
        """The name of the field the focus stands in."""
        return str(self.page.evaluate(_HERE))

    def walk(self, name: str, most: int = 60) -> None:
        """Enter from field to field until ``name``; a field of several lines is left by Tab."""
        for _ in range(most):
            if self.here() == name:
                return
            tag = self.page.evaluate("document.activeElement.tagName")
            self.press("Tab" if tag == "TEXTAREA" else "Enter")
        raise AssertionError(f"Enter never came to {name}; it stands in {self.here()!r}")

    def section(self, name: str, most: int = 30) -> None:
        """Alt+PageDown from section to section until the one called so."""
        for _ in range(most):
            if self.page.evaluate("document.activeElement.closest('.kd-card[id]')?.id") == name:
                return
            self.press("Alt+PageDown")
        raise AssertionError(f"no way to the section {name}")

    def fill(self, name: str, text: str) -> None:
        """Walk there and type."""
        self.walk(name)
        self.write(text)

    def pick(self, name: str, typed: str, shown: str) -> None:
        """Walk to a remote pick list, type, take the first that is found."""
        self.walk(name)
        self.write(typed)
        option = self.page.locator(".ts-dropdown:visible .option", has_text=shown).first
        option.wait_for()
        self.press("Enter")
        expect(self.page.locator(f"select[name='{name}']")).not_to_have_value("")

    def choose(self, name: str, value: str) -> None:
        """Walk to a closed list and go down to the word."""
        self.walk(name)
        box = self.page.locator(f"select[name='{name}']")
        for _ in range(30):
            if box.input_value() == value:
                return
            self.press("ArrowDown")
        raise AssertionError(f"{name} does not offer {value}")


def pick(page: Page, name: str, typed: str, shown: str) -> None:
    """Choose in a remote pick list with the mouse."""
    box = page.locator(f"select[name='{name}'] + .ts-wrapper")
    control, typing = box.locator(".ts-control"), box.locator(".ts-control input")
    control.click()
    try:
        expect(typing).to_be_focused(timeout=5_000)
    except AssertionError:  # a hint that came meanwhile moved the page under the mouse
        control.click()
        expect(typing).to_be_focused()
    if typed:
        page.keyboard.insert_text(typed)
    page.locator(".ts-dropdown:visible .option", has_text=shown).first.click()
    expect(box.locator(".item")).to_have_text(re.compile(shown))


def press(page: Page, label: str) -> None:
    """Press a move's button at the head of a record."""
    page.locator(".kd-rechead").get_by_role("button", name=label, exact=True).click()


def stands(page: Page, state: str) -> None:
    """The record page shows this state as the present one, and can be worked with."""
    expect(page.locator(".kd-flow > li[aria-current='step'] b")).to_have_text(state)
    ready(page)


def course(page: Page) -> list[tuple[str, str, str]]:
    """The flow picture: state, who, when."""
    found = page.locator(".kd-flow > li:has(.when time)").all()
    return [
        (
            one.locator("b").inner_text(),
            one.locator("> span").first.inner_text(),
            one.locator(".when time").first.inner_text(),
        )
        for one in found
    ]


def find(page: Page, live: str, name: str) -> None:
    """Find a record from anywhere and open it."""
    go(page, f"{live}/")
    page.keyboard.press("Control+k")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.insert_text(name)
    page.locator("#found a", has_text=name).first.wait_for()
    page.keyboard.press("Enter")
    arrive(page, "**/show/**")


def take(page: Page, live: str, *words: str) -> None:
    """Open the inbox and the task whose line holds all these words."""
    go(page, f"{live}/inbox/")
    item = page.locator(".kd-item")
    for word in words:
        item = item.filter(has_text=word)
    item.first.locator("a").click()
    expect(page.locator("#detail .kd-ititle h2")).to_contain_text(words[0])
    expect(page.locator("#detail .kd-facts").first).to_be_visible()
    ready(page)
