"""The demonstration's hand-over, pool and conflict: one of each on its way."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.allocation.models import Conflict, PoolEntry, Transfer
from app.allocation.words import ConflictState, TransferReason
from app.allocation.workflow import pool_flow, transfer_flow
from app.customers import operations
from app.customers.models import Customer, CustomerMerge
from app.customers.words import CardState
from app.customers.workflow import merge_flow
from app.demo.company import People
from app.kernel import clock, numbering
from app.kernel.db import utcnow
from app.kernel.scope import acting_as
from app.kernel.workflow import begin

FREE = 3  # customers in the pool


def fill(session: Session, people: People, customers: list[Customer]) -> None:
    """A hand-over that waits for its signatures, three customers to be claimed, a conflict."""
    mine = [row for row in customers if row.owner_id == people.ids["rep2"]]
    drafts = [
        row for row in mine if row.state is CardState.ENTERED or row.state is CardState.APPROVED
    ]
    for row in drafts[:FREE]:
        entry = PoolEntry(customer_id=row.id, reason="业务员调整，暂无人负责")
        session.add(entry)
        session.flush()
        people.move("manager", pool_flow, entry, "release", utcnow())
    sheet = Transfer(
        from_user_id=people.ids["supervisor"], transfer_reason=TransferReason.POST_CHANGE,
        supervised_by_id=people.ids["manager"], handed_on=clock.today() + dt.timedelta(days=9),
        remark="区域主管调任培训岗，客户由片区业务员接手。",
    )  # fmt: skip
    numbering.number(session, sheet, on=clock.today())
    session.add(sheet)
    session.flush()
    people.move("manager", transfer_flow, sheet, "list", utcnow())
    _clash(session, people, mine[-1])
    _double(session, people, mine[-2], "rep2", is_proposed=True)
    own = [row for row in customers if row.owner_id == people.ids["rep"]]
    _double(session, people, own[-1], "rep", is_proposed=False)


def _clash(session: Session, people: People, older: Customer) -> None:
    """Somebody enters a customer that a colleague has had for long."""
    there = select(Conflict.id).where(Conflict.state == ConflictState.PROPOSED)
    if session.scalars(there).first() is not None:
        return
    people.does(
        "rep", operations.open_card, customer_name=f"{older.short_name}（二部）", phone=older.phone,
        collect_channel=older.collect_channel, collect_mode=older.collect_mode,
        collected_by_id=people.ids["rep"], collected_on=clock.today(),
    )  # fmt: skip


def _double(
    session: Session, people: People, card: Customer, owner: str, is_proposed: bool
) -> None:
    """A salesperson has entered a customer twice; the clerk has noticed."""
    if session.scalars(
        select(CustomerMerge.id).where(CustomerMerge.customer_id == card.id)
    ).first():
        return
    twice = people.does(
        owner, operations.open_card, customer_name=f"{card.short_name}经营部", phone=card.phone,
        collect_channel=card.collect_channel, collect_mode=card.collect_mode,
        collected_by_id=people.ids[owner], collected_on=clock.today(), fax="028-86001122",
        business_scope="预包装食品、酒类零售",
    )  # fmt: skip
    clerk = people.viewer("clerk")
    with acting_as(clerk):
        row = CustomerMerge(
            customer_id=card.id, goes_id=twice.id, reason="同一负责人、同一电话，经电话核实。"
        )
        numbering.number(session, row, on=clock.today())
        session.add(row)
        session.flush()
        begin(session, merge_flow, row, clerk)
    if is_proposed:
        people.move("clerk", merge_flow, row, "propose", utcnow())
