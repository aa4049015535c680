"""Named questions about what surrounds a customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.customers.identity import fold_name
from app.customers.models import Contact
from app.market.models import (
    Competitor,
    CustomerBackground,
    MarketArea,
    OutletSale,
    QualificationCheck,
    RetailOutlet,
)

SALES = 4  # products named of each outlet
BOOK = 1_900
"""Outlets one contact book holds: a paper has at most 2,000 rows."""


def same_competitor(
    session: Session, name: str | None, apart_from: int | None = None
) -> Competitor | None:
    """The rival that is called so already, spelling apart."""
    if not name or not fold_name(name):
        return None
    statement = select(Competitor).where(Competitor.name_key == fold_name(name))
    if apart_from is not None:
        statement = statement.where(Competitor.id != apart_from)
    return session.scalars(statement).first()


def strangers(session: Session, customer_id: int | None, contacts: Sequence[int]) -> set[int]:
    """Those of the contacts who do not belong to the customer."""
    if not contacts:
        return set()
    own = select(Contact.id).where(Contact.id.in_(contacts), Contact.customer_id == customer_id)
    return set(contacts) - set(session.scalars(own))


def same_outlet(
    session: Session, customer_id: int | None, name: str | None, apart_from: int | None = None
) -> RetailOutlet | None:
    """An outlet of the customer that is called so already."""
    if customer_id is None or not name:
        return None
    statement = select(RetailOutlet).where(
        RetailOutlet.customer_id == customer_id, RetailOutlet.outlet_name == name
    )
    return session.scalars(_apart(statement, RetailOutlet, apart_from).limit(1)).first()


def has_market(session: Session, area_id: int | None, apart_from: int | None = None) -> bool:
    """True when the area has a profile within reach; the table itself refuses a second one."""
    statement = select(MarketArea.id).where(MarketArea.area_id == area_id)
    return session.scalar(_apart(statement, MarketArea, apart_from)) is not None


def has_background(
    session: Session, customer_id: int | None, apart_from: int | None = None
) -> bool:
    """True when the customer has a background sheet."""
    statement = select(CustomerBackground.id).where(CustomerBackground.customer_id == customer_id)
    return session.scalar(_apart(statement, CustomerBackground, apart_from)) is not None


def last_check_on(
    session: Session, customer_id: int, apart_from: int | None = None
) -> dt.date | None:
    """The day of the customer's last check of qualification."""
    day = func.max(QualificationCheck.checked_on)
    statement = select(day).where(QualificationCheck.customer_id == customer_id)
    return session.scalar(_apart(statement, QualificationCheck, apart_from))


def outlets_of_area(session: Session, area_id: int | None) -> Sequence[RetailOutlet]:
    """The outlets of an area, customer by customer, for the contact book (F-022)."""
    if area_id is None:
        return ()
    order = (RetailOutlet.customer_id, RetailOutlet.outlet_name, RetailOutlet.id)
    statement = select(RetailOutlet).where(
        RetailOutlet.area_id == area_id, RetailOutlet.is_active.is_(True)
    )
    return session.scalars(statement.order_by(*order).limit(BOOK)).all()


def sales_of(session: Session, outlets: Sequence[int]) -> dict[int, list[OutletSale]]:
    """What outlets sold, the latest period first, a few lines each (F-022)."""
    asked = select(OutletSale).where(OutletSale.outlet_id.in_(outlets))
    found: dict[int, list[OutletSale]] = {}
    for sale in session.scalars(asked.order_by(OutletSale.period.desc(), OutletSale.id)):
        found.setdefault(sale.outlet_id, []).append(sale)
    return {outlet: sales[:SALES] for outlet, sales in found.items()}


def _apart(statement: Any, model: Any, apart_from: int | None) -> Any:
    return statement if apart_from is None else statement.where(model.id != apart_from)
