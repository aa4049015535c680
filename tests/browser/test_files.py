"""Files in a real browser: several at once, each with its fate, by keyboard, dropped, looked at, taken away."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.customers.models import Customer
from app.kernel.worker import Worker
from tests.browser.conftest import PHONE
from tests.browser.hands import first, go, look
from tests.factories import files

DROP = """([type, to]) => {
  const data = new DataTransfer();
  data.items.add(new File(['%PDF-1.4 dropped'], '拖入的合同.pdf'));
  document.querySelector(to).dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def upload(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@pytest.fixture
def tab(own_app: Flask, live: str) -> str:
    """The files tab of a draft card."""
    card = first(own_app, Customer, state="draft")
    return f"{live}/customerview/show/{card.id}?tab=files"


def rows(page: Page):
    return page.locator(".kd-filelist > li")


def test_several_files_come_in_at_once_and_a_bad_one_says_why(own_app, open_as, tab, axe) -> None:
    page = open_as("clerk")
    go(page, tab)
    page.select_option(".kd-upload select", "business_licence")
    good = [
        upload("营业执照.pdf", files.document()),
        upload("门头.jpg", files.picture(800, "JPEG")),
    ]
    page.set_input_files(
        ".kd-upload [name=file]", [*good, upload("假合同.pdf", files.HOSTILE["contract.pdf"])]
    )
    expect(rows(page)).to_have_count(2)
    failed = page.locator(".kd-queue .failed")
    expect(failed).to_contain_text("假合同.pdf")
    expect(failed.locator(".said")).to_contain_text("不接收此类文件")
    expect(page.locator(".kd-papers .there")).to_have_count(1)
    expect(page.locator("[data-tab][aria-current]")).to_contain_text("附件 2")
    look(page, "files-queue")
    assert axe(page) == []
    failed.get_by_role("button", name="移开").press("Enter")
    expect(failed).to_have_count(0)
    Worker(own_app).drain()
    page.reload()
    expect(rows(page).locator("img")).to_have_count(2)


def test_a_file_is_dropped_opened_replaced_and_taken_away_by_keyboard(
    own_app, open_as, tab, axe
) -> None:
    page = open_as("clerk")
    go(page, tab)
    page.evaluate(DROP, ["dragover", ".kd-files"])
    expect(page.locator(".kd-files.over")).to_be_visible()
    page.evaluate(DROP, ["drop", ".kd-files"])
    expect(rows(page)).to_have_count(1)
    name = page.get_by_role("link", name="拖入的合同.pdf", exact=True)
    name.press("Enter")
    sheet = page.locator("dialog[open]")
    expect(sheet.locator("#file-title")).to_have_text("拖入的合同.pdf")
    look(page, "files-sheet")
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(name).to_be_focused()
    name.press("Enter")
    sheet.locator("[data-pick]").set_input_files([upload("盖章合同.pdf", files.document())])
    expect(rows(page)).to_contain_text("第 2 版")
    with page.expect_download() as saved:
        page.get_by_role("link", name="下载 盖章合同.pdf").press("Enter")
    assert saved.value.suggested_filename == "盖章合同.pdf"
    page.get_by_role("link", name="盖章合同.pdf", exact=True).press("Enter")
    sheet.locator("summary").press("Enter")
    sheet.get_by_label("原因").fill("传错了客户")
    sheet.get_by_role("button", name="移除", exact=True).press("Enter")
    expect(rows(page)).to_have_count(0)


def test_a_phone_takes_a_photo(own_app, open_as, tab) -> None:
    page = open_as("clerk", size=PHONE)
    go(page, tab)
    camera = page.locator(".kd-upload [capture]")
    expect(page.get_by_text("拍照", exact=True)).to_be_visible()
    camera.set_input_files([upload("image.jpg", files.picture(600, "JPEG"))])
    expect(rows(page)).to_have_count(1)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"], "nothing hangs over the edge"
