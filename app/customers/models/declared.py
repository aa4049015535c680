"""What a customer declares about its trade with us and its funds, dated: the latest is in force."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from flask_babel import lazy_gettext as _
from sqlalchemy import Date, ForeignKey, Index, Integer, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.customers.models.customer import Customer
from app.customers.traits import AgencyStatus, PaymentMethod
from app.kernel.db import Model, Stamped, choice, label
from app.kernel.scope import Owned, within


class TradingDeclaration(Owned, Stamped, Model):
    """Section 10: how trade stands, as of a day (F-004, F-016); every former one stays (R-024)."""

    __tablename__ = "trading_declaration"
    kind = "trading"
    reach = within("customer", "customer_id")
    __table_args__ = (
        Index("ix_trading_declaration_customer_id_valid_from", "customer_id", "valid_from"),
        *(
            Index(f"ix_trading_declaration_{name}_id", name, "id")
            for name in ("valid_from", "payment_method", "agency_status", "annual_purchase_amount")
        ),
    )

    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), info=label(_("Customer"))
    )
    valid_from: Mapped[dt.date] = mapped_column(Date, info=label(_("Valid from"), rule="R-024"))
    source: Mapped[str | None] = mapped_column(String(100), info=label(_("Declared by")))
    annual_purchase_amount: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2),
        info=label(_("Yearly purchase amount"), field="CF-243", secret="confidential", money=True),
    )
    sales_activity: Mapped[str | None] = mapped_column(
        Text, info=label(_("Present sales activity"), field="CF-246")
    )
    existing_problems: Mapped[str | None] = mapped_column(
        Text, info=label(_("Existing problems"), field="CF-247")
    )
    advantages_kept: Mapped[str | None] = mapped_column(
        Text, info=label(_("Advantages kept"), field="CF-248")
    )
    future_measures: Mapped[str | None] = mapped_column(
        Text, info=label(_("Future measures"), field="CF-249")
    )
    image: Mapped[str | None] = mapped_column(Text, info=label(_("Image"), field="CF-250"))
    reputation: Mapped[str | None] = mapped_column(
        Text, info=label(_("Reputation"), field="CF-251", secret="confidential")
    )
    credit_status: Mapped[str | None] = mapped_column(
        Text, info=label(_("Credit status"), field="CF-252", secret="confidential")
    )
    trading_terms: Mapped[str | None] = mapped_column(
        Text, info=label(_("Trading terms"), field="CF-253", secret="confidential")
    )
    credit_problems: Mapped[str | None] = mapped_column(
        Text, info=label(_("Credit problems"), field="CF-254", secret="confidential")
    )
    contract_target: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2),
        info=label(_("Contract target"), field="CF-255", secret="confidential", money=True),
    )
    distribution_state: Mapped[str | None] = mapped_column(
        Text, info=label(_("Distribution and sales state"), field="CF-257")
    )
    payment_method: Mapped[PaymentMethod | None] = mapped_column(
        choice(PaymentMethod),
        info=label(_("Payment method"), field="CF-258", secret="confidential", rule="R-051"),
    )
    account_period_days: Mapped[int | None] = mapped_column(
        Integer, info=label(_("Account period (days)"), field="CF-259", secret="confidential")
    )
    fund_release_time: Mapped[str | None] = mapped_column(
        String(100),
        info=label(
            _("When funds are released"), field="CF-260", secret="confidential", rule="R-051"
        ),
    )
    settlement_day: Mapped[str | None] = mapped_column(
        String(60), info=label(_("Settlement day"), field="CF-261", secret="confidential")
    )
    purchase_plan_time: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Purchase plan time"), field="CF-262", rule="R-051")
    )
    purchase_plan_quantity: Mapped[str | None] = mapped_column(
        String(100), info=label(_("Planned purchase quantity"), field="CF-263", rule="R-051")
    )
    order_plan: Mapped[str | None] = mapped_column(
        Text, info=label(_("Immediate order plan"), field="CF-264", secret="confidential")
    )
    promotion_plan: Mapped[str | None] = mapped_column(
        Text, info=label(_("Promotion plan"), field="CF-265", secret="confidential")
    )
    investment_intention: Mapped[str | None] = mapped_column(
        Text, info=label(_("Investment intention"), field="CF-266", secret="confidential")
    )
    trading_habits: Mapped[str | None] = mapped_column(
        Text, info=label(_("Trading habits, buying pattern"), field="CF-267")
    )
    product_preference: Mapped[str | None] = mapped_column(
        Text, info=label(_("Product preference"), field="CF-268", rule="R-052")
    )
    first_collection_amount: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2),
        info=label(
            _("First payments collected"), field="CF-269", secret="confidential", money=True
        ),
    )
    agency_status: Mapped[AgencyStatus | None] = mapped_column(
        choice(AgencyStatus), info=label(_("Agency status"), field="CF-270")
    )

    customer: Mapped[Customer] = relationship(Customer, info=label(_("Customer")))

    def __str__(self) -> str:
        return self.valid_from.isoformat()


class FundsDeclaration(Owned, Stamped, Model):
    """Section 12: funds and arrears, as of a day (F-006); every former one stays (R-024)."""

    __tablename__ = "funds_declaration"
    kind = "funds"
    reach = within("customer", "customer_id")
    __table_args__ = (
        Index("ix_funds_declaration_customer_id_valid_from", "customer_id", "valid_from"),
        *(
            Index(f"ix_funds_declaration_{name}_id", name, "id")
            for name in ("valid_from", "arrears_amount", "overdue_since", "unwilling_to_pay")
        ),
    )

    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), info=label(_("Customer"))
    )
    valid_from: Mapped[dt.date] = mapped_column(Date, info=label(_("Valid from"), rule="R-024"))
    source: Mapped[str | None] = mapped_column(String(100), info=label(_("Declared by")))
    fund_turnover: Mapped[str | None] = mapped_column(
        Text, info=label(_("Turnover of funds"), field="CF-286", secret="confidential")
    )
    sales_income: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2),
        info=label(_("Sales income"), field="CF-287", secret="confidential", money=True),
    )
    profit: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2), info=label(_("Profit"), field="CF-288", secret="confidential", money=True)
    )
    arrears_amount: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2), info=label(_("Arrears"), field="CF-289", secret="confidential", money=True)
    )
    deficit_amount: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 2), info=label(_("Deficit"), field="CF-290", secret="confidential", money=True)
    )
    overdue_since: Mapped[dt.date | None] = mapped_column(
        Date, info=label(_("Overdue since"), field="CF-291", secret="confidential")
    )
    unwilling_to_pay: Mapped[bool | None] = mapped_column(
        info=label(_("No will to pay"), field="CF-292", secret="confidential")
    )
    unwilling_evidence: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Evidence"), field="CF-292", secret="confidential")
    )

    customer: Mapped[Customer] = relationship(Customer, info=label(_("Customer")))

    def __str__(self) -> str:
        return self.valid_from.isoformat()
