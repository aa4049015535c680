"""A small believable company, made through real operations and moves."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo import (
    allocating,
    appointing,
    archive,
    calling,
    celebrating,
    classing,
    company,
    cooperating,
    filing,
    following,
    handing,
    market,
    parting,
    returning,
    revising,
    visiting,
)
from app.kernel import reminders
from app.kernel.db import utcnow
from app.organization.models import Branch


def load(session: Session, if_empty: bool = False) -> bool:
    """Make the demonstration company; False where a company is there already.

    ``if_empty`` only says that the caller expects this; an existing company is never touched.
    The caller has opened the gate (acting_as(SYSTEM)) and commits.
    """
    if session.scalars(select(Branch.id).limit(1)).first() is not None:
        return False
    people = company.found(session)
    customers = archive.fill(session, people)
    market.fill(session, people, customers)
    filing.fill(session, people, customers)
    filing.correct(session, people, customers)
    visiting.fill(session, people, customers)
    following.fill(session, people, customers)
    calling.fill(session, people, customers)
    celebrating.fill(session, people, customers)
    returning.fill(session, people, customers)
    allocating.fill(session, people)
    parting.fill(session, people, customers)
    cooperating.fill(session, people, customers)
    handing.fill(session, people, customers)
    classing.fill(session, people, customers)
    revising.fill(session, people, customers)
    appointing.fill(session, people)
    reminders.report_late(session, utcnow())
    return True
