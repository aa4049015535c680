"""Customers to be classed, for tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.archive.axes import ClassChoice
from app.archive.models import ClassOverride
from app.archive.workflow import override_flow
from app.customers.models import Customer, TradingDeclaration
from app.kernel import clock, numbering
from app.kernel.scope import acting_as
from app.kernel.workflow import begin
from tests.factories.cooperation import in_force


def buyer(session: Any, collector_id: int, amount: int | None = None, years: int = 0, **given: Any) -> Customer:  # fmt: skip
    """A customer in force who buys so much a year, and has for so many years."""
    row = in_force(session, collector_id, **given)
    if years:
        row.cooperation_started_on = clock.today() - dt.timedelta(days=366 * years)
    if amount is not None:
        declare(session, row, amount)
    session.flush()
    return row


def declare(session: Any, row: Customer, amount: int, days_ago: int = 1) -> None:
    """What a customer says it buys from us a year."""
    day = clock.today() - dt.timedelta(days=days_ago)
    session.add(
        TradingDeclaration(customer_id=row.id, valid_from=day, annual_purchase_amount=amount)
    )
    session.flush()


def override(session: Any, customer: Customer, viewer: Any, chosen: str, **given: Any) -> ClassOverride:  # fmt: skip
    """A class somebody wants to set, for thirty days."""
    held = {
        "reason": "展会期间重点接待", "valid_until": clock.today() + dt.timedelta(days=30), **given
    }  # fmt: skip
    with acting_as(viewer):
        row = ClassOverride(customer_id=customer.id, chosen=ClassChoice(chosen), **held)
        numbering.number(session, row, on=clock.today())
        session.add(row)
        session.flush()
        begin(session, override_flow, row, viewer)
    return row


class Work:
    """What a job is given, without a worker."""

    def __init__(self, session: Any) -> None:
        self.session, self.state = session, dict[str, Any]()

    def checkpoint(self, state: Any, **_far: Any) -> None:
        """Write what was done so far."""
        self.session.flush()
        self.state = dict(state)
