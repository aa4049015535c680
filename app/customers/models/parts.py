"""What the card asks in lists: brands, channels and results (R-035), units, media, suppliers, rivals, flow."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.customers.models.customer import Customer
from app.customers.traits import Medium, SupplyKind, UnitKind
from app.kernel.db import Model, Stamped, choice, label
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
    brand: Mapped[str] = mapped_column(
        String(100), info=label(_("Similar brand"), field="CF-233", rule="R-035")
    )
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
        info=label(_("Sales channel"), field="CF-234", rule="R-035", dictionary="sales_channel"),
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
        Numeric(18, 2),
        info=label(_("Sales result"), field="CF-226", secret="confidential", money=True),
    )

    customer: Mapped[Customer] = relationship(Customer, info=label(_("Customer")))

    def __str__(self) -> str:
        return self.period


class CustomerUnit(Owned, Stamped, Model):
    """A unit of the organisation and its part in purchasing (F-006, F-011)."""

    __tablename__ = "customer_unit"
    kind = "customer"
    reach = within("customer", "customer_id")
    __table_args__ = (Index("ix_customer_unit_customer_id_id", "customer_id", "id"),)

    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), info=label(_("Customer"))
    )
    org_unit: Mapped[str] = mapped_column(
        String(100), info=label(_("Organisation unit"), field="CF-122")
    )
    org_unit_duty: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Unit's duty"), field="CF-123")
    )
    org_unit_kind: Mapped[UnitKind | None] = mapped_column(
        choice(UnitKind), info=label(_("Unit kind"), field="CF-124")
    )

    customer: Mapped[Customer] = relationship(Customer, info=label(_("Customer")))

    def __str__(self) -> str:
        return self.org_unit


class CustomerMedium(Owned, Stamped, Model):
    """A further way to reach the customer (F-011)."""

    __tablename__ = "customer_medium"
    kind = "customer"
    reach = within("customer", "customer_id")
    __table_args__ = (Index("ix_customer_medium_customer_id_id", "customer_id", "id"),)

    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), info=label(_("Customer"))
    )
    medium: Mapped[Medium] = mapped_column(
        choice(Medium), info=label(_("Contact medium"), field="CF-066")
    )
    number: Mapped[str] = mapped_column(
        String(200), info=label(_("Number or address"), field="CF-066", secret="personal")
    )
    remark: Mapped[str | None] = mapped_column(String(200), info=label(_("Remark")))

    customer: Mapped[Customer] = relationship(Customer, info=label(_("Customer")))

    def __str__(self) -> str:
        return self.number


class CustomerSupplier(Owned, Stamped, Model):
    """Who supplies the customer, at what price and service (F-006, F-076)."""

    __tablename__ = "customer_supplier"
    kind = "customer"
    reach = within("customer", "customer_id")
    __table_args__ = (Index("ix_customer_supplier_customer_id_id", "customer_id", "id"),)

    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), info=label(_("Customer"))
    )
    supplier: Mapped[str] = mapped_column(
        String(200), info=label(_("Supplier"), field="CF-165", secret="confidential")
    )
    supply_kind: Mapped[SupplyKind | None] = mapped_column(
        choice(SupplyKind), info=label(_("Kind of supplier"), field="CF-156")
    )
    supply_mode: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Way of purchase"), field="CF-156")
    )
    price: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Price and terms"), field="CF-165", secret="confidential")
    )
    service: Mapped[str | None] = mapped_column(
        String(200), info=label(_("Service and relation"), field="CF-165", secret="confidential")
    )

    customer: Mapped[Customer] = relationship(Customer, info=label(_("Customer")))

    def __str__(self) -> str:
        return self.supplier


class CustomerRival(Owned, Stamped, Model):
    """A main competitor of the customer (F-006)."""

    __tablename__ = "customer_rival"
    kind = "customer"
    reach = within("customer", "customer_id")
    __table_args__ = (Index("ix_customer_rival_customer_id_id", "customer_id", "id"),)

    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), info=label(_("Customer"))
    )
    rival: Mapped[str] = mapped_column(
        String(200),
        info=label(_("Customer's main competitor"), field="CF-238", secret="confidential"),
    )
    note: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Note"), field="CF-238", secret="confidential")
    )

    customer: Mapped[Customer] = relationship(Customer, info=label(_("Customer")))

    def __str__(self) -> str:
        return self.rival


class CustomerFlow(Owned, Stamped, Model):
    """Where the goods of an order went on to (F-010)."""

    __tablename__ = "customer_flow"
    kind = "customer"
    reach = within("customer", "customer_id")
    __table_args__ = (Index("ix_customer_flow_customer_id_id", "customer_id", "id"),)

    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), info=label(_("Customer"))
    )
    order_no: Mapped[str | None] = mapped_column(
        String(60), info=label(_("Order number"), field="CF-242", secret="confidential")
    )
    destination: Mapped[str] = mapped_column(
        String(200), info=label(_("Market flow of products"), field="CF-242", secret="confidential")
    )
    note: Mapped[str | None] = mapped_column(
        Text, info=label(_("Note"), field="CF-242", secret="confidential")
    )

    customer: Mapped[Customer] = relationship(Customer, info=label(_("Customer")))

    def __str__(self) -> str:
        return self.destination
