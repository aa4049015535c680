"""What surrounds a customer, for tests."""

from __future__ import annotations

from itertools import count
from typing import Any

from app.customers.models import Customer
from app.kernel import clock, numbering
from app.market.models import (
    Competitor,
    CustomerCompetitor,
    Demand,
    Project,
    QualificationCheck,
    RetailOutlet,
)

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


def project(session: Any, customer: Customer, **given: Any) -> Project:
    """A project that is only noted."""
    held = {"project_name": f"样例项目{next(_numbers)}", "project_purchase_plan": "年底招标",
            "project_problem": "供货不稳", **given}  # fmt: skip
    return _kept(session, Project(customer_id=customer.id, **held))


def demand(session: Any, customer: Customer, **given: Any) -> Demand:
    """A demand nobody has handled yet."""
    held = {"demand_subject": f"样例需求{next(_numbers)}", "existing_need": "礼盒 300 盒", **given}
    return _kept(session, Demand(customer_id=customer.id, **held))


def outlet(session: Any, customer: Customer, **given: Any) -> RetailOutlet:
    """A shop of a customer."""
    held = {"outlet_name": f"样例店{next(_numbers)}", "outlet_address": "样例街 1 号",
            "outlet_phone": "028-00000001", **given}  # fmt: skip
    return _kept(session, RetailOutlet(customer_id=customer.id, **held))


def check(session: Any, customer: Customer, **given: Any) -> QualificationCheck:
    """A check that the customer passed."""
    return _kept(
        session, QualificationCheck(**{"customer_id": customer.id, "is_qualified": True, **given})
    )


def _kept(session: Any, row: Any) -> Any:
    numbering.number(session, row, on=clock.today())
    session.add(row)
    session.flush()
    return row
