"""The local market of a visiting area (F-081, section 18 of customer_fields.md)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Integer,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.kernel import clock
from app.kernel.db import Model, Stamped, label, led_by
from app.kernel.scope import Owned, within
from app.organization.models import Area, Branch
from app.reference.models import Region


class MarketArea(Owned, Stamped, Model):
    """What is known of the market of a visiting area; all customers there share it (R-097)."""

    __tablename__ = "market_area"
    kind = "market_area"
    __table_args__ = (
        UniqueConstraint("area_id"),
        CheckConstraint("ma_population >= 0", name="ma_population"),
        *led_by("market_area", "region_id", "ma_population", "collected_on", "created_at"),
    )

    region_id: Mapped[int | None] = mapped_column(
        ForeignKey("region.id"), info=label(_("Locality"))
    )
    collected_on: Mapped[dt.date] = mapped_column(
        Date, default=clock.today, info=label(_("As of"), form="F-081")
    )
    ma_population: Mapped[int | None] = mapped_column(
        Integer, info=label(_("Population"), field="CF-376", rule="R-097")
    )
    ma_environment: Mapped[str | None] = mapped_column(
        Text,
        info=label(_("Local character and suitable products"), field="CF-380", rule="R-097"),
    )
    ma_market_overview: Mapped[str | None] = mapped_column(
        Text,
        info=label(
            _("Market overview"), field="CF-381",
            help=_("Throughput, turnover, floor space, tenants of the market place."),
        ),
    )  # fmt: skip

    area: Mapped[Area | None] = relationship(Area, info=label(_("Area")))
    branch: Mapped[Branch | None] = relationship(Branch, info=label(_("Branch")))
    region: Mapped[Region | None] = relationship(Region, info=label(_("Locality")))
    owner: Mapped[User | None] = relationship(
        User, foreign_keys="MarketArea.owner_id", info=label(_("Kept by"))
    )

    def __str__(self) -> str:
        return str(self.area)


class OfMarket(Owned, Stamped):
    """Base of the lists that a market profile consists of: who sees the profile sees them."""

    kind = "market_area"
    reach = within("market_area", "market_id")

    @declared_attr
    def market_id(cls) -> Mapped[int]:
        return mapped_column(
            ForeignKey("market_area.id", ondelete="CASCADE"),
            sort_order=-90,
            info=label(_("Market profile")),
        )

    @declared_attr
    def market(cls) -> Mapped[MarketArea]:
        return relationship(MarketArea, info=label(_("Market profile")))


class MarketTownship(OfMarket, Model):
    """A township of the area and how many live there (CF-377)."""

    __tablename__ = "market_township"
    __table_args__ = (CheckConstraint("population >= 0", name="population"),)

    township: Mapped[str] = mapped_column(
        String(60), info=label(_("Township"), field="CF-377", rule="R-097")
    )
    population: Mapped[int | None] = mapped_column(Integer, info=label(_("Population")))

    def __str__(self) -> str:
        return self.township


class MarketBrand(OfMarket, Model):
    """A main brand of the area and its price (CF-378)."""

    __tablename__ = "market_brand"

    brand: Mapped[str] = mapped_column(
        String(100), info=label(_("Brand"), field="CF-378", rule="R-097")
    )
    price: Mapped[Decimal | None] = mapped_column(
        Numeric(14, 2), info=label(_("Price"), field="CF-378", money=True)
    )
    remark: Mapped[str | None] = mapped_column(String(200), info=label(_("Remark")))

    def __str__(self) -> str:
        return self.brand


class MarketDealer(OfMarket, Model):
    """A dealer of the area; the most important ones with sales, stock and background (R-097, R-098)."""

    __tablename__ = "market_dealer"
    __table_args__ = (
        CheckConstraint("market_share_pct >= 0 AND market_share_pct <= 100", name="market_share_pct"),
        CheckConstraint("monthly_sales >= 0 AND stock_quantity >= 0", name="stock"),
    )  # fmt: skip

    dealer: Mapped[str] = mapped_column(
        String(120), info=label(_("Dealer"), field="CF-379", rule="R-097")
    )
    is_top: Mapped[bool] = mapped_column(default=False, info=label(_("Top customer"), rule="R-098"))
    agency_brands: Mapped[str | None] = mapped_column(
        String(200), info=label(_("Brands"), field="CF-379")
    )
    market_share_pct: Mapped[Decimal | None] = mapped_column(
        Numeric(5, 2), info=label(_("Market share in percent"), field="CF-379", most=100)
    )
    annual_sales: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2), info=label(_("Sales a year"), secret="confidential", money=True)
    )
    monthly_sales: Mapped[Decimal | None] = mapped_column(
        Numeric(14, 2), info=label(_("Sold a month (pieces)"), secret="confidential", rule="R-099")
    )
    stock_quantity: Mapped[Decimal | None] = mapped_column(
        Numeric(14, 2), info=label(_("Stock (pieces)"), secret="confidential", rule="R-099")
    )
    staff_of_dealer: Mapped[int | None] = mapped_column(Integer, info=label(_("Number of staff")))
    dealer_background: Mapped[str | None] = mapped_column(String(300), info=label(_("Background")))

    def __str__(self) -> str:
        return self.dealer
