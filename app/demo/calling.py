"""The demonstration's telephone register: calls in both directions, some with something left to do."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.customers.models import Contact, Customer
from app.customers.words import CardState
from app.demo.company import People
from app.kernel import clock
from app.kernel.workdays import start_of_day
from app.kernel.workflow import begin
from app.visits.models import PhoneCall
from app.visits.words import Direction
from app.visits.workflow import call_flow

# direction, reason, what was said, what is left to do
TALKS = (
    (Direction.OUTGOING, "约定拜访时间", "采购同意下周二上午面谈，请带新品样品。", ""),
    (Direction.INCOMING, "催问补货", "果味系列只剩三天库存，要求本周内补发五十件。", "确认补货到货日并回电"),
    (Direction.OUTGOING, "核对往来账目", "双方余额一致，财务月底前安排付款。", ""),
    (Direction.INCOMING, "询问促销政策", "想了解年前返点，希望发书面政策。", "邮件发送促销政策"),
    (Direction.OUTGOING, "了解终端动销", "门店反映动销平稳，陈列位置有所调整。", ""),
)  # fmt: skip


def fill(session: Session, people: People, customers: list[Customer]) -> None:
    """Two dozen calls of the last weeks, by those who look after the customers."""
    logins = {ident: login for login, ident in people.ids.items()}
    filed = [row for row in customers if row.state is CardState.FILED and row.owner_id in logins]
    for number in range(24):
        customer = filed[number % len(filed)]
        direction, reason, content, left = TALKS[number % len(TALKS)]
        contact = session.scalars(
            select(Contact).where(Contact.customer_id == customer.id).order_by(Contact.id).limit(1)
        ).first()
        day = clock.today() - dt.timedelta(days=number + 2)
        at = start_of_day(day, clock.zone()) + dt.timedelta(hours=9, minutes=17 * number)
        row = PhoneCall(
            customer_id=customer.id, direction=direction, called_at=at, reason=reason,
            content=content, our_person_id=customer.owner_id,
            contact_id=contact.id if contact else None,
            their_person=contact.contact_name if contact else "前台",
            phone=(contact.mobile if contact else None) or customer.phone,
            follow_up=left or None,
            follow_up_on=clock.today() + dt.timedelta(days=2 + number % 3) if left else None,
        )  # fmt: skip
        session.add(row)
        session.flush()
        begin(session, call_flow, row, people.viewer(logins[customer.owner_id or 0]), at)
