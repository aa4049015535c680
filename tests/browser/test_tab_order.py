"""Tab: everything is reached in the order it is read, the focus is always seen, dialogs hold it and give it back."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import arrive, go, ready

# what Tab may stop at; of radio buttons of one name one is enough
_STOPS = """() => {
  const any = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]';
  const shown = (el) => el.tabIndex >= 0 && !el.disabled
    && el.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true});
  const names = new Set();
  return [...document.querySelectorAll(any)].filter(shown).filter((el) => {
    if (el.type !== 'radio') { return true; }
    const seen = names.has(el.name); names.add(el.name); return !seen;
  }).map((el) => { el.dataset.stop = 'wanted'; return el.outerHTML.slice(0, 120); });
}"""

# where the focus stands: its part of the page, its place on the whole sheet, and how it looks with and without
_HERE = """() => {
  const look = (el) => [el, el.closest('.ts-wrapper')?.querySelector('.ts-control')].filter(Boolean)
    .map((one) => { const s = getComputedStyle(one); return [
      s.outlineStyle === 'none' ? '' : s.outlineStyle + s.outlineWidth + s.outlineColor,
      s.boxShadow, s.borderColor, s.backgroundColor, s.opacity].join(); }).join('|');
  document.getAnimations().forEach((one) => one.finish());
  const el = document.activeElement, last = window.kdLast;
  let unseen = '';
  if (last && last.el !== el && last.look === look(last.el)) { unseen = last.el.outerHTML.slice(0, 160); }
  window.kdLast = null;
  if (!el || el === document.body) { return {unseen, end: true}; }
  window.kdLast = {el, look: look(el)};
  if (el.type === 'radio') { document.getElementsByName(el.name).forEach((one) => { delete one.dataset.stop; }); }
  delete el.dataset.stop;
  const box = (el.closest('.ts-wrapper') || el).getBoundingClientRect();
  const part = el.closest('.kd-skip, .kd-side, .kd-topbar, .kd-secnav-wrap, .kd-stack, .kd-savebar, .kd-grid, dialog, main');
  let down = 0;
  for (let up = el.parentElement; up; up = up.parentElement) { down += up.scrollTop; }
  const cell = el.closest('.kd-cell')?.getBoundingClientRect() || box;
  const mid = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    unseen, end: false, name: el.outerHTML.slice(0, 120), part: part ? part.id || part.className : '',
    own: [box.x, box.y + down, box.height], cell: [cell.x, cell.y + down, cell.height],
    inside: box.width > 0 && box.y < innerHeight && box.bottom > 0 && box.x < innerWidth && box.right > 0
      && Boolean(mid && (el.contains(mid) || mid.contains(el) || mid.closest('label, .ts-wrapper, td, th'))),
  };
}"""

_LEFT = (
    "() => [...document.querySelectorAll('[data-stop]')].map((el) => el.outerHTML.slice(0, 120))"
)


def walked(page: Page, most: int) -> list[dict[str, Any]]:
    """Tab from the top of the page until it leaves it; each stop is in sight and looks focused."""
    page.locator(".kd-skip").focus()
    found: list[dict[str, Any]] = []
    for _ in range(most):
        here = page.evaluate(_HERE)
        assert not here["unseen"], f"the focus does not show on {here['unseen']}"
        if here["end"]:
            return found
        assert here["inside"], f"the focus stands out of sight at {here['name']}"
        found.append(here)
        page.keyboard.press("Tab")
    raise AssertionError("Tab never leaves the page")


def is_read_before(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Left to right, then down, cell by cell; what begins beside something stands in its line."""
    by = "own" if one["cell"] == other["cell"] else "cell"
    (x, y, height), (next_x, next_y, next_height) = one[by], other[by]
    return bool(next_y >= y + height - 2 or (next_x >= x and next_y + next_height > y))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("person", "path", "parts"),
    [
        ("rep", "/customerview/add", ["kd-skip", "side", "kd-topbar", "kd-secnav-wrap", "kd-stack", "kd-savebar"]),
        ("rep", "/visitrequestview/add", ["kd-skip", "side", "kd-topbar", "kd-secnav-wrap", "kd-stack", "kd-savebar"]),
        ("manager", "/customerview/list/", ["kd-skip", "side", "kd-topbar", "main", "kd-grid"]),
    ],
)  # fmt: skip
def test_tab_goes_everywhere_in_the_order_of_reading(
    open_as: Any, live: str, person: str, path: str, parts: list[str]
) -> None:
    page = open_as(person)
    go(page, live + path)
    wanted = page.evaluate(_STOPS)
    stops = walked(page, 2 * len(wanted))
    assert page.evaluate(_LEFT) == []
    assert list(dict.fromkeys(each["part"] for each in stops)) == parts
    for one, other in pairwise(stops):
        if one["part"] == other["part"]:
            assert is_read_before(one, other), f"{one['name']} stands behind {other['name']}"


@pytest.mark.parametrize("path", ["/", "/customerview/list/"])
def test_the_first_tab_offers_to_skip_to_the_content(open_as: Any, live: str, path: str) -> None:
    page = open_as("rep")
    go(page, live + path)
    page.keyboard.press("Tab")
    skip = page.locator(".kd-skip")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#main') !== null")


def test_a_form_begins_in_its_first_field(open_as: Any, live: str) -> None:
    page = open_as("rep")
    go(page, f"{live}/visitrequestview/add")
    expect(page.locator("#record-form .kd-stack :focus")).to_have_count(1)
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.closest('.kd-secnav-wrap') !== null")


def by_click(selector: str) -> Callable[[Page], str]:
    """Open a dialog by the button that stands there, with the keyboard."""

    def opened(page: Page) -> str:
        page.locator(selector).first.focus()
        page.keyboard.press("Enter")
        return selector

    return opened


def by_key(page: Page) -> str:
    """Open the list of keys from a link of the list."""
    page.locator("tbody a").first.focus()
    page.keyboard.press("?")
    return "tbody a"


def a_move(page: Page) -> str:
    """On a record a move that asks for a reason."""
    page.locator("tbody a[href*='/show/']").first.click()
    arrive(page, "**/show/**")
    return by_click("[data-dialog^='move-']:visible")(page)


DIALOGS: dict[str, tuple[str, str, Callable[[Page], str]]] = {
    "keys": ("manager", "/customerview/list/", by_key),
    "filter": ("manager", "/customerview/list/", by_click("#list-add")),
    "columns": ("manager", "/customerview/list/", by_click("[data-dialog=list-columns]")),
    "move": ("manager", "/visitrequestview/list/?f.state.is=submitted", a_move),
}


@pytest.mark.parametrize("name", DIALOGS)
def test_a_dialog_holds_the_focus_and_gives_it_back(open_as: Any, live: str, name: str) -> None:
    person, path, open_it = DIALOGS[name]
    page = open_as(person)
    go(page, live + path)
    opener = open_it(page)
    dialog = page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    ready(page)
    inside = dialog.locator("a[href], button, input:not([type=hidden]), select, textarea").count()
    for key in ["Tab"] * (inside + 3) + ["Shift+Tab"] * (inside + 3):
        page.keyboard.press(key)
        where = page.evaluate(
            "() => { const el = document.activeElement;"
            " return el === document.body ? 'browser' : el.closest('dialog[open]') ? 'dialog' : el.outerHTML.slice(0, 120); }"
        )
        assert where in ("dialog", "browser"), where
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator(opener).first).to_be_focused()
