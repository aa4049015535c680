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

LEFT = 4  # leads that still wait for the manager
SAID = (
    "约定下周面谈，先寄产品目录。",
    "了解需求，客户近期有采购计划。",
    "已加微信，约定月底前登门。",
)


def fill(session: Session, people: People) -> None:
    """The manager's word on all leads but the newest, then the first contacts."""
    logins = {ident: login for login, ident in people.ids.items()}
    rows = session.scalars(select(Allocation).order_by(Allocation.id)).all()
    leads = [row for row in rows if row.state is AllocationState.PROPOSED]
    for row in leads[:-LEFT]:
        _decide(people, row, logins[row.owner_id or 0])
    for number, row in enumerate(rows):
        if row.state is AllocationState.ASSIGNED:
            _first_contact(session, people, number, row, logins[row.assigned_to_id or 0])


def _decide(people: People, row: Allocation, collector: str) -> None:
    """The manager leaves a lead with whom it has been with since."""
    row.assigned_to_id = people.ids[collector]
    manager = "manager2" if collector == "rep3" else "manager"
    reviewed = row.customer.reviewed_at or utcnow()
    people.move(manager, allocation_flow, row, "assign", reviewed, "该业务员熟悉当地市场")


def _first_contact(
    session: Session, people: People, number: int, row: Allocation, login: str
) -> None:
    """Two days after the allocation, or late, or not yet."""
    due, now = row.contact_due_at or utcnow(), utcnow()
    late = number % 5 == 4
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
        if number % 10 == 4:
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
