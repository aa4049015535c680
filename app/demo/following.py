"""What followed the demonstration's visits: minutes on their way, opinions handled, first contacts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.demo.company import People
from app.kernel import clock, numbering
from app.kernel.db import utcnow
from app.kernel.tasks import open_tasks
from app.organization.models import Department, Staff
from app.visits.models import MaterialDispatch, Minutes, MinutesAgreement, OpinionItem
from app.visits.words import FirstChannel, Material, SentWay
from app.visits.workflow import dispatch_flow, minutes_flow, opinion_flow

WALKED = ("written", "reviewed", "sent")  # how far the latest minutes came; all others to the end
SENT = (FirstChannel.EMAIL, FirstChannel.POST, FirstChannel.FAX, FirstChannel.POST)


def fill(session: Session, people: People, customers: list[Customer]) -> None:
    """Go on from the recorded visits, and send some material."""
    logins = {ident: login for login, ident in people.ids.items()}
    latest = session.scalars(select(Minutes).order_by(Minutes.met_at.desc())).all()
    for number, row in enumerate(latest):
        end = WALKED[number] if number < len(WALKED) else "receipt"
        _minutes(session, people, row, logins[row.visit_request.owner_id or 0], end)
    _opinions(session, people, logins)
    _dispatches(session, people, customers, logins)


def _decider(session: Session, row: Any, login: str) -> str:
    """Who has the task of a row before him."""
    role = next((task.role for task in open_tasks(session, row) if task.role), "")
    manager = "manager2" if login == "rep3" else "manager"
    return {"dept_manager": "dept", "branch_manager": manager}.get(role or "", "gm")


def _minutes(session: Session, people: People, row: Minutes, login: str, end: str) -> None:
    session.add(
        MinutesAgreement(
            minutes_id=row.id, item="年前备货分两批到货，首批十二月中旬。", responsible=row.attendees_ours,
            due_on=clock.today() + dt.timedelta(days=21),
        )
    )  # fmt: skip
    session.flush()
    met = row.met_at or utcnow()
    at = [min(met + dt.timedelta(hours=hours), utcnow()) for hours in (26, 30, 48, 72)]
    people.move(login, minutes_flow, row, "write", at[0])
    if end == "written":
        return
    people.move(_decider(session, row, login), minutes_flow, row, "review", at[1], "同意发送")
    if end == "reviewed":
        return
    row.sent_on, row.sent_way = clock.day_of(at[2]), SentWay.EMAIL
    people.move(login, minutes_flow, row, "send", at[2])
    if end == "receipt":
        row.receipt_confirmed_on, row.receipt_confirmed_by = (
            clock.day_of(at[3]),
            row.attendees_theirs,
        )
        people.move(login, minutes_flow, row, "confirm", at[3])


def _opinions(session: Session, people: People, logins: dict[int, str]) -> None:
    """The older ones done with, the latest before those who decide."""
    quality = session.scalars(
        select(Department).join(Staff, Staff.department_id == Department.id)
        .where(Staff.user_id == people.ids["quality"])
    ).first()  # fmt: skip
    rows = session.scalars(select(OpinionItem).order_by(OpinionItem.raised_on)).all()
    for number, row in enumerate(rows[:-2]):
        login = logins[row.owner_id or 0]
        row.decision, row.responsible_department_id = (
            "核实后补发，并向客户说明。",
            getattr(quality, "id", None),
        )
        row.due_on = clock.today() + dt.timedelta(days=number + 2)
        decider, day = _decider(session, row, login), clock.today()
        people.move(decider, opinion_flow, row, "decide", utcnow())
        people.move("quality", opinion_flow, row, "start", utcnow())
        if number >= len(rows) - 4:
            continue
        row.fix_result = "已补发并更换外箱。"
        people.move("quality", opinion_flow, row, "fix", utcnow())
        row.revisit_on, row.revisit_result, row.is_satisfied = day, "客户认可处理结果。", True
        people.move("gm" if row.is_major else login, opinion_flow, row, "ask", utcnow())
        people.move("clerk", opinion_flow, row, "file", utcnow())


def _dispatches(
    session: Session, people: People, customers: list[Customer], logins: dict[int, str]
) -> None:
    """Four first contacts: planned, sent, arrived, no answer."""
    mine = [row for row in customers if logins.get(row.owner_id or 0) in ("rep", "rep2")][:4]
    for number, customer in enumerate(mine):
        login = logins[customer.owner_id or 0]
        row = MaterialDispatch(
            customer_id=customer.id, channel=SENT[number], created_at=utcnow(),
            materials=[Material.IMAGE_BROCHURE.value, Material.PRODUCT_BROCHURE.value],
        )  # fmt: skip
        numbering.number(session, row, on=clock.today())
        session.add(row)
        session.flush()
        if number == 0:
            continue
        row.sent_on = clock.today() - dt.timedelta(days=number)
        people.move(login, dispatch_flow, row, "send", utcnow())
        if number == 2:
            row.receipt_confirmed_on, row.confirm_note = clock.today(), "资料已收到，下周可面谈。"
            people.move(login, dispatch_flow, row, "confirm", utcnow())
        if number == 3:
            people.move(login, dispatch_flow, row, "close", utcnow(), "三次联系均无回应")
