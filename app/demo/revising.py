"""The demonstration's revisions: some done, some on every step; and checks of cards."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from app.archive.models import CardCheck, Revision
from app.archive.models.revision import CHECKS
from app.archive.operations import revising
from app.archive.words import CheckResult, CheckWay, RevisionFlag, Truth
from app.archive.workflow import revision_flow
from app.customers.models import Customer
from app.demo.company import People
from app.kernel import clock, numbering, workdays
from app.kernel.scope import acting_as
from app.kernel.workflow import begin

# how far each revision has come, and what course was found; the rest was revised before
WALKS: tuple[tuple[tuple[str, ...], RevisionFlag | None], ...] = (
    ((), None), ((), None), (("revise",), None), (("revise",), RevisionFlag.FAST_GROWTH),
    (("revise", "analyse"), RevisionFlag.LOST), (("revise", "tier"), None),
    (("revise", "tier", "last"), None), (("revise", "tier", "last"), None),
    (("revise", "tier", "last"), None), (("revise", "analyse", "tier", "last"), RevisionFlag.FAST_GROWTH),
)  # fmt: skip
NOTES = {
    CheckResult.LACKING: "银行账号、年度报表尚未取得",
    CheckResult.UPDATED: "联系人和电话已更新",
}
ANSWERS = (
    (True, True, True, True, Truth.TRUE, ""), (True, False, True, True, Truth.INCOMPLETE, "缺联系人微信、库存数。"),
    (False, True, True, False, Truth.TRUE, "访后第三天才补填。"), (True, True, False, True, Truth.FALSE, "电话为空号，地址已搬迁。"),
)  # fmt: skip


def fill(session: Session, people: People, customers: list[Customer]) -> None:
    """What is due is opened; most of it was revised in the last weeks."""
    session.flush()
    today = clock.today()
    for number, card in enumerate(revising.due_soon(session, len(customers))):
        if number >= len(WALKS):
            card.last_revised_on = today - dt.timedelta(days=3 + number)
            card.next_revision_due = revising.months_later(card.last_revised_on, 2)
            continue
        moves, flag = WALKS[number]
        card.next_revision_due = today - dt.timedelta(days=number - 4 if moves else -2 - number)
        with acting_as(people.viewer("custodian")):
            row = revising.open_revision(session, card)
            begin(session, revision_flow, row, people.viewer("custodian"))
        _walk(people, row, moves, flag)
    session.flush()
    with acting_as(people.viewer("manager")):
        mine = [
            c
            for c in customers
            if c.owner_id in (people.ids["rep"], people.ids["rep2"]) and c.archive_no
        ]
        for number, card in enumerate(mine[:8]):
            _check(session, card, number)


def _walk(people: People, row: Revision, moves: tuple[str, ...], flag: RevisionFlag | None) -> None:
    now = workdays.start_of_day(min(row.due_on, clock.today()), clock.zone()) + dt.timedelta(
        hours=10
    )
    for name in moves:
        move = name
        if name == "last":
            if revising.is_important(row):
                people.move("custodian", revision_flow, row, "report", now)
            move = "finish" if revising.is_important(row) else "finish_at_once"
        people.move("custodian", revision_flow, row, _ready(row, move, flag), now)
        if name == "revise":
            row.revision_flag = flag or RevisionFlag.NORMAL
    if moves and moves[-1] == "revise":
        row.base_check = CheckResult.AS_IS


def _ready(row: Revision, move: str, flag: RevisionFlag | None) -> str:
    """Fill in what a move asks for."""
    if move == "analyse":
        lost = flag is RevisionFlag.LOST
        row.loss_cause = (
            "竞品以返点抢占，主打产品断货两次。" if lost else "新开两处门店，宴席用酒翻番。"
        )
        row.observe_until = clock.today() + dt.timedelta(days=60)
    if move == "tier":
        for number, name in enumerate(CHECKS.values()):
            result = (CheckResult.AS_IS, CheckResult.UPDATED, CheckResult.LACKING)[
                (row.id + number) % 3
            ]
            setattr(row, f"{name}_check", result)
            setattr(row, f"{name}_note", NOTES.get(result))
        row.is_updated, row.tier_reason = True, "交易稳定，按年交易额评定"
    return move


def _check(session: Session, card: Customer, number: int) -> None:
    immediate, complete, used, viewed, truth, remark = ANSWERS[number % 4]
    values: dict[str, Any] = {
        "immediate": immediate, "complete": complete, "used_and_accurate": used,
        "viewed_before_visit": viewed, "truth": truth, "remark": remark or None,
    }  # fmt: skip
    row = CardCheck(
        customer_id=card.id, checked_on=clock.today() - dt.timedelta(days=4 * number),
        check_way=list(CheckWay)[number % 4], **values,
    )  # fmt: skip
    numbering.number(session, row, on=row.checked_on)
    session.add(row)
    session.flush()
