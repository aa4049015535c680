"""What surrounds a customer, for tests."""

from __future__ import annotations

from itertools import count
from typing import Any

from app.customers.models import Customer
from app.market.models import Competitor, CustomerCompetitor

_numbers = count(1)


def competitor(session: Any, **given: Any) -> Competitor:
    """A rival."""
    row = Competitor(**{"comp_name": f"样例竞品第{next(_numbers)}厂", **given})
    session.add(row)
    session.flush()
    return row


def competitor_at(session: Any, customer: Customer, **given: Any) -> CustomerCompetitor:
    """What a rival does at a customer; a new rival unless one is given."""
    held = {"comp_product_use": "宴席用酒", **given}
    if "competitor_id" not in held:
        held["competitor_id"] = competitor(session).id
    row = CustomerCompetitor(customer_id=customer.id, **held)
    session.add(row)
    session.flush()
    return row
