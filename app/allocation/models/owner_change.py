"""The history of who was responsible for a customer, written with every change of hands."""

from __future__ import annotations

import datetime as dt

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.allocation.words import Why
from app.customers.models import Customer
from app.kernel.db import Model, Stamped, UTCDateTime, choice, label
from app.kernel.scope import Owned, within
from app.organization.models import Branch

FILTERED = ("at", "why", "from_id", "to_id", "by_id", "created_at")


class OwnerChange(Owned, Stamped, Model):
    """One change of hands: from whom to whom, when, why, decided by whom (R-024, R-066)."""

    __tablename__ = "owner_change"
    kind = "owner_change"
    reach = within("customer", "customer_id")
    __table_args__ = (
        Index("ix_owner_change_customer_id_id", "customer_id", "id"),
        *(Index(f"ix_owner_change_{name}_id", name, "id") for name in FILTERED),
    )

    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), info=label(_("Customer"))
    )
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime, info=label(_("When")))
    why: Mapped[Why] = mapped_column(choice(Why), info=label(_("Why")))
    from_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), info=label(_("From")))
    to_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), info=label(_("To")))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), info=label(_("Decided by")))
    document: Mapped[str | None] = mapped_column(
        String(60), info=label(_("Number of the document"))
    )

    customer: Mapped[Customer] = relationship(Customer, info=label(_("Customer")))
    branch: Mapped[Branch | None] = relationship(Branch, info=label(_("Branch")))
    giver: Mapped[User | None] = relationship(
        User, foreign_keys="OwnerChange.from_id", info=label(_("From"))
    )
    receiver: Mapped[User | None] = relationship(
        User, foreign_keys="OwnerChange.to_id", info=label(_("To"))
    )
    by: Mapped[User | None] = relationship(
        User, foreign_keys="OwnerChange.by_id", info=label(_("Decided by"))
    )

    def __str__(self) -> str:
        return f"{self.why} {self.customer}"
