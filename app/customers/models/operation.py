"""How producers and traders operate (section 5, F-006)."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, Integer, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.customers.traits import DownstreamMode, LeaseMode
from app.kernel.db import choice, label


class Production:
    """Section 5: what producing enterprises are asked."""

    production_equipment: Mapped[str | None] = mapped_column(
        Text, info=label(_("Production equipment"), field="CF-132", secret="confidential")
    )
    technology_process: Mapped[str | None] = mapped_column(
        Text, info=label(_("Technology and process"), field="CF-133", secret="confidential")
    )
    energy_material_use: Mapped[str | None] = mapped_column(
        Text, info=label(_("Energy and raw material use"), field="CF-134", secret="confidential")
    )
    output_quantity: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 3), info=label(_("Monthly output"), field="CF-135", secret="confidential")
    )
    output_quality: Mapped[str | None] = mapped_column(
        Text, info=label(_("Product quality"), field="CF-136")
    )
    product_cost: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2),
        info=label(_("Product cost"), field="CF-137", secret="confidential", money=True),
    )
    selling_price: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2),
        info=label(_("Selling price"), field="CF-138", secret="confidential", money=True),
    )


class Trading:
    """Section 5: what trading enterprises are asked."""

    monthly_purchases: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 3), info=label(_("Monthly purchases"), field="CF-144", secret="confidential")
    )
    monthly_wholesale: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2),
        info=label(_("Monthly wholesale"), field="CF-145", secret="confidential", money=True),
    )
    monthly_retail: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2),
        info=label(_("Monthly retail"), field="CF-146", secret="confidential", money=True),
    )
    wholesale_price: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2),
        info=label(_("Wholesale price"), field="CF-147", secret="confidential", money=True),
    )
    retail_price: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2),
        info=label(_("Retail price"), field="CF-148", secret="confidential", money=True),
    )
    stock_backlog: Mapped[str | None] = mapped_column(
        Text, info=label(_("Stock backlog"), field="CF-149", secret="confidential")
    )
    stock_quantity: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 3), info=label(_("Stock quantity"), field="CF-150", secret="confidential")
    )
    public_image: Mapped[str | None] = mapped_column(
        Text, info=label(_("Public image"), field="CF-151")
    )
    warehouse_area_m2: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 3), info=label(_("Yard or warehouse area (m²)"), field="CF-152")
    )
    lease_mode: Mapped[LeaseMode | None] = mapped_column(
        choice(LeaseMode), info=label(_("Lease mode"), field="CF-153")
    )
    lease_price: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2),
        info=label(_("Rent per m² and month"), field="CF-154", secret="confidential", money=True),
    )
    lease_years: Mapped[int | None] = mapped_column(
        Integer, info=label(_("Lease years"), field="CF-155")
    )


class Market:
    """Section 5: sales, supply and purchasing of any enterprise."""

    market_share_pct: Mapped[Decimal | None] = mapped_column(
        Numeric(5, 2), info=label(_("Market share in percent"), field="CF-139", most=100)
    )
    monthly_sales: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 3),
        info=label(_("Monthly sales quantity"), field="CF-140", secret="confidential"),
    )
    annual_sales: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 3),
        info=label(_("Yearly sales quantity"), field="CF-141", secret="confidential"),
    )
    service_quality: Mapped[str | None] = mapped_column(
        Text, info=label(_("Service quality"), field="CF-142")
    )
    pr_advertising: Mapped[str | None] = mapped_column(
        Text, info=label(_("PR and advertising"), field="CF-143")
    )
    downstream_mode: Mapped[list[str] | None] = mapped_column(
        JSON(none_as_null=True),
        info=label(_("Downstream sales mode"), field="CF-157", words=DownstreamMode),
    )
    sales_region_covered: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Region covered"), field="CF-158")
    )
    product_kinds: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Product kinds handled"), field="CF-159")
    )
    profit_situation: Mapped[str | None] = mapped_column(
        Text, info=label(_("Profit situation"), field="CF-160", secret="confidential")
    )
    product_composition: Mapped[str | None] = mapped_column(
        Text,
        info=label(_("Product composition"), field="CF-161", secret="confidential", rule="R-049"),
    )
    export_oriented: Mapped[bool | None] = mapped_column(
        info=label(_("Export oriented"), field="CF-162", rule="R-040")
    )
    purchase_procedure: Mapped[str | None] = mapped_column(
        Text, info=label(_("Purchasing procedure"), field="CF-163")
    )
    purchase_approver_units: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Units approving purchases"), field="CF-164")
    )
