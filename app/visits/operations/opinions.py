"""Verbs of opinions: out of the record into the summary, handled, asked about again (W-09)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.kernel import clock, numbering
from app.kernel.scope import REACH
from app.visits import queries
from app.visits.models import OpinionItem, VisitRequest
from app.visits.words import OpinionKind

FLOW = "opinion"


def summarise(session: Session, slip: VisitRequest) -> list[OpinionItem]:
    """Every opinion of a recorded visit becomes an item of the summary, in the customer's words (R-131)."""
    items = []
    for said in queries.opinions_of(session, slip.id):
        row = OpinionItem(
            customer_id=slip.customer_id, customer_name=slip.customer_name, visit_request_id=slip.id,
            raised_on=clock.day_of(slip.departed_at or slip.planned_from),
            opinion_kind=said.opinion_kind, content=said.content, is_major=said.is_major,
            explanation=said.explanation, is_answered=said.is_answered,
            owner_id=slip.owner_id, branch_id=slip.branch_id, area_id=slip.area_id,
            department_id=slip.department_id,
        )  # fmt: skip
        numbering.number(session, row, on=clock.today())
        session.add(row)
        items.append(row)
    session.flush()
    return items


def raise_one(
    session: Session, customer: Customer, kind: OpinionKind, content: str, said_on: dt.date,
    department_id: int | None = None,
) -> OpinionItem:  # fmt: skip
    """An opinion heard elsewhere than on a visit, with the department that is to handle it (R-147)."""
    row = OpinionItem(
        customer_id=customer.id, customer_name=customer.customer_name, raised_on=said_on,
        opinion_kind=kind, content=content, responsible_department_id=department_id,
        **{name: getattr(customer, name) for name in REACH},
    )  # fmt: skip
    numbering.number(session, row, on=clock.today())
    session.add(row)
    session.flush()
    return row


def fix(row: OpinionItem, now: dt.datetime) -> None:
    """The department has done its part (R-133)."""
    row.fixed_at = now


def file(row: OpinionItem, now: dt.datetime) -> None:
    """Put with the records for reference (R-134)."""
    row.filed_at = now


def again(row: OpinionItem) -> None:
    """The customer is not content: the department goes on (R-130)."""
    row.fixed_at = None
