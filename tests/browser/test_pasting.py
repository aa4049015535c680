"""A block copied from Excel goes into child rows; Esc leaves a form, and asks first where something changed."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Dialog, Page, expect
from sqlalchemy import select

from app.customers.models import Contact, Customer
from app.kernel.db import db
from app.kernel.scope import everything
from tests.browser.hands import arrive, first, go, ready, user

# what Excel puts on the clipboard: tabs, Windows line ends, quotes around what has line breaks
BLOCK = (
    "王经理\t采购经理\t采购人员\t\t13900000001\t\t\t是\r\n"
    "李主管\t\t技术主管\t\t13900000002\t\t\t否\r\n"
    '"赵\n总"\t总经理\t主要负责人\t\t13900000003\t\t\t\r\n'
)
HEADED = (
    "联系人*\t手机\t关键人物\t岗位\r\n钱工\t13900000004\t是\t\r\n孙会计\t13900000005\t否\t会计\r\n"
)


def paste(page: Page, text: str) -> None:
    """Ctrl+V of a text into the field the focus stands in."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


@pytest.fixture
def rep(open_as: Any, live: str) -> Page:
    """A salesperson whose browser has a clipboard."""
    page: Page = open_as("rep")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live)
    return page


def column(page: Page, name: str) -> list[str]:
    """The values of a column of the contacts, top down."""
    cells = page.locator(f"#part-contacts tbody [name^='contacts-'][name$='-{name}']")
    return [cells.nth(at).input_value() for at in range(cells.count())]


@pytest.mark.slow
def test_a_block_fills_rows_and_makes_those_that_are_missing(
    rep: Page, live: str, own_app: Flask
) -> None:
    """From the cell one stands in; lists and ticks take words, and what a list does not know is said."""
    card = first(own_app, Customer, state="draft", owner_id=user(own_app, "rep"))
    go(rep, f"{live}/customerview/edit/{card.id}")
    rep.locator("#part-contacts [data-kd-line=add]").click()
    before = column(rep, "contact_name")
    rep.locator("#part-contacts tbody tr").last.locator("[name$=contact_name]").focus()
    paste(rep, BLOCK)
    toasts = rep.locator("#toasts")
    expect(toasts).to_contain_text("已粘贴行数： 3")
    expect(toasts).to_contain_text("选项中没有，已留空：技术主管")
    at = len(before) - 1
    assert column(rep, "contact_name") == [*before[:at], "王经理", "李主管", "赵总"]
    assert column(rep, "contact_post")[at:] == ["采购经理", "", "总经理"]
    assert column(rep, "position")[at:] == ["purchasing", "", "head"]
    assert column(rep, "mobile")[at:] == ["13900000001", "13900000002", "13900000003"]
    keys = rep.locator("#part-contacts tbody [type=checkbox][name$=is_key_person]")
    assert [keys.nth(n).is_checked() for n in range(at, at + 3)] == [True, False, False]
    rep.keyboard.press("Control+Enter")
    arrive(rep, "**/show/**")
    with own_app.app_context(), everything():
        names = select(Contact.contact_name).where(Contact.customer_id == card.id)
        assert set(db.session.scalars(names)) >= {"王经理", "李主管"}


def test_chinese_heads_say_which_column_is_meant(rep: Page, live: str) -> None:
    go(rep, f"{live}/customerview/add")
    rep.locator("#contacts-0-mobile").focus()
    paste(rep, HEADED)
    expect(rep.locator("#toasts")).to_contain_text("已粘贴行数： 2")
    assert column(rep, "contact_name") == ["钱工", "孙会计"]
    assert column(rep, "mobile") == ["13900000004", "13900000005"]
    assert column(rep, "position") == ["", "accountant"]
    expect(rep.locator("#contacts-0-is_key_person")).to_be_checked()
    expect(rep.locator("#contacts-1-is_key_person")).not_to_be_checked()


def test_one_value_is_pasted_as_it_always_is(rep: Page, live: str) -> None:
    go(rep, f"{live}/customerview/add")
    rep.locator("#contacts-0-contact_name").focus()
    paste(rep, "王经理")
    expect(rep.locator("#contacts-0-contact_name")).to_have_value("王经理")
    assert column(rep, "contact_name") == ["王经理"]


class Asked:
    """What the page asked before it was left, and the answer it gets."""

    def __init__(self, page: Page, leave: bool) -> None:
        self.kinds: list[str] = []
        self.leave = leave
        page.on("dialog", self._answer)

    def _answer(self, dialog: Dialog) -> None:
        self.kinds.append(dialog.type)
        if self.leave:
            dialog.accept()
        else:
            dialog.dismiss()


def test_esc_leaves_a_form_in_which_nothing_changed(rep: Page, live: str) -> None:
    asked = Asked(rep, leave=False)
    go(rep, f"{live}/customerview/add")
    rep.locator("#customer_name").focus()
    rep.keyboard.press("Escape")
    arrive(rep, "**/customerview/list/")
    assert asked.kinds == []


@pytest.mark.parametrize("leave", [False, True])
def test_esc_asks_before_it_leaves_what_was_typed(rep: Page, live: str, leave: bool) -> None:
    asked = Asked(rep, leave)
    go(rep, f"{live}/customerview/add")
    rep.fill("#customer_name", "没有保存有限公司")
    rep.keyboard.press("Escape")
    if leave:
        arrive(rep, "**/customerview/list/")
    else:
        expect(rep.locator("#customer_name")).to_have_value("没有保存有限公司")
        assert rep.url.endswith("/customerview/add")
    assert asked.kinds == ["confirm"]


def test_esc_closes_what_is_open_before_it_leaves_the_form(rep: Page, live: str) -> None:
    asked = Asked(rep, leave=False)
    go(rep, f"{live}/visitrequestview/add")
    rep.locator("select[name=customer_id] + .ts-wrapper .ts-control").click()
    rep.locator(".ts-dropdown:visible .option").first.wait_for()
    rep.keyboard.press("Escape")
    expect(rep.locator(".ts-dropdown:visible")).to_have_count(0)
    rep.locator("[data-date]:visible").first.click()
    expect(rep.locator(".flatpickr-calendar.open")).to_have_count(1)
    rep.keyboard.press("Escape")
    expect(rep.locator(".flatpickr-calendar.open")).to_have_count(0)
    rep.locator(".kd-plainbtn[data-kd=keys]").focus()
    rep.keyboard.press("?")
    expect(rep.locator("#keys")).to_be_visible()
    rep.keyboard.press("Escape")
    expect(rep.locator("#keys")).to_be_hidden()
    menu = rep.locator(".kd-topbar .kd-menu").last
    menu.locator("summary").focus()
    rep.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    rep.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()
    assert rep.url.endswith("/visitrequestview/add") and asked.kinds == []
    rep.keyboard.press("Escape")
    arrive(rep, "**/visitrequestview/list/")


def test_esc_closes_a_dialog_and_stays(open_as: Any, live: str) -> None:
    page = open_as("manager")
    go(page, f"{live}/customerview/list/")
    page.locator("#list-add").click()
    expect(page.locator("#list-filter")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#list-filter")).to_be_hidden()
    ready(page)
    assert page.url.endswith("/customerview/list/")
