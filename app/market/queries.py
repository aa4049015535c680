"""Named questions about what surrounds a customer."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.customers.identity import fold_name
from app.market.models import Competitor


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
