"""The shops a customer sells through (F-022, section 17 of customer_fields.md)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, Date, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.customers.models import OfCustomer
from app.kernel import clock
from app.kernel.db import Model, Stamped, choice, label, led_by
from app.kernel.scope import Owned, within
from app.kernel.search import Search
from app.market.words import PriceTags, StoreClass
from app.reference.models import Product, Region

SHARES = ("outlet_listing_rate", "outlet_stockout_rate", "outlet_display_share",
          "outlet_weighted_share", "outlet_activity_rate")  # fmt: skip


class RetailOutlet(OfCustomer, Model):
    """A retail outlet of a customer, as in the contact book of its area (F-022, R-109)."""

    __tablename__ = "retail_outlet"
    kind = "retail_outlet"
    __search__ = Search(names=("outlet_name",), phones=("outlet_phone",))
    __table_args__ = (
        *(CheckConstraint(f"{name} >= 0 AND {name} <= 100", name=name) for name in SHARES),
        CheckConstraint("outlet_display_area >= 0", name="outlet_display_area"),
        *led_by("retail_outlet", "outlet_name", "outlet_class", "outlet_is_hypermarket", "region_id",
                "outlet_price_tags", "surveyed_on", "is_active", "created_at"),
    )  # fmt: skip

    outlet_name: Mapped[str] = mapped_column(
        String(120), info=label(_("Outlet name"), field="CF-361", form="F-022")
    )
    outlet_class: Mapped[StoreClass | None] = mapped_column(
        choice(StoreClass), info=label(_("Outlet class"), field="CF-362", rule="R-228")
    )
    outlet_is_hypermarket: Mapped[bool] = mapped_column(
        default=False, info=label(_("Hypermarket"), field="CF-368")
    )
    region_id: Mapped[int | None] = mapped_column(
        ForeignKey("region.id"), info=label(_("Locality"), form="F-022")
    )
    outlet_address: Mapped[str | None] = mapped_column(
        String(200), info=label(_("Address"), field="CF-363", rule="R-109")
    )
    outlet_phone: Mapped[str | None] = mapped_column(
        String(50), info=label(_("Telephone"), field="CF-364", rule="R-109")
    )
    is_active: Mapped[bool] = mapped_column(default=True, info=label(_("In business")))
    surveyed_on: Mapped[dt.date] = mapped_column(
        Date, default=clock.today, info=label(_("Visited on"))
    )
    outlet_listing_rate: Mapped[Decimal | None] = mapped_column(
        Numeric(5, 2), info=label(_("Listing rate in percent"), field="CF-369", most=100)
    )
    outlet_stockout_rate: Mapped[Decimal | None] = mapped_column(
        Numeric(5, 2), info=label(_("Stock-out rate in percent"), field="CF-370", most=100)
    )
    outlet_display_share: Mapped[Decimal | None] = mapped_column(
        Numeric(5, 2), info=label(_("Display share in percent"), field="CF-371", most=100)
    )
    outlet_weighted_share: Mapped[Decimal | None] = mapped_column(
        Numeric(5, 2), info=label(_("Weighted display share in percent"), field="CF-371", most=100)
    )
    outlet_activity_rate: Mapped[Decimal | None] = mapped_column(
        Numeric(5, 2), info=label(_("Activity point rate in percent"), field="CF-375", most=100)
    )
    outlet_display_area: Mapped[Decimal | None] = mapped_column(
        Numeric(8, 2), info=label(_("Display area m²"), field="CF-372")
    )
    outlet_price_tags: Mapped[PriceTags | None] = mapped_column(
        choice(PriceTags), info=label(_("Price tags"), field="CF-373")
    )
    outlet_suggestions: Mapped[str | None] = mapped_column(
        Text, info=label(_("Product suggestions"), field="CF-366", rule="R-109")
    )
    outlet_market_info: Mapped[str | None] = mapped_column(
        Text, info=label(_("Market information"), field="CF-367", rule="R-109")
    )
    key_point_feedback: Mapped[str | None] = mapped_column(
        Text, info=label(_("Key point feedback"), secret="confidential", rule="R-123")
    )

    region: Mapped[Region | None] = relationship(Region, info=label(_("Locality")))

    def __str__(self) -> str:
        return self.outlet_name


class OutletSale(Owned, Stamped, Model):
    """What an outlet sold of a product in a period, and at which price (CF-365, CF-374)."""

    __tablename__ = "outlet_sale"
    kind = "retail_outlet"
    reach = within("retail_outlet", "outlet_id")
    __table_args__ = (
        UniqueConstraint("outlet_id", "product_id", "period"),
        CheckConstraint("sales_quantity >= 0 AND sales_amount >= 0", name="sales"),
        *led_by("outlet_sale", "product_id"),
    )

    outlet_id: Mapped[int] = mapped_column(
        ForeignKey("retail_outlet.id", ondelete="CASCADE"), info=label(_("Outlet"))
    )
    product_id: Mapped[int] = mapped_column(
        ForeignKey("product.id"), info=label(_("Product"), field="CF-365", rule="R-109")
    )
    period: Mapped[str] = mapped_column(String(20), info=label(_("Period")))
    sales_quantity: Mapped[Decimal | None] = mapped_column(
        Numeric(14, 2), info=label(_("Quantity sold"), field="CF-365", secret="confidential")
    )
    sales_amount: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2),
        info=label(_("Sales amount"), field="CF-365", secret="confidential", money=True),
    )
    outlet_retail_price: Mapped[Decimal | None] = mapped_column(
        Numeric(14, 2), info=label(_("Shelf price"), field="CF-374", money=True)
    )

    outlet: Mapped[RetailOutlet] = relationship(RetailOutlet, info=label(_("Outlet")))
    product: Mapped[Product] = relationship(Product, info=label(_("Product")))

    def __str__(self) -> str:
        return f"{self.product} {self.period}"
