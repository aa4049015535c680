"""What follows when something around a customer is written down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from app.customers.models import Customer
from app.kernel import clock
from app.market import queries
from app.market.models import MarketArea, QualificationCheck
from app.organization.models import Area


def follow(session: Session, _context: Any, _instances: Iterable[Any] | None) -> None:
    """Before a flush: whoever writes it (form, import, command), what depends on it is true."""
    for row in (*session.new, *session.dirty):
        if isinstance(row, MarketArea) and row.area_id is not None:
            _place(session, row)
        elif isinstance(row, QualificationCheck) and inspect(row).attrs.is_qualified.history.added:
            _judge(session, row)


def _place(session: Session, row: MarketArea) -> None:
    """A profile stands in the branch of its area, whoever keeps it."""
    with session.no_autoflush:
        area = session.get(Area, row.area_id)
    if area is not None and row.branch_id != area.branch_id:
        row.branch_id = area.branch_id


def _judge(session: Session, row: QualificationCheck) -> None:
    """The card says what the latest check found (R-034, CF-043)."""
    if row.customer_id is None or row.is_qualified is None:
        return
    with session.no_autoflush:
        customer = session.get(Customer, row.customer_id)
        last = queries.last_check_on(session, row.customer_id, row.id)
    if customer is not None and (last is None or (row.checked_on or clock.today()) >= last):
        customer.qualification_ok = row.is_qualified
        customer.qualification_note = row.qualification_note
