"""The demonstration's allocations: most customers contacted in time, a few late, leads that wait."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.allocation.models import Allocation
from app.allocation.words import AllocationState, Medium
from app.allocation.workflow import allocation_flow
from app.demo.company import People
from app.kernel import clock
from app.kernel.db import utcnow
from app.kernel.scope import acting_as
from app.kernel.viewer import SYSTEM
from app.kernel.workflow import run

SAID = (
    "约定下周面谈，先寄产品目录。",
    "了解需求，客户近期有采购计划。",
    "已加微信，约定月底前登门。",
)


def fill(session: Session, people: People) -> None:
    """First contacts of the cards that were reviewed, and the manager's word on two leads."""
    logins = {ident: login for login, ident in people.ids.items()}
    for number, row in enumerate(session.scalars(select(Allocation).order_by(Allocation.id)).all()):
        if row.state is AllocationState.ASSIGNED:
            _first_contact(session, people, number, row, logins[row.assigned_to_id or 0])
    waiting = select(Allocation).where(Allocation.state == AllocationState.PROPOSED)
    for row in session.scalars(waiting.order_by(Allocation.id)).all()[:2]:
        manager = "manager" if row.branch_id == _branch(people, "manager") else "manager2"
        people.move(manager, allocation_flow, row, "assign", utcnow(), "按建议分配")


def _branch(people: People, login: str) -> int:
    (branch_id,) = people.viewer(login).branch_ids
    return branch_id


def _first_contact(
    session: Session, people: People, number: int, row: Allocation, login: str
) -> None:
    """Two days after the allocation, or late, or not yet."""
    due, now = row.contact_due_at or utcnow(), utcnow()
    late = number % 9 == 4
    if late and due < now:
        with acting_as(SYSTEM):
            run(
                session,
                allocation_flow,
                row,
                "expire",
                viewer=SYSTEM,
                now=due + dt.timedelta(hours=1),
            )
        if number % 2:
            _contact(
                session, people, number, row, login, due + dt.timedelta(days=2), "contact_late"
            )
    elif due < now:
        _contact(session, people, number, row, login, due - dt.timedelta(days=5), "contact")


def _contact(
    session: Session, people: People, number: int, row: Allocation, login: str,
    at: dt.datetime, move: str,
) -> None:  # fmt: skip
    viewer = people.viewer(login)
    asked = {
        "first_contact_on": clock.day_of(min(at, utcnow())),
        "first_contact_medium": list(Medium)[1 + number % 4],
        "first_contact_note": SAID[number % len(SAID)],
    }
    with acting_as(viewer):
        run(session, allocation_flow, row, move, viewer=viewer, now=min(at, utcnow()), asked=asked)
        session.flush()
