"""What the first card asks in lists: similar brands, channels and results (R-035)."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.customers.models.customer import Customer
from app.kernel.db import Model, Stamped, label
from app.kernel.scope import Owned, within
from app.reference.models import DictionaryEntry


class CustomerBrand(Owned, Stamped, Model):
    """A similar brand that the customer represents (F-001)."""

    __tablename__ = "customer_brand"
    kind = "customer"
    reach = within("customer", "customer_id")
    __table_args__ = (
        CheckConstraint("share_pct >= 0 AND share_pct <= 100", name="share_pct"),
        Index("ix_customer_brand_customer_id_id", "customer_id", "id"),
    )

    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), info=label(_("Customer"))
    )
    brand: Mapped[str] = mapped_column(String(100), info=label(_("Similar brand"), rule="R-035"))
    share_pct: Mapped[Decimal | None] = mapped_column(
        Numeric(5, 2), info=label(_("Share in percent"), most=100)
    )

    customer: Mapped[Customer] = relationship(Customer, info=label(_("Customer")))

    def __str__(self) -> str:
        return self.brand


class CustomerChannel(Owned, Stamped, Model):
    """A channel through which the customer sells (F-001)."""

    __tablename__ = "customer_channel"
    kind = "customer"
    reach = within("customer", "customer_id")
    __table_args__ = (UniqueConstraint("customer_id", "channel_id"),)

    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), info=label(_("Customer"))
    )
    channel_id: Mapped[int] = mapped_column(
        ForeignKey("dictionary_entry.id"),
        index=True,
        info=label(_("Sales channel"), rule="R-035", dictionary="sales_channel"),
    )
    remark: Mapped[str | None] = mapped_column(String(200), info=label(_("Remark")))

    customer: Mapped[Customer] = relationship(Customer, info=label(_("Customer")))
    channel: Mapped[DictionaryEntry] = relationship(DictionaryEntry, info=label(_("Sales channel")))

    def __str__(self) -> str:
        return str(self.channel)


class CustomerResult(Owned, Stamped, Model):
    """What the customer sold in a period (F-001)."""

    __tablename__ = "customer_result"
    kind = "customer"
    reach = within("customer", "customer_id")
    __table_args__ = (UniqueConstraint("customer_id", "period"),)

    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), info=label(_("Customer"))
    )
    period: Mapped[str] = mapped_column(String(20), info=label(_("Period"), rule="R-035"))
    amount: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2), info=label(_("Sales result"), secret="confidential", money=True)
    )

    customer: Mapped[Customer] = relationship(Customer, info=label(_("Customer")))

    def __str__(self) -> str:
        return self.period
