"""W-17 as it is seen: from the nomination on screen to the filed case and the closed store."""

from __future__ import annotations

from typing import Any

from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.disposal.models import BadCase, BadDuty
from app.kernel.db import db
from app.kernel.scope import everything
from tests.browser.hands import first, go, press, ready, stands

PEOPLE = {"business": "marketing", "finance": "finance", "admin": "legal"}


def answer(page: Page, label: str, **typed: str) -> None:
    """A move that asks for something: its button, the dialog, what is typed there."""
    press(page, label)
    dialog = page.locator("dialog[open]")
    for name, text in typed.items():
        dialog.locator(f"[name$='-{name}']").fill(text)
    dialog.locator("button.btn-primary").click()
    expect(dialog).to_have_count(0)


def test_the_way_from_the_nomination_to_the_closed_store(
    open_as: Any, live: str, own_app: Flask
) -> None:
    case = first(own_app, BadCase, state="nominated")
    here = f"{live}/badcaseview/show/{case.id}"
    pages = {who: open_as(who) for who in ("marketing", "gm", "finance", "legal", "custodian")}
    business, head = pages["marketing"], pages["gm"]
    go(business, here)
    press(business, "呈报")
    stands(business, "已呈报")
    go(head, here)
    answer(head, "批准处理", duties_due_at="2099-01-01 12:00")
    stands(head, "已批准")
    go(business, here)
    press(business, "分派职责")
    stands(business, "办理中")
    for key, side in duties(own_app, case.id):
        page = pages[PEOPLE[side]]
        go(page, f"{live}/baddutyview/show/{key}")
        answer(page, "完成", result="已办结")
    go(business, here)
    stands(business, "职责完成")
    answer(business, "原因分析", causes="赊销过宽", prevention="新客户一律现款")
    stands(business, "已分析")
    go(head, here)
    answer(head, "填写审阅意见", gm_opinion="举一反三")
    stands(head, "总经理已阅")
    go(business, here)
    answer(
        business, "内部检讨", course="催收三次未果", loss_amount="0", review_conclusion="制度未落实"
    )
    stands(business, "已检讨")
    go(head, here)
    press(head, "决定奖惩")
    stands(head, "已定奖惩")
    keeper = pages["custodian"]
    go(keeper, here)
    press(keeper, "归档")
    stands(keeper, "已归档")
    closed(pages, live, case)


def duties(app: Flask, case_id: int) -> list[tuple[int, str]]:
    """Keys of the duties of a case, and whose they are."""
    with app.app_context(), everything():
        found = select(BadDuty).where(BadDuty.bad_case_id == case_id).order_by(BadDuty.id)
        return [(duty.id, duty.side.value) for duty in db.session.scalars(found)]


def closed(pages: dict[str, Page], live: str, case: BadCase) -> None:
    """The customer is in no list; who may open the store reads his card by its address."""
    card = f"{live}/customerview/show/{case.customer_id}"
    for who, status in (("marketing", 404), ("custodian", 200), ("finance", 200), ("gm", 200)):
        page = pages[who]
        go(page, f"{live}/customerview/list/?q={case.customer_name}")
        expect(page.locator(f"a[href='/customerview/show/{case.customer_id}']")).to_have_count(0)
        answered = page.goto(card)
        assert answered is not None and answered.status == status, who
        ready(page)
