"""Our rivals, and what each of them does at a customer (F-012, section 14 of customer_fields.md)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, Date, ForeignKey, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.customers.identity import fold_name
from app.customers.models import OfCustomer
from app.kernel import clock
from app.kernel.db import Model, Stamped, choice, label, led_by
from app.kernel.persons.plan import Person
from app.kernel.search import Search
from app.market.words import Satisfaction


class Competitor(Stamped, Model):
    """A company whose goods stand beside ours; one row for the whole company, read by everybody."""

    __tablename__ = "competitor"
    kind = "competitor"
    __search__ = Search(names=("comp_name", "comp_brands"))
    __table_args__ = (*led_by("competitor", "comp_name", "is_active", "created_at"),)

    comp_name: Mapped[str] = mapped_column(
        String(200), info=label(_("Competitor"), field="CF-334", form="F-012")
    )
    name_key: Mapped[str] = mapped_column(String(200), unique=True, info=label(_("Folded name")))
    comp_brands: Mapped[str | None] = mapped_column(
        String(300), info=label(_("Brands"), field="CF-334")
    )
    comp_company_background: Mapped[str | None] = mapped_column(
        Text,
        info=label(_("Company and background"), field="CF-341", rule="R-046"),
    )
    is_active: Mapped[bool] = mapped_column(default=True, info=label(_("In use")))

    @validates("comp_name")
    def _fold(self, _key: str, name: str) -> str:
        """The folded name follows every change of the name."""
        self.name_key = fold_name(name)
        return name

    def __str__(self) -> str:
        return self.comp_name


class CustomerCompetitor(OfCustomer, Model):
    """What one rival does at one customer, as somebody found it on a day (F-012, R-046)."""

    __tablename__ = "customer_competitor"
    kind = "customer_competitor"
    __search__ = Search(names=("comp_product",))
    __person__ = Person(
        _("Rival's representative"), "comp_rep_name",
        purpose=_("Knowing who speaks for the rival at our customer."),
        ground=_("Told openly in business (PIPL article 13)"),
        also=("comp_rep_style",),
    )  # fmt: skip
    __table_args__ = (
        CheckConstraint("comp_quantity >= 0", name="comp_quantity"),
        *led_by("customer_competitor", "competitor_id", "comp_satisfaction", "noted_on", "created_at"),
    )  # fmt: skip

    competitor_id: Mapped[int] = mapped_column(
        ForeignKey("competitor.id"), info=label(_("Competitor"), field="CF-334")
    )
    noted_on: Mapped[dt.date] = mapped_column(
        Date, default=clock.today, info=label(_("As of"), form="F-012")
    )
    comp_product: Mapped[str | None] = mapped_column(
        String(120), info=label(_("Rival product"), form="F-012")
    )
    comp_quantity: Mapped[Decimal | None] = mapped_column(
        Numeric(14, 2), info=label(_("Quantity used"), field="CF-335", secret="confidential")
    )
    comp_unit: Mapped[str | None] = mapped_column(String(20), info=label(_("Unit")))
    comp_product_use: Mapped[str] = mapped_column(
        Text, info=label(_("How it is used"), field="CF-335", secret="confidential", rule="R-046")
    )
    comp_satisfaction: Mapped[Satisfaction | None] = mapped_column(
        choice(Satisfaction),
        info=label(
            _("Customer's satisfaction with it"),
            field="CF-336", secret="confidential", rule="R-046",
        ),
    )  # fmt: skip
    comp_product_traits: Mapped[str | None] = mapped_column(
        Text,
        info=label(
            _("Strengths and weaknesses"), field="CF-340", secret="confidential",
            help=_("Of both sides: where it beats ours, and where ours beats it."),
        ),
    )  # fmt: skip
    comp_rep_name: Mapped[str | None] = mapped_column(
        String(100),
        info=label(_("Rival's representative"), field="CF-337", secret="personal", rule="R-046"),
    )
    comp_rep_style: Mapped[str | None] = mapped_column(
        Text, info=label(_("Selling style"), field="CF-338", rule="R-046")
    )
    comp_rep_relation: Mapped[str | None] = mapped_column(
        Text,
        info=label(_("Relation to the customer"), field="CF-339", secret="personal", rule="R-046"),
    )

    competitor: Mapped[Competitor] = relationship(Competitor, info=label(_("Competitor")))

    def __str__(self) -> str:
        return (
            f"{self.competitor} · {self.comp_product}"
            if self.comp_product
            else str(self.competitor)
        )
