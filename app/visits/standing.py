"""How a person stands: what he has done, and which of his customers nobody has visited for long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select, true
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.customers.words import SERVED
from app.visits.models import VisitRequest
from app.visits.words import VisitKind


def new_visits_since(user_id: int, since: dt.datetime) -> Select[Any]:
    """How many new customers a person has set out to since an instant, to be asked (R-103)."""
    return select(func.count(VisitRequest.id)).where(
        VisitRequest.visitor_id == user_id,
        VisitRequest.visit_kind == VisitKind.NEW_CUSTOMER,
        VisitRequest.departed_at >= since,
    )


def standing(
    session: Session, user_id: int, counts: Sequence[Select[Any]], before: dt.datetime, limit: int
) -> tuple[Sequence[int], Sequence[tuple[Customer, dt.datetime | None]]]:
    """How a person stands, asked at once: what ``counts`` count, and his current customers not
    visited since an instant, the longest first (R-154)."""
    own = (
        Customer.owner_id == user_id, Customer.lifecycle_status.in_(SERVED),
        Customer.created_at < before,
    )  # fmt: skip
    # once for all of them: asked one by one, a database may read all of a person's visits for each customer
    visited = (
        select(VisitRequest.customer_id, func.max(VisitRequest.departed_at).label("last"))
        .where(VisitRequest.customer_id.in_(select(Customer.id).where(*own)))
        .group_by(VisitRequest.customer_id)
        .subquery()
    )
    last = visited.c.last
    behind = (
        select(Customer.id, last)
        .outerjoin(visited, visited.c.customer_id == Customer.id)
        .where(*own, or_(last.is_(None), last < before))
        .order_by(last.is_not(None), last, Customer.id)
        .limit(limit)
        .subquery()
    )
    numbers = select(*(c.scalar_subquery().label(f"n{at}") for at, c in enumerate(counts)))
    one = numbers.subquery()
    found = session.execute(
        select(Customer, behind.c.last, *one.c)
        .select_from(one)
        .outerjoin(behind, true())
        .outerjoin(Customer, Customer.id == behind.c.id)
        .order_by(behind.c.last.is_not(None), behind.c.last, Customer.id)
    ).all()
    return list(found[0][2:]), [(row, at) for row, at, *_numbers in found if row is not None]
